"""Compares two versions of the data set: pure, from typed tables to values."""

from collections.abc import Iterator, Mapping

import polars as pl

from kabul_ties.differences.values import (
    Change,
    DateMoved,
    Differences,
    Edition,
    Fate,
    Key,
    Removal,
    TableDifferences,
)
from kabul_ties.schemas.table_schema import ID_OF, Field, TableSchema

_CODES = ("codes", "action_types")
_FATES: Mapping[str, Fate] = {"merged": "merged", "split": "split", "withdrawn": "withdrawn"}
_OTHER = "\n"
"""Ends the name of a new version's column; no field's name can hold it."""


def compare(old: Edition, new: Edition) -> Differences:
    """Compares two versions, row by row by their keys and field by field.

    Raises:
        ValueError: A key stands twice in a table, so that rows cannot be told apart.
    """
    common = [name for name in new.tables if name in old.tables]
    tables = tuple(t for t in (_table_differences(name, old, new) for name in common) if t)
    by_name = {table.name: table for table in tables}
    codes = [by_name[name] for name in _CODES if name in by_name]
    return Differences(
        old.version,
        new.version,
        tuple(name for name in new.tables if name not in old.tables),
        tuple(name for name in old.tables if name not in new.tables),
        tables,
        tuple(_code(table.name, key) for table in codes for key in table.added),
        tuple(_code(table.name, row.key) for table in codes for row in table.removed),
        tuple(_dates_moved(old, new)),
    )


def _code(table: str, key: Key) -> str:
    return ":".join(key if table == "codes" else (table, *key))


def _table_differences(name: str, old: Edition, new: Edition) -> TableDifferences:
    before, after = old.schemas[name], new.schemas[name]
    rows_before, rows_after = _as_text(old.tables[name]), _as_text(new.tables[name])
    added, removed, changed = _rows(rows_before, rows_after, before, after)
    registry = new.tables.get("registry")
    fields = [(before.by_name[f.name], f) for f in after.fields if f.name in before.names]
    return TableDifferences(
        name,
        added,
        changed,
        tuple(_removal(name, key, registry) for key in removed),
        tuple(field for field in after.names if field not in before.names),
        tuple(field for field in before.names if field not in after.names),
        tuple(n.name for o, n in fields if o.type != n.type),
        tuple(n.name for o, n in fields if o.type == n.type and _demands(o) != _demands(n)),
        before.primary_key != after.primary_key,
    )


def _as_text(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.select(pl.all().cast(pl.String))


def _rows(
    old: pl.DataFrame, new: pl.DataFrame, before: TableSchema, after: TableSchema
) -> tuple[tuple[Key, ...], tuple[Key, ...], tuple[Change, ...]]:
    """Keys added, keys removed, and changed cells; rows are told apart by the newest common key."""
    shared = [key for key in (after.primary_key, before.primary_key) if _has(old, new, key)]
    if not shared:
        return _keys(new, after.primary_key), _keys(old, before.primary_key), ()
    key = shared[0]
    for frame in (old, new):
        if frame.select(pl.struct(key).is_duplicated().any()).item():
            raise ValueError(f"A key stands twice in {after.name}; validate the package first.")
    added = new.join(old, on=key, how="anti", nulls_equal=True)
    removed = old.join(new, on=key, how="anti", nulls_equal=True)
    both = old.join(new, on=key, how="inner", suffix=_OTHER, nulls_equal=True)
    fields = [name for name in after.names if name in before.names and name not in key]
    changed = [change for name in fields for change in _changes(both, key, name)]
    return _keys(added, key), _keys(removed, key), tuple(sorted(changed, key=lambda c: c.key))


def _has(old: pl.DataFrame, new: pl.DataFrame, key: tuple[str, ...]) -> bool:
    return set(key) <= set(old.columns) & set(new.columns)


def _keys(rows: pl.DataFrame, key: tuple[str, ...]) -> tuple[Key, ...]:
    return tuple(sorted(tuple(map(str, values)) for values in rows.select(key).iter_rows()))


def _changes(both: pl.DataFrame, key: tuple[str, ...], name: str) -> Iterator[Change]:
    differing = both.filter(pl.col(name).ne_missing(pl.col(name + _OTHER)))
    for *names, old, new in differing.select(*key, name, name + _OTHER).iter_rows():
        yield Change(tuple(map(str, names)), name, old, new)


def _demands(field: Field) -> tuple[object, ...]:
    bounds = (field.minimum, field.maximum, field.min_length, field.max_length)
    return (field.required, field.unique, field.pattern, field.enum, *bounds)


def _removal(table: str, key: Key, registry: pl.DataFrame | None) -> Removal:
    if table not in ID_OF:
        return Removal(key, "dropped")
    if registry is None:
        return Removal(key, "vanished")
    for status, successors, reason in (
        registry.filter(table=table, id=key[0]).select("status", "successors", "reason").iter_rows()
    ):
        if status in _FATES:
            return Removal(key, _FATES[status], tuple((successors or "").split()), reason)
    return Removal(key, "vanished")


def _dates_moved(old: Edition, new: Edition) -> Iterator[DateMoved]:
    milestone, ends = ["action_id", "milestone"], ["start", "end"]
    if not all("dates" in edition.tables for edition in (old, new)):
        return
    before, after = (_as_text(e.tables["dates"]).select(*milestone, *ends) for e in (old, new))
    both = before.join(after, on=milestone, suffix=_OTHER).sort(milestone)
    moved = both.filter(pl.any_horizontal(pl.col(c).ne_missing(pl.col(c + _OTHER)) for c in ends))
    for action_id, name, start, end, new_start, new_end in moved.iter_rows():
        yield DateMoved(action_id, name, (start, end), (new_start, new_end))
