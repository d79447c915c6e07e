"""Rules on dates: phrases, rules, intervals, milestones, choices."""

import polars as pl

from kabul_ties.conclusions import STAGES
from kabul_ties.dating import TAKEOVER
from kabul_ties.rules.registry import Tables, rule

_RULES_WITHOUT_PHRASE = [
    "before-publication", "after-publication", "undated", "judged", "months-after-takeover",
]  # fmt: skip
_LOOKING_AHEAD = [
    "tomorrow", "next-week", "next-month", "next-year", "weekday-after-publication",
    "after-publication",
]  # fmt: skip
_LOOKING_BACK = [
    "yesterday", "days-before-publication", "weekday-before-publication", "last-week",
    "last-month", "last-named-month", "last-year", "recent", "before-publication", "since",
    "until-weekday",
]  # fmt: skip
_LONGEST_PHRASE = 6


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
    "The claim ends on {date_end}, before 2021-08-15.",
    "Acts before that day are not coded.",
)
def claim_lies_after_the_takeover(tables: Tables) -> pl.DataFrame:
    """No claim lies wholly before 15 August 2021."""
    return tables["evidence"].filter(pl.col("date_end") < TAKEOVER)


@rule(
    "actions",
    "action_id",
    "The evidence for the milestone {milestone} cannot all be true: {start_evidence_id} allows "
    "nothing before {start}, {end_evidence_id} nothing after {end}.",
    "Reread both; if they stand, name under choices the evidence that is followed, and why.",
)
def evidence_meets_or_is_chosen(tables: Tables) -> pl.DataFrame:
    """All evidence followed for one milestone has at least one day in common.

    The date of a milestone is the intersection of what its sources allow. Where that is empty,
    somebody has to choose, in the open.
    """
    apart = tables["dates"].filter(pl.col("end") < pl.col("start"))
    return tables["actions"].select("row", "action_id").join(apart, on="action_id")


@rule(
    "choices",
    "evidence_id",
    "{evidence_id} is no evidence for the milestone {milestone} of {action_id}.",
    "Name a row that reports this type, milestone and country and is linked to the action.",
)
def choice_follows_evidence_for_its_milestone(tables: Tables) -> pl.DataFrame:
    """A choice follows evidence for that very milestone of that action."""
    actions = tables["actions"].select(
        "action_id", country_id="country_id", claimed_type="action_type"
    )
    bounding = tables["evidence"].join(
        actions, on=["action_id", "country_id", "claimed_type"], how="semi"
    )
    key = ["action_id", "milestone", "evidence_id"]
    return tables["choices"].join(bounding, on=key, how="anti")


@rule(
    "choices",
    "milestone",
    "All evidence for the milestone {milestone} agrees; there is nothing to choose.",
    "Delete the choice.",
)
def choice_decides_between_evidence(tables: Tables) -> pl.DataFrame:
    """A choice stands only where the evidence has no day in common.

    Elsewhere the intersection is narrower than any choice, and rests on more.
    """
    from kabul_ties.conclusions import dates_of_actions  # noqa: PLC0415  (needed by this rule alone)

    unchosen = dates_of_actions(
        tables["actions"], tables["evidence"], tables["choices"].clear()
    ).filter(pl.col("end") >= pl.col("start"))
    return tables["choices"].join(unchosen, on=["action_id", "milestone"], how="semi")


@rule(
    "actions",
    "action_id",
    "{later} can be no later than {later_end}, but {earlier} no earlier than {earlier_start}.",
    "One of the two milestones is dated or coded wrongly.",
)
def milestones_come_in_order(tables: Tables) -> pl.DataFrame:
    """An act is proposed, decided, effective and ended in this order.

    ``announced`` is free: a decision can be announced before and after it is taken.
    """
    steps = [stage for stage in STAGES if stage != "announced"]
    dates = (
        tables["dates"]
        .filter(pl.col("milestone").is_in(steps), pl.col("basis") != "anticipated")
        .with_columns(step=pl.col("milestone").replace_strict(steps, range(len(steps))))
    )
    earlier = dates.select("action_id", "step", earlier="milestone", earlier_start="start")
    later = dates.select("action_id", later_step="step", later="milestone", later_end="end")
    crossed = earlier.join(later, on="action_id").filter(
        pl.col("step") < pl.col("later_step"), pl.col("later_end") < pl.col("earlier_start")
    )
    return tables["actions"].select("row", "action_id").join(crossed, on="action_id")


def _with_publication(tables: Tables) -> pl.DataFrame:
    published = tables["sources"].select("source_id", "published_start", "published_end")
    return tables["evidence"].join(published, on="source_id", maintain_order="left")
