"""Which version the differences between two editions allow: semantic versioning for data.

A removed table, field or code, or an id that was merged, split or withdrawn, breaks what others
built on the data: a major step. New rows, fields or codes are a minor step, corrections a patch.
While the major number is 0, a major step raises the minor number (https://semver.org, 4).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from kabul_ties.differences.values import Differences, TableDifferences

_FORM = re.compile(r"(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})\.(0|[1-9][0-9]{0,8})")
_NAMES_FOR_OTHERS = ("countries", "outlets", "coders")


class ReleaseError(Exception):
    """Why a release cannot be made; nothing was written."""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """A version of three numbers, without pre-releases."""

    major: int
    minor: int
    patch: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


class Step(IntEnum):
    """How much a version changes."""

    patch = 1
    minor = 2
    major = 3


def parse_version(text: str) -> Version:
    """Reads a version; ReleaseError unless it is three plain numbers."""
    if not (match := _FORM.fullmatch(text)):
        raise ReleaseError(f"{text!r} is no version: three numbers such as 0.2.0, and no more.")
    return Version(*(int(number) for number in match.groups()))


def reasons(differences: Differences) -> Iterator[tuple[Step, str]]:
    """Every reason for a step larger than a patch, with the step that it asks for."""
    for name in differences.tables_removed:
        yield Step.major, f"the table {name} is gone"
    for code in differences.codes_removed:
        yield Step.major, f"the code {code} is gone"
    for table in differences.tables:
        yield from _breaking(table)
    for name in differences.tables_added:
        yield Step.minor, f"the table {name} is new"
    for table in differences.tables:
        yield from _extending(table)


def _breaking(table: TableDifferences) -> Iterator[tuple[Step, str]]:
    if table.key_altered:
        yield Step.major, f"{table.name} has another primary key"
    for field in table.fields_removed:
        yield Step.major, f"the field {table.name}.{field} is gone"
    for field in table.fields_retyped:
        yield Step.major, f"the field {table.name}.{field} has another type"
    for removal in table.removed:
        key = " / ".join(removal.key)
        if removal.fate in {"merged", "split", "withdrawn"}:
            yield Step.major, f"{key} in {table.name} was {removal.fate}"
        elif table.name in _NAMES_FOR_OTHERS:
            yield Step.major, f"{key} in {table.name} is gone"


def _extending(table: TableDifferences) -> Iterator[tuple[Step, str]]:
    for field in table.fields_added:
        yield Step.minor, f"the field {table.name}.{field} is new"
    for field in table.fields_altered:
        yield Step.minor, f"the field {table.name}.{field} takes other values"
    if table.added and table.name != "registry":
        yield Step.minor, f"{table.name} has {len(table.added)} new rows"


def refuse_silent_loss(differences: Differences) -> None:
    """ReleaseError if an id is gone that the registry does not account for, or a line of it."""
    for table in differences.tables:
        gone = [" / ".join(row.key) for row in table.removed if row.fate == "vanished"]
        if gone:
            listed = ", ".join(gone)
            raise ReleaseError(
                f"Gone from {table.name} without a line in dataset/registry.csv: {listed}. "
                "Bring them back, or say there what became of them."
            )
    registry = differences.table("registry")
    lost = [" / ".join(row.key) for row in registry.removed]
    lost += [" / ".join(c.key) for c in registry.changed if c.field == "first_version"]
    if lost:
        raise ReleaseError(
            f"Lines of dataset/registry.csv are gone or have another first version: "
            f"{', '.join(lost)}. The registry only grows."
        )


def refuse_version(new: Version, last: Version, differences: Differences) -> None:
    """ReleaseError unless ``new`` follows ``last`` by a step that the differences allow."""
    found = list(reasons(differences))
    needed = max((step for step, _ in found), default=Step.patch)
    if last.major == 0:
        needed = min(needed, Step.minor)
    allowed = [version for step, version in successors(last).items() if step >= needed]
    if new in allowed:
        return
    raise ReleaseError(
        f"{new} cannot follow {last}. Allowed: {', '.join(map(str, allowed))}"
        f"{_because(found) if new > last else ''}."
    )


def successors(last: Version) -> dict[Step, Version]:
    """The three versions that can follow another; none may be left out."""
    return {
        Step.patch: Version(last.major, last.minor, last.patch + 1),
        Step.minor: Version(last.major, last.minor + 1, 0),
        Step.major: Version(last.major + 1, 0, 0),
    }


def _because(found: list[tuple[Step, str]]) -> str:
    if not found:
        return ""
    largest = max(step for step, _ in found)
    sentences = [sentence for step, sentence in found if step == largest]
    more = f" and {len(sentences) - 5} more" if len(sentences) > 5 else ""  # noqa: PLR2004
    return f", because {'; '.join(sentences[:5])}{more}"
