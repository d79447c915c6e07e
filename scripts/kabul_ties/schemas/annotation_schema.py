"""JSON Schemas of the annotation files, so that editors complete and explain what is typed.

They help while typing and judge nothing: `kabul-ties validate` reads every scalar as text, an
editor reads YAML 1.2, so a text that looks like a number is let through here.
"""

import json
from collections.abc import Mapping
from typing import Any

import polars as pl

from kabul_ties.annotations.kinds import AnnotationKind, annotation_kinds, typed_fields
from kabul_ties.annotations.yaml_rows import Section
from kabul_ties.schemas.table_schema import Field, Schemas

Tables = Mapping[str, pl.DataFrame]
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_LABELS = ("label", "name", "city")
"""Columns that say in words what an id stands for; the first that a table has is shown."""


def annotation_schemas(schemas: Schemas, tables: Tables) -> dict[str, str]:
    """The JSON Schema (draft 2020-12) of each kind of annotation file.

    Args:
        schemas: The Table Schemas.
        tables: The data set's tables; the ids of hand-kept tables that a field refers to become
            its enum, and ``codes`` explains the codes. Tables that are missing are not listed.

    Returns:
        JSON text by file name: ``article.schema.json``, ``action.schema.json``,
        ``coding.schema.json``.
    """
    return {
        kind.schema_file: json.dumps(_document(kind, schemas, tables), indent=2, ensure_ascii=False)
        + "\n"
        for kind in annotation_kinds(schemas).values()
    }


def _document(kind: AnnotationKind, schemas: Schemas, tables: Tables) -> dict[str, Any]:
    properties = {section.key: _section(section, schemas, tables) for section in kind.sections}
    return {
        "$schema": _DIALECT,
        "title": f"Kabul Ties: {kind.name}",
        "description": f"Files {kind.files}. Generated from the table schemas.",
        "type": "object",
        "properties": properties,
        "required": [section.key for section in kind.sections if section.is_single],
        "additionalProperties": False,
    }


def _section(section: Section, schemas: Schemas, tables: Tables) -> dict[str, Any]:
    words = {"title": section.schema.title, "description": section.schema.description}
    fields = typed_fields(section)
    row = {
        "type": "object",
        "properties": {field.name: _property(section, field, schemas, tables) for field in fields},
        "required": [field.name for field in fields if field.required],
        "additionalProperties": False,
    }
    return words | (row if section.is_single else {"type": ["array", "null"], "items": row})


def _property(section: Section, field: Field, schemas: Schemas, tables: Tables) -> dict[str, Any]:
    words = {"title": field.title, "description": f"{field.title}. {field.description}"}
    codes = _codes(section, field, schemas, tables)
    if codes:
        optional: dict[str | None, str] = {} if field.required else {None: "Missing."}
        explained = codes | optional
        form: dict[str, Any] = {
            "enum": list(explained),
            "enumDescriptions": list(explained.values()),
        }
        return words | form
    return words | {"examples": [_example(field)]} | _form(field)


def _codes(
    section: Section, field: Field, schemas: Schemas, tables: Tables
) -> dict[str | None, str]:
    """What may stand in the field, with a word on each; empty where that is no closed list."""
    if field.enum:
        return _explained(field, tables)
    for key in section.schema.foreign_keys:
        is_hand_kept = (schemas[key.table].files or "").endswith(".csv")
        if key.field == field.name and is_hand_kept and key.table in tables:
            table = tables[key.table]
            label = next((name for name in _LABELS if name in table.columns), key.reference)
            rows = table.sort(key.reference).select(key.reference, pl.col(label).alias("label"))
            return {code: text or "" for code, text in rows.iter_rows()}
    return {}


def _explained(field: Field, tables: Tables) -> dict[str | None, str]:
    words: dict[str, str] = {}
    if field.vocabulary and "codes" in tables:
        codes = tables["codes"].filter(pl.col("vocabulary") == field.vocabulary)
        words = dict(codes.select("code", "definition").iter_rows())
    return {code: words.get(code) or "" for code in field.enum}


def _form(field: Field) -> dict[str, Any]:
    """Type and limits; an optional value may be left empty, which YAML calls null."""
    limits = {
        "pattern": _DAY if field.type == "date" else field.pattern,
        "minLength": field.min_length,
        "maxLength": field.max_length,
        "minimum": _whole(field.minimum),
        "maximum": _whole(field.maximum),
    }
    types = {"date": ["string"], "string": ["string", "number"]}.get(field.type, [field.type])
    if field.type == "string" and not field.pattern:
        types.append("boolean")
    if not field.required:
        types.append("null")
    form: dict[str, Any] = {"type": types if len(types) > 1 else types[0]}
    return form | {name: limit for name, limit in limits.items() if limit is not None}


def _whole(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


def _example(field: Field) -> Any:
    """The example as an editor should complete it."""
    return json.loads(field.example) if field.type in {"boolean", "integer"} else field.example
