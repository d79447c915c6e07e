"""Differences in the order in which people read them, for any renderer to escape and set."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from kabul_ties.differences.values import Change, Differences, Key, Removal, TableDifferences

Role = Literal["words", "name", "old", "new"]
"""``words`` are ours and safe; all others are data, to be escaped."""

Item = tuple[tuple[Role, str], ...]
"""One line: pieces of text, each with its role."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, safe as it stands or a table's name, and the lines under it."""

    title: str
    items: tuple[Item, ...]


def headline(differences: Differences) -> str:
    """What differs, in one sentence of counts and version numbers."""
    versions = f"{differences.old_version} to {differences.new_version}"
    if not differences:
        return f"{versions}: no differences."
    added = sum(len(table.added) for table in differences.tables)
    removed = sum(len(table.removed) for table in differences.tables)
    changed = sum(len({change.key for change in t.changed}) for t in differences.tables)
    return (
        f"{versions}: {added} rows added, {changed} changed, {removed} removed; "
        f"{len(differences.dates_moved)} dates moved."
    )


def sections(differences: Differences) -> Iterator[Section]:
    """Schema and codes, then dates that moved, then every table."""
    items = tuple(_schema(differences))
    if items:
        yield Section("Fields and codes", items)
    if differences.dates_moved:
        yield Section("Dates moved", tuple(_dates(differences)))
    for table in differences.tables:
        if items := tuple(_rows(table)):
            yield Section(table.name, items)


def _schema(differences: Differences) -> Iterator[Item]:
    for verb, what, names in (
        ("added", "table", differences.tables_added),
        ("removed", "table", differences.tables_removed),
        ("added", "field", _fields(differences, "fields_added")),
        ("removed", "field", _fields(differences, "fields_removed")),
        ("retyped", "field", _fields(differences, "fields_retyped")),
        ("altered", "field", _fields(differences, "fields_altered")),
        ("altered", "key of", tuple(t.name for t in differences.tables if t.key_altered)),
        ("added", "code", differences.codes_added),
        ("removed", "code", differences.codes_removed),
    ):
        for name in names:
            yield ("words", f"{verb}: {what} "), ("name", name)


def _fields(differences: Differences, attribute: str) -> tuple[str, ...]:
    return tuple(f"{t.name}.{field}" for t in differences.tables for field in getattr(t, attribute))


def _dates(differences: Differences) -> Iterator[Item]:
    for date in differences.dates_moved:
        yield (
            ("name", f"{date.action_id} {date.milestone}"),
            ("words", ": "),
            ("old", _interval(*date.old)),
            ("words", " → "),
            ("new", _interval(*date.new)),
        )


def _interval(start: str | None, end: str | None) -> str:
    return start or "open" if start == end else f"{start or 'open'} to {end or 'open'}"


def _rows(table: TableDifferences) -> Iterator[Item]:
    for removal in table.removed:
        yield _removed(removal)
    for key in table.added:
        yield ("words", "added: "), ("new", _key(key))
    for change in table.changed:
        if table.name != "dates" or change.field not in {"start", "end"}:
            yield _changed(change)


def _removed(removal: Removal) -> Item:
    words = {"vanished": "vanished, and the registry does not say why", "dropped": "removed"}
    item: Item = (
        ("words", f"{words.get(removal.fate, removal.fate)}: "),
        ("old", _key(removal.key)),
    )
    if removal.successors:
        item = (*item, ("words", " into "), ("new", " ".join(removal.successors)))
    if removal.reason:
        item = (*item, ("words", ", because: "), ("name", removal.reason))
    return item


def _changed(change: Change) -> Item:
    return (
        ("words", "changed: "),
        ("name", f"{_key(change.key)} {change.field}"),
        ("words", ": "),
        ("old", _value(change.old)),
        ("words", " → "),
        ("new", _value(change.new)),
    )


def _value(value: str | None) -> str:
    return "(missing)" if value is None else value


def _key(key: Key) -> str:
    return " / ".join(key)
