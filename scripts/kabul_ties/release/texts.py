"""The texts of a release, each from the text before it: pure functions, no files.

Sources of the forms: https://keepachangelog.com/en/1.1.0/, https://citation-file-format.github.io/.
"""

import csv
import io
import json
import re
from collections.abc import Iterable
from datetime import date

from kabul_ties.release.versions import ReleaseError, Version

_UNRELEASED = re.compile(r"^## \[?Unreleased\]?[ \t]*$", re.MULTILINE)
_NEXT_SECTION = re.compile(r"^(## |\[[^\]]+\]: )", re.MULTILINE)
_LINK = re.compile(r"^\[Unreleased\]: (?P<page>\S+)/(compare/\S+|commits/\S+)$", re.MULTILINE)


def released_descriptor(text: str, version: Version, day: date) -> str:
    """``schema/descriptor.json`` with another version and day of creation, and nothing else.

    Raises:
        ReleaseError: It does not hold each of the two once.
    """
    created = f"{day.isoformat()}T00:00:00Z"
    changed = _with_property(text, "version", str(version))
    changed = _with_property(changed, "created", created)
    expected = {**json.loads(text), "version": str(version), "created": created}
    if json.loads(changed) != expected:
        raise ReleaseError("schema/descriptor.json does not hold version and created once each.")
    return changed


def _with_property(text: str, name: str, value: str) -> str:
    return re.sub(rf'^(  "{name}": )"[^"]*"', rf'\g<1>"{value}"', text, count=1, flags=re.MULTILINE)


def released_changelog(text: str, version: Version, day: date, last: Version | None) -> str:
    """``CHANGELOG.md`` with what stood under Unreleased under the version and its day.

    Raises:
        ReleaseError: There is no Unreleased section, nothing stands in it, or the version has a
            section already.
    """
    if len(headings := list(_UNRELEASED.finditer(text))) != 1:
        raise ReleaseError("CHANGELOG.md needs one heading '## [Unreleased]'.")
    if re.search(rf"^## \[?{re.escape(str(version))}\]?([ \t]|$)", text, re.MULTILINE):
        raise ReleaseError(f"CHANGELOG.md has a section {version} already.")
    before, after = text[: headings[0].end()], text[headings[0].end() :]
    end = following.start() if (following := _NEXT_SECTION.search(after)) else len(after)
    if not re.search(r"^[^#\s]", after[:end], re.MULTILINE):
        raise ReleaseError("Nothing stands under Unreleased in CHANGELOG.md: say what changed.")
    heading = f"## [{version}] - {day.isoformat()}"
    return _with_links(f"{before}\n\n{heading}{after}", version, last)


def _with_links(text: str, version: Version, last: Version | None) -> str:
    def links(match: re.Match[str]) -> str:
        page = match["page"]
        own = f"compare/v{last}...v{version}" if last else f"releases/tag/v{version}"
        return f"[Unreleased]: {page}/compare/v{version}...HEAD\n[{version}]: {page}/{own}"

    return _LINK.sub(links, text, count=1)


def released_citation(text: str, version: Version, day: date) -> str:
    """``CITATION.cff`` with another version and day of release.

    Raises:
        ReleaseError: It does not give its version once.
    """
    text = re.sub(r"^date-released:.*\n", "", text, flags=re.MULTILINE)
    lines = f"version: {version}\ndate-released: {day.isoformat()}"
    changed, count = re.subn(r"^version:.*$", lines, text, flags=re.MULTILINE)
    if count != 1:
        raise ReleaseError("CITATION.cff needs one line that begins with 'version:'.")
    return changed


def released_registry(text: str, living: Iterable[tuple[str, str]], version: Version) -> str:
    """``dataset/registry.csv`` with a line for every living id that it lacks, in its order.

    Args:
        text: The registry: table, id, first_version, status, successors, reason.
        living: Table and id of every record.
        version: The version that is the first to carry the new ones.
    """
    header, *rows = list(csv.reader(io.StringIO(text)))
    known = {(table, identifier) for table, identifier, *_ in rows}
    for table, identifier in living:
        if (table, identifier) not in known:
            rows.append([table, identifier, str(version), "active", "", ""])
    target = io.StringIO()
    csv.writer(target, lineterminator="\n").writerows([header, *sorted(rows)])
    return target.getvalue()
