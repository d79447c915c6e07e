"""Compiles a Table Schema to a pandera ``DataFrameSchema`` for polars.

pandera's own ``from_frictionless_schema`` turns dates into unchecked text and drops keys; this
compiler keeps both. Every check carries the id of the rule that it stands for.
"""

from collections.abc import Callable, Iterator
from functools import partial

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

Condition = tuple[str, Callable[[pl.Expr], pl.Expr]]
"""A rule's id and what must hold for a value."""


def compile_schema(
    schema: TableSchema, *, one_check_per_column: bool = False
) -> pa.DataFrameSchema:
    """The pandera schema of one table of typed columns.

    Args:
        schema: The table.
        one_check_per_column: All conditions of a column as one check, which is several times
            quicker and tells whether, but not which, a rule is broken.
    """
    key = list(schema.primary_key)
    return pa.DataFrameSchema(
        {
            field.name: _column(field, is_key=key == [field.name], as_one=one_check_per_column)
            for field in schema.fields
        },
        unique=key if len(key) > 1 else None,
        strict=True,
        ordered=True,
        name=schema.name,
    )


def _column(field: Field, *, is_key: bool, as_one: bool) -> pa.Column:
    conditions = list(_conditions(field))
    if as_one and conditions:
        conditions = [("value-is-sound", partial(_all_hold, conditions))]
    return pa.Column(
        POLARS_TYPES[field.type],
        checks=[_check(rule, holds) for rule, holds in conditions],
        nullable=not (field.required or is_key),
        unique=field.unique or is_key,
    )


def _all_hold(conditions: list[Condition], value: pl.Expr) -> pl.Expr:
    return pl.all_horizontal(holds(value) for _, holds in conditions)


def _conditions(field: Field) -> Iterator[Condition]:
    if field.enum:
        yield ("value-is-a-code", lambda codes: codes.is_in(list(field.enum)))
        return
    if field.type == "string":
        yield from _text_conditions()
    if (pattern := field.pattern) is not None:
        yield ("value-fits-its-pattern", lambda text: text.str.contains(pattern))
    if (shortest := field.min_length) is not None:
        yield ("text-is-long-enough", lambda text: text.str.len_chars() >= shortest)
    if (longest := field.max_length) is not None:
        yield ("text-is-short-enough", lambda text: text.str.len_chars() <= longest)
    if (minimum := field.minimum) is not None:
        yield ("number-is-large-enough", lambda number: number >= minimum)
    if (maximum := field.maximum) is not None:
        yield ("number-is-small-enough", lambda number: number <= maximum)


def _text_conditions() -> Iterator[Condition]:
    yield ("text-hides-nothing", lambda text: ~text.str.contains(HIDDEN_CHARACTERS.pattern))
    yield ("cell-is-one-line", lambda text: ~text.str.contains(r"[\r\n\t]"))
    yield ("text-is-trimmed", lambda text: ~text.str.contains(r"^\s|\s$"))
    yield ("text-is-composed", lambda text: text == text.str.normalize("NFC"))
    yield ("cell-is-no-formula", lambda text: ~text.str.contains(SPREADSHEET_FORMULA))


def _check(rule: str, holds: Callable[[pl.Expr], pl.Expr]) -> pa.Check:
    def check(data: PolarsData) -> pl.LazyFrame:
        return data.lazyframe.select(holds(pl.col(data.key)).fill_null(value=True))

    return pa.Check(check, name=rule, error=rule)
