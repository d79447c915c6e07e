"""Whether the computed columns of a package follow from its other columns."""

from collections.abc import Iterator, Mapping
from itertools import islice

import polars as pl

from kabul_ties.agreement import agreement_table
from kabul_ties.check import compute
from kabul_ties.finding import MOST_FINDINGS, Finding
from kabul_ties.rows import ROW, RawTable

_RULE = "computed-values-follow"
_FOLLOWS = "_follows"
_TOLERANCE = 1e-9


def computed_findings(
    tables: Mapping[str, pl.DataFrame], raw_tables: Mapping[str, RawTable]
) -> list[Finding]:
    """Computed cells that are not what the typed ones give.

    Args:
        tables: Typed tables with all columns and ``row``.
        raw_tables: The same as text, with places.
    """
    schemas = {name: raw.schema for name, raw in raw_tables.items()}
    given = {
        name: frame.drop(field.name for field in schemas[name].of_origin("computed"))
        for name, frame in tables.items()
        if schemas[name].files is not None
    }
    recomputed, findings = compute(given, dict(raw_tables))
    if findings:
        return findings
    recomputed["agreement"] = agreement_table(recomputed["codings"])
    for name, schema in schemas.items():
        if schema.of_origin("computed"):
            found = _table_findings(raw_tables[name], tables[name], recomputed[name])
            findings.extend(islice(found, MOST_FINDINGS))
    return findings


def _table_findings(raw: RawTable, found: pl.DataFrame, follows: pl.DataFrame) -> Iterator[Finding]:
    key = list(raw.schema.primary_key)
    yield from _rows_that_do_not_follow(raw, found.join(follows, on=key, how="anti"))
    yield from _rows_that_are_missing(raw, follows.join(found, on=key, how="anti"))
    pairs = found.join(follows.drop(ROW, strict=False), on=key, suffix=_FOLLOWS)
    for field in raw.schema.of_origin("computed"):
        if field.name not in key:
            yield from _cells_that_do_not_follow(raw, pairs, field.name)


def _cells_that_do_not_follow(raw: RawTable, pairs: pl.DataFrame, name: str) -> Iterator[Finding]:
    found, follows = pairs[name], pairs[name + _FOLLOWS]
    differs = found.ne_missing(follows)
    if found.dtype == pl.Float64:
        differs &= ((found - follows).abs() > _TOLERANCE).fill_null(value=True)
    for row, value in pairs.filter(differs).select(ROW, name + _FOLLOWS).iter_rows():
        message = f"The columns that {name} is computed from give {_in_words(value)}."
        yield _finding(raw, row, name, message)


def _in_words(value: object) -> str:
    if value is None:
        return "no value"
    return f"“{str(value).lower() if isinstance(value, bool) else value}”"


def _rows_that_do_not_follow(raw: RawTable, rows: pl.DataFrame) -> Iterator[Finding]:
    for row in rows[ROW]:
        yield _finding(raw, row, None, "Nothing in the other tables gives this row.")


def _rows_that_are_missing(raw: RawTable, rows: pl.DataFrame) -> Iterator[Finding]:
    for key in rows.select(raw.schema.primary_key).iter_rows():
        place = raw.places.place(-1, None)
        message = f"The other tables give a row {' / '.join(map(str, key))}, which is missing."
        yield Finding(place, _RULE, message, None, (), _MEND, "package")


_MEND = "Build the package anew with `kabul-ties build`; computed values are never typed."


def _finding(raw: RawTable, row: int, name: str | None, message: str) -> Finding:
    value = raw.text(row, name) if name else None
    return Finding(raw.places.place(row, name), _RULE, message, value, (), _MEND, "package")
