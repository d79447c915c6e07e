"""A package's CSV file as columns of text, with the place of every cell on demand."""

import re
from dataclasses import dataclass, field

import polars as pl

from kabul_ties.annotations.csv_rows import cell_starts
from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.package.archive import Archive, BadPackageError
from kabul_ties.package.csv_files import canonical_csv
from kabul_ties.rows import ROW, RawTable
from kabul_ties.schemas.table_schema import TableSchema


@dataclass(slots=True)
class CsvPlaces:
    """Places of cells in a CSV file with one line per row: row 0 is line 2.

    Attributes:
        file: Path of the file.
        header: Names of its columns.
        content: Its bytes, searched only when a place is asked for.
    """

    file: str
    header: tuple[str, ...]
    content: bytes
    _line_starts: list[int] = field(default_factory=list)

    def place(self, row: int, field_name: str | None) -> Place:
        """See ``kabul_ties.rows.Places``."""
        line = row + 2
        if field_name not in self.header:
            return Place(self.file, line)
        starts = cell_starts(self._text_of(line))
        column = self.header.index(field_name)
        return Place(self.file, line, starts[column] + 1 if column < len(starts) else 0)

    def _text_of(self, line: int) -> str:
        if not self._line_starts:
            self._line_starts = [0, *(m.end() for m in re.finditer(b"\n", self.content))]
        start, end = self._line_starts[line - 1 : line + 1]
        return self.content[start:end].decode("utf-8", errors="replace")


def read_csv(archive: Archive, path: str, schema: TableSchema) -> RawTable:
    """Reads a CSV file whole: every column as text, nothing guessed, nothing left over.

    Raises:
        BadPackageError: The header is not the schema's, or the file is not written as the package
            writes CSV, so that another reader might see other rows.
    """
    content = archive.read(path)
    place = archive.place(path, 1)
    if finding := _header_finding(content, place, schema):
        raise BadPackageError(finding)
    try:
        frame = pl.read_csv(content, infer_schema=False, encoding="utf8", glob=False)
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, UnicodeError) as error:
        raise BadPackageError(_unreadable(place, f"This is no CSV: {error}")) from error
    frame = frame.with_columns(pl.col(pl.String).replace({"": None}))
    if quick_csv(frame) != content and (written := canonical_csv(frame)) != content:
        raise BadPackageError(_first_difference(content, written, place))
    if content.count(b"\n") != len(frame) + 1:
        raise BadPackageError(_line_break(frame, place))
    places = CsvPlaces(place.file, schema.names, content)
    return RawTable(schema, frame.with_row_index(ROW), places)


def quick_csv(frame: pl.DataFrame) -> bytes:
    """Canonical CSV as polars writes it, many times faster: the same bytes, floats aside."""
    return frame.write_csv(line_terminator="\n", quote_style="necessary").encode()


def _header_finding(content: bytes, place: Place, schema: TableSchema) -> Finding | None:
    line = content.split(b"\n", 1)[0].decode("utf-8", errors="replace")
    header = line.split(",")
    if tuple(header) == schema.names:
        return None
    wrong = [name for name in header if name not in schema.names]
    missing = [name for name in schema.names if name not in header]
    value = next(iter(wrong), None)
    return Finding(
        place,
        "header-is-the-schemas",
        f"The header is not the one that the schema of {schema.name} has.",
        value,
        nearest_first(value, missing) if value else tuple(missing),
        f"The header is: {','.join(schema.names)}",
        "package",
    )


def _first_difference(content: bytes, written: bytes, place: Place) -> Finding:
    """Where a file departs from what its rows would be written as."""
    found, expected = content.split(b"\n"), written.split(b"\n")
    lines = zip(found, expected, strict=False)
    same = next((i for i, (a, b) in enumerate(lines) if a != b), min(len(found), len(expected)))
    message = (
        "This line is not written as the package writes CSV (LF, every cell there, quotes only "
        "where needed and closed), so that readers may differ on what it holds."
    )
    return _unreadable(Place(place.file, same + 1), message)


def _line_break(frame: pl.DataFrame, place: Place) -> Finding:
    breaks = frame.select(pl.any_horizontal(pl.all().str.contains("\n", literal=True)))
    row = int(breaks.to_series().fill_null(value=False).arg_true()[0])
    return _unreadable(Place(place.file, row + 2), "The row goes on over the end of the line.")


def _unreadable(place: Place, message: str) -> Finding:
    mend = "Get the package anew, or build it with `kabul-ties build`."
    return Finding(place, "csv-is-well-formed", message, mend=mend, layer="package")
