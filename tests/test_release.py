"""`release`: which version the differences allow, the texts it writes, and all of it or nothing."""

import csv
import io
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from kabul_ties.check import check_annotations
from kabul_ties.cli import app
from kabul_ties.differences.values import Change, Differences, Removal, TableDifferences
from kabul_ties.package.builder import package_files
from kabul_ties.package.checks import package_findings
from kabul_ties.package.publish import publish
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.paths import Project
from kabul_ties.release import texts, writing
from kabul_ties.release.plan import prepare
from kabul_ties.release.versions import (
    ReleaseError,
    Version,
    parse_version,
    refuse_silent_loss,
    refuse_version,
)
from samples import REPOSITORY, copy_sample

DAY = date(2027, 2, 3)
SPARE = "RUS-counterpart-kabul,RUS,counterpart,Kabul,embassy,\n"
CHANGELOG = """# Changelog

## [Unreleased]

### Fixed

- A date.

## [0.1.0] - 2026-11-22

### Added

- Everything.

[Unreleased]: https://example.org/x/compare/v0.1.0...HEAD
[0.1.0]: https://example.org/x/releases/tag/v0.1.0
"""


def differing(*tables: TableDifferences, codes_removed: tuple[str, ...] = ()) -> Differences:
    return Differences("0.1.0", "0.2.0", (), (), tables, (), codes_removed, ())


def removed(fate: str, table: str = "actions") -> Differences:
    return differing(TableDifferences(table, removed=(Removal(("A-1",), fate),)))  # type: ignore[arg-type]


CORRECTION = differing(TableDifferences("actions", changed=(Change(("A-1",), "place", "a", "b"),)))
STEPS = [
    (differing(), "patch"),
    (CORRECTION, "patch"),
    (removed("dropped", "participants"), "patch"),
    (differing(TableDifferences("registry", added=(("actions", "A-1"),))), "patch"),
    (differing(TableDifferences("actions", added=(("A-1",),))), "minor"),
    (differing(TableDifferences("actions", fields_added=("x",))), "minor"),
    (differing(TableDifferences("actions", fields_altered=("x",))), "minor"),
    (Differences("0.1.0", "0.2.0", ("x",), (), (), (), (), ()), "minor"),
    (Differences("0.1.0", "0.2.0", (), ("x",), (), (), (), ()), "major"),
    (differing(codes_removed=("stance:denies",)), "major"),
    (differing(TableDifferences("actions", fields_removed=("x",))), "major"),
    (differing(TableDifferences("actions", fields_retyped=("x",))), "major"),
    (differing(TableDifferences("actions", key_altered=True)), "major"),
    (removed("merged"), "major"),
    (removed("split"), "major"),
    (removed("withdrawn"), "major"),
    (removed("dropped", "countries"), "major"),
]


@pytest.mark.parametrize(("differences", "step"), STEPS)
@pytest.mark.parametrize("last", ["0.1.3", "1.2.3"])
def test_version_follows_from_the_differences(
    differences: Differences, step: str, last: str
) -> None:
    old = parse_version(last)
    nexts = {
        "patch": Version(old.major, old.minor, old.patch + 1),
        "minor": Version(old.major, old.minor + 1, 0),
        "major": Version(old.major + 1, 0, 0),
    }
    order = ["patch", "minor", "major"]
    needed = "minor" if step == "major" and old.major == 0 else step
    for name, version in nexts.items():
        if order.index(name) >= order.index(needed):
            refuse_version(version, old, differences)
        else:
            with pytest.raises(ReleaseError, match="because"):
                refuse_version(version, old, differences)


@pytest.mark.parametrize("version", ["1.2.3", "1.2.2", "0.9.0", "1.2.5", "1.3.1", "3.0.0", "1.4.0"])
def test_version_is_a_next_one(version: str) -> None:
    with pytest.raises(ReleaseError, match="cannot follow"):
        refuse_version(parse_version(version), Version(1, 2, 3), differing())


@pytest.mark.parametrize(
    "text", ["1.2", "v1.2.3", "1.2.3-rc1", "01.2.3", "1.2.3.4", "1.2.x", "", "1.2.3\n", "١.٢.٣"]
)
def test_what_is_no_version(text: str) -> None:
    with pytest.raises(ReleaseError, match="no version"):
        parse_version(text)


def test_nothing_is_lost_silently() -> None:
    refuse_silent_loss(removed("merged"))
    with pytest.raises(ReleaseError, match="Gone from actions"):
        refuse_silent_loss(removed("vanished"))
    with pytest.raises(ReleaseError, match="only grows"):
        refuse_silent_loss(removed("dropped", "registry"))
    earlier = Change(("actions", "A-1"), "first_version", "0.1.0", "0.2.0")
    with pytest.raises(ReleaseError, match="only grows"):
        refuse_silent_loss(differing(TableDifferences("registry", changed=(earlier,))))


def test_changelog_moves_unreleased_under_the_version() -> None:
    text = texts.released_changelog(CHANGELOG, Version(0, 2, 0), DAY, Version(0, 1, 0))
    start = "## [Unreleased]\n\n## [0.2.0] - 2027-02-03\n\n### Fixed\n\n- A date.\n\n## [0.1.0]"
    assert start in text
    assert text.endswith(
        "[Unreleased]: https://example.org/x/compare/v0.2.0...HEAD\n"
        "[0.2.0]: https://example.org/x/compare/v0.1.0...v0.2.0\n"
        "[0.1.0]: https://example.org/x/releases/tag/v0.1.0\n"
    )


@pytest.mark.parametrize(
    ("old", "new", "version", "message"),
    [
        ("## [Unreleased]", "## Later", "0.2.0", "needs one heading"),
        ("### Fixed\n\n- A date.\n", "### Fixed\n", "0.2.0", "say what changed"),
        ("", "", "0.1.0", "already"),
    ],
)
def test_changelog_that_cannot_be_released(old: str, new: str, version: str, message: str) -> None:
    text = CHANGELOG.replace(old, new, 1)
    with pytest.raises(ReleaseError, match=message):
        texts.released_changelog(text, parse_version(version), DAY, None)


def test_own_texts_can_be_released() -> None:
    changelog = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    citation = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    descriptor = (REPOSITORY / "schema" / "descriptor.json").read_text(encoding="utf-8")
    version = Version(999, 0, 0)
    # just after a release nothing stands there
    changelog = changelog.replace("## [Unreleased]\n", "## [Unreleased]\n\n- A change.\n", 1)
    released = texts.released_changelog(changelog, version, DAY, None)
    assert "## [999.0.0] - 2027-02-03" in released
    assert "[999.0.0]: https://" in released
    cited = texts.released_citation(citation, version, DAY)
    assert "\nversion: 999.0.0\ndate-released: 2027-02-03\n" in cited
    assert texts.released_citation(cited, version, DAY) == cited
    document = json.loads(texts.released_descriptor(descriptor, version, DAY))
    assert (document["version"], document["created"]) == ("999.0.0", "2027-02-03T00:00:00Z")


def test_descriptor_and_citation_without_version_are_refused() -> None:
    with pytest.raises(ReleaseError, match=r"descriptor\.json"):
        texts.released_descriptor('{\n  "name": "x"\n}\n', Version(0, 1, 0), DAY)
    with pytest.raises(ReleaseError, match="CITATION"):
        texts.released_citation("title: x\n", Version(0, 1, 0), DAY)


def test_registry_keeps_its_lines_and_gains_the_new_ids() -> None:
    text = 'table,id,first_version,status,successors,reason\nactions,B-1,0.1.0,merged,A-1,"a, b"\n'
    living = [("missions", "m"), ("actions", "A-1"), ("actions", "B-1")]
    assert texts.released_registry(text, living, Version(0, 2, 0)) == (
        "table,id,first_version,status,successors,reason\n"
        "actions,A-1,0.2.0,active,,\n"
        'actions,B-1,0.1.0,merged,A-1,"a, b"\n'
        "missions,m,0.2.0,active,,\n"
    )


def git(project: Project, *arguments: str) -> str:
    identity = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
    command = ["git", "-C", str(project.root), *identity, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def commit(project: Project, message: str = "Change") -> None:
    git(project, "add", "--all")
    git(project, "commit", "--quiet", "--message", message)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository of the sample before its first release."""
    project = copy_sample(tmp_path_factory.mktemp("first") / "clone")
    (project.dataset / "registry.csv").write_text(
        "table,id,first_version,status,successors,reason\n"
    )
    missions = project.dataset / "missions.csv"
    missions.write_text(missions.read_text() + SPARE)
    for name in ("CITATION.cff", ".gitattributes", ".gitignore"):
        (project.root / name).write_bytes((REPOSITORY / name).read_bytes())
    (project.root / "CHANGELOG.md").write_text(CHANGELOG.split("## [0.1.0]", maxsplit=1)[0])
    set_version(project, "0.0.0")
    git(project, "init", "--quiet", "--initial-branch", "main")
    commit(project)
    return project


@pytest.fixture(scope="module")
def second(first: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A repository whose version 0.1.0 is tagged, with notes for the next."""
    project = copied(first, tmp_path_factory.mktemp("second") / "clone")
    writing.write(prepare(project, "0.1.0", None, DAY), project)
    commit(project, "Release 0.1.0")
    git(project, "tag", "v0.1.0")
    note(project)
    return project


def copied(project: Project, target: Path) -> Project:
    shutil.copytree(project.root, target)
    git(Project(target), "status")  # the index notes the times of the copies
    return Project(target)


@pytest.fixture
def clone(first: Project, tmp_path: Path) -> Project:
    return copied(first, tmp_path / "clone")


@pytest.fixture
def released(second: Project, tmp_path: Path) -> Project:
    return copied(second, tmp_path / "clone")


def set_version(project: Project, version: str) -> None:
    path = project.schema / "descriptor.json"
    text = texts.released_descriptor(path.read_text(), parse_version(version), DAY)
    path.write_text(text)


def note(project: Project) -> None:
    changelog = project.root / "CHANGELOG.md"
    text = changelog.read_text()
    changelog.write_text(text.replace("[Unreleased]\n", "[Unreleased]\n\n- News.\n", 1))
    commit(project)


def replace_in(project: Project, path: str, old: str, new: str) -> None:
    file = project.root / path
    assert old in file.read_text()
    file.write_text(file.read_text().replace(old, new))
    commit(project)


def everything(project: Project) -> dict[str, bytes]:
    return {
        path.relative_to(project.root).as_posix(): path.read_bytes()
        for path in sorted(project.root.rglob("*"))
        if path.is_file() and ".git" not in path.parts
    }


def registry_of(project: Project) -> dict[tuple[str, str], str]:
    rows = csv.DictReader(io.StringIO((project.dataset / "registry.csv").read_text()))
    return {(row["table"], row["id"]): row["first_version"] for row in rows}


def test_first_release_needs_nothing_to_compare_with(clone: Project) -> None:
    plan = prepare(clone, "0.1.0", None, DAY)
    assert (plan.last, plan.differences) == (None, None)
    before = everything(clone)
    written = writing.write(plan, clone)
    assert Path("dist/kabul-ties-0.1.0.zip") in written
    registry = registry_of(clone)
    assert registry["actions", "RUS-2024-01"] == "0.1.0"
    assert {table for table, _ in registry} == {"actions", "sources", "evidence", "missions"}
    archive = clone.root / "dist" / "kabul-ties-0.1.0.zip"
    assert package_findings(archive, clone) == []
    assert package_findings(clone.package, clone) == []
    with zipfile.ZipFile(archive) as opened:
        assert json.loads(opened.read("datapackage.json"))["created"] == "2027-02-03T00:00:00Z"
    digest = sha256(archive.read_bytes()).hexdigest()
    sums = (clone.root / "dist" / "SHA256SUMS").read_text()
    assert sums == f"{digest}  kabul-ties-0.1.0.zip\n"
    changed = {path for path, content in everything(clone).items() if before.get(path) != content}
    texts = {"CHANGELOG.md", "CITATION.cff", "dataset/registry.csv", "schema/descriptor.json"}
    package = {path for path in changed if path.startswith("dataset/package/")}
    assert changed - package == texts | {"dist/SHA256SUMS", "dist/kabul-ties-0.1.0.zip"}


def test_a_release_is_the_same_bytes_each_time(clone: Project) -> None:
    assert prepare(clone, "0.1.0", None, DAY) == prepare(clone, "0.1.0", None, DAY)


def test_correction_is_a_patch_against_the_last_tag(released: Project) -> None:
    replace_in(released, "dataset/actions/RUS/RUS-2024-01.yaml", "place: Moscow", "place: Kazan")
    plan = prepare(released, "0.1.1", None, DAY)
    assert plan.last == Version(0, 1, 0)
    assert plan.differences is not None
    [change] = plan.differences.table("actions").changed
    assert (change.old, change.new) == ("Moscow", "Kazan")
    assert "compare/v" not in plan.texts["CHANGELOG.md"]


def test_new_row_is_a_minor_step(released: Project) -> None:
    path = released.dataset / "missions.csv"
    path.write_text(path.read_text() + "KAZ-counterpart-kabul,KAZ,counterpart,Kabul,embassy,\n")
    commit(released)
    with pytest.raises(ReleaseError, match="missions has 1 new rows"):
        prepare(released, "0.1.1", None, DAY)
    plan = prepare(released, "0.2.0", None, DAY)
    assert "missions,KAZ-counterpart-kabul,0.2.0,active,," in plan.texts["dataset/registry.csv"]
    assert "missions,RUS-afghan-moscow,0.1.0,active,," in plan.texts["dataset/registry.csv"]


def drop_mission(project: Project) -> None:
    replace_in(project, "dataset/missions.csv", SPARE, "")


def test_withdrawn_id_is_a_major_step(released: Project) -> None:
    drop_mission(released)
    line = "missions,RUS-counterpart-kabul,0.1.0,"
    replace_in(released, "dataset/registry.csv", f"{line}active,,", f"{line}withdrawn,,No such.")
    with pytest.raises(ReleaseError, match="was withdrawn"):
        prepare(released, "0.1.1", None, DAY)
    assert prepare(released, "0.2.0", None, DAY).differences


def test_vanished_id_is_never_released(released: Project) -> None:
    drop_mission(released)
    with pytest.raises(ReleaseError, match="not valid"):  # the rules find it already
        prepare(released, "1.0.0", None, DAY)
    replace_in(
        released, "dataset/registry.csv",
        "missions,RUS-counterpart-kabul,0.1.0,active,,\n", "",
    )  # fmt: skip
    with pytest.raises(ReleaseError, match="Gone from missions"):
        prepare(released, "1.0.0", None, DAY)


def test_named_package_is_compared_with(clone: Project, tmp_path: Path) -> None:
    set_version(clone, "0.4.0")
    package = tmp_path / "old.zip"
    package.write_bytes(zip_bytes(package_files(check_annotations(clone), clone)))
    commit(clone)
    assert prepare(clone, "0.4.1", package, DAY).last == Version(0, 4, 0)
    with pytest.raises(ReleaseError, match="cannot follow"):
        prepare(clone, "0.1.0", package, DAY)
    (tmp_path / "bad.zip").write_bytes(b"")
    with pytest.raises(ReleaseError, match="cannot be read"):
        prepare(clone, "0.4.1", tmp_path / "bad.zip", DAY)


def untracked(project: Project) -> None:
    (project.root / "more.txt").write_text("x")


def changed(project: Project) -> None:
    (project.root / "CHANGELOG.md").write_text("x")


def invalid(project: Project) -> None:
    replace_in(project, "dataset/actions/RUS/RUS-2024-01.yaml", "direction: ", "direction: un")


def without_package(project: Project) -> None:
    git(project, "rm", "-r", "--quiet", "dataset/package")
    commit(project)
    git(project, "tag", "--force", "v0.1.0")


def tagged_higher(project: Project) -> None:
    git(project, "tag", "v0.3.0")
    git(project, "tag", "vague")


def without_tags(project: Project) -> None:
    git(project, "tag", "--delete", "v0.1.0")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (untracked, "more.txt"),
        (changed, "Commit or remove"),
        (invalid, "not valid"),
        (without_package, "holds no package"),
        (tagged_higher, "not greater than 0.3.0"),
        (without_tags, "fetch the tags"),
    ],
)
def test_what_stands_against_a_release(
    spoil: Callable[[Project], None], message: str, released: Project
) -> None:
    spoil(released)
    before = everything(released)
    with pytest.raises(ReleaseError, match=message):
        prepare(released, "0.1.1", None, DAY)
    assert everything(released) == before


@pytest.mark.parametrize("failing", ["write_whole", "publish"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_failure_midway_leaves_everything_as_it_was(
    failing: str, error: BaseException, released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace_in(released, "dataset/actions/RUS/RUS-2024-01.yaml", "place: Moscow", "place: Kazan")
    plan = prepare(released, "0.1.1", None, DAY)
    before = everything(released)
    calls = []

    def fails_at_last(*arguments: object) -> None:
        calls.append(arguments)
        if failing == "publish" or len(calls) == len(plan.texts):
            raise error

    monkeypatch.setattr(writing, failing, fails_at_last)
    with pytest.raises(type(error)):
        writing.write(plan, released)
    assert everything(released) == before


def test_interrupted_texts_are_brought_back(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = prepare(released, "0.1.1", None, DAY)
    before = everything(released)

    def refuse(*_: object) -> None:
        assert "0.1.1" in (released.root / "CITATION.cff").read_text()
        raise OSError("disk full")

    monkeypatch.setattr(writing, "publish", refuse)
    with pytest.raises(OSError, match="disk full"):
        writing.write(plan, released)
    assert everything(released) == before
    assert git(released, "status", "--porcelain") == ""


def run(project: Project, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> Result:
    monkeypatch.chdir(project.root)
    return CliRunner().invoke(app, ["release", *arguments])


def test_dry_run_writes_nothing(clone: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    before = everything(clone)
    result = run(clone, monkeypatch, "0.1.0", "--dry-run")
    assert result.exit_code == 0
    assert "Would be written:" in result.stdout
    assert everything(clone) == before


def test_command_says_which_git_commands_come_next(
    released: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = git(released, "rev-parse", "HEAD")
    result = run(released, monkeypatch, "0.1.1")
    assert result.exit_code == 0
    assert "git tag -a v0.1.1" in result.stdout
    assert git(released, "rev-parse", "HEAD") == head
    assert git(released, "tag") == "v0.1.0\n"
    steps = result.stdout.split("Next:\n")[1].splitlines()
    subprocess.run(steps[0].split(), check=True, cwd=released.root)
    assert all(line[1] == " " for line in git(released, "status", "--porcelain").splitlines())


def test_command_refuses_with_exit_code_1(
    released: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = run(released, monkeypatch, "0.1.0")
    assert refused.exit_code == 1
    assert "Nothing was written." in refused.stderr
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(app, ["release", "0.1.1"]).exit_code == 2


def test_published_package_of_a_tag_is_whole(released: Project) -> None:
    """A build between two releases changes nothing for the comparison, which reads the tag."""
    replace_in(released, "dataset/actions/RUS/RUS-2024-01.yaml", "place: Moscow", "place: Kazan")
    publish(package_files(check_annotations(released), released), released.package)
    commit(released)
    plan = prepare(released, "0.1.1", None, DAY)
    assert plan.differences is not None
    assert plan.differences.table("actions").changed
