"""What a comparison of two versions of the data set gives, as frozen values."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from kabul_ties.schemas.table_schema import Schemas

Key = tuple[str, ...]
"""The primary key of a row, as text."""

Fate = Literal["merged", "split", "withdrawn", "vanished", "dropped"]


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of the data set.

    Attributes:
        version: Its version.
        schemas: Its own Table Schemas.
        tables: Its tables, typed, with the columns of their schemas.
    """

    version: str
    schemas: Schemas
    tables: Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Change:
    """A cell that differs; values as CSV has them, None where missing."""

    key: Key
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class Removal:
    """A row that is gone.

    Attributes:
        key: Its key.
        fate: What the new registry says of its id: merged, split or withdrawn; ``vanished`` if the
            registry should say something and does not; ``dropped`` for tables without registry.
        successors: Ids that took its place.
        reason: Why, as the registry says.
    """

    key: Key
    fate: Fate
    successors: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class TableDifferences:
    """What differs in one table that both versions have.

    Attributes:
        name: Name of the table.
        added: Keys of new rows.
        changed: Cells that differ in rows that both have; only fields that both have.
        removed: Rows that are gone.
        fields_added, fields_removed: Names of fields.
        fields_retyped: Fields of another type.
        fields_altered: Fields of the same type with other constraints.
        key_altered: Whether the primary key is another one.
    """

    name: str
    added: tuple[Key, ...] = ()
    changed: tuple[Change, ...] = ()
    removed: tuple[Removal, ...] = ()
    fields_added: tuple[str, ...] = ()
    fields_removed: tuple[str, ...] = ()
    fields_retyped: tuple[str, ...] = ()
    fields_altered: tuple[str, ...] = ()
    key_altered: bool = False

    def __bool__(self) -> bool:
        return self != TableDifferences(self.name)


@dataclass(frozen=True, slots=True)
class DateMoved:
    """A milestone whose interval is another one; ends are ISO days, None where open."""

    action_id: str
    milestone: str
    old: tuple[str | None, str | None]
    new: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs between two versions.

    Attributes:
        old_version, new_version: The two.
        tables_added, tables_removed: Names of tables that only one has.
        tables: Tables that both have, and that differ.
        codes_added, codes_removed: ``vocabulary:code`` of codes that only one has.
        dates_moved: Milestones with another interval; their cells are in ``tables`` as well.
    """

    old_version: str
    new_version: str
    tables_added: tuple[str, ...]
    tables_removed: tuple[str, ...]
    tables: tuple[TableDifferences, ...]
    codes_added: tuple[str, ...]
    codes_removed: tuple[str, ...]
    dates_moved: tuple[DateMoved, ...]

    def __bool__(self) -> bool:
        return bool(self.tables_added or self.tables_removed or self.tables)

    def table(self, name: str) -> TableDifferences:
        """The differences of one table; empty ones if there are none."""
        return next((t for t in self.tables if t.name == name), TableDifferences(name))
