"""No rule is idle: each has an input that nothing else refuses in its place once it is off."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kabul_ties import own_words
from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.package import reader
from kabul_ties.package.builder import package_files
from kabul_ties.package.checks import package_findings
from kabul_ties.package.second_opinion import frictionless_findings
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.paths import Project
from kabul_ties.rules.catalogue import catalogue
from kabul_ties.texts import TEXTS_VARIABLE
from mutation.findings_off import switched_off
from samples import REPOSITORY, SAMPLE, copy_sample
from test_package_checks import BROKEN, only_csv, write

GALLERY = REPOSITORY / "tests" / "bad"
ARTICLE = "dataset/articles/steppe-2024-list.yaml"

Files = dict[str, bytes]
Case = Callable[[Files, Path], list[Finding]]
"""From the files of a good package and an empty folder to what is found in a broken input."""


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    project = copy_sample(tmp_path_factory.mktemp("good") / "project")
    return package_files(check_annotations(project), project)


def in_project(damage: Callable[[Project], object]) -> Case:
    def case(_good: Files, folder: Path) -> list[Finding]:
        project = copy_sample(folder / "project")
        damage(project)
        return check_annotations(project, agreement=False).findings

    return case


def in_gallery(rule: str) -> Case:
    return in_project(
        lambda project: shutil.copytree(GALLERY / rule / "broken", project.root, dirs_exist_ok=True)
    )


def in_package(damage: Callable[[Files], object]) -> Case:
    def case(good: Files, folder: Path) -> list[Finding]:
        files = dict(good)
        damage(files)
        return package_findings(write(files, folder / "package"))

    return case


def in_zip(*more: str, **limits: int) -> Case:
    def case(good: Files, folder: Path) -> list[Finding]:
        path = folder / "package.zip"
        path.write_bytes(zip_bytes({**good, **dict.fromkeys(more, b"content")}))
        with pytest.MonkeyPatch.context() as patch:
            for name, value in limits.items():
                patch.setattr(reader, name, value)
            return package_findings(path)

    return case


def damaged_zip(good: Files, folder: Path) -> list[Finding]:
    zipped = bytearray(zip_bytes(good))
    zipped[zipped.index(good["load.R"])] ^= 1
    (folder / "package.zip").write_bytes(zipped)
    return package_findings(folder / "package.zip")


def no_zip(_good: Files, folder: Path) -> list[Finding]:
    (folder / "text.zip").write_text("no zip")
    return package_findings(folder / "text.zip")


def replaced(path: str, old: str, new: str) -> Callable[[Project], object]:
    def damage(project: Project) -> None:
        text = (project.root / path).read_text(encoding="utf-8")
        assert old in text
        (project.root / path).write_text(text.replace(old, new, 1), encoding="utf-8")

    return damage


def linked(project: Project) -> None:
    (project.root / ARTICLE).rename(project.root.parent / "elsewhere.yaml")
    (project.root / ARTICLE).symlink_to(project.root.parent / "elsewhere.yaml")


def with_texts(damage: Callable[[Project], object]) -> Case:
    def case(good: Files, folder: Path) -> list[Finding]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(TEXTS_VARIABLE, str(SAMPLE / "texts"))
            return in_project(damage)(good, folder)

    return case


def quoting_an_article(project: Project) -> None:
    text = (SAMPLE / "texts" / "steppe-2024-list.txt").read_text(encoding="utf-8")
    words = " ".join(text.split()[: own_words.LONGEST_RUN + 3])
    action = "dataset/actions/AZE/AZE-2024-01.yaml"
    lines = (project.root / action).read_text(encoding="utf-8").split("\n")
    lines = [f"  summary: {words}." if "summary:" in line else line for line in lines]
    (project.root / action).write_text("\n".join(lines), encoding="utf-8")


def of_another_passage(project: Project) -> None:
    lines = (project.root / ARTICLE).read_text(encoding="utf-8").split("\n")
    lines = [
        f"{line.split(':')[0]}: {'0' * 64}" if "passage_sha256:" in line else line
        for line in lines
        if not line.strip().startswith("verified_")
    ]
    (project.root / ARTICLE).write_text("\n".join(lines), encoding="utf-8")


def second_opinion(good: Files, folder: Path) -> list[Finding]:
    files = dict(good)
    only_csv(files, "missions", b",embassy,", b",embassy")
    return list(frictionless_findings(write(files, folder / "package")))


RECIPES: dict[str, Case] = {
    "file-is-readable": damaged_zip,
    "file-is-regular": in_project(linked),
    "file-is-not-too-large": in_project(
        lambda project: (project.root / ARTICLE).write_bytes(b"# \n" * 400_000)
    ),
    "table-file-is-given": in_project(lambda project: (project.dataset / "missions.csv").unlink()),
    "notes-are-in-own-words": with_texts(quoting_an_article),
    "passage-stands-in-its-text": with_texts(of_another_passage),
    "package-is-readable": no_zip,
    "package-is-not-too-large": in_zip(MOST_FILES=3),
    "file-is-inside": in_zip("../slip.csv"),
    "file-stands-once": in_zip("CSV/Dates.csv"),
    "frictionless-agrees": second_opinion,
}
"""Broken inputs that neither the gallery holds nor the tests of packages."""


def case_of(rule: str) -> Case:
    if rule in RECIPES:
        return RECIPES[rule]
    return in_gallery(rule) if (GALLERY / rule).is_dir() else in_package(BROKEN[rule][0])


def found_rules(case: Case, good: Files, folder: Path) -> set[str]:
    folder.mkdir()
    return {finding.rule for finding in case(good, folder)}


@pytest.mark.parametrize("rule", catalogue())
def test_what_a_rule_refuses_is_not_refused_without_it(
    rule: str, good: Files, tmp_path: Path
) -> None:
    case = case_of(rule)
    if case in RECIPES.values():  # the others are shown to be refused where they stand
        assert rule in found_rules(case, good, tmp_path / "on")
    with switched_off(rule):
        try:
            found = found_rules(case, good, tmp_path / "off")
        except Exception:
            return
    assert rule not in found
