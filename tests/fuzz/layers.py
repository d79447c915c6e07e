"""The layers of reading, each as one function from a mutated input to what became of it.

An outcome is ``valid``, or the rule by which the input was refused, or the documented error of
that layer. Anything else that is raised is a crash, and ``FooledError`` is a wrong ``valid``.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from random import Random

import polars as pl

from fuzz.ground import Ground
from fuzz.mutators import TOKENS, mutated
from kabul_ties.annotations import csv_layout, csv_rows, layout_writer, yaml_rows, yaml_tree
from kabul_ties.annotations.text_files import BadFileError, TextFile, read_text
from kabul_ties.dating import DATE_RULES, DateArgumentError, Interval, date_interval
from kabul_ties.rows import RowCollector
from kabul_ties.schemas.columns import typed
from kabul_ties.schemas.table_schema import TableSchema, parse_schema, read_json


class FooledError(AssertionError):
    """Something broken was called valid, or came out as something else."""


@dataclass(frozen=True, slots=True)
class Input:
    """One mutated input.

    Attributes:
        origin: Path of the file that it was, or what it stands for.
        content: Its bytes.
    """

    origin: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Layer:
    """One way in: how an input for it is made, and what reads it."""

    make: Callable[[Ground, Random], Input]
    read: Callable[[Ground, Input], str]


def mutation_of(kind: str) -> Callable[[Ground, Random], Input]:
    """Makes mutated inputs of one kind of real ones."""

    def make(ground: Ground, chance: Random) -> Input:
        real = ground.inputs[kind]
        origin, content = chance.choice(real)
        return Input(origin, mutated(content, [content for _, content in real], chance))

    return make


def _placed(ground: Ground, given: Input) -> TextFile:
    """The input as a file of the project, read as the project's files are."""
    path = ground.scratch / "placed" / given.origin
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(given.content)
    return read_text(ground.scratch / "placed", path)


def _typed(collector: RowCollector) -> None:
    raw = collector.table()
    frame = raw.frame.with_columns(typed(field) for field in collector.schema.fields)
    for name in collector.schema.names:
        if len(frame):
            raw.places.place(len(frame) - 1, name)


def read_annotation(ground: Ground, given: Input) -> str:
    """An article, action or coding: text, YAML, rows, types."""
    kind = next(k for k in ground.kinds.values() if PurePosixPath(given.origin).match(k.files))
    collectors = {s.schema.name: RowCollector(s.schema) for s in kind.sections}
    try:
        tree = yaml_tree.parse(_placed(ground, given))
        found = list(yaml_rows.collect(tree, list(kind.sections), {}, collectors))
    except BadFileError as error:
        return error.finding.rule
    for collector in collectors.values():
        _typed(collector)
    return found[0].rule if found else "valid"


def _schema_of(ground: Ground, origin: str) -> TableSchema:
    fitting = [
        s for s in ground.schemas.values() if s.files and PurePosixPath(origin).match(s.files)
    ]
    return min(fitting, key=lambda schema: schema.files != origin)


def read_table(ground: Ground, given: Input) -> str:
    """A hand-kept table or a vocabulary: text, CSV, rows, types."""
    collector = RowCollector(_schema_of(ground, given.origin))
    try:
        found = list(csv_rows.collect(_placed(ground, given), collector.schema, {}, collector))
    except BadFileError as error:
        return error.finding.rule
    _typed(collector)
    return found[0].rule if found else "valid"


def format_file(ground: Ground, given: Input) -> str:
    """What ``format`` would write; to format that again changes nothing."""
    file = TextFile(given.origin, given.content.decode("utf-8", "replace"))
    try:
        once = _formatted(ground, file)
        again = _formatted(ground, TextFile(file.path, once))
    except BadFileError as error:
        return error.finding.rule
    if once != again:
        raise FooledError(f"formatting {given.origin} again gives another text")
    return "valid"


def _formatted(ground: Ground, file: TextFile) -> str:
    if file.path.endswith(".csv"):
        return csv_layout.formatted(file, _schema_of(ground, file.path))
    kind = next(k for k in ground.kinds.values() if PurePosixPath(file.path).match(k.files))
    return layout_writer.formatted(file, kind)


def make_formatted(ground: Ground, chance: Random) -> Input:
    """A mutated annotation or table."""
    return mutation_of(chance.choice(("annotation", "annotation", "table")))(ground, chance)


def read_schema(ground: Ground, given: Input) -> str:
    """A Table Schema."""
    path = ground.scratch / "schema.json"
    path.write_bytes(given.content)
    try:
        schema = parse_schema(read_json(path))
    except ValueError:
        return "not a schema (ValueError)"
    return "valid" if schema.fields else "valid without fields"


def make_date(_ground: Ground, chance: Random) -> Input:
    """A rule, an argument and days of publication, some of them near, some nonsense."""
    name = chance.choice(list(DATE_RULES))
    examples = [each.argument.example for each in DATE_RULES.values()]
    argument = chance.choice((DATE_RULES[name].argument.example, chance.choice(examples), ""))
    if chance.random() < 0.6:
        encoded = mutated(argument.encode(), [e.encode() for e in examples], chance)[:6000]
        argument = encoded.decode("utf-8", "replace")
    first = date.fromordinal(chance.choice((1, 735_000, 737_000, 738_012, 739_000, 3_652_059)))
    last = date.fromordinal(min(first.toordinal() + chance.randrange(0, 900), 3_652_059))
    name = name if chance.random() < 0.95 else chance.choice(TOKENS).decode("utf-8", "replace")
    anticipates = chance.random() < 0.5
    return Input("date", json.dumps([name, argument, str(first), str(last), anticipates]).encode())


def read_date(_ground: Ground, given: Input) -> str:
    """A date rule on its argument."""
    name, argument, first, last, anticipates = json.loads(given.content)
    published = Interval(date.fromisoformat(first), date.fromisoformat(last))
    try:
        found = date_interval(name, argument, published, anticipates=anticipates)
    except DateArgumentError as error:
        return f"refused (DateArgumentError, {len(str(error)) > 0})"
    except (OverflowError, ValueError) as error:
        return f"refused ({type(error).__name__})"
    if found.end is not None and found.end < found.start:
        raise FooledError(f"{name} gives an interval without days")
    return "valid"


def make_cells(ground: Ground, chance: Random) -> Input:
    """A value of any kind for any field."""
    schema = chance.choice(list(ground.schemas.values()))
    field = chance.choice(schema.fields)
    values = [field.example.encode(), *(code.encode() for code in field.enum)]
    content = mutated(chance.choice(values), values, chance)[:2000]
    return Input(f"{schema.name}.{field.name}", content)


def read_cell(ground: Ground, given: Input) -> str:
    """One cell as a value of its type."""
    table, name = given.origin.split(".")
    text = given.content.decode("utf-8", "replace")
    frame = pl.DataFrame({name: [text]}, schema={name: pl.String})
    value = frame.select(typed(ground.schemas[table].by_name[name])).item()
    return "refused (null)" if value is None else "valid"


LAYERS: Mapping[str, Layer] = {
    "annotation file": Layer(mutation_of("annotation"), read_annotation),
    "hand-kept table": Layer(mutation_of("table"), read_table),
    "format": Layer(make_formatted, format_file),
    "table schema": Layer(mutation_of("schema"), read_schema),
    "date rule": Layer(make_date, read_date),
    "cell": Layer(make_cells, read_cell),
}
"""Layers that take far less than a millisecond to a few."""
