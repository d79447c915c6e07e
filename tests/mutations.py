"""Broken copies of tables: many cells changed at random, or each in every way its schema knows."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from kabul_ties.schemas.table_schema import Field, Schemas, TableSchema

Cells = dict[str, list[list[str]]]
"""Tables by name, as rows of texts without the header."""


@dataclass(frozen=True, slots=True)
class Mutation:
    """One changed cell.

    Attributes:
        table, row, field: Where it stands; rows count from 0.
        kind: What was done to it.
        text: What stands there now.
    """

    table: str
    row: int
    field: str
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Cell:
    """What a mutation may look at: the field, its text, and the other texts of its column."""

    schema: TableSchema
    field: Field
    text: str
    column: Sequence[str]
    chance: Random


Kind = Callable[[Cell], str | None]
"""Gives the new text, or None where the kind has no meaning for the field."""

_NO_NUMBERS = (
    "twelve", "1.5", "0x10", "1,000", "1 000", "1/2", "12a", "--1", "1-", "", "true", "²", "½",
)  # fmt: skip
_ODD_NUMBERS = (
    "+5", " 5", "5 ", "5\n", "05", "1_000", "٥", "-0", "9" * 30, "1e3", "1E3", "nan", "inf", "5.",
    ".5", "1e400",
)  # fmt: skip
_NO_DAYS = (
    "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-10", "2024-01-00", "2024-01-32", "24-01-01",
    "01/02/2024", "2024-W01", "2024-01", "2024", "20240101", "2024-01-01T00:00:00", "yesterday",
    "10000-01-01", "2024/01/01", "0000-01-01",
)  # fmt: skip
_ODD_DAYS = (
    "2024-1-1", "2024-01-1", "2024-1-01", "٢٠٢٤-٠١-٠١", "-001-01-01", " 2024-01-01", "2024-01-01 ",
    "0001-01-01", "9999-12-31", "2024-02-29",
)  # fmt: skip
_NO_BOOLEANS = ("yes", "TRUE", "True", "1", "0", "t", "wahr", "true ", " false", "truefalse")
_SPACES = (" ", "\u00a0", "\u3000", "\t", "\n", "\r", "\u2009")
_HIDDEN = ("\u200b", "\u202e", "\u00ad", "\x07", "\ufeff", "\u2028", "\x85")
_LIKE_MISSING = ("NA", "null", "None", "NaN", "N/A", "nil", "#N/A", ".", "0")
_HARMLESS = (
    'says "no", twice', "comma, comma", "quote ' quote", "semicolon; semicolon", "ends with \\",
    "pipe | pipe", '"', '""', ",", "كابل", "Ünal İbrahim", "a\u200cb", "😀", "1;2;3",
)  # fmt: skip


def _wrong_type(cell: Cell) -> str | None:
    wrong = {
        "integer": _NO_NUMBERS,
        "number": _NO_NUMBERS,
        "boolean": _NO_BOOLEANS,
        "date": _NO_DAYS,
    }.get(cell.field.type)
    return cell.chance.choice(wrong) if wrong else None


def _odd_form(cell: Cell) -> str | None:
    odd = {"integer": _ODD_NUMBERS, "number": _ODD_NUMBERS, "date": _ODD_DAYS}.get(cell.field.type)
    return cell.chance.choice(odd) if odd else None


def _missing(cell: Cell) -> str | None:
    return "" if cell.text else None


def _outside_enum(cell: Cell) -> str | None:
    if not cell.field.enum:
        return None
    code = cell.chance.choice(cell.field.enum)
    return cell.chance.choice((code.upper(), f"{code}s", code[:-1], f"{code} ", "unknown", "[]"))


def _other_code(cell: Cell) -> str | None:
    return cell.chance.choice(cell.field.enum) if cell.field.enum else None


def _off_pattern(cell: Cell) -> str | None:
    if cell.field.pattern is None:
        return None
    text = cell.text or cell.field.example
    return cell.chance.choice(
        (f"{text}-", f"-{text}", f"{text}!", text.swapcase(), text[:-1], f"{text}\n", f"{text} é",
         f"{text}\n{text}", text.replace("2", "٢"), "x", "A B")
    )  # fmt: skip


def _dangling(cell: Cell) -> str | None:
    if not any(key.field == cell.field.name for key in cell.schema.foreign_keys):
        return None
    name = cell.field.name
    if name.endswith("action_id"):
        return f"ZZZ-20{cell.chance.randrange(10, 99)}-{cell.chance.randrange(10, 99)}"
    if name.endswith("evidence_id"):
        return f"nowhere-{cell.chance.randrange(999)}-e01"
    return "ZZZ" if name == "country_id" else f"nowhere-{cell.chance.randrange(99)}"


def _duplicate(cell: Cell) -> str | None:
    is_key = cell.field.name in cell.schema.primary_key
    if not (cell.field.unique or is_key) or len(cell.column) < 2:
        return None
    return cell.chance.choice(cell.column)


def _too_short(cell: Cell) -> str | None:
    shortest = cell.field.min_length
    return None if not shortest else "x" * cell.chance.choice((1, shortest - 1, shortest))


def _too_long(cell: Cell) -> str | None:
    longest = cell.field.max_length
    if not longest:
        return None
    letter = cell.chance.choice(("x", "😀", "é", "ك"))
    return letter * cell.chance.choice((longest, longest + 1, 2 * longest))


def _out_of_bounds(cell: Cell) -> str | None:
    bounds = [b for b in (cell.field.minimum, cell.field.maximum) if b is not None]
    if not bounds:
        return None
    bound = cell.chance.choice(bounds)
    step = cell.chance.choice((-1000, -1, 0, 1, 1000))
    return str(int(bound) + step)


def _white_space(cell: Cell) -> str | None:
    space, text = cell.chance.choice(_SPACES), cell.text or cell.field.example
    middle = len(text) // 2
    return cell.chance.choice(
        (f"{space}{text}", f"{text}{space}", f"{text[:middle]}{space}{text[middle:]}", space)
    )


def _hidden(cell: Cell) -> str | None:
    text = cell.text or cell.field.example
    at = cell.chance.randrange(len(text) + 1)
    return text[:at] + cell.chance.choice(_HIDDEN) + text[at:]


def _apart(cell: Cell) -> str | None:
    return f"{cell.text}e\u0301" if cell.field.type == "string" else None


def _formula(cell: Cell) -> str | None:
    if cell.field.type != "string":
        return None
    return cell.chance.choice(("=1+1", "+49 30", "-x", "@name", "=cmd|' /C calc'!A0"))


def _like_missing(cell: Cell) -> str | None:
    return cell.chance.choice(_LIKE_MISSING)


def _harmless(cell: Cell) -> str | None:
    if cell.field.type != "string":
        return None
    return cell.chance.choice(_HARMLESS)


KINDS: Mapping[str, Kind] = {
    "wrong type": _wrong_type,
    "odd form": _odd_form,
    "missing": _missing,
    "outside enum": _outside_enum,
    "other code": _other_code,
    "off pattern": _off_pattern,
    "dangling": _dangling,
    "duplicate": _duplicate,
    "too short": _too_short,
    "too long": _too_long,
    "out of bounds": _out_of_bounds,
    "white space": _white_space,
    "hidden": _hidden,
    "apart": _apart,
    "formula": _formula,
    "like missing": _like_missing,
    "harmless": _harmless,
}
"""Every kind of mutation by its name; several also make values at and just inside a limit."""

_OF_A_CONSTRAINT = {"too short", "too long", "out of bounds", "dangling", "duplicate", "odd form"}
"""Kinds that fit few fields, and are taken twice as often there."""


def mutated(
    tables: Cells, schemas: Schemas, chance: Random, share: float
) -> tuple[Cells, list[Mutation]]:
    """A copy of the tables in which about ``share`` of the cells are changed.

    A twentieth of the rows also takes over the whole key of another row, so that keys of several
    fields come to stand twice; of a hundredth, nothing is left.
    """
    copy = {name: [list(row) for row in rows] for name, rows in tables.items()}
    mutations: list[Mutation] = []
    for name, rows in copy.items():
        columns = list(zip(*tables[name], strict=True))
        for number, row in enumerate(rows):
            if chance.random() < 0.05:
                mutations.extend(_taken_key(tables[name], schemas[name], number, row, chance))
            for position, field in enumerate(schemas[name].fields):
                if chance.random() < share:
                    cell = Cell(schemas[name], field, row[position], columns[position], chance)
                    mutations.append(_mutation(cell, number))
                    row[position] = mutations[-1].text
            if chance.random() < 0.01:
                row[:] = [""] * len(row)
    return copy, mutations


def _mutation(cell: Cell, row: int) -> Mutation:
    made = {kind: text for kind, make in KINDS.items() if (text := make(cell)) is not None}
    kind = cell.chance.choice([*made, *(kind for kind in made if kind in _OF_A_CONSTRAINT)])
    return Mutation(cell.schema.name, row, cell.field.name, kind, made[kind])


def _taken_key(
    rows: list[list[str]], schema: TableSchema, number: int, row: list[str], chance: Random
) -> list[Mutation]:
    other = chance.choice(rows)
    mutations = []
    for name in schema.primary_key:
        position = schema.names.index(name)
        row[position] = _oddly(schema.by_name[name], other[position], chance)
        mutations.append(Mutation(schema.name, number, name, "taken key", row[position]))
    return mutations


def _oddly(field: Field, text: str, chance: Random) -> str:
    """A number now and then in a form that Python reads as the same number."""
    return f"+{text}" if field.type == "integer" and chance.random() < 0.5 else text


def csv_text(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as CSV, which holds any text."""
    return "".join(f"{','.join(map(_quoted, row))}\n" for row in (header, *rows))


def _quoted(text: str) -> str:
    """The csv module of Python 3.11 leaves a carriage return without quotes."""
    return '"{}"'.format(text.replace('"', '""')) if re.search('[,"\r\n]', text) else text


def csv_cells(text: str) -> list[list[str]]:
    """The rows of a CSV text without its header."""
    return list(csv.reader(io.StringIO(text, newline="")))[1:]


_MISTYPED = {"integer": "1.5", "number": "twelve", "boolean": "yes", "date": "2024-02-30"}


@dataclass(frozen=True, slots=True)
class Slip:
    """A value that breaks one constraint of its field and no other.

    Attributes:
        rule: The rule that refuses it.
        text: The value.
        meant: What should be proposed first; None where nothing can be.
    """

    rule: str
    text: str
    meant: str | None = None


def slips(field: Field, known: Sequence[str]) -> Iterator[Slip]:
    """Every way to break a field, one by one.

    Args:
        field: The field.
        known: The values that it may refer to; empty if it refers to none.
    """
    if field.required:
        yield Slip("value-is-given", "")
    if field.type in _MISTYPED:
        yield Slip("value-has-its-type", _MISTYPED[field.type])
    if field.enum:
        meant = max(field.enum, key=len)
        yield Slip("value-is-a-code", next(_misspelt(meant)), meant)
    elif known:
        yield from _slips_of_reference(field, known)
    elif field.pattern:
        wrong = (f"{field.example}!", "x!", "!" * (field.min_length or 1))
        yield Slip("value-fits-its-pattern", _first(wrong, lambda text: not _fits(field, text)))
    yield from _slips_of_size(field)


def _slips_of_reference(field: Field, known: Sequence[str]) -> Iterator[Slip]:
    meant = max(known, key=len)
    dangling = (text for text in _misspelt(meant) if _fits(field, text) and text not in known)
    yield Slip("reference-exists", next(dangling), meant)
    if field.pattern:
        yield Slip("value-fits-its-pattern", meant.swapcase(), meant)


def _slips_of_size(field: Field) -> Iterator[Slip]:
    if field.minimum is not None:
        yield Slip("number-is-large-enough", str(int(field.minimum) - 1))
    if field.maximum is not None:
        yield Slip("number-is-small-enough", str(int(field.maximum) + 1))
    if field.min_length and field.min_length > 1:
        yield Slip("text-is-long-enough", "x" * (field.min_length - 1))
    if field.max_length:
        filling = "x" * field.max_length
        longer = (f"{filling}x", f"{filling}-e01", f"https://example.org/{filling}")
        yield Slip("text-is-short-enough", _first(longer, lambda text: _fits(field, text)))


def _misspelt(text: str) -> Iterator[str]:
    """The text with two neighbours that changed places, from its middle on."""
    for at in (*range(len(text) // 2, len(text) - 1), *range(len(text) // 2)):
        if text[at] != text[at + 1]:
            yield f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"


def _fits(field: Field, text: str) -> bool:
    return field.pattern is None or re.fullmatch(field.pattern, text) is not None


def _first(texts: Sequence[str], holds: Callable[[str], bool]) -> str:
    return next(text for text in texts if holds(text))
