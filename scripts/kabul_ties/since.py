"""The findings that a change brought: those that were not there at an earlier revision."""

import io
import shutil
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.paths import Project
from kabul_ties.repository import GitError, git


def findings_since(project: Project, revision: str) -> list[Finding]:
    """What is wrong now and was not at ``revision``.

    All rules see all data, at both times, by the schemas and rules of now: a change can break a
    rule in a file that it does not touch. A finding that only moved to another line was there.

    Raises:
        GitError: The folder is no clone, or there is no such revision, or its data cannot be
            unpacked.
    """
    if revision.startswith("-"):  # git would take it for an option
        raise GitError(f"{revision} is no revision: none begins with a hyphen.")
    now = check_annotations(project, agreement=False).findings
    if not now:
        return []
    with tempfile.TemporaryDirectory(prefix="kabul-ties-") as folder:
        before = _earlier_project(project, revision, Path(folder))
        then = check_annotations(before, agreement=False).findings
    return _added(then, now)


def _earlier_project(project: Project, revision: str, folder: Path) -> Project:
    """The data of ``revision`` beside the schemas of now."""
    archive = git(project.root, "archive", "--format=tar", f"{revision}:./dataset")
    try:
        with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
            tar.extractall(folder / "dataset", filter="data")
    except tarfile.TarError as error:
        raise GitError(f"The data of {revision} cannot be unpacked: {error}") from error
    shutil.copytree(project.schema, folder / "schema")
    return Project(folder)


def _added(then: Iterable[Finding], now: Iterable[Finding]) -> list[Finding]:
    old = Counter(map(_identity, then))
    added = []
    for finding in now:
        if old[_identity(finding)]:
            old[_identity(finding)] -= 1
        else:
            added.append(finding)
    return added


def _identity(finding: Finding) -> tuple[str, str, str, str | None]:
    return finding.place.file, finding.rule, finding.message, finding.value
