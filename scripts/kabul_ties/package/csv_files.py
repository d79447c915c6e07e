"""Canonical CSV: one table, one sequence of bytes.

Written by our own few lines and not by a library, so that no new version of one changes a byte:
the SHA-256 of this form is also the digest of a Parquet file's content. Comma, LF, UTF-8 without
a mark, quotes only around cells that need them (RFC 4180), ``true`` and ``false``, ISO 8601 days,
numbers as Python writes them, and nothing for a missing value.
"""

from hashlib import sha256

import polars as pl


def canonical_csv(frame: pl.DataFrame) -> bytes:
    """A typed table as canonical CSV.

    Args:
        frame: Columns of text, whole numbers, floats, booleans or days, in their order.

    Returns:
        A header and one line per row, each ended by a line feed.

    Raises:
        TypeError: A column is of another type.
    """
    header = ",".join(_quoted_name(name) for name in frame.columns)
    cells = [_cells(column) for column in frame.iter_columns()]
    lines = pl.select(pl.concat_str(cells, separator=",")).to_series().to_list() if cells else []
    return "".join(f"{line}\n" for line in [header, *lines]).encode()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def _cells(column: pl.Series) -> pl.Series:
    kind = column.dtype
    if kind == pl.String:
        text = _quoted(column)
    elif kind == pl.Date:
        text = column.dt.to_string("%Y-%m-%d")
    elif kind == pl.Boolean:
        text = column.replace_strict({True: "true", False: "false"}, return_dtype=pl.String)
    elif kind == pl.Int64:
        text = column.cast(pl.String)
    elif kind == pl.Float64:
        written = [None if value is None else repr(value) for value in column]
        text = pl.Series(column.name, written, dtype=pl.String)
    else:
        raise TypeError(f"The column {column.name} is of the type {kind}, which has no CSV form.")
    return text.fill_null("")


def _quoted(column: pl.Series) -> pl.Series:
    cell = pl.col(column.name)
    doubled = pl.format('"{}"', cell.str.replace_all('"', '""', literal=True))
    needs_quotes = cell.str.contains('[,"\r\n]')
    return column.to_frame().select(pl.when(needs_quotes).then(doubled).otherwise(cell)).to_series()


def _quoted_name(name: str) -> str:
    return str(_quoted(pl.Series("name", [name]))[0])
