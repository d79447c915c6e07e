"""Hand-kept CSV tables as rows with places."""

import csv
import io
from collections.abc import Iterator

from kabul_ties.annotations.text_files import TextFile
from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.rows import RowCollector
from kabul_ties.schemas.table_schema import TableSchema


def collect(
    file: TextFile, schema: TableSchema, given: dict[str, str], collector: RowCollector
) -> Iterator[Finding]:
    """Adds the rows of a CSV file to ``collector`` and yields what is wrong with its form.

    Args:
        file: The file's text.
        schema: The table's schema; its typed fields are the header, in that order, of which
            optional ones may be left out at the end.
        given: Values that the file's name gives to every row.
        collector: Where the rows go.
    """
    lines = file.text.split("\n")
    reader = csv.reader(io.StringIO(file.text, newline="\n"), strict=True)
    expected = [field.name for field in schema.of_origin("typed")]
    line = 1
    try:
        header = next(reader, [])
        if problem := _header_problem(file.path, header, expected, schema):
            yield problem
            return
        line = reader.line_num + 1
        for cells in reader:
            if reader.line_num > line:
                yield _line_break(file.path, line)
            elif not "".join(cells).strip() and len(cells) < len(header):
                yield _blank(file.path, line)
            elif len(cells) != len(header):
                yield _wrong_width(file.path, line, len(cells), len(header))
            else:
                values = given | dict(zip(header, cells, strict=True))
                collector.add(
                    values, Place(file.path, line), _LazyColumns(file.path, lines, line, header)
                )
            line = reader.line_num + 1
    except csv.Error as error:
        if reader.line_num > line or "end of data" in str(error):
            yield _open_quote(file.path, line, lines[line - 1])
            return
        yield Finding(
            Place(file.path, line),
            "csv-is-well-formed",
            f"This is not CSV: {error}.",
            mend='A cell that holds a comma or a quote stands in quotes, with quotes doubled: "".',
        )


def _header_problem(
    path: str, header: list[str], expected: list[str], schema: TableSchema
) -> Finding | None:
    required = [name for name in expected if schema.by_name[name].required]
    shortest = max((expected.index(name) + 1 for name in required), default=0)
    if header == expected[: len(header)] and len(header) >= shortest:
        return None
    for position, name in enumerate(header):
        if position >= len(expected) or name != expected[position]:
            allowed = nearest_first(name, [e for e in expected if e not in header[:position]])
            return Finding(
                Place(path, 1),
                "csv-header-is-the-schemas",
                f"Column {position + 1} of the header is not the one that the schema has there.",
                name,
                allowed,
                f"The header is: {','.join(expected)}",
            )
    return Finding(
        Place(path, 1),
        "csv-header-is-the-schemas",
        "The header ends too early.",
        mend=f"The header is: {','.join(expected)}",
    )


class _LazyColumns(dict[str, Place]):
    """Finds the columns of a line only when a finding asks for one."""

    def __init__(self, path: str, lines: list[str], line: int, header: list[str]) -> None:
        super().__init__()
        self._path, self._lines, self._line, self._header = path, lines, line, header

    def get(self, key: str, default: Place | None = None) -> Place | None:  # type: ignore[override]
        if key not in self._header:
            return default
        starts = cell_starts(self._lines[self._line - 1])
        return Place(self._path, self._line, starts[self._header.index(key)] + 1)


def cell_starts(line: str) -> list[int]:
    """Offsets at which the cells of a CSV line begin, quotes included.

    Quotes are signs in a cell that begins with one, and letters in any other.
    """
    starts, quoted = [0], False
    for offset, character in enumerate(line):
        if character == '"' and line[starts[-1]] == '"':
            quoted = not quoted
        elif character == "," and not quoted:
            starts.append(offset + 1)
    return starts


def _open_quote(path: str, line: int, text: str) -> Finding:
    """The parser notices an open quote at the next quote, or at the end of the file."""
    return Finding(
        Place(path, line, cell_starts(text)[-1] + 1),
        "csv-is-well-formed",
        "The quote that opens here is not closed on its line.",
        mend="Close the quote.",
    )


def _blank(path: str, line: int) -> Finding:
    return Finding(
        Place(path, line), "csv-row-has-every-cell", "The line is blank.", mend="Delete it."
    )


def _line_break(path: str, line: int) -> Finding:
    return Finding(
        Place(path, line),
        "csv-row-is-one-line",
        "The row goes on over the end of the line.",
        mend="Close the quote, and write the cell on one line.",
    )


def _wrong_width(path: str, line: int, found: int, expected: int) -> Finding:
    return Finding(
        Place(path, line),
        "csv-row-has-every-cell",
        f"The row has {found} cells; the header has {expected}.",
        mend="Put a cell that holds a comma in quotes; a missing cell keeps its comma.",
    )
