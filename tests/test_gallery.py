"""Every rule has broken inputs that it alone refuses, and near misses that pass."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.package.checks import package_findings
from kabul_ties.package.second_opinion import frictionless_findings
from kabul_ties.paths import Project
from kabul_ties.rules.catalogue import catalogue
from packages import sample_package
from recipes import Recipe, lay, pack, read_recipe
from samples import REPOSITORY, SAMPLE, copy_sample

GALLERY = REPOSITORY / "tests" / "bad"
RULES = sorted(folder.name for folder in GALLERY.iterdir() if folder.is_dir())
TODAY = date(2026, 2, 1)
"""The sample is read and verified in January 2026."""


def inputs(beginning: str) -> list[Path]:
    """The folders and recipes of all rules whose names begin so."""
    return sorted(path for rule in RULES for path in (GALLERY / rule).glob(f"{beginning}*"))


def named(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


BROKEN, PASSES = inputs("broken"), inputs("passes")


@contextmanager
def as_closed_files(paths: list[Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Refuses to read some paths even to root, who may read everything."""
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path in paths:
            raise PermissionError(13, "Permission denied", str(path))
        return read_bytes(path)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "read_bytes", refuse)
        yield


def findings(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """What is wrong with an input of the gallery."""
    if made.is_dir():
        project = copy_sample(tmp_path / "project")
        shutil.copytree(made, project.root, dirs_exist_ok=True)
        return found_in(project)
    recipe = read_recipe(made)
    if recipe.source != "sample":
        return found_in_package(recipe, tmp_path)
    if recipe.texts:
        monkeypatch.setenv("KABUL_TIES_TEXTS", str(SAMPLE / "texts"))
    project = copy_sample(tmp_path / "project")
    lay(recipe, project.root)
    locked = [project.root / path for path in recipe.locked]
    with as_closed_files(locked, monkeypatch):
        return found_in(project)


def found_in(project: Project) -> list[Finding]:
    return check_annotations(project, agreement=False, today=TODAY).findings


def found_in_package(recipe: Recipe, tmp_path: Path) -> list[Finding]:
    package = pack(recipe, sample_package(), tmp_path / "package")
    if recipe.source == "built":
        return list(frictionless_findings(package))
    return package_findings(package, today=TODAY)


def places_of(made: Path) -> list[str]:
    """Where finds.txt says that an input breaks its rule."""
    lines = (made.parent / "finds.txt").read_text(encoding="utf-8").splitlines()
    told = [line.partition(" ") for line in lines]
    return [place for name, _, place in told if name == made.stem]


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize("made", BROKEN, ids=named)
def test_broken_input_is_refused_by_its_rule_alone(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = findings(made, tmp_path, monkeypatch)
    places = [str(finding.place).removeprefix(f"{tmp_path}/") for finding in found]
    assert {finding.rule for finding in found} == {made.parent.name}
    assert places == places_of(made)
    assert all(finding.message for finding in found)


@pytest.mark.parametrize("made", PASSES, ids=named)
def test_near_miss_passes(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert findings(made, tmp_path, monkeypatch) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_folder_holds_broken_inputs_near_misses_and_places_alone(rule: str) -> None:
    names = {path.stem for path in (GALLERY / rule).iterdir()}
    told = (GALLERY / rule / "finds.txt").read_text(encoding="utf-8").splitlines()
    broken = {name for name in names if name.startswith("broken")}
    assert {line.partition(" ")[0] for line in told} == broken
    assert broken
    assert {name for name in names if name.startswith("passes")} == names - broken - {"finds"}


def test_the_gallery_has_a_folder_for_every_rule_and_for_no_other() -> None:
    assert set(catalogue()) == set(RULES)
    assert len(RULES) >= 150


def test_the_sample_is_valid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KABUL_TIES_TEXTS", str(SAMPLE / "texts"))
    project = copy_sample(tmp_path / "project")
    checked = check_annotations(project, agreement=False, today=TODAY)
    assert checked.findings == []
    assert checked.uncompared == 0
