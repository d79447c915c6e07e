"""Which versions of the codebook there are, and whether rows follow one of them."""

import re
from collections.abc import Iterator, Mapping

from kabul_ties.finding import Finding, nearest_first
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable

_VERSION = re.compile(r"^### ([1-9][0-9]*\.[0-9]+)\b", re.MULTILINE)


def codebook_versions(project: Project) -> list[str]:
    """The versions that the change list of ``schema/codebook.md`` names, latest first."""
    text = (project.schema / "codebook.md").read_text(encoding="utf-8")
    return _VERSION.findall(text.partition("Change list")[2])


def codebook_findings(project: Project, raw_tables: Mapping[str, RawTable]) -> Iterator[Finding]:
    """One finding for each row that names a version of the codebook that does not exist."""
    versions = codebook_versions(project)
    for name in ("evidence", "codings"):
        raw = raw_tables[name]
        for row, version in enumerate(raw.frame["codebook_version"]):
            if version not in versions:
                yield Finding(
                    raw.places.place(row, "codebook_version"),
                    "codebook-version-exists",
                    "The change list of schema/codebook.md names no such version.",
                    version,
                    nearest_first(version, versions),
                    layer="rules",
                )
