"""The README's reference: every field of every table and every code of every vocabulary."""

from collections.abc import Iterator

import polars as pl

from kabul_ties.output.markdown import code, plain, prose, table
from kabul_ties.schemas.table_schema import Field, Schemas, TableSchema

_LONGEST_LIST = 6
"""Codes that a field's line lists itself; longer lists stand in the vocabulary."""


def fields(schemas: Schemas) -> str:
    """A section for each table with a line for each field."""
    return "\n\n".join(_table_section(schema) for schema in schemas.values())


def action_types(types: pl.DataFrame) -> str:
    """A section for each group of types."""
    parts = []
    for (group,), frame in types.group_by("group", maintain_order=True):
        rows = [
            [
                code(row["code"]),
                f"**{plain(row['label'])}.** {plain(row['definition'])}",
                _examples(row["example"], row["counter_example"]),
                " ".join(code(milestone) for milestone in row["milestones"].split()),
                plain(row["effect"]),
                " ".join(plain(row[name]) for name in ("cameo", "plover") if row[name]),
            ]
            for row in frame.iter_rows(named=True)
        ]
        header = ["code", "definition", "for example", "milestones", "effect", "CAMEO, PLOVER"]
        parts.append(f"### {plain(str(group).replace('_', ' ').capitalize())}")
        parts.append(table(header, rows))
    return "\n\n".join(parts)


def vocabularies(codes: pl.DataFrame, schemas: Schemas) -> str:
    """A section for each vocabulary, in the order of their names."""
    parts = []
    for (name,), frame in codes.sort("vocabulary", maintain_order=True).group_by(
        "vocabulary", maintain_order=True
    ):
        parts.append(f"### Vocabulary: {plain(name)}")
        parts.append(f"Used by {', '.join(_users(str(name), schemas)) or 'no field'}.")
        parts.append(_vocabulary(frame))
    return "\n\n".join(parts)


def _vocabulary(frame: pl.DataFrame) -> str:
    extra = [name for name in ("argument", "window") if frame[name].null_count() < len(frame)]
    rows = [
        [
            code(row["code"]),
            f"**{plain(row['label'])}.** {plain(row['definition'])}",
            _examples(row["example"], row["counter_example"]),
            *(plain(row[name] or "") for name in extra),
        ]
        for row in frame.iter_rows(named=True)
    ]
    return table(["code", "definition", "for example", *extra], rows)


def _examples(example: str, counter_example: str) -> str:
    return f"{plain(example)} *But not:* {plain(counter_example)}"


def _users(vocabulary: str, schemas: Schemas) -> Iterator[str]:
    for schema in schemas.values():
        for field in schema.fields:
            if field.vocabulary == vocabulary:
                yield code(f"{schema.name}.{field.name}")


def _table_section(schema: TableSchema) -> str:
    rows = [
        [
            code(field.name),
            f"**{prose(field.title)}.** {prose(field.description)}",
            field.type,
            "; ".join(_constraints(field, schema)),
            code(field.example),
        ]
        for field in schema.fields
    ]
    key = ", ".join(code(name) for name in schema.primary_key)
    return "\n\n".join(
        [
            # the bare name, so that links to `#actions` arrive here
            f"### {schema.name}",
            f"{prose(schema.description)} Key: {key}.",
            table(["field", "meaning", "type", "constraints", "example"], rows),
        ]
    )


def _constraints(field: Field, schema: TableSchema) -> Iterator[str]:
    if field.required:
        yield "required"
    if field.unique:
        yield "unique"
    for key in schema.foreign_keys:
        if key.field == field.name:
            yield f"stands in {code(f'{key.table}.{key.reference}')}"
    yield from _codes(field)
    if field.pattern:
        yield f"form {code(field.pattern)}"
    bounds = {
        "at least {}": field.minimum,
        "at most {}": field.maximum,
        "at least {} characters": field.min_length,
        "at most {} characters": field.max_length,
    }
    yield from (words.format(bound) for words, bound in bounds.items() if bound is not None)
    if field.origin == "computed":
        yield "computed"


def _codes(field: Field) -> Iterator[str]:
    if not field.enum:
        return
    if field.vocabulary and len(field.enum) > _LONGEST_LIST:
        yield f"a code of [{field.vocabulary}](#vocabulary-{field.vocabulary})"
    else:
        yield " ".join(code(each) for each in field.enum)
        if field.vocabulary:
            yield f"see [{field.vocabulary}](#vocabulary-{field.vocabulary})"
