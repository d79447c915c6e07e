"""An annotation file as it is written: scalars with their quotes, comments with what they tell of.

For the commands that write. Libraries that keep comments tie each to the key *before* it, so that
sorting keys carries comments to the wrong ones; here a comment belongs to the key below it, or to
the value left of it. What is written is never resolved, so ``NO`` and ``012`` stay as typed.
"""

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Value:
    """A scalar.

    Attributes:
        text: What it means.
        source: How it is written, quotes and folds included.
        column: Column of its key, from 0, against which further lines are indented.
    """

    text: str = ""
    source: str = ""
    column: int = 0


@dataclass(slots=True)
class FieldLine:
    """``name: value`` with the comments above it and the one beside it."""

    name: str
    value: Value = Value()
    above: list[str] = field(default_factory=list)
    beside: str = ""


@dataclass(slots=True)
class Row:
    """The fields of a row, with the comments above the row and below its last field."""

    fields: list[FieldLine] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """What the field says; None if it is empty or not there."""
        return next((line.value.text or None for line in self.fields if line.name == name), None)

    def texts(self) -> dict[str, str | None]:
        """All fields, empty ones as None."""
        return {line.name: line.value.text or None for line in self.fields}

    def write(self, name: str, text: str) -> None:
        """Sets a field to a text that needs no quotes, such as an id, a day or a digest."""
        for line in self.fields:
            if line.name == name:
                line.value = replace(line.value, text=text, source=text)
                return
        self.fields.append(FieldLine(name, Value(text, text)))


@dataclass(slots=True)
class SectionLines:
    """A top-level key: one row (``is_list`` false), a list of rows, or nothing yet.

    ``column`` is where its content begins, from 0.
    """

    name: str
    is_list: bool = False
    column: int = 0
    rows: list[Row] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    beside: str = ""
    below: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A whole file: comments before the first section, sections, comments after the last."""

    head: list[str] = field(default_factory=list)
    sections: list[SectionLines] = field(default_factory=list)
    foot: list[str] = field(default_factory=list)

    def rows(self, section: str) -> list[Row]:
        """The rows of a section; none if it is not there."""
        return next((found.rows for found in self.sections if found.name == section), [])
