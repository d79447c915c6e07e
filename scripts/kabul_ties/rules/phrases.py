"""Rules on what date phrases in English name: weekday, month and year of the computed date.

A slip of one key moves a date by days or years, and nothing else would show it.
"""

import polars as pl

from kabul_ties.rules.registry import Tables, rule

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


@rule(
    "evidence",
    "date_argument",
    "The phrase “{date_phrase}” names {named}, the argument {date_argument}.",
    "Correct the one that is wrong.",
)
def weekday_is_the_phrases(tables: Tables) -> pl.DataFrame:
    """Where the date phrase names a weekday in English, the argument is that weekday.

    A slip of one key moves the date by days, and nothing else would show it.
    """
    named = _named(WEEKDAYS).str.slice(0, 3).str.to_uppercase()
    reads_weekday = pl.col("date_rule").str.contains("weekday")
    known = tables["evidence"].with_columns(named=named)
    return known.filter(reads_weekday & (pl.col("named") != pl.col("date_argument")))


@rule(
    "evidence",
    "date_argument",
    "The phrase “{date_phrase}” names {named}, but {date_start} is a {weekday}.",
    "Correct the day; if the article itself is wrong, take judged and say so in the note.",
)
def day_has_the_phrases_weekday(tables: Tables) -> pl.DataFrame:
    """Where the date phrase names a weekday in English, the day computed is one.

    The calendar knows which day of the week a date is, and a slip or a wrong year shows there.
    """
    dated = _executed(tables).filter(
        pl.col("date_start") == pl.col("date_end"),
        ~pl.col("date_rule").str.contains("weekday"),  # whose arguments are compared
    )
    weekday = pl.col("date_start").dt.strftime("%A")
    known = dated.with_columns(named=_named(WEEKDAYS), weekday=weekday)
    return known.filter(pl.col("named") != pl.col("weekday"))


@rule(
    "evidence",
    "date_argument",
    "The phrase “{date_phrase}” names {named}, but {date_start} to {date_end} lies in {month}.",
    "Correct the one that is wrong.",
)
def month_is_the_phrases(tables: Tables) -> pl.DataFrame:
    """Where the date phrase names a month in English, an interval within one month lies in it.

    01/02 is two days, and the one meant is the phrase's.
    """
    start, end = pl.col("date_start"), pl.col("date_end")
    within = _executed(tables).filter(start.dt.truncate("1mo") == end.dt.truncate("1mo"))
    month = start.dt.strftime("%B")
    known = within.with_columns(named=_named(MONTHS), month=month)
    return known.filter(pl.col("named") != pl.col("month"))


@rule(
    "evidence",
    "date_argument",
    "The phrase “{date_phrase}” names {named}; {date_start} to {date_end} does not meet that year.",
    "Correct the one that is wrong.",
)
def year_is_the_phrases(tables: Tables) -> pl.DataFrame:
    """Where the date phrase names a year, the interval meets it."""
    named = pl.col("date_phrase").str.extract(r"\b(20[0-9]{2})\b").cast(pl.Int32)
    known = _executed(tables).with_columns(named=named)
    years = pl.col("date_start").dt.year(), pl.col("date_end").dt.year()
    return known.filter(~pl.col("named").is_between(*years))


def _executed(tables: Tables) -> pl.DataFrame:
    """Evidence whose dates an executable rule gives."""
    return tables["evidence"].filter(pl.col("date_rule") != "judged")


def _named(words: tuple[str, ...]) -> pl.Expr:
    """The first of the words that the date phrase has, with a capital letter."""
    phrase = pl.col("date_phrase").str.to_lowercase()
    return phrase.str.extract(rf"\b({'|'.join(words)})\b").str.to_titlecase()
