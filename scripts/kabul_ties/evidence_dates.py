"""The interval that each row of evidence allows: its date rule on its source's publication."""

from collections.abc import Iterator
from datetime import date

import polars as pl

from kabul_ties.dating import DateArgumentError, Interval, date_interval
from kabul_ties.finding import Finding
from kabul_ties.rows import ROW, RawTable

_INPUT = ["date_rule", "date_argument", "published_start", "published_end", "anticipates"]


def with_dates(evidence: pl.DataFrame, sources: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Adds ``date_start`` and ``date_end`` to evidence or raw codings.

    Args:
        evidence: Typed rows with date rule, argument, stance and source.
        sources: Typed sources with their publication intervals.

    Returns:
        The rows with both columns, and the failures: ``row``, ``problem``.
    """
    published = sources.select("source_id", "published_start", "published_end")
    asked = evidence.join(
        published, on="source_id", how="left", maintain_order="left"
    ).with_columns(anticipates=pl.col("stance") == "anticipates")
    combinations = asked.select(_INPUT).unique()
    answers = pl.DataFrame(
        [_answer(*combination) for combination in combinations.iter_rows()],
        schema={"date_start": pl.Date, "date_end": pl.Date, "problem": pl.String},
        orient="row",
    )
    answered = asked.join(
        combinations.hstack(answers), on=_INPUT, how="left", nulls_equal=True, maintain_order="left"
    )
    failures = answered.filter(pl.col("problem").is_not_null()).select(ROW, "problem")
    return answered.select(*evidence.columns, "date_start", "date_end"), failures


def _answer(
    rule: str, argument: str | None, start: date, end: date, anticipates: bool
) -> tuple[date | None, date | None, str | None]:
    """The interval of one combination, or why there is none; a rule tells of turned publication."""
    if end < start:
        return None, None, None
    try:
        interval = date_interval(rule, argument, Interval(start, end), anticipates=anticipates)
    except DateArgumentError as error:
        return None, None, str(error)
    except (OverflowError, ValueError):
        return None, None, f"{rule} leads beyond the calendar from {start} to {end}."
    return interval.start, interval.end, None


def argument_findings(raw: RawTable, failures: pl.DataFrame) -> Iterator[Finding]:
    """One finding for each date argument that its rule cannot read."""
    for row, problem in failures.iter_rows():
        field = "date_argument" if raw.text(row, "date_argument") else "date_rule"
        yield Finding(
            raw.places.place(row, field),
            "date-argument-fits-its-rule",
            problem,
            raw.text(row, field),
            mend="See the rule's entry in the code table date_rule for the form of its argument.",
            layer="rules",
        )
