"""What no table tells of a check: its day, and the version of the data set that is checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from kabul_ties.clock import today
from kabul_ties.finding import Finding
from kabul_ties.paths import Project
from kabul_ties.repository import GitError, git
from kabul_ties.rows import ROW, RawTable
from kabul_ties.schemas.table_schema import read_json

_DAYS_OF_WORK = (
    ("sources", "retrieved"),
    ("evidence", "coded_on"),
    ("evidence", "verified_on"),
    ("codings", "coded_on"),
    ("coverage", "searched_on"),
)


@dataclass(frozen=True, slots=True)
class Occasion:
    """One check.

    Attributes:
        today: The day that no work is dated after.
        version: The version that no id is released after.
    """

    today: date
    version: str

    @classmethod
    def of(cls, project: Project, day: date | None = None) -> "Occasion":
        """The check of a project, or of a package by its schemas.

        Args:
            project: Whose version counts.
            day: The day of the check; if None, the latest of today, the last commit and the last
                release, as the clock of a reviewer's machine may lag.
        """
        descriptor = read_json(project.schema / "descriptor.json")
        released = date.fromisoformat(descriptor["created"][:10])
        return cls(day or max(today(), released, _last_commit(project)), descriptor["version"])


def _last_commit(project: Project) -> date:
    """The day of the last commit; the first of all days where there is no clone, or no commit."""
    try:
        said = git(project.root, "log", "-1", "--format=%cs").decode().strip()
    except GitError:
        return date.min
    return date.fromisoformat(said) if said else date.min


def occasion_findings(
    tables: Mapping[str, pl.DataFrame], raw_tables: Mapping[str, RawTable], occasion: Occasion
) -> Iterator[Finding]:
    """Days of work that lie ahead, and ids of a release to come.

    Args:
        tables: Typed tables.
        raw_tables: The same as text, with places.
        occasion: The check.
    """
    for table, field in _DAYS_OF_WORK:
        ahead = tables[table].filter(pl.col(field) > occasion.today)
        for row in ahead[ROW]:
            message = f"{field} lies after the day of this check, {occasion.today}."
            yield _finding(raw_tables[table], row, field, "work-is-not-dated-ahead", message)
    own = version_numbers(occasion.version)
    for row, version in tables["registry"].select(ROW, "first_version").iter_rows():
        if version_numbers(version) > own:
            message = f"The version of the data set is {occasion.version}, which is older."
            rule = "id-is-released-by-this-version"
            yield _finding(raw_tables["registry"], row, "first_version", rule, message)


def version_numbers(version: str) -> tuple[int, ...]:
    """The numbers of a version, which order it among others."""
    return tuple(int(number) for number in version.split("."))


def _finding(raw: RawTable, row: int, field: str, rule: str, message: str) -> Finding:
    place, value = raw.places.place(row, field), raw.text(row, field)
    return Finding(place, rule, message, value, mend="Correct it.", layer="rules")
