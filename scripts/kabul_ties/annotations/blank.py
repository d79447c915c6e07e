"""Blank annotation files, written from the Table Schemas."""

from collections.abc import Collection, Mapping

from kabul_ties.annotations.kinds import AnnotationKind, typed_fields
from kabul_ties.annotations.yaml_rows import Section
from kabul_ties.schemas.table_schema import Field

Filled = Mapping[str, Mapping[str, str]]
"""Known values by section and field."""

_MOST_CODES_SHOWN = 8
_HEAD = (
    "# Fill what is known and leave the rest empty; then run `kabul-ties validate`.",
    "# Quotes go around a text that holds a colon and a space, or begins with a sign.",
)
_FORMS = {"date": "YYYY-MM-DD", "boolean": "true | false", "integer": "a whole number"}


def blank_file(kind: AnnotationKind, filled: Filled, open_lists: Collection[str] = ()) -> str:
    """A file with every typed field, each under a comment that says what belongs there.

    Args:
        kind: The kind of file.
        filled: What is known already. Values must need no quotes.
        open_lists: Lists that begin with one entry to fill; the others show theirs as a comment.
    """
    lines = [kind.schema_line, *_HEAD]
    for section in kind.sections:
        lines.append(f"{section.key}:")
        fields = _fields(section, filled.get(section.key, {}))
        if section.is_single:
            lines += [f"  {line}" for line in fields]
        elif section.key in open_lists:
            lines += _entry(fields)
        else:
            lines += [f"  # {line}" for line in _as_comment(section, filled)]
    return "\n".join(lines) + "\n"


def comments_of_blank(kind: AnnotationKind) -> frozenset[str]:
    """The comments, without their signs, that such a file has, whatever is filled."""
    lines = blank_file(kind, {}).split("\n")
    comments = {line.partition("#")[2].strip() for line in lines}
    fields = {_hint(section, field) for section in kind.sections for field in typed_fields(section)}
    return frozenset(comments | fields)


def _fields(section: Section, filled: Mapping[str, str]) -> list[str]:
    """A comment line and a field line for each field."""
    return [
        line
        for field in typed_fields(section)
        for line in (
            f"# {_hint(section, field)}",
            f"{field.name}: {filled.get(field.name, '')}".rstrip(),
        )
    ]


def _entry(fields: list[str]) -> list[str]:
    comment, first, *rest = fields
    return [f"  {comment}", f"  - {first}", *(f"    {line}" for line in rest)]


def _as_comment(section: Section, filled: Filled) -> list[str]:
    """A list that may stay empty: its entry, to be uncommented, with hints beside the fields."""
    values = filled.get(section.key, {})
    lines = [
        f"{'  ' if number else '- '}{field.name}: {values.get(field.name, '')}".ljust(22)
        + f"  # {_hint(section, field)}"
        for number, field in enumerate(typed_fields(section))
    ]
    words = f"{section.schema.title}, if there are any: take away the first sign # of each line."
    return [words, *lines]


def _hint(section: Section, field: Field) -> str:
    need = "required" if field.required else "optional"
    return ": ".join(filter(None, (f"{field.title} ({need})", _choices(section, field))))


def _choices(section: Section, field: Field) -> str:
    if 0 < len(field.enum) <= _MOST_CODES_SHOWN:
        return " | ".join(field.enum)
    if field.enum:
        return f"a code of schema/vocabularies/{field.vocabulary}.csv"
    for key in section.schema.foreign_keys:
        if key.field == field.name:
            return f"{key.reference} of {key.table}"
    return _FORMS.get(field.type, "")
