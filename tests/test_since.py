"""``validate --since REV``: what a change broke, wherever it shows, and nothing else."""

import io
import subprocess
import tarfile
from collections.abc import Callable

import pytest

from kabul_ties import since
from kabul_ties.paths import Project
from kabul_ties.repository import GitError
from kabul_ties.since import findings_since


@pytest.fixture
def committed(sample_project: Project) -> Project:
    """The sample as a git repository with one commit."""
    for arguments in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=A", "-c", "user.email=a@example.org", "commit", "-qm", "sample"],
    ):
        subprocess.run(["git", *arguments], cwd=sample_project.root, check=True)
    return sample_project


AZERBAIJAN = "dataset/actions/AZE/AZE-2024-01.yaml"
ARTICLE = "dataset/articles/herald-2024-embassy-moscow.yaml"


def test_a_valid_change_brings_nothing(
    committed: Project, edit: Callable[[str, str, str], None]
) -> None:
    edit(AZERBAIJAN, "place: Kabul", "place: Herat")
    assert findings_since(committed, "HEAD") == []


def test_what_was_wrong_before_is_not_reported(
    committed: Project, edit: Callable[[str, str, str], None]
) -> None:
    edit(AZERBAIJAN, "conclusion: pending", "conclusion: disputed")
    subprocess.run(["git", "commit", "-qam", "wrong"], cwd=committed.root, check=True, env=_me())
    edit(AZERBAIJAN, "action:", "# a line more\naction:")
    edit(ARTICLE, "attributed_to: outlet", "attributed_to: unnamed\n    speaker: a diplomat")
    assert [f.rule for f in findings_since(committed, "HEAD")] == ["unnamed-voice-has-no-speaker"]


def test_what_breaks_in_an_untouched_file_is_reported(
    committed: Project, edit: Callable[[str, str, str], None]
) -> None:
    edit(ARTICLE, "action_id: AZE-2024-01", "action_id: RUS-2024-01\n    note: Wrongly linked.")
    found = findings_since(committed, "HEAD")
    assert ("action-rests-on-evidence", AZERBAIJAN) in {(f.rule, f.place.file) for f in found}


def test_an_unknown_revision_is_an_error(
    committed: Project, edit: Callable[[str, str, str], None]
) -> None:
    edit(AZERBAIJAN, "conclusion: pending", "conclusion: disputed")
    with pytest.raises(GitError, match="no-such-revision"):
        findings_since(committed, "no-such-revision")


@pytest.mark.parametrize("revision", ["--output=stolen.tar", "-v", "--end-of-options"])
def test_an_option_is_no_revision(committed: Project, revision: str) -> None:
    with pytest.raises(GitError, match="is no revision"):
        findings_since(committed, revision)
    assert not (committed.root / "stolen.tar").exists()


def test_an_archive_that_leads_out_of_its_folder_is_an_error(
    committed: Project, edit: Callable[[str, str, str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"))
    edit(AZERBAIJAN, "conclusion: pending", "conclusion: disputed")
    for content in (archive.getvalue(), b"no archive"):
        monkeypatch.setattr(since, "git", lambda *_, content=content: content)
        with pytest.raises(GitError, match="cannot be unpacked"):
            findings_since(committed, "HEAD")


def _me() -> dict[str, str]:
    names = ("AUTHOR", "COMMITTER")
    return {f"GIT_{who}_NAME": "A" for who in names} | {
        f"GIT_{who}_EMAIL": "a@example.org" for who in names
    }
