"""What `diff` finds between two packages, and how it says so."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from rich.console import Console
from typer.testing import CliRunner, Result

from kabul_ties.check import check_annotations
from kabul_ties.cli import app
from kabul_ties.differences.comparison import compare
from kabul_ties.differences.values import Change, DateMoved, Differences, Edition, Removal
from kabul_ties.output.differences import to_json, to_markdown, to_text
from kabul_ties.package.builder import package_files
from kabul_ties.package.edition import read_edition
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.schemas.table_schema import TableSchema, parse_schema, read_json
from samples import REPOSITORY, copy_sample


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("differences")
    project = copy_sample(folder / "project")
    path = folder / "old.zip"
    path.write_bytes(zip_bytes(package_files(check_annotations(project), project)))
    return path


@pytest.fixture(scope="module")
def old(package: Path) -> Edition:
    return read_edition(package)


def having(edition: Edition, **tables: pl.DataFrame) -> Edition:
    return replace(edition, version="0.2.0", tables={**edition.tables, **tables})


def with_fields(edition: Edition, table: str, change: Callable[[list[Any]], object]) -> Edition:
    document = json.loads(json.dumps(dict(edition.schemas[table].document)))
    change(document["fields"])
    schema: TableSchema = parse_schema(document)
    return replace(edition, schemas={**edition.schemas, table: schema})


def registry(*rows: tuple[str, str, str, str, str | None, str | None]) -> pl.DataFrame:
    names = ["table", "id", "first_version", "status", "successors", "reason"]
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def test_a_package_does_not_differ_from_itself(old: Edition) -> None:
    differences = compare(old, old)
    assert not differences
    assert differences == Differences(old.version, old.version, (), (), (), (), (), ())


def test_rows_added_changed_and_removed(old: Edition) -> None:
    missions = old.tables["missions"]
    changed = missions.with_columns(city=pl.lit("Elsewhere"), note=pl.lit(None, pl.String))
    extra = missions.head(1).with_columns(mission_id=pl.lit("QQQ-new"))
    new = having(old, missions=pl.concat([changed.slice(1), extra]))
    found = compare(old, new).table("missions")
    assert found.added == (("QQQ-new",),)
    assert found.removed == (Removal((missions["mission_id"][0],), "vanished"),)
    assert {change.field for change in found.changed} >= {"city"}
    reversed_ = compare(new, old).table("missions")
    assert reversed_.changed[0].old == "Elsewhere"


def test_missing_values_are_told_from_texts(old: Edition) -> None:
    missions = old.tables["missions"].head(1)
    before = having(old, missions=missions.with_columns(note=pl.lit(None, pl.String)))
    after = having(old, missions=missions.with_columns(note=pl.lit("null")))
    key = (missions["mission_id"][0],)
    assert compare(before, after).table("missions").changed == (Change(key, "note", None, "null"),)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("merged", "AZE-2024-01", "One act."), ("merged", ("AZE-2024-01",), "One act.")),
        (("split", "A-1 B-2", "Two."), ("split", ("A-1", "B-2"), "Two.")),
        (("withdrawn", None, "Out of scope."), ("withdrawn", (), "Out of scope.")),
        (("active", None, None), ("vanished", (), None)),
        (None, ("vanished", (), None)),
    ],
)
def test_removed_ids_have_the_fate_that_the_registry_gives(
    line: tuple[str, str | None, str | None] | None,
    expected: tuple[str, tuple[str, ...], str | None],
    old: Edition,
) -> None:
    gone = old.tables["actions"]["action_id"][-1]
    rows = [("actions", gone, "0.1.0", *line)] if line else []
    new = having(old, actions=old.tables["actions"].head(-1), registry=registry(*rows))
    [removal] = compare(old, new).table("actions").removed
    assert (removal.fate, removal.successors, removal.reason) == expected


def test_rows_without_registry_are_dropped(old: Edition) -> None:
    new = having(old, participants=old.tables["participants"].clear())
    assert {r.fate for r in compare(old, new).table("participants").removed} == {"dropped"}


def test_moved_dates_stand_apart(old: Edition) -> None:
    dates = old.tables["dates"]
    first = dates.row(0, named=True)
    moved = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(date(2022, 1, 1)))
    new = having(old, dates=dates.with_columns(start=moved.otherwise("start")))
    [found] = compare(old, new).dates_moved
    end = first["end"].isoformat()
    ends = ((first["start"].isoformat(), end), ("2022-01-01", end))
    assert found == DateMoved(first["action_id"], first["milestone"], *ends)
    report = to_markdown(compare(old, new), full=True)
    assert report.count("2022-01-01") == 1


def test_codes_fields_and_tables(old: Edition) -> None:
    codes = old.tables["codes"].filter(
        ~((pl.col("vocabulary") == "side") & (pl.col("code") == "republic"))
    )
    types = old.tables["action_types"].with_columns(
        code=pl.col("code").replace({"meeting": "gathering"})
    )
    tables = {n: t for n, t in old.tables.items() if n != "coverage"}
    new = having(replace(old, tables=tables), codes=codes, action_types=types, more=codes)
    found = compare(old, new)
    assert found.codes_removed == ("side:republic", "action_types:meeting")
    assert found.codes_added == ("action_types:gathering",)
    assert (found.tables_removed, found.tables_added) == (("coverage",), ("more",))


def test_fields_added_removed_retyped_and_altered(old: Edition) -> None:
    def change(fields: list[Any]) -> None:
        by_name = {field["name"]: field for field in fields}
        by_name["city"]["constraints"] = {}
        by_name["note"]["name"] = "remark"
        by_name["kind"]["type"] = "date"

    missions = old.tables["missions"].rename({"note": "remark"})
    new = having(with_fields(old, "missions", change), missions=missions)
    found = compare(old, new).table("missions")
    assert (found.fields_added, found.fields_removed) == (("remark",), ("note",))
    assert (found.fields_retyped, found.fields_altered) == (("kind",), ("city",))
    assert not found.added
    assert not found.changed


def test_order_of_rows_makes_no_difference(old: Edition) -> None:
    assert not compare(old, replace(old, tables={n: t.reverse() for n, t in old.tables.items()}))


def test_rows_that_cannot_be_told_apart_are_refused(old: Edition) -> None:
    twice = pl.concat([old.tables["missions"]] * 2)
    with pytest.raises(ValueError, match="stands twice in missions"):
        compare(old, having(old, missions=twice))


HOSTILE = "`a``b` <b>|x|</b> @someone [link](http://x) \x1b[31m\u202e\n# title"


@pytest.fixture
def hostile(old: Edition) -> Differences:
    return compare(
        old, having(old, missions=old.tables["missions"].with_columns(note=pl.lit(HOSTILE)))
    )


def test_markdown_shows_values_and_runs_nothing(hostile: Differences) -> None:
    report = to_markdown(hostile, full=False)
    assert "\x1b" not in report
    assert "\u202e" not in report
    assert "\n# title" not in report
    line = next(line for line in report.splitlines() if "@someone" in line)
    assert "``` `a``b` <b>" in line.replace("changed: ", "")


def test_text_shows_values_and_runs_nothing(hostile: Differences) -> None:
    console = Console(record=True, width=300, file=None, force_terminal=True)
    with console.capture() as capture:
        for line in to_text(hostile, full=False):
            console.print(line)
    assert "\x1b[31m\u202e" not in capture.get()
    assert "[link](http://x)" in capture.get()


def test_long_lists_are_counted_and_shown_in_full_when_asked(old: Edition) -> None:
    person = old.tables["participants"].head(1)
    people = [person.with_columns(name=pl.lit(f"Person {number}")) for number in range(50)]
    found = compare(old, having(old, participants=pl.concat([*people, old.tables["participants"]])))
    short, full = (to_markdown(found, full=full) for full in (False, True))
    assert "and 30 more" in short
    assert short.count("\n- ") == 21
    assert full.count("\n- ") == 50
    assert len(list(to_text(found, full=True))) == 53


def test_json_has_its_documented_form(old: Edition) -> None:
    new = having(old, actions=old.tables["actions"].head(-1), registry=registry())
    document = json.loads(to_json(compare(old, new)))
    assert document["same"] is False
    [table] = [table for table in document["tables"] if table["name"] == "actions"]
    assert set(table) == {
        "name", "added", "changed", "removed", "fields_added", "fields_removed",
        "fields_retyped", "fields_altered", "key_altered",
    }  # fmt: skip
    assert table["removed"][0]["fate"] == "vanished"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["diff", *map(str, arguments)])


def test_command_exits_as_diff_does(package: Path, tmp_path: Path) -> None:
    same = run(package, package)
    version = read_json(REPOSITORY / "schema" / "descriptor.json")["version"]
    assert (same.exit_code, same.stdout) == (0, f"{version} to {version}: no differences.\n")
    project = copy_sample(tmp_path / "project")
    missions = project.dataset / "missions.csv"
    missions.write_text(missions.read_text().replace("Moscow", "Kazan"))
    other = tmp_path / "new.zip"
    other.write_bytes(zip_bytes(package_files(check_annotations(project), project)))
    for output_format in ("text", "markdown", "json"):
        differing = run(package, other, "--format", output_format)
        assert differing.exit_code == 1
        assert "Kazan" in differing.stdout
    missing = run(package, tmp_path / "none")
    assert missing.exit_code == 2
    assert "no such folder or zip" in missing.stderr
