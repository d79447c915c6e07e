"""Every rule has a broken input that it alone refuses, and a near miss that passes."""

import shutil
from pathlib import Path

import pytest

from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.rules.application import ALL_RULES
from samples import REPOSITORY, copy_sample

GALLERY = REPOSITORY / "tests" / "bad"
RULES = sorted(folder.name for folder in GALLERY.iterdir() if folder.is_dir())


def findings_with(files: Path, tmp_path: Path) -> list[Finding]:
    """What is wrong with the sample once ``files`` are laid over it."""
    project = copy_sample(tmp_path / "project")
    shutil.copytree(files, project.root, dirs_exist_ok=True)
    return check_annotations(project).findings


@pytest.mark.parametrize("rule", RULES)
def test_broken_input_is_refused_by_its_rule_alone(rule: str, tmp_path: Path) -> None:
    found = findings_with(GALLERY / rule / "broken", tmp_path)
    places = (GALLERY / rule / "finds.txt").read_text(encoding="utf-8").split()
    assert [(finding.rule, str(finding.place)) for finding in found] == [(rule, places[0])]
    assert len(places) == 1
    assert found[0].message


@pytest.mark.parametrize("rule", RULES)
def test_near_miss_passes(rule: str, tmp_path: Path) -> None:
    assert findings_with(GALLERY / rule / "passes", tmp_path) == []


def test_every_named_rule_stands_in_the_gallery() -> None:
    assert set(ALL_RULES) <= set(RULES)


def test_every_named_rule_says_what_holds() -> None:
    for rule in ALL_RULES.values():
        assert rule.sentence.endswith("."), rule.id


def test_the_sample_is_valid(tmp_path: Path) -> None:
    assert check_annotations(copy_sample(tmp_path / "project")).findings == []
