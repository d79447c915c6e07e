"""Compiles a Table Schema to a pandera ``DataFrameSchema`` for polars.

pandera's own ``from_frictionless_schema`` turns dates into unchecked text and drops keys; this
compiler keeps both. Every check carries the id of the rule that it stands for.
"""

from collections.abc import Callable, Iterator

import pandera.polars as pa
import polars as pl
from pandera.api.polars.types import PolarsData

from kabul_ties.schemas.columns import POLARS_TYPES
from kabul_ties.schemas.table_schema import Field, TableSchema
from kabul_ties.text import HIDDEN_CHARACTERS, SPREADSHEET_FORMULA

RULE_OF_REASON = {
    "not_nullable": "value-is-given",
    "field_uniqueness": "value-is-unique",
    "multiple_fields_uniqueness": "key-is-unique",
}
"""Rule ids of the checks that pandera names itself."""


def compile_schema(schema: TableSchema) -> pa.DataFrameSchema:
    """The pandera schema of one table of typed columns."""
    key = list(schema.primary_key)
    return pa.DataFrameSchema(
        {field.name: _column(field, is_key=key == [field.name]) for field in schema.fields},
        unique=key if len(key) > 1 else None,
        strict=True,
        ordered=True,
        name=schema.name,
    )


def _column(field: Field, *, is_key: bool) -> pa.Column:
    return pa.Column(
        POLARS_TYPES[field.type],
        checks=list(_checks(field)),
        nullable=not (field.required or is_key),
        unique=field.unique or is_key,
    )


def _checks(field: Field) -> Iterator[pa.Check]:
    if field.enum:
        yield _check("value-is-a-code", lambda codes: codes.is_in(list(field.enum)))
        return
    if field.type == "string":
        yield from _text_checks()
    if (pattern := field.pattern) is not None:
        yield _check("value-fits-its-pattern", lambda text: text.str.contains(pattern))
    if (shortest := field.min_length) is not None:
        yield _check("text-is-long-enough", lambda text: text.str.len_chars() >= shortest)
    if (longest := field.max_length) is not None:
        yield _check("text-is-short-enough", lambda text: text.str.len_chars() <= longest)
    if (minimum := field.minimum) is not None:
        yield _check("number-is-large-enough", lambda number: number >= minimum)
    if (maximum := field.maximum) is not None:
        yield _check("number-is-small-enough", lambda number: number <= maximum)


def _text_checks() -> Iterator[pa.Check]:
    yield _check(
        "text-hides-nothing", lambda text: ~text.str.contains(HIDDEN_CHARACTERS.pattern)
    )
    yield _check("cell-is-one-line", lambda text: ~text.str.contains(r"[\r\n\t]"))
    yield _check("text-is-trimmed", lambda text: ~text.str.contains(r"^\s|\s$"))
    yield _check("text-is-composed", lambda text: text == text.str.normalize("NFC"))
    yield _check("cell-is-no-formula", lambda text: ~text.str.contains(SPREADSHEET_FORMULA))


def _check(rule: str, holds: Callable[[pl.Expr], pl.Expr]) -> pa.Check:
    def check(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(holds(pl.col(data.key)).fill_null(value=True))

    return pa.Check(check, name=rule, error=rule)
