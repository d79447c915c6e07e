"""Rows as text that know where they stand: what every reader gives and every layer locates by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import polars as pl

from kabul_ties.finding import Place
from kabul_ties.schemas.table_schema import TableSchema

ROW = "row"
"""Name of the column that carries a row's number, from 0, through typing, rules and joins."""


class Places(Protocol):
    """Where the cells of a table stand."""

    def place(self, row: int, field_name: str | None) -> Place:
        """The place of a cell; of its row, where ``field_name`` is None or the cell missing."""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A table before typing.

    Attributes:
        schema: Its Table Schema.
        frame: All columns as text, missing values as null, and ``row``.
        places: Where each cell stands.
    """

    schema: TableSchema
    frame: pl.DataFrame
    places: Places

    def text(self, row: int, field_name: str) -> str | None:
        """The cell as written; None if it is missing."""
        value: str | None = self.frame[field_name][row]
        return value


@dataclass(slots=True)
class RowCollector:
    """Gathers rows one by one, with the place of each cell.

    Attributes:
        schema: The table's schema; its ``names`` become the columns.
    """

    schema: TableSchema
    _values: list[tuple[str | None, ...]] = field(default_factory=list)
    _rows: list[Place] = field(default_factory=list)
    _cells: list[Mapping[str, Place]] = field(default_factory=list)

    def add(self, values: Mapping[str, str | None], row: Place, cells: Mapping[str, Place]) -> None:
        """Adds a row; columns that ``values`` lacks are missing."""
        self._values.append(tuple(values.get(name) or None for name in self.schema.names))
        self._rows.append(row)
        self._cells.append(cells)

    def table(self) -> RawTable:
        """All rows as one table."""
        columns = dict.fromkeys(self.schema.names, pl.String)
        frame = pl.DataFrame(self._values, schema=columns, orient="row").with_row_index(ROW)
        return RawTable(self.schema, frame, CollectedPlaces(self._rows, self._cells))


@dataclass(frozen=True, slots=True)
class CollectedPlaces:
    """Places that were noted while reading."""

    rows: Sequence[Place]
    cells: Sequence[Mapping[str, Place]]

    def place(self, row: int, field_name: str | None) -> Place:
        """See ``Places``."""
        return self.cells[row].get(field_name or "", self.rows[row])
