"""Whether a Table Schema can be worked with: kinds of its properties, names that fit together."""

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

if TYPE_CHECKING:
    from kabul_ties.schemas.table_schema import Field, TableSchema

_TEXTS = ("name", "title", "description", "example")
_TEXTS_OR_NONE = ("nested_in", "vocabulary", "pattern")
_YES_OR_NO = ("required", "unique")
_NUMBERS = ("minimum", "maximum")
_LENGTHS = ("min_length", "max_length")


def problems(schema: "TableSchema") -> Iterator[str]:
    """What is wrong with a schema, each as a sentence without its end."""
    texts: tuple[Any, ...] = (schema.name, schema.title, schema.description)
    if not all(isinstance(text, str) for text in texts):
        yield "name, title and description are texts"
    files: Any = schema.files
    if not isinstance(files, str | None):
        yield "files is a text"
    for field in schema.fields:
        yield from (f"of the field {field.name!r}, {what}" for what in _of_field(field))
    yield from _of_names(schema)


def _of_field(field: "Field") -> Iterator[str]:
    from kabul_ties.schemas.table_schema import FieldType, Origin  # noqa: PLC0415  (a circle)

    if field.type not in get_args(FieldType):
        yield f"the type is one of {', '.join(get_args(FieldType))}"
    if field.origin not in get_args(Origin):
        yield f"the origin is one of {', '.join(get_args(Origin))}"
    kinds: tuple[tuple[tuple[str, ...], tuple[type, ...]], ...] = (
        (_TEXTS, (str,)),
        (_TEXTS_OR_NONE, (str, type(None))),
        (_YES_OR_NO, (int,)),
        (_NUMBERS, (int, float, type(None))),
        (_LENGTHS, (int, type(None))),
    )
    for names, allowed in kinds:
        for name in names:
            if not isinstance(getattr(field, name), allowed):
                yield f"{name} is of another kind: {getattr(field, name)!r:.100}"
    if isinstance(field.pattern, str) and not _is_regular(field.pattern):
        yield f"the pattern is no regular expression: {field.pattern:.100}"
    if not all(isinstance(code, str) for code in field.enum):
        yield "enum is a list of texts"


def _is_regular(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _of_names(schema: "TableSchema") -> Iterator[str]:
    names = [str(field.name) for field in schema.fields]
    for name in sorted(name for name, count in Counter(names).items() if count > 1):
        yield f"two fields have the name {name}"
    keys = [*schema.primary_key, *(key.field for key in schema.foreign_keys)]
    for name in [name for name in keys if name not in names]:
        yield f"no field has the name {name!r:.100}, which a key has"
    if not schema.primary_key:
        yield "the primary key names no field"
