"""Rules on how evidence is dated: phrases, date rules, the order of act and publication."""

import polars as pl

from kabul_ties.dating import DATE_RULES, TAKEOVER
from kabul_ties.rules.registry import Tables, rule

_RULES_WITHOUT_PHRASE = [
    "before-publication", "after-publication", "undated", "judged", "months-after-takeover",
]  # fmt: skip
_LOOKING_AHEAD = [name for name, each in DATE_RULES.items() if each.looks == "ahead"]
_LOOKING_BACK = [name for name, each in DATE_RULES.items() if each.looks == "back"]
_LONGEST_PHRASE = 6
_REACH = "5y"


@rule(
    "evidence",
    "date_phrase",
    "The date phrase has {words} words; at most six are quoted.",
    "Keep the words that date the act, and drop the others.",
)
def date_phrase_has_six_words_at_most(tables: Tables) -> pl.DataFrame:
    """A date phrase quotes at most six words of the article.

    Articles belong to others; six words are enough to check the rule that was chosen.
    """
    words = pl.col("date_phrase").str.count_matches(r"\S+")
    return tables["evidence"].with_columns(words=words).filter(pl.col("words") > _LONGEST_PHRASE)


@rule(
    "evidence",
    "date_phrase",
    "The rule {date_rule} reads a word of time, and no date phrase is given.",
    "Quote the word, or take before-publication, after-publication or undated.",
)
def dating_rule_has_its_phrase(tables: Tables) -> pl.DataFrame:
    """A rule that reads a word of time stands beside that word.

    Without the phrase nobody can check the rule.
    """
    wordless = pl.col("date_rule").is_in(_RULES_WITHOUT_PHRASE)
    return tables["evidence"].filter(~wordless & pl.col("date_phrase").is_null())


@rule(
    "evidence",
    "date_rule",
    "The row is called undated, yet the phrase “{date_phrase}” dates it.",
    "Take the rule that the phrase calls for, or drop the phrase.",
)
def undated_claim_has_no_date_phrase(tables: Tables) -> pl.DataFrame:
    """What has a date phrase is not undated."""
    undated = pl.col("date_rule") == "undated"
    return tables["evidence"].filter(undated & pl.col("date_phrase").is_not_null())


@rule(
    "evidence",
    "date_argument",
    "The date is judged, and no note shows how the words lead there.",
    "Say in the note how they do; or take an executable rule.",
)
def judged_date_is_explained(tables: Tables) -> pl.DataFrame:
    """A judged interval is explained in the note.

    It is the one date that no rule computes, so that a reader has nothing else to check it by.
    """
    judged = pl.col("date_rule") == "judged"
    return tables["evidence"].filter(judged & pl.col("note").is_null())


@rule(
    "evidence",
    "date_rule",
    "A report of something done is dated by {date_rule}, which looks ahead.",
    "Choose the stance anticipates, or a rule that looks back.",
)
def report_is_not_dated_ahead(tables: Tables) -> pl.DataFrame:
    """A report of something done takes no rule that looks ahead.

    “Tomorrow” and “next month” tell of what is expected.
    """
    ahead = pl.col("date_rule").is_in(_LOOKING_AHEAD)
    return tables["evidence"].filter((pl.col("stance") == "reports") & ahead)


@rule(
    "evidence",
    "date_rule",
    "Something expected is dated by {date_rule}, which looks back.",
    "Choose the stance reports, or a rule that looks ahead.",
)
def anticipation_is_not_dated_back(tables: Tables) -> pl.DataFrame:
    """What is expected takes no rule that looks back."""
    back = pl.col("date_rule").is_in(_LOOKING_BACK)
    return tables["evidence"].filter((pl.col("stance") == "anticipates") & back)


@rule(
    "evidence",
    "date_argument",
    "The act is reported as done by {date_start}, but the source is no later than {published_end}.",
    "If it lay ahead, the stance is anticipates; else correct the date or the publication.",
)
def report_follows_what_it_reports(tables: Tables) -> pl.DataFrame:
    """No report of something done is older than what it reports."""
    ahead = pl.col("date_rule").is_in(_LOOKING_AHEAD)
    known = _with_publication(tables).filter(~ahead & (pl.col("stance") == "reports"))
    return known.filter(pl.col("date_start") > pl.col("published_end"))


@rule(
    "evidence",
    "date_argument",
    "The act is expected by {date_end}, but the source is no older than {published_start}.",
    "If it was done by then, the stance is reports; else correct the date.",
)
def anticipation_precedes_what_it_expects(tables: Tables) -> pl.DataFrame:
    """What is expected lies no earlier than the publication that expects it."""
    back = pl.col("date_rule").is_in(_LOOKING_BACK)
    known = _with_publication(tables).filter(~back & (pl.col("stance") == "anticipates"))
    return known.filter(pl.col("date_end") < pl.col("published_start"))


@rule(
    "evidence",
    "date_argument",
    "The act is expected no earlier than {date_start}, years after {published_end}.",
    "Check the year.",
)
def expected_act_is_near(tables: Tables) -> pl.DataFrame:
    """What is expected lies no more than five years after the publication that expects it.

    Nothing in this field is announced farther ahead; 2042 for 2024 is a slip of two keys.
    """
    expected = _with_publication(tables).filter(pl.col("stance") == "anticipates")
    reach = pl.col("published_end").dt.offset_by(_REACH)
    return expected.filter(pl.col("date_start") > reach)


@rule(
    "evidence",
    "date_argument",
    "The claim ends on {date_end}, before 2021-08-15.",
    "Acts before that day are not coded.",
)
def claim_lies_after_the_takeover(tables: Tables) -> pl.DataFrame:
    """No claim lies wholly before 15 August 2021."""
    return tables["evidence"].filter(pl.col("date_end") < TAKEOVER)


def _with_publication(tables: Tables) -> pl.DataFrame:
    published = tables["sources"].select("source_id", "published_start", "published_end")
    return tables["evidence"].join(published, on="source_id", maintain_order="left")
