"""Every field of every table, wrong in every way that its schema knows, at both front doors."""

import csv
import io
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from kabul_ties.annotations.reader import read_annotations
from kabul_ties.finding import Finding, Place
from kabul_ties.package.archive import Archive
from kabul_ties.package.csv_reader import read_csv
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable
from kabul_ties.schemas.table_schema import Field, Schemas, TableSchema
from kabul_ties.structure import check_structure
from mutations import Slip, csv_cells, csv_text, slips
from packages import SCHEMAS, sample_package
from samples import copy_sample

KAZ = "dataset/actions/KAZ/KAZ-2024-01.yaml"
CHOICE = {
    "action_id": "KAZ-2024-01",
    "milestone": "decided",
    "evidence_id": "steppe-2024-list-e01",
    "reason": "The ministry names the day; the other does not.",
}
"""The sample has no choice; here is one for the tests of structure alone."""

Tables = Mapping[str, RawTable]


@dataclass(frozen=True, slots=True)
class Case:
    """One cell and what is put there."""

    table: TableSchema
    field: Field
    slip: Slip

    def __str__(self) -> str:
        return f"{self.table.name}.{self.field.name} {self.slip.rule}"


def known_values(table: TableSchema, field: Field, tables: Tables) -> list[str]:
    keys = [key for key in table.foreign_keys if key.field == field.name]
    columns = [tables[key.table].frame[key.reference] for key in keys]
    return [value for column in columns for value in column.drop_nulls().unique().sort()]


def cases(schemas: Schemas, tables: Tables) -> list[Case]:
    return [
        Case(table, field, slip)
        for name, table in schemas.items()
        if name in tables
        for field in table.fields
        for slip in slips(field, known_values(table, field, tables))
    ]


def by_rule(found: list[Case]) -> dict[str, list[Case]]:
    """Cases that are tried together: one rule, and of each table each field."""
    groups: defaultdict[str, list[Case]] = defaultdict(list)
    for case in found:
        groups[case.slip.rule].append(case)
    return groups


def target_row(raw: RawTable, field: Field) -> int:
    """A row that has a value, the last of them, to which fewest others refer."""
    given = raw.frame["row"].filter(raw.frame[field.name].is_not_null())
    return int(given[-1]) if len(given) else 0


def judge(found: list[Finding], expected: Mapping[Place, Case]) -> None:
    """One finding for each broken cell; others only of what referred to the old values."""
    by_place: defaultdict[Place, list[Finding]] = defaultdict(list)
    for finding in found:
        by_place[finding.place].append(finding)
    for place, case in expected.items():
        told = by_place.pop(place, [])
        assert [finding.rule for finding in told] == [case.slip.rule], str(case)
        assert told[0].value == (case.slip.text or None), str(case)
        if case.slip.meant:
            assert told[0].allowed[0] == case.slip.meant, str(case)
        assert told[0].allowed or told[0].mend, str(case)
    others = [finding for rest in by_place.values() for finding in rest]
    assert {finding.rule for finding in others} <= {"reference-exists"}, others


# The annotations


@pytest.fixture
def project(tmp_path: Path) -> Project:
    project = copy_sample(tmp_path / "project")
    lines = [f"{name}: {text}" for name, text in list(CHOICE.items())[1:]]
    with (project.root / KAZ).open("a", encoding="utf-8") as file:
        file.write("choices:\n  - " + "\n    ".join(lines) + "\n")
    return project


def typed(project: Project) -> list[Case]:
    tables = read_annotations(project, SCHEMAS).tables
    return [case for case in cases(SCHEMAS, tables) if case.field.origin == "typed"]


def spoil(project: Project, raw: RawTable, case: Case) -> Place:
    """Puts a slip into its file; returns where it stands."""
    row = target_row(raw, case.field)
    place, row_place = raw.places.place(row, case.field.name), raw.places.place(row, None)
    path = project.root / place.file
    lines = path.read_text(encoding="utf-8").split("\n")
    if path.suffix == ".csv":
        cells = csv_cells(f"\n{lines[place.line - 1]}")[0]
        header = next(csv.reader(lines[:1]))
        cells[header.index(case.field.name)] = case.slip.text
        lines[place.line - 1] = csv_text(cells, []).rstrip("\n")
        before = csv_text(cells[: header.index(case.field.name)], []).rstrip("\n")
        place = replace(place, column=len(before) + 2 if before or place.column > 1 else 1)
    else:
        line = lines[place.line - 1]
        at = line.index(f"{case.field.name}:")
        value = json.dumps(case.slip.text, ensure_ascii=False) if case.slip.text else ""
        lines[place.line - 1] = f"{line[:at]}{case.field.name}: {value}".rstrip()
        column = at + 1 if not value else at + len(case.field.name) + 3
        place = replace(place, column=column)
    assert place.line >= row_place.line
    path.write_text("\n".join(lines), encoding="utf-8")
    return place


def with_every_field(project: Project) -> None:
    """Gives the optional fields of each table, where no row of the sample has them, a place."""
    tables = read_annotations(project, SCHEMAS).tables
    for name, raw in tables.items():
        if raw.schema.nested_in is None:
            continue
        for field in SCHEMAS[name].of_origin("typed"):
            if raw.frame[field.name].null_count() == len(raw.frame):
                place = raw.places.place(0, None)
                path = project.root / place.file
                lines = path.read_text(encoding="utf-8").split("\n")
                lines.insert(place.line, f"{' ' * (place.column - 1)}{field.name}: {field.example}")
                path.write_text("\n".join(lines), encoding="utf-8")
                with_every_field(project)
                return


ANNOTATION_RULES = [
    "value-is-given", "value-has-its-type", "value-is-a-code", "value-fits-its-pattern",
    "reference-exists", "number-is-large-enough", "number-is-small-enough", "text-is-long-enough",
    "text-is-short-enough",
]  # fmt: skip


@pytest.mark.parametrize("rule", ANNOTATION_RULES)
def test_each_slip_in_an_annotation_is_told_where_it_stands(rule: str, project: Project) -> None:
    with_every_field(project)
    annotations = read_annotations(project, SCHEMAS)
    assert annotations.findings == []
    expected = {
        spoil(project, annotations.tables[case.table.name], case): case
        for case in by_rule(typed(project))[rule]
    }
    assert expected
    spoilt = read_annotations(project, SCHEMAS)
    assert spoilt.findings == []
    judge(check_structure(spoilt.tables, computed=False).findings, expected)


@pytest.mark.parametrize(
    ("path", "renamed", "meant"),
    [
        ("codings/steppe-2024-list", "codings/steppe-2024-lits", "steppe-2024-list"),
        ("codings/steppe-2024-list/coder-2.yaml", "codings/steppe-2024-list/codre-2.yaml", "coder"),
    ],
)
def test_a_file_that_is_misnamed_is_told_what_was_meant(
    path: str, renamed: str, meant: str, project: Project
) -> None:
    (project.dataset / path).rename(project.dataset / renamed)
    found = check_structure(read_annotations(project, SCHEMAS).tables, computed=False).findings
    assert {finding.rule for finding in found} == {"reference-exists"}
    assert {finding.place.line for finding in found} == {0}
    assert all((finding.allowed[0]).startswith(meant) for finding in found)


# The package


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    files = sample_package()
    given = {name: files[f"csv/{name}.csv"].decode() for name in SCHEMAS}
    given["choices"] += csv_text([CHOICE[name] for name in SCHEMAS["choices"].names], [])
    return given


def as_tables(texts: Mapping[str, str]) -> dict[str, RawTable]:
    files = {f"{name}.csv": text.encode() for name, text in texts.items()}
    archive = Archive("p", {name: len(c) for name, c in files.items()}, files.__getitem__)
    return {name: read_csv(archive, f"{name}.csv", SCHEMAS[name]) for name in texts}


def spoilt_cells(texts: dict[str, str], tables: Tables, case: Case) -> tuple[str, int]:
    raw, name = tables[case.table.name], case.table.name
    row = target_row(raw, case.field)
    rows = list(csv.reader(io.StringIO(texts[name])))
    rows[row + 1][SCHEMAS[name].names.index(case.field.name)] = case.slip.text
    texts[name] = csv_text(rows[0], rows[1:])
    return name, row


@pytest.mark.parametrize("rule", ANNOTATION_RULES)
def test_each_slip_in_a_package_is_told_where_it_stands(rule: str, texts: dict[str, str]) -> None:
    given = dict(texts)
    tables = as_tables(given)
    tried = by_rule(cases(SCHEMAS, tables))[rule]
    rows = [(case, *spoilt_cells(given, tables, case)) for case in tried]
    spoilt = as_tables(given)
    expected = {spoilt[n].places.place(row, case.field.name): case for case, n, row in rows}
    assert len(expected) == len(tried)
    judge(check_structure(spoilt, computed=True).findings, expected)


def test_no_constraint_is_left_out(texts: dict[str, str]) -> None:
    """Whatever a schema can say of a field is broken here somewhere."""
    said = {name for table in SCHEMAS.values() for field in table.document["fields"]
            for name in field.get("constraints", {})}  # fmt: skip
    assert said == {
        "required", "unique", "enum", "pattern", "minimum", "maximum", "minLength", "maxLength",
    }  # fmt: skip
    assert set(by_rule(cases(SCHEMAS, as_tables(texts)))) == set(ANNOTATION_RULES)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_row_that_stands_twice_is_told_at_its_second_place(
    name: str, texts: dict[str, str]
) -> None:
    rows = csv_cells(texts[name])
    again = {**texts, name: texts[name] + csv_text(rows[0], [])}
    tables = as_tables(again)
    found = check_structure(tables, computed=True).findings
    table = SCHEMAS[name]
    last = tables[name].places.place(len(rows), None)
    assert {finding.place.line for finding in found} == {last.line}
    unique = {field.name for field in table.fields if field.unique and rows[0]}
    if len(table.primary_key) > 1:
        assert {finding.rule for finding in found} == {"key-is-unique"}
    else:
        given = {n for n, text in zip(table.names, rows[0], strict=True) if text}
        assert len(found) == len((unique | set(table.primary_key)) & given)
        assert {finding.rule for finding in found} == {"value-is-unique"}
