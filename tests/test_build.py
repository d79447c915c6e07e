"""What `build` makes of the sample: the same bytes anywhere, valid for every reader."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from kabul_ties.check import check_annotations
from kabul_ties.commands.build import build
from kabul_ties.package.builder import package_files
from kabul_ties.package.second_opinion import RejectedError, accept
from kabul_ties.paths import Project

SCRIPTS = Path(__file__).parent.parent / "scripts"

SHUFFLED_BUILD = """
import os, random, sys
real = os.scandir
class Shuffled:
    def __init__(self, *arguments):
        with real(*arguments) as entries:
            self.entries = list(entries)
        random.shuffle(self.entries)
    def __iter__(self): return iter(self.entries)
    def __next__(self): return self.entries.pop()
    def __enter__(self): return self
    def __exit__(self, *error): pass
    def close(self): pass
listed = os.listdir
os.scandir = Shuffled
os.listdir = lambda *arguments: random.sample(found := listed(*arguments), len(found))
import typer
from kabul_ties.commands.build import build
typer.run(build)
"""

Files = dict[str, bytes]


def run(project: Project, *arguments: str, monkeypatch: pytest.MonkeyPatch) -> Result:
    app = typer.Typer()
    app.command()(build)
    monkeypatch.chdir(project.root)
    return CliRunner().invoke(app, list(arguments))


def files_of(folder: Path) -> Files:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def files(sample_project: Project) -> Files:
    return package_files(check_annotations(sample_project), sample_project)


def test_build_writes_exactly_what_package_files_gives(
    sample_project: Project, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = run(sample_project, monkeypatch=monkeypatch)
    assert result.exit_code == 0, result.output
    assert files_of(sample_project.package) == files
    assert f"{len(files)} files in" in result.output
    assert not list(sample_project.dataset.glob(".package*"))


@pytest.mark.parametrize("seed", ["0", "1"])
def test_bytes_do_not_depend_on_where_and_when_they_are_built(
    sample_project: Project, files: Files, seed: str, tmp_path: Path
) -> None:
    zone, language = [("Pacific/Kiritimati", "tr_TR.UTF-8"), ("Etc/GMT+12", "C")][int(seed)]
    strange = {"TZ": zone, "LANG": language, "LC_ALL": language, "PYTHONHASHSEED": seed}
    folder = [sample_project.root, sample_project.dataset / "articles"][int(seed)]
    subprocess.run(
        [sys.executable, "-c", SHUFFLED_BUILD, "--out", str(tmp_path / "elsewhere")],
        env=os.environ | strange | {"PYTHONPATH": str(SCRIPTS)},
        cwd=folder,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    assert files_of(tmp_path / "elsewhere") == files


def test_order_of_rows_in_files_that_are_sorted_does_not_matter(
    sample_project: Project, files: Files
) -> None:
    countries = sample_project.dataset / "countries.csv"
    header, *rows = countries.read_text(encoding="utf-8").splitlines(keepends=True)
    countries.write_text("".join([header, *reversed(rows)]), encoding="utf-8")
    assert package_files(check_annotations(sample_project), sample_project) == files


def test_invalid_annotations_write_nothing(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    with (sample_project.dataset / "outlets.csv").open("a", encoding="utf-8") as file:
        file.write("no-such-kind,Name,,blog,,\n")
    result = run(sample_project, monkeypatch=monkeypatch)
    assert result.exit_code == 1, result.output
    assert "nothing written" in result.output
    assert not sample_project.package.exists()


def test_outside_of_a_project_it_could_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(Project(tmp_path), monkeypatch=monkeypatch).exit_code == 2


def test_out_takes_an_empty_or_package_folder_and_nothing_else(
    sample_project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "empty").mkdir()
    for _ in range(2):
        target = str(tmp_path / "empty")
        assert run(sample_project, "--out", target, monkeypatch=monkeypatch).exit_code == 0
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("all of it")
    (tmp_path / "link").symlink_to(tmp_path / "empty")
    for name in ("mine", "mine/thesis.txt", "link"):
        target = str(tmp_path / name)
        assert run(sample_project, "--out", target, monkeypatch=monkeypatch).exit_code == 2
    assert (tmp_path / "mine" / "thesis.txt").read_text() == "all of it"


def test_frictionless_accepts_the_package_and_rejects_a_broken_one(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(sample_project, monkeypatch=monkeypatch).exit_code == 0
    accept(sample_project.package)
    csv = sample_project.package / "csv" / "evidence.csv"
    csv.write_text(csv.read_text(encoding="utf-8").replace("reports", "rumours"), encoding="utf-8")
    with pytest.raises(RejectedError) as rejected:
        accept(sample_project.package)
    assert {finding.place.file for finding in rejected.value.findings} == {"csv/evidence.csv"}


def test_what_frictionless_rejects_is_not_published(
    sample_project: Project, files: Files, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = files | {"csv/actions.csv": files["csv/actions.csv"] + b"x,y\n"}
    monkeypatch.setattr("kabul_ties.package.builder.package_files", lambda *_: broken)
    result = run(sample_project, monkeypatch=monkeypatch)
    assert result.exit_code == 1, result.output
    assert "frictionless-agrees" in result.output
    assert not sample_project.package.exists()
    assert not list(sample_project.dataset.glob(".package*"))


def test_rows_that_frictionless_does_not_read_are_missed(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(sample_project, monkeypatch=monkeypatch).exit_code == 0
    descriptor = sample_project.package / "datapackage.json"
    document = json.loads(descriptor.read_text(encoding="utf-8"))
    document["resources"][0]["rows"] += 1
    descriptor.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(RejectedError):
        accept(sample_project.package)
