"""`build --check`: whether the committed package is what the annotations give."""

import io
import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
import typer
from typer.testing import CliRunner

from kabul_ties.check import Checked, check_annotations
from kabul_ties.commands.build import build
from kabul_ties.package.builder import package_files
from kabul_ties.package.comparison import Comparison, compare
from kabul_ties.package.publish import publish
from kabul_ties.paths import Project

Check = Callable[[], Comparison]


@pytest.fixture
def checked(sample_project: Project) -> Checked:
    return check_annotations(sample_project)


@pytest.fixture
def check(sample_project: Project, checked: Checked) -> Check:
    """Publishes the sample; each call compares what stands there then."""
    files = package_files(checked, sample_project)
    publish(files, sample_project.package)
    return lambda: compare(files, sample_project.package, checked.schemas)


def named(comparison: Comparison) -> list[tuple[str, str]]:
    return [(difference.path, difference.kind) for difference in comparison.differences]


def rewrite_parquet(
    package: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame], written_by: str
) -> None:
    """Writes a Parquet file anew with other options, and describes it rightly."""
    path = package / "parquet" / f"{table}.parquet"
    rows = pq.ParquetFile(path).read()
    if (changed := change(frame := pl.DataFrame(pl.from_arrow(rows)))) is not frame:
        rows = changed.to_arrow()
    sink = io.BytesIO()
    pq.write_table(rows, sink, compression="gzip")
    path.write_bytes(sink.getvalue())
    descriptor = package / "datapackage.json"
    document = json.loads(descriptor.read_bytes())
    document["parquet_written_by"] = written_by
    twin = next(r["parquet"] for r in document["resources"] if r["name"] == table)
    twin |= {"bytes": len(sink.getvalue()), "sha256": sha256(sink.getvalue()).hexdigest()}
    descriptor.write_text(json.dumps(document), encoding="utf-8")


def test_what_was_built_is_up_to_date(check: Check) -> None:
    assert check() == Comparison(())


@pytest.mark.parametrize(
    "path", ["csv/actions.csv", "parquet/codes.parquet", "datapackage.json", "README.md"]
)
def test_one_changed_byte_is_found(check: Check, sample_project: Project, path: str) -> None:
    file = sample_project.package / path
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    assert named(check()) == [(path, "different")]


def test_missing_and_unexpected_files_are_found(check: Check, sample_project: Project) -> None:
    (sample_project.package / "csv" / "actions.csv").unlink()
    (sample_project.package / "csv" / "extra.csv").touch()
    (sample_project.package / "linked").symlink_to(sample_project.package / "csv")
    assert named(check()) == [
        ("csv/actions.csv", "missing"),
        ("csv/extra.csv", "unexpected"),
        ("linked", "unexpected"),
    ]


def test_a_package_that_is_not_there_lacks_every_file(
    check: Check, checked: Checked, sample_project: Project
) -> None:
    files = package_files(checked, sample_project)
    comparison = compare(files, sample_project.root / "nothing", checked.schemas)
    assert named(comparison) == [(path, "missing") for path in files]


def test_another_pyarrow_may_write_other_bytes(check: Check, sample_project: Project) -> None:
    rewrite_parquet(sample_project.package, "actions", lambda frame: frame, "pyarrow 21.0.0")
    comparison = check()
    assert comparison.differences == ()
    assert "pyarrow 21.0.0" in comparison.remark


def test_the_same_pyarrow_may_not(check: Check, sample_project: Project) -> None:
    written_by = json.loads((sample_project.package / "datapackage.json").read_bytes())
    same = written_by["parquet_written_by"]
    rewrite_parquet(sample_project.package, "actions", lambda frame: frame, same)
    assert ("parquet/actions.parquet", "different") in named(check())


def test_another_pyarrow_excuses_no_other_content(check: Check, sample_project: Project) -> None:
    rewrite_parquet(sample_project.package, "actions", lambda frame: frame[:-1], "pyarrow 21.0.0")
    assert ("parquet/actions.parquet", "different") in named(check())


def test_another_pyarrow_excuses_no_bytes_that_the_descriptor_does_not_know(
    check: Check, sample_project: Project
) -> None:
    rewrite_parquet(sample_project.package, "actions", lambda frame: frame, "pyarrow 21.0.0")
    (sample_project.package / "parquet" / "codes.parquet").write_bytes(b"PAR1")
    assert ("parquet/codes.parquet", "different") in named(check())


def test_the_command_says_which_files_differ(
    check: Check, sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = typer.Typer()
    app.command()(build)
    monkeypatch.chdir(sample_project.root)
    assert CliRunner().invoke(app, ["--check"]).exit_code == 0
    before = (sample_project.package / "README.md").read_bytes() + b"more\n"
    (sample_project.package / "README.md").write_bytes(before)
    result = CliRunner().invoke(app, ["--check"])
    assert result.exit_code == 1
    assert "README.md: different" in result.output
    assert (sample_project.package / "README.md").read_bytes() == before
