"""Table Schema types as polars and Arrow types, and text as values of these types."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import polars as pl

from kabul_ties.schemas.table_schema import Field, FieldType, TableSchema

if TYPE_CHECKING:
    import pyarrow as pa

POLARS_TYPES: Mapping[FieldType, type[pl.DataType]] = {
    "string": pl.String,
    "integer": pl.Int64,
    "number": pl.Float64,
    "boolean": pl.Boolean,
    "date": pl.Date,
}

_FORMS: Mapping[FieldType, str] = {
    "integer": r"^-?(0|[1-9][0-9]*)$",
    "number": r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)?$",
    "boolean": r"^(true|false)$",
    "date": r"^(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})-[0-9]{2}-[0-9]{2}$",
}

FORM_IN_WORDS: Mapping[FieldType, str] = {
    "string": "a text",
    "integer": "a whole number such as 12",
    "number": "a number such as 0.5",
    "boolean": "true or false",
    "date": "a day as YYYY-MM-DD",
}


def polars_schema(schema: TableSchema) -> dict[str, type[pl.DataType]]:
    """The polars type of every column of a table."""
    return {field.name: POLARS_TYPES[field.type] for field in schema.fields}


def typed(field: Field) -> pl.Expr:
    """A column of text as values of the field's type; text that is no such value becomes null."""
    text = pl.col(field.name)
    if field.type == "string":
        return text
    fitting = pl.when(text.str.contains(_FORMS[field.type])).then(text)
    if field.type == "date":
        return fitting.str.to_date("%Y-%m-%d", strict=False).alias(field.name)
    if field.type == "boolean":
        return (fitting == "true").alias(field.name)
    return fitting.cast(POLARS_TYPES[field.type], strict=False).alias(field.name)


def arrow_schema(schema: TableSchema) -> "pa.Schema":
    """The Arrow schema of a table: real dates, codes as dictionaries, titles as metadata."""
    import pyarrow as pa  # noqa: PLC0415  (heavy, needed only for building)

    metadata: dict[str, str] = {"title": schema.title, "description": schema.description}
    return pa.schema([_arrow_field(field, schema) for field in schema.fields], metadata=metadata)


def _arrow_field(field: Field, schema: TableSchema) -> Any:
    import pyarrow as pa  # noqa: PLC0415

    types = {
        "string": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    kind = pa.dictionary(pa.int32(), pa.string()) if is_code(field, schema) else types[field.type]
    metadata = {"title": field.title, "description": field.description}
    return pa.field(field.name, kind, nullable=not field.required, metadata=metadata)


def is_code(field: Field, schema: TableSchema) -> bool:
    """Whether the values are codes of a closed vocabulary, best held as categories."""
    vocabularies = {"action_types", "countries", "coders", "outlets"}
    refers = any(
        key.field == field.name and key.table in vocabularies for key in schema.foreign_keys
    )
    return bool(field.enum) or refers
