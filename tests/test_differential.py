"""Our structure layer and frictionless give the same verdicts on thousands of broken cells."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kabul_ties.check import Checked, check_annotations
from kabul_ties.finding import Place
from kabul_ties.package.builder import package_files
from kabul_ties.package.csv_files import canonical_csv
from kabul_ties.package.second_opinion import frictionless_findings
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable, RowCollector
from kabul_ties.schemas.table_schema import Field, Schemas
from kabul_ties.structure import check_structure
from mutations import KINDS, Mutation, csv_cells, csv_text, mutated
from samples import REPOSITORY, copy_sample

SEED = 20210815
COPIES = {"sample": 4, "repository": 3}
SHARE = 0.3

CONSTRAINT_OF_RULE = {
    "value-is-given": "required",
    "value-has-its-type": "type",
    "value-is-a-code": "enum",
    "value-fits-its-pattern": "pattern",
    "value-is-unique": "unique",
    "key-is-unique": "key",
    "reference-exists": "reference",
    "text-is-long-enough": "minLength",
    "text-is-short-enough": "maxLength",
    "number-is-large-enough": "minimum",
    "number-is-small-enough": "maximum",
}
"""What frictionless calls what our rules find; rules that are not here are ours alone."""

DIALECT = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "skipInitialSpace": False,
    "lineTerminator": "\n",
}
"""Said outright, because frictionless guesses it otherwise."""

Texts = Mapping[str, str]
"""CSV texts by table."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cell that breaks one constraint; a key of several fields blames its row, field ``""``."""

    table: str
    row: int
    field: str
    constraint: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A verdict that only one of the two gives.

    Attributes:
        by: Who gives it, ``us`` or ``frictionless``.
        verdict: The verdict.
        field: The schema of its field; None for a key of several.
        text: What stands in the cell.
        ours, theirs: All constraints that each finds broken in the cell.
        row_is_blank: Whether nothing stands in the whole row.
        key_is_blank: Whether nothing stands in the fields of the row's key.
        key_is_text: Whether all fields of the table's key are texts.
    """

    by: str
    verdict: Verdict
    field: Field | None
    text: str
    ours: frozenset[str]
    theirs: frozenset[str]
    row_is_blank: bool
    key_is_blank: bool
    key_is_text: bool

    def is_by_us(self, constraint: str, kind: str | None = None) -> bool:
        """Whether we alone find this constraint broken, in a field of this type."""
        return self.by == "us" and self._is(constraint, kind)

    def is_by_frictionless(self, constraint: str, kind: str | None = None) -> bool:
        """Whether frictionless alone finds this constraint broken, in a field of this type."""
        return self.by == "frictionless" and self._is(constraint, kind)

    def _is(self, constraint: str, kind: str | None) -> bool:
        same_kind = kind is None or (self.field is not None and self.field.type == kind)
        return self.verdict.constraint == constraint and same_kind


def python_reads_day(text: str) -> bool:
    try:
        datetime.strptime(text, "%Y-%m-%d")  # noqa: DTZ007  (frictionless does just this)
    except ValueError:
        return False
    return True


def python_reads(kind: Callable[[str], object], text: str) -> bool:
    try:
        kind(text.strip())
    except (ValueError, InvalidOperation):
        return False
    return True


def is_plain_number(text: str) -> bool:
    return bool(re.fullmatch(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?(e-?[0-9]+)?", text, re.ASCII))


def is_plain_day(text: str) -> bool:
    return bool(re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text, re.ASCII))


@dataclass(frozen=True, slots=True)
class Exemption:
    """A kind of difference that is meant to be, and why."""

    reason: str
    covers: Callable[[Difference], bool]


EXEMPTIONS = {
    "hidden characters": Exemption(
        "Table Schema has no words for it; a value that looks equal must be equal.",
        lambda d: d.is_by_us("text-hides-nothing", "string"),
    ),
    "line breaks and tabs in a cell": Exemption(
        "CSV and frictionless allow them in quotes; our files have one line per row.",
        lambda d: d.is_by_us("cell-is-one-line", "string"),
    ),
    "white space around a text": Exemption(
        "Table Schema has no words for it.",
        lambda d: d.is_by_us("text-is-trimmed", "string"),
    ),
    "letters and accents apart": Exemption(
        "Table Schema has no words for it.",
        lambda d: d.is_by_us("text-is-composed", "string"),
    ),
    "formulas": Exemption(
        "Table Schema has no words for it; a spreadsheet would run the cell.",
        lambda d: d.is_by_us("cell-is-no-formula", "string"),
    ),
    "pattern before a last line feed": Exemption(
        "frictionless closes a pattern with Python's $, which lets a line feed follow.",
        lambda d: d.is_by_us("pattern", "string") and d.text.endswith("\n"),
    ),
    "whole numbers as Python takes them": Exemption(
        "frictionless asks int(), which takes spaces, +5, 05, 1_000 and foreign digits; other "
        "readers of CSV do not.",
        lambda d: (
            d.is_by_us("type", "integer")
            and python_reads(int, d.text)
            and not is_plain_number(d.text)
        ),
    ),
    "whole numbers beyond 64 bits": Exemption(
        "Python has no limit; Parquet, polars and R do.",
        lambda d: (
            d.is_by_us("type", "integer") and is_plain_number(d.text) and int(d.text) >= 2**63
        ),
    ),
    "numbers as Python takes them": Exemption(
        "frictionless asks Decimal(), which takes NaN, infinity, spaces and foreign digits.",
        lambda d: (
            d.is_by_us("type", "number")
            and python_reads(Decimal, d.text)
            and not is_plain_number(d.text)
        ),
    ),
    "bounds of a number that only frictionless reads": Exemption(
        "What has no type for us has no size either.",
        lambda d: (
            (d.is_by_frictionless("minimum") or d.is_by_frictionless("maximum"))
            and "type" in d.ours - d.theirs
        ),
    ),
    "days as Python takes them": Exemption(
        "frictionless asks strptime(), which takes 2024-1-1 and foreign digits; ISO 8601 does not.",
        lambda d: (
            d.is_by_us("type", "date") and python_reads_day(d.text) and not is_plain_day(d.text)
        ),
    ),
    "keys whose number or day only frictionless reads": Exemption(
        "What has no type for us is missing from the key.",
        lambda d: d.verdict.constraint == "key" and not d.key_is_text,
    ),
    "dangling references that are broken otherwise": Exemption(
        "One cell, one cause: who mends the pattern mends the reference, so we do not repeat it.",
        lambda d: d.is_by_frictionless("reference") and bool(d.ours),
    ),
    "missing keys": Exemption(
        "frictionless also calls a key that is missing not unique; we say once that it is missing.",
        lambda d: d.is_by_frictionless("unique") and not d.text and "required" in d.ours,
    ),
    "blank rows, in a word": Exemption(
        "frictionless gives one error for a row in which nothing stands, and no others",
        lambda d: d.is_by_frictionless("blank-row") and d.row_is_blank,
    ),
    "blank rows, cell by cell": Exemption(
        "and we one for each missing value.",
        lambda d: d.is_by_us("required") and d.row_is_blank,
    ),
    "missing keys of several fields": Exemption(
        "The same, for a key of which no field is given.",
        lambda d: d.is_by_frictionless("key") and d.key_is_blank,
    ),
}
"""Every accepted difference. One that no longer occurs must go; the test says so."""


@dataclass(slots=True)
class Comparison:
    """What was found on all copies together.

    Attributes:
        mutations: Every changed cell.
        agreed: Verdicts that both give, by constraint.
        agreed_kinds: Mutated cells that both blame, by kind of mutation.
        exempted: Differences by the exemptions that cover them.
        unexplained: Differences that no exemption covers.
    """

    mutations: list[Mutation] = field(default_factory=list)
    agreed: Counter[str] = field(default_factory=Counter)
    agreed_kinds: Counter[str] = field(default_factory=Counter)
    exempted: Counter[str] = field(default_factory=Counter)
    unexplained: list[Difference] = field(default_factory=list)


@pytest.fixture(scope="module")
def comparison(tmp_path_factory: pytest.TempPathFactory) -> Comparison:
    """The sample and the repository's own tables, each broken several times over."""
    sample = copy_sample(tmp_path_factory.mktemp("sample") / "project")
    projects = {"sample": sample, "repository": Project(REPOSITORY)}
    result, chance = Comparison(), Random(SEED)
    for name, project in projects.items():
        checked = check_annotations(project)
        assert checked.findings == []
        for _ in range(COPIES[name]):
            compare(checked, chance, tmp_path_factory.mktemp("broken"), result)
    return result


def compare(checked: Checked, chance: Random, folder: Path, result: Comparison) -> None:
    """Breaks one copy of the tables, asks both, and adds what they say to ``result``."""
    schemas = checked.schemas
    tables = {name: csv_cells(canonical_csv(f).decode()) for name, f in checked.tables.items()}
    broken, mutations = mutated(tables, schemas, chance, SHARE)
    texts = {name: csv_text(schemas[name].names, rows) for name, rows in broken.items()}
    ours = our_verdicts(texts, schemas)
    theirs = their_verdicts(texts, schemas, folder)
    result.mutations.extend(mutations)
    result.agreed.update(verdict.constraint for verdict in ours & theirs)
    blamed = {(v.table, v.row, v.field) for v in ours & theirs}
    result.agreed_kinds.update(m.kind for m in mutations if (m.table, m.row, m.field) in blamed)
    for verdict in ours ^ theirs:
        difference = _difference(verdict, ours, theirs, schemas, broken[verdict.table])
        covering = [name for name, each in EXEMPTIONS.items() if each.covers(difference)]
        result.exempted.update(covering)
        if not covering:
            result.unexplained.append(difference)


def _difference(
    verdict: Verdict,
    ours: set[Verdict],
    theirs: set[Verdict],
    schemas: Schemas,
    rows: list[list[str]],
) -> Difference:
    schema, row = schemas[verdict.table], rows[verdict.row]
    every = {verdict.constraint, "type", "required", *CONSTRAINT_OF_RULE.values(), *OUR_OWN}
    same_cell = {c: Verdict(verdict.table, verdict.row, verdict.field, c) for c in every}
    return Difference(
        by="us" if verdict in ours else "frictionless",
        verdict=verdict,
        field=schema.by_name.get(verdict.field),
        text=row[schema.names.index(verdict.field)] if verdict.field else "",
        ours=frozenset(c for c, v in same_cell.items() if v in ours),
        theirs=frozenset(c for c, v in same_cell.items() if v in theirs),
        row_is_blank=not any(row),
        key_is_blank=not any(row[schema.names.index(name)] for name in schema.primary_key),
        key_is_text=all(schema.by_name[name].type == "string" for name in schema.primary_key),
    )


OUR_OWN = (
    "text-hides-nothing",
    "cell-is-one-line",
    "text-is-trimmed",
    "text-is-composed",
    "cell-is-no-formula",
)


def raw_tables(texts: Texts, schemas: Schemas) -> dict[str, RawTable]:
    """CSV texts as our readers give them; a place is table, row and number of the field."""
    tables = {}
    for name, text in texts.items():
        collector, names = RowCollector(schemas[name]), schemas[name].names
        for row, cells in enumerate(csv_cells(text)):
            places = {column: Place(name, row, number) for number, column in enumerate(names)}
            collector.add(dict(zip(names, cells, strict=True)), Place(name, row), places)
        tables[name] = collector.table()
    return tables


def our_verdicts(texts: Texts, schemas: Schemas) -> set[Verdict]:
    verdicts = set()
    for finding in check_structure(raw_tables(texts, schemas), computed=True).findings:
        place, constraint = finding.place, CONSTRAINT_OF_RULE.get(finding.rule, finding.rule)
        column = "" if constraint == "key" else schemas[place.file].names[place.column]
        verdicts.add(Verdict(place.file, place.line, column, constraint))
    return verdicts


def their_verdicts(texts: Texts, schemas: Schemas, folder: Path) -> set[Verdict]:
    report = frictionless_package(texts, schemas, folder).validate(limit_errors=10**6)
    assert not report.errors, report.errors
    return {
        Verdict(task.name, error.row_number - 2, column, constraint)
        for task in report.tasks
        for error in task.errors
        for column, constraint in _blamed(error, schemas[task.name].primary_key)
    }


def frictionless_package(texts: Texts, schemas: Schemas, folder: Path) -> Any:
    """The texts, written to ``folder``, as a package with the same Table Schemas."""
    from frictionless import Package  # noqa: PLC0415  (half a second)

    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8", newline="")
    resources = [
        {
            "name": name,
            "type": "table",
            "path": f"{name}.csv",
            "format": "csv",
            "encoding": "utf-8",
            "mediatype": "text/csv",
            "dialect": DIALECT,
            "schema": {k: v for k, v in schemas[name].document.items() if k != "$schema"},
        }
        for name in texts
    ]
    profile = "https://datapackage.org/profiles/2.0/datapackage.json"
    document = {"$schema": profile, "name": "broken", "resources": resources}
    return Package.from_descriptor(document, basepath=str(folder))


def _blamed(error: Any, primary_key: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The field that an error of frictionless blames, and the constraint that it breaks."""
    if error.type == "primary-key":
        is_single = len(primary_key) == 1
        yield (primary_key[0], "unique") if is_single else ("", "key")
    elif error.type == "foreign-key":
        yield error.field_names[0], "reference"
    elif error.type == "constraint-error":
        found = re.match(r'constraint "(\w+)"', error.note)
        assert found, error.note
        yield error.field_name, found.group(1)
    elif error.type in {"type-error", "unique-error"}:
        yield error.field_name, error.type.removesuffix("-error")
    else:
        yield "", error.type


def test_both_give_the_same_verdicts(comparison: Comparison) -> None:
    shown = [f"{d.by}: {d.verdict} {d.text!r}" for d in comparison.unexplained[:20]]
    assert shown == []
    assert len(comparison.mutations) > 4000


def test_every_constraint_is_broken_and_found_by_both(comparison: Comparison) -> None:
    found = {c: comparison.agreed[c] for c in CONSTRAINT_OF_RULE.values()}
    assert {constraint: count for constraint, count in found.items() if count < 5} == {}


def test_every_kind_of_mutation_is_found_by_both(comparison: Comparison) -> None:
    assert {kind for kind in KINDS if not comparison.agreed_kinds[kind]} <= {"other code"}


def test_no_exemption_is_stale(comparison: Comparison) -> None:
    assert set(EXEMPTIONS) == set(comparison.exempted)
    assert set(OUR_OWN).isdisjoint(comparison.agreed)


@pytest.mark.parametrize("separator", ["\x1c", "\x1f"])
def test_white_space_that_only_python_knows_is_refused_by_both(
    separator: str, sample_project: Project, tmp_path: Path
) -> None:
    checked = check_annotations(sample_project)
    texts = {name: canonical_csv(frame).decode() for name, frame in checked.tables.items()}
    texts["outlets"] += f"new,New,,agency,https://new.example/{separator},\n"
    ours = our_verdicts(texts, checked.schemas)
    theirs = their_verdicts(texts, checked.schemas, tmp_path)
    assert ours == {Verdict("outlets", 2, "url", "text-hides-nothing")}
    assert theirs == {Verdict("outlets", 2, "url", "pattern")}


def test_frictionless_stops_at_a_thousand_errors_and_we_do_not(
    sample_project: Project, tmp_path: Path
) -> None:
    schemas = check_annotations(sample_project).schemas
    row = ["coders", "active", "one", "lost", "", ""]
    texts = {"registry": csv_text(schemas["registry"].names, [row] * 400)}
    package = frictionless_package(texts, schemas, tmp_path)
    assert len(package.validate().tasks[0].errors) == 1000
    assert len(our_verdicts(texts, schemas)) == 3 * 400 + 399
    assert our_verdicts(texts, schemas) == their_verdicts(texts, schemas, tmp_path)


@pytest.mark.parametrize("day", ["0000-01-01", "0000-12-31"])
def test_the_year_0_is_no_day_for_either(day: str, sample_project: Project, tmp_path: Path) -> None:
    schemas = check_annotations(sample_project).schemas
    row = ["KAZ", "2024-H1", "en", "agency", day, "coder-1", "coded", ""]
    texts = {"coverage": csv_text(schemas["coverage"].names, [row, row])}
    wrong = {Verdict("coverage", number, "searched_on", "type") for number in range(2)}
    repeated = {Verdict("coverage", 1, "", "key")}
    assert our_verdicts(texts, schemas) == wrong | repeated


def test_frictionless_guesses_no_delimiter(
    sample_project: Project, edit: Callable[[str, str, str], None], tmp_path: Path
) -> None:
    edit("dataset/coders.csv", "article text and codebook,\n", "codebook,Reads;'whole';twice\n")
    checked = check_annotations(sample_project)
    assert checked.findings == []
    for name, content in package_files(checked, sample_project).items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    assert list(frictionless_findings(tmp_path)) == []
