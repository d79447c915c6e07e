"""What findings say of a single cell: the sentence, where it stands, and how to mend it."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.rows import RawTable
from kabul_ties.schemas.columns import FORM_IN_WORDS
from kabul_ties.schemas.table_schema import Field, ForeignKey


@dataclass(frozen=True, slots=True)
class Known:
    """What a foreign key may name.

    Attributes:
        key: The foreign key.
        values: The values of the column that it refers to.
        by_name: The same values by the names of their rows, where the table has names.
        is_closed: Whether the table is part of the schema, to which coders add nothing.
    """

    key: ForeignKey
    values: tuple[str, ...]
    by_name: Mapping[str, str]
    is_closed: bool

    @classmethod
    def of(cls, raw: RawTable, frame: pl.DataFrame, key: ForeignKey) -> "Known":
        """What ``key`` may name in a typed table."""
        values = frame[key.reference].drop_nulls().unique(maintain_order=True).to_list()
        names: dict[str, str] = {}
        if "name" in frame.columns:
            names = dict(frame.select("name", key.reference).drop_nulls().iter_rows())
        closed = (raw.schema.files or "").startswith("schema/")
        return cls(key, tuple(values), names, closed)

    def nearest(self, value: str) -> tuple[str, ...]:
        """All values, first those that are like ``value`` or whose names are."""
        alike = nearest_first(value, dict.fromkeys((*self.values, *self.by_name)))
        return tuple(dict.fromkeys(self.by_name.get(each, each) for each in alike))


def cell_finding(
    raw: RawTable, row: int, field: Field, rule: str, *, in_files: bool, known: Known | None = None
) -> Finding:
    """A finding about one cell by itself.

    Args:
        raw: The table.
        row: Number of the row.
        field: The field.
        rule: Id of the rule that the value breaks.
        in_files: Whether the table was read from annotations, where files' names give values.
        known: What the field may name, where that says more than its form.
    """
    value = raw.text(row, field.name)
    message, mend = (part.format(**_facts(field)) for part in _SENTENCES[rule])
    allowed = nearest_first(value, field.enum) if value and rule == "value-is-a-code" else ()
    if rule == "value-is-given":
        allowed = field.enum
    if rule == "value-fits-its-pattern" and value:
        if known and known.values:
            message = f"{field.name} names no row of {known.key.table}."
            allowed = known.nearest(value)
            mend = f"Write its {known.key.reference}."
        message += _foreign_letter(value, field.pattern or "")
    if rule == "cell-is-one-line" and in_files and value and value.endswith("\n"):
        mend = "Write `>-` behind the colon, where `>` or `|` stands."
    finding = Finding(
        raw.places.place(row, field.name), rule, message, value, allowed, mend, "structure"
    )
    return _of_the_name(finding, raw, field, mend) if in_files else finding


def reference_finding(
    raw: RawTable, row: int, value: str, known: Known, *, in_files: bool
) -> Finding:
    """A finding about a cell that names a row that is not there."""
    key = known.key
    finding = Finding(
        raw.places.place(row, key.field),
        "reference-exists",
        f"{key.field} names no row of {key.table}.",
        value,
        known.nearest(value),
        "Write one of these codes." if known.is_closed else f"Correct it, or {_adding(known)}",
        "structure",
    )
    if in_files:
        field = raw.schema.by_name[key.field]
        return _of_the_name(finding, raw, field, f"Or {_adding(known)}")
    return finding


def without_echoes(findings: list[Finding]) -> list[Finding]:
    """What a file's name breaks in many rows or tables once, and one finding for a line's end."""
    first: dict[object, Finding] = {}
    for each in findings:
        first.setdefault(each if each.place.line else (each.place, each.rule, each.message), each)
    broken = {(f.place, f.value) for f in findings if f.rule == "cell-is-one-line"}
    return [
        finding
        for finding in first.values()
        if finding.rule != "text-is-trimmed" or (finding.place, finding.value) not in broken
    ]


def _adding(known: Known) -> str:
    return f"add the row to {known.key.table} first."


def _of_the_name(finding: Finding, raw: RawTable, field: Field, mend: str) -> Finding:
    """The same about the file as a whole, if its name or its folder's gives the value."""
    from_file = raw.schema.of_origin("from_file")
    if field not in from_file:
        return finding
    what = "file" if field == from_file[-1] else "folder"
    return Finding(
        Place(finding.place.file),
        finding.rule,
        f"{finding.message} It is the {what}'s name.",
        finding.value,
        finding.allowed,
        f"Rename the {what}. {mend}".strip(),
        finding.layer,
    )


def _foreign_letter(value: str, pattern: str) -> str:
    """Names the first letter that only looks like one of the pattern's; patterns are of ASCII."""
    letter = next((letter for letter in value if not letter.isascii()), None)
    if letter is None or "[^" in pattern:
        return ""
    name = unicodedata.name(letter, "a character without name")
    return f" Character {value.index(letter) + 1} is U+{ord(letter):04X}, {name}."


def _facts(field: Field) -> dict[str, object]:
    return {
        "name": field.name,
        "title": field.title,
        "form": FORM_IN_WORDS[field.type],
        "example": field.example,
        "pattern": field.pattern,
        "minimum": field.minimum,
        "maximum": field.maximum,
        "shortest": field.min_length,
        "longest": field.max_length,
    }


_SENTENCES = {
    "value-is-given": ("{name} ({title}) is missing.", "Give it, for example: {example}"),
    "value-has-its-type": ("{name} must be {form}.", "For example: {example}"),
    "value-is-a-code": ("{name} must be one of the codes of its vocabulary.", ""),
    "value-fits-its-pattern": ("{name} does not have its form, {pattern}.", "Example: {example}"),
    "value-is-unique": ("Another row has the same {name}.", "Every {name} stands once."),
    "text-is-long-enough": ("{name} has fewer than {shortest} characters.", "Say it in full."),
    "text-is-short-enough": ("{name} has more than {longest} characters.", "Shorten it."),
    "number-is-large-enough": ("{name} is less than {minimum}.", "Example: {example}"),
    "number-is-small-enough": ("{name} is more than {maximum}.", "Example: {example}"),
    "text-hides-nothing": ("{name} holds a character that cannot be seen.", "Type it anew."),
    "cell-is-one-line": ("{name} holds a line break or a tab.", "Write it on one line."),
    "text-is-trimmed": ("{name} begins or ends with white space.", "Delete the white space."),
    "text-is-composed": (
        "{name} holds letters and accents typed apart (not in Unicode form NFC).",
        "Type the letter with its accent as one, or run `kabul-ties format`.",
    ),
    "cell-is-no-formula": (
        "{name} begins with a sign that a spreadsheet would run as a formula.",
        "Begin with a word.",
    ),
}
