"""Everything that a release would write, computed and checked before a byte is written."""

import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kabul_ties.check import Checked, check_annotations
from kabul_ties.differences.comparison import compare
from kabul_ties.differences.values import Differences
from kabul_ties.finding import Finding
from kabul_ties.package.archive import BadPackageError
from kabul_ties.package.builder import package_files
from kabul_ties.package.checks import package_findings
from kabul_ties.package.csv_files import digest
from kabul_ties.package.edition import read_edition
from kabul_ties.package.publish import publish
from kabul_ties.package.second_opinion import RejectedError, accept
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.paths import Project
from kabul_ties.release import git, texts
from kabul_ties.release.versions import (
    ReleaseError,
    Version,
    parse_version,
    refuse_silent_loss,
    refuse_version,
)
from kabul_ties.schemas.table_schema import ID_OF


class ReleaseFindingsError(ReleaseError):
    """The data set is not valid; carries the findings."""

    def __init__(self, message: str, findings: list[Finding]) -> None:
        super().__init__(message)
        self.findings = findings


@dataclass(frozen=True, slots=True)
class Plan:
    """A release, ready to be written.

    Attributes:
        version: Its version.
        last: The version that it was compared with; None for the first release.
        differences: What differs from that; None for the first release.
        texts: New contents of text files, by path relative to the project.
        package: Files of the package.
        archive_name: Name of the zip under ``dist/``.
        archive: The zip.
        sums: Content of ``dist/SHA256SUMS``.
    """

    version: Version
    last: Version | None
    differences: Differences | None
    texts: Mapping[str, str]
    package: Mapping[str, bytes]
    archive_name: str
    archive: bytes
    sums: str


def prepare(project: Project, wanted: str, against: Path | None, day: date) -> Plan:
    """Computes a release and checks all of it; writes only to a temporary folder.

    Args:
        project: The clone.
        wanted: The version to release.
        against: Package to compare with; None for that of the last tag.
        day: The day of release.

    Raises:
        ReleaseError: Anything stands against the release.
    """
    version = parse_version(wanted)
    git.refuse_unclean(project.root)
    tagged = _last_version(project, version)
    with tempfile.TemporaryDirectory(prefix="kabul-ties-") as name:
        folder = Path(name)
        before = against or _package_of_tag(project, tagged, folder)
        last = _version_of(before) if before else None
        texts = _texts(project, _valid(project, agreement=False), version, last, day)
        package = _package(_staged(project, texts, folder / "project"), folder)
        archive = zip_bytes(package)
        differences = _differences(before, folder / "new.zip", archive, version)
    archive_name = f"kabul-ties-{version}.zip"
    sums = f"{digest(archive)}  {archive_name}\n"
    return Plan(version, last, differences, texts, package, archive_name, archive, sums)


def _last_version(project: Project, version: Version) -> Version | None:
    last = max(git.released_versions(project.root), default=None)
    if last and version <= last:
        raise ReleaseError(f"{version} is not greater than {last}, which is tagged.")
    return last


def _package_of_tag(project: Project, last: Version | None, folder: Path) -> Path | None:
    if last is None:
        registry = (project.dataset / "registry.csv").read_text(encoding="utf-8")
        if len(registry.splitlines()) > 1:
            raise ReleaseError(
                "dataset/registry.csv knows of a release, and there is no tag of one: fetch the "
                "tags, or name its package with --against."
            )
        return None
    path = folder / f"v{last}.zip"
    path.write_bytes(git.package_of(project.root, last))
    return path


def _version_of(package: Path) -> Version:
    try:
        return parse_version(read_edition(package).version)
    except BadPackageError as error:
        raise ReleaseFindingsError("The earlier package cannot be read.", error.findings) from error


def _valid(project: Project, *, agreement: bool) -> Checked:
    checked = check_annotations(project, agreement=agreement)
    if checked.findings:
        raise ReleaseFindingsError("The annotations are not valid.", checked.findings)
    return checked


def _texts(
    project: Project, checked: Checked, version: Version, last: Version | None, day: date
) -> dict[str, str]:
    def text(path: str) -> str:
        return (project.root / path).read_text(encoding="utf-8")

    living = [
        (t, identifier) for t, field in ID_OF.items() for identifier in checked.tables[t][field]
    ]
    return {
        "schema/descriptor.json": texts.released_descriptor(
            text("schema/descriptor.json"), version, day
        ),
        "dataset/registry.csv": texts.released_registry(
            text("dataset/registry.csv"), living, version
        ),
        "CHANGELOG.md": texts.released_changelog(text("CHANGELOG.md"), version, day, last),
        "CITATION.cff": texts.released_citation(text("CITATION.cff"), version, day),
    }


def _staged(project: Project, texts: Mapping[str, str], root: Path) -> Project:
    """A copy of the project with the texts of the release."""
    shutil.copytree(project.schema, root / "schema")
    shutil.copytree(project.dataset, root / "dataset", ignore=shutil.ignore_patterns("package"))
    for path, text in texts.items():
        (root / path).write_text(text, encoding="utf-8", newline="")
    return Project(root)


def _package(staged: Project, folder: Path) -> dict[str, bytes]:
    """The package of the release, accepted by our own checks and by frictionless."""
    files = package_files(_valid(staged, agreement=True), staged)
    try:
        publish(files, folder / "package", accept)
    except RejectedError as error:
        raise ReleaseFindingsError("frictionless rejects the package.", error.findings) from error
    if findings := package_findings(folder / "package", staged):
        raise ReleaseFindingsError("The built package is not valid.", findings)
    return files


def _differences(
    before: Path | None, after: Path, archive: bytes, version: Version
) -> Differences | None:
    after.write_bytes(archive)
    try:
        new = read_edition(after)
        if before is None:
            return None
        old = read_edition(before)
        differences = compare(old, new)
    except (BadPackageError, ValueError) as error:
        raise ReleaseError(f"The packages cannot be compared: {error}") from error
    refuse_silent_loss(differences)
    refuse_version(version, parse_version(old.version), differences)
    return differences
