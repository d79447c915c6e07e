"""`load.R` in the real R: every table with its types, from CSV and from Parquet alike."""

import csv
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from kabul_ties.check import Checked, check_annotations
from kabul_ties.package.builder import package_files
from kabul_ties.package.publish import publish
from kabul_ties.package.r_recipe import r_recipe
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import Field, Schemas, load_schemas, parse_schema
from samples import REPOSITORY, copy_sample

CLASSES = {
    "string": "character",
    "integer": "integer",
    "number": "numeric",
    "boolean": "logical",
    "date": "Date",
}

MISSING = "<missing>"
"""What the R script below writes for a missing value, so that it is no empty text."""

DESCRIBE = f"""
options(warn = 2, readr.num_threads = 1)  # writing in threads hangs vroom 1.6.1 now and then
arguments <- commandArgs(trailingOnly = TRUE)
source(file.path(arguments[1], "load.R"))
columns <- NULL
for (table in names(kabul_ties_types)) {{
  frame <- kabul_ties_read(table, arguments[1], arguments[2], arguments[3])
  stopifnot(is.data.frame(frame))
  classes <- vapply(frame, function(column) paste(class(column), collapse = "/"), "")
  levels <- vapply(frame, function(column) paste(levels(column), collapse = " "), "")
  columns <- rbind(columns, data.frame(table, column = names(frame), classes, levels))
  path <- file.path(arguments[4], paste0(table, ".csv"))
  readr::write_csv(frame, path, na = "{MISSING}", quote = "all")
}}
readr::write_csv(columns, file.path(arguments[4], "columns.csv"), quote = "all")
"""


@dataclass(frozen=True)
class Built:
    """A built package, and the tables that it was built from."""

    folder: Path
    checked: Checked


@pytest.fixture(scope="module")
def rscript() -> str:
    program = shutil.which("Rscript")
    has_readr = "stopifnot(packageVersion('readr') >= '2.0.0')"
    if program and run(program, "-e", has_readr).returncode == 0:
        return program
    pytest.skip("R with readr is not installed: apt-get install r-base-core r-cran-readr")


@pytest.fixture(scope="module")
def duckdb() -> str:
    beside_python = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which("duckdb", path=beside_python)
    if program:
        return program
    pytest.skip("The program duckdb is not installed: pip install duckdb-cli")


@pytest.fixture(scope="module", params=["sample", "repository"])
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A package in a folder whose name asks for care in a shell, in SQL and in a pattern."""
    folder = tmp_path_factory.mktemp("r") / "it's a [1] $HOME *"
    is_sample = request.param == "sample"
    project = copy_sample(folder / "project") if is_sample else Project(REPOSITORY)
    checked = check_annotations(project)
    publish(package_files(checked, project), folder / "package")
    return Built(folder / "package", checked)


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)


def read_in_r(built: Built, engine: str, rscript: str, duckdb: str, out: Path) -> Path:
    out.mkdir()
    done = run(rscript, "-e", DESCRIBE, built.folder, engine, duckdb, out)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def from_csv(built: Built, rscript: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What R has read from the CSV files: ``columns.csv``, and each table written again."""
    return read_in_r(built, "csv", rscript, "none", tmp_path_factory.mktemp("csv") / "out")


def as_r_writes(value: Any, field: Field) -> Any:
    if value is None:
        return MISSING
    if field.type == "boolean":
        return str(value).upper()
    return value if field.type == "number" else str(value)


def as_numbers(text: str, field: Field) -> Any:
    return float(text) if field.type == "number" and text != MISSING else text


def read_rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def test_every_column_has_the_class_of_its_type(built: Built, from_csv: Path) -> None:
    expected = [
        [
            schema.name,
            field.name,
            "factor" if field.enum else CLASSES[field.type],
            " ".join(field.enum),
        ]
        for schema in built.checked.schemas.values()
        for field in schema.fields
    ]
    assert read_rows(from_csv / "columns.csv")[1:] == expected


def test_every_value_is_read_as_it_was_built(built: Built, from_csv: Path) -> None:
    for name, schema in built.checked.schemas.items():
        header, *rows = read_rows(from_csv / f"{name}.csv")
        assert header == list(schema.names)
        expected = [
            [as_r_writes(value, field) for value, field in zip(row, schema.fields, strict=True)]
            for row in built.checked.tables[name].iter_rows()
        ]
        read = [
            [as_numbers(text, field) for text, field in zip(row, schema.fields, strict=True)]
            for row in rows
        ]
        assert read == expected, name


def test_the_code_of_namibia_is_text_and_an_empty_cell_is_missing(from_csv: Path) -> None:
    header, *rows = read_rows(from_csv / "countries.csv")
    countries = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    assert countries["NAM"]["iso2"] == "NA"
    assert countries["UN"]["iso2"] == MISSING


def test_parquet_through_duckdb_gives_the_same(
    built: Built, from_csv: Path, rscript: str, duckdb: str, tmp_path: Path
) -> None:
    from_parquet = read_in_r(built, "parquet", rscript, duckdb, tmp_path / "out")
    for path in from_csv.iterdir():
        assert (from_parquet / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ('"action"', 'There is no table "action". There are: actions, participants'),
        ('"actions", folder = "/elsewhere"', "There is no file /elsewhere/csv/actions.csv"),
        ('"actions", from = "parquet", duckdb = "no-duck"', "wants the program duckdb"),
        ('"dates"', 'milestone: "rumoured" instead of value in level set. Such cells: 2.'),
        ('"relations"', "The columns of relations are not those of this load.R"),
    ],
)
def test_what_cannot_be_read_stops_with_the_reason(
    sample_project: Project, rscript: str, tmp_path: Path, call: str, message: str
) -> None:
    files = package_files(check_annotations(sample_project), sample_project)
    files["csv/dates.csv"] = files["csv/dates.csv"].replace(b"effective", b"rumoured")
    files["csv/relations.csv"] = files["csv/relations.csv"].replace(b"relation,", b"kind,", 1)
    publish(files, tmp_path / "package")
    code = f'setwd("{tmp_path / "package"}"); source("load.R"); kabul_ties_read({call})'
    done = run(rscript, "-e", code)
    assert done.returncode == 1
    assert message in done.stderr


def schemas_of(*fields: Mapping[str, Any]) -> Schemas:
    words = {"title": "", "description": "", "example": "", "origin": "typed"}
    document = {
        "name": "things",
        "title": "",
        "description": "",
        "fields": [{**words, **field} for field in fields],
        "primaryKey": [fields[0]["name"]],
    }
    return {"things": parse_schema(document)}


def test_names_and_codes_of_every_kind_arrive_in_r(rscript: str, tmp_path: Path) -> None:
    codes = [
        "a b",
        'say "so"',
        "back\\slash",
        "Türkiye",
        "کابل",
        "\U0001f54a",
        "it's",
        "$x{y}",
        "NA",
    ]
    names = ["function", "end", "with space", "ß"]
    fields = [{"name": name, "type": "string", "constraints": {"enum": codes}} for name in names]
    recipe = r_recipe(schemas_of(*fields))
    assert recipe.isascii()
    (tmp_path / "load.R").write_text(recipe)
    (tmp_path / "csv").mkdir()
    rows = pl.DataFrame(dict.fromkeys(names, codes))
    rows.write_csv(tmp_path / "csv" / "things.csv")
    code = """
        setwd(commandArgs(trailingOnly = TRUE)); source("load.R")
        things <- kabul_ties_read("things")
        readr::write_csv(lapply(things, levels) |> as.data.frame(check.names = FALSE), "again.csv")
    """
    done = run(rscript, "-e", code, tmp_path)
    assert done.returncode == 0, done.stderr
    assert pl.read_csv(tmp_path / "again.csv").equals(rows)


def test_the_script_follows_from_the_schemas_alone() -> None:
    folder = REPOSITORY / "schema"
    assert r_recipe(load_schemas(folder)) == r_recipe(load_schemas(folder))
