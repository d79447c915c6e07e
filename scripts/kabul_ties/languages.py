"""Whether codes of languages are those of ISO 639, the shortest that there is."""

from collections.abc import Iterator, Mapping
from functools import cache

import polars as pl

from kabul_ties.finding import Finding, nearest_first
from kabul_ties.rows import RawTable

_TABLES = ("sources", "coverage")


def language_findings(raw_tables: Mapping[str, RawTable]) -> Iterator[Finding]:
    """One finding for each row whose language has a shorter code, or whose code no language has."""
    used = pl.concat([raw_tables[name].frame["language"] for name in _TABLES])
    counted = used.drop_nulls().value_counts(sort=True, name="rows")
    codes: list[str] = counted["language"].to_list()
    sound = [code for code in codes if _shortest(code) == code]
    for name in _TABLES:
        raw = raw_tables[name]
        for row, code in enumerate(raw.frame["language"]):
            if code and code not in sound:
                yield _finding(raw, row, code, sound)


def _finding(raw: RawTable, row: int, code: str, sound: list[str]) -> Finding:
    shorter = _shortest(code)
    message = "ISO 639-1 has a shorter code." if shorter else "No language has this code."
    return Finding(
        raw.places.place(row, "language"),
        "language-is-its-shortest-code",
        message,
        code,
        (shorter,) if shorter else nearest_first(code, sound),
        "Codes of countries are others: `uk` is Ukrainian, `ua` is no language.",
        "rules",
    )


@cache
def _shortest(code: str) -> str | None:
    """The shortest code of a language; None if there is no such language."""
    import langcodes  # noqa: PLC0415  (a fifth of a second)

    if not langcodes.tag_is_valid(code):
        return None
    return langcodes.standardize_tag(code).partition("-")[0] if len(code) > len("en") else code
