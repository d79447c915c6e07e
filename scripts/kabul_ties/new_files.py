"""What a new annotation file is called, and what of it is known before anyone has read anything."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from kabul_ties.annotations.hand_kept import hand_kept_rows
from kabul_ties.finding import nearest_first
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import Field, Schemas

_FIRST_YEAR = 2021
_SHOWN = 3


def check_source_id(source_id: str, field: Field) -> None:
    """ValueError, which says what is right, if a source cannot be called so."""
    fits = re.fullmatch(field.pattern or ".*", source_id)
    if not fits or not (field.min_length or 0) <= len(source_id) <= (field.max_length or 1000):
        raise ValueError(
            f"{source_id} is no name of a source: small letters a to z and digits in words joined "
            f"by hyphens, {field.min_length} to {field.max_length} characters, "
            f"such as {field.example}."
        )


def check_id(what: str, value: str, known: Sequence[str], table: str) -> None:
    """ValueError, with the nearest ids, if ``value`` is none of the ids of a table."""
    if value not in known:
        nearest = ", ".join(nearest_first(value, known)[:_SHOWN]) or "none, the table is empty"
        raise ValueError(f"{value} is no {what} of {table}. Nearest: {nearest}.")


def ids(project: Project, schemas: Schemas, table: str) -> list[str]:
    """The ids of a hand-kept table."""
    key = schemas[table].primary_key[0]
    return [row[key] for row in hand_kept_rows(project, schemas[table])]


def registered(project: Project, schemas: Schemas, table: str) -> set[str]:
    """Ids of a table that were released once; none of them may name another thing."""
    rows = hand_kept_rows(project, schemas["registry"])
    return {row["id"] for row in rows if row["table"] == table}


def next_action_id(country_id: str, year: int, used: Iterable[str]) -> str:
    """The id after the highest that the country has in that year; gaps are not filled again."""
    start = f"{country_id}-{year}-"
    serials = [
        int(name.removeprefix(start)) for name in used if re.fullmatch(start + "[0-9]+", name)
    ]
    return f"{start}{max(serials, default=0) + 1:02d}"


def action_ids(project: Project, country_id: str) -> list[str]:
    """Ids of a country's actions, by their files."""
    return [path.stem for path in (project.dataset / "actions" / country_id).glob("*.yaml")]


def check_year(year: int, today: date) -> None:
    """ValueError if no action can be of that year."""
    if not _FIRST_YEAR <= year <= today.year + 1:
        raise ValueError(f"{year} is no year of an action: {_FIRST_YEAR} to {today.year + 1}.")


def article_path(project: Project, source_id: str) -> Path:
    """Where the file of a source stands."""
    return project.dataset / "articles" / f"{source_id}.yaml"


def action_path(project: Project, action_id: str) -> Path:
    """Where the file of an action stands."""
    return project.dataset / "actions" / action_id.split("-", maxsplit=1)[0] / f"{action_id}.yaml"
