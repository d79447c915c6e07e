"""The Table Schemas as frozen values: fields, constraints, keys, and where values come from.

Source of the form: Data Package v2, Table Schema (https://datapackage.org/standard/table-schema/),
with the custom properties ``files``, ``origin``, ``nested_in`` and ``vocabulary`` of this project.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from kabul_ties.schemas.soundness import problems

FieldType = Literal["string", "integer", "number", "boolean", "date"]
Origin = Literal["typed", "from_file", "computed"]

TABLES = (
    "actions",
    "participants",
    "relations",
    "dates",
    "choices",
    "evidence",
    "sources",
    "outlets",
    "countries",
    "missions",
    "coders",
    "codings",
    "agreement",
    "coverage",
    "collected_acts",
    "public_counts",
    "listed_missions",
    "registry",
    "action_types",
    "codes",
)
"""All tables of the package, in the order in which they are listed."""

ID_OF: Mapping[str, str] = {
    "actions": "action_id",
    "sources": "source_id",
    "evidence": "evidence_id",
    "missions": "mission_id",
}
"""Tables whose ids the registry keeps, with the field of the id."""


@dataclass(frozen=True, slots=True)
class Field:
    """One column of a table.

    Attributes:
        name: Name of the column, and of the key in the YAML files.
        type: Table Schema type.
        title: Short title.
        description: What the value means.
        example: A value, as written in CSV.
        origin: ``typed`` by a coder, taken ``from_file`` (its name or folder), or ``computed``.
        nested_in: Key under which a typed value stands in a YAML file; None in hand-kept CSV files
            too, where all columns stand side by side.
        vocabulary: Name of the code table that defines the codes of ``enum``.
        required, unique, pattern, enum, minimum, maximum, min_length, max_length: Constraints.
    """

    name: str
    type: FieldType
    title: str
    description: str
    example: str
    origin: Origin
    nested_in: str | None = None
    vocabulary: str | None = None
    required: bool = False
    unique: bool = False
    pattern: str | None = None
    enum: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    min_length: int | None = None
    max_length: int | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A column whose values must stand in a column of another table."""

    field: str
    table: str
    reference: str


@dataclass(frozen=True)
class TableSchema:
    """One table: its fields, keys, and the files that hold its rows.

    Attributes:
        name: Name of the table.
        title: Short title.
        description: What one row is.
        files: Glob, relative to the project, of the files that hold the rows; None if computed.
        fields: Columns in their order.
        primary_key: Names of the columns that together name a row.
        foreign_keys: References to other tables.
        document: The JSON document as read.
    """

    name: str
    title: str
    description: str
    files: str | None
    fields: tuple[Field, ...]
    primary_key: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    document: Mapping[str, Any]

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their names."""
        return {field.name: field for field in self.fields}

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns in their order."""
        return tuple(field.name for field in self.fields)

    def of_origin(self, *origins: Origin) -> tuple[Field, ...]:
        """The fields whose values come from one of ``origins``."""
        return tuple(field for field in self.fields if field.origin in origins)

    @cached_property
    def typed_names(self) -> tuple[str, ...]:
        """Names of the fields that a coder types."""
        return tuple(field.name for field in self.of_origin("typed"))

    @cached_property
    def nested_in(self) -> str | None:
        """Key of a YAML file under which the typed fields stand; None for hand-kept CSV files."""
        return next((field.nested_in for field in self.fields if field.nested_in), None)


Schemas = Mapping[str, TableSchema]


def load_schemas(folder: Path) -> Schemas:
    """Reads the Table Schema of every table.

    Args:
        folder: The folder ``schema/``.

    Returns:
        The schemas by table name, in the order of ``TABLES``.

    Raises:
        FileNotFoundError: A schema is missing.
        ValueError: A schema is not JSON or lacks a property.
    """
    return {table: parse_schema(read_json(folder / f"{table}.json")) for table in TABLES}


def read_json(path: Path) -> Any:
    """Reads one JSON file; its errors name the file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise ValueError(f"{path}: nested too deeply.") from error
    except ValueError as error:
        raise ValueError(f"{path}: not JSON: {error}") from error


def parse_schema(document: Mapping[str, Any]) -> TableSchema:
    """Turns one Table Schema document into a value; ValueError if it is missing or odd in part."""
    try:
        schema = _parsed(document)
    except KeyError as error:
        name = document.get("name", "a table schema")
        raise ValueError(f"{name}: the property {error} is missing") from error
    except (AttributeError, IndexError, TypeError) as error:
        raise ValueError(f"a table schema has a property of another kind: {error}") from error
    for problem in problems(schema):
        raise ValueError(f"{schema.name}: {problem}")
    return schema


def _parsed(document: Mapping[str, Any]) -> TableSchema:
    return TableSchema(
        name=document["name"],
        title=document["title"],
        description=document["description"],
        files=document.get("files"),
        fields=tuple(_parse_field(field) for field in document["fields"]),
        primary_key=tuple(document["primaryKey"]),
        foreign_keys=tuple(
            ForeignKey(key["fields"][0], key["reference"]["resource"], reference)
            for key in document.get("foreignKeys", [])
            for reference in key["reference"]["fields"]
        ),
        document=document,
    )


def _parse_field(document: Mapping[str, Any]) -> Field:
    constraints = document.get("constraints", {})
    return Field(
        name=document["name"],
        type=document["type"],
        title=document["title"],
        description=document["description"],
        example=document["example"],
        origin=document["origin"],
        nested_in=document.get("nested_in"),
        vocabulary=document.get("vocabulary"),
        required=constraints.get("required", False),
        unique=constraints.get("unique", False),
        pattern=constraints.get("pattern"),
        enum=tuple(constraints.get("enum", ())),
        minimum=constraints.get("minimum"),
        maximum=constraints.get("maximum"),
        min_length=constraints.get("minLength"),
        max_length=constraints.get("maxLength"),
    )
