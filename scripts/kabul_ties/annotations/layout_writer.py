"""Writes an annotation file in the one form that all of them have."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from kabul_ties.annotations.kinds import SCHEMA_COMMENT, AnnotationKind, typed_fields
from kabul_ties.annotations.layout_reader import read_document
from kabul_ties.annotations.text_files import TextFile
from kabul_ties.annotations.yaml_layout import Document, FieldLine, Row, SectionLines, Value
from kabul_ties.text import PASTED_MARKS

_BLOCK_SIGNS = ("|", ">")
_Named = TypeVar("_Named", FieldLine, SectionLines)


def formatted(file: TextFile, kind: AnnotationKind) -> str:
    """An annotation file in its one form.

    Sections and fields in the order of the schemas, unknown ones last; two spaces for each step,
    dashes indented; LF, NFC, no blank line and no space at the end of a line. Values stay as
    typed but for NFC, line ends, white space at their ends and marks pasted along unseen.

    Raises:
        BadFileError: The file is not YAML of the form of annotations.
    """
    composed = TextFile(file.path, unicodedata.normalize("NFC", _cleaned(file.text)))
    document = read_document(composed)
    written = write_document(document, kind)
    after = read_document(TextFile(file.path, written))
    if _values(after, kind) != _values(document, kind):
        raise RuntimeError(f"{file.path}: formatting would change a value; the file is left as is.")
    return written


def write_document(document: Document, kind: AnnotationKind) -> str:
    """The text of a document; see ``formatted``."""
    lines = [kind.schema_line]
    lines += [comment for comment in document.head if not comment.startswith(SCHEMA_COMMENT)]
    fields = {s.key: [field.name for field in typed_fields(s)] for s in kind.sections}
    for section in _sorted(document.sections, list(fields)):
        lines += _section(section, fields.get(section.name, []))
    return "\n".join([*lines, *document.foot]) + "\n"


def _section(section: SectionLines, names: Sequence[str]) -> Iterator[str]:
    yield from section.above
    yield f"{section.name}:{_beside(section.beside)}"
    for row in section.rows:
        yield from _row(row, names, is_entry=section.is_list)
    yield from _indented(section.below, 2)


def _row(row: Row, names: Sequence[str], *, is_entry: bool) -> Iterator[str]:
    column = 4 if is_entry else 2
    yield from _indented(row.above, 2)
    fields = _sorted(row.fields, names)
    for number, line in enumerate(fields):
        if is_entry and not number:
            # A comment cannot stand between the dash and the first field.
            yield from _indented(line.above, 2)
            yield f"  - {_field(line, column)}"
        else:
            yield from _indented(line.above, column)
            yield f"{' ' * column}{_field(line, column)}"
    yield from _indented(row.below, column)


def _field(line: FieldLine, column: int) -> str:
    source = _source(line.value, column)
    return f"{line.name}:{' ' if source else ''}{source}{_beside(line.beside)}"


def _source(value: Value, column: int) -> str:
    """A scalar as typed, its further lines moved with its key."""
    first, *rest = value.source.split("\n")
    if not rest:
        return _trimmed(value)
    by = column - value.column
    if first.startswith(_BLOCK_SIGNS):
        moved = [_moved(line, by) for line in rest]
    else:
        moved = [_moved(line.rstrip(), by, column + 2) for line in rest]
    return "\n".join([first.rstrip(), *moved])


def _moved(line: str, by: int, least: int = 0) -> str:
    """A line moved to the right; blank lines, whose number is what matters, without white space."""
    text = line.lstrip(" ")
    return " " * max(len(line) - len(text) + by, least) + text if text else ""


def _trimmed(value: Value) -> str:
    """A quoted scalar without white space inside its quotes."""
    source = value.source
    if value.text == value.text.strip() or source[:1] not in {"'", '"'} or "\\" in source:
        return source
    return f"{source[0]}{source[1:-1].strip()}{source[0]}"


def _beside(comment: str) -> str:
    return f"  {comment}" if comment else ""


def _indented(comments: Iterable[str], column: int) -> Iterator[str]:
    return (" " * column + comment for comment in comments)


def _sorted(named: Sequence[_Named], order: Sequence[str]) -> list[_Named]:
    """By the order given; what it does not know stays behind it as typed."""
    known = {name: position for position, name in enumerate(order)}
    return sorted(named, key=lambda item: known.get(item.name, len(known)))


def _cleaned(text: str) -> str:
    """With line feeds alone, and without what is pasted along and cannot be seen."""
    return PASTED_MARKS.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _values(document: Document, kind: AnnotationKind) -> list[tuple[str, list[dict[str, str]]]]:
    order = [section.key for section in kind.sections]
    return [
        (
            section.name,
            [{line.name: line.value.text.strip() for line in row.fields} for row in section.rows],
        )
        for section in _sorted(document.sections, order)
    ]
