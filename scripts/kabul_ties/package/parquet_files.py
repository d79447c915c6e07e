"""Parquet files: real dates, codes as dictionaries, descriptions as metadata.

The bytes carry the version of their writer. What they say is therefore digested apart: a file's
content digest is the SHA-256 of the canonical CSV that its rows give, so that it equals the digest
of the CSV file beside it, and anybody can compute it again.
"""

from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from kabul_ties.package.csv_files import canonical_csv, digest
from kabul_ties.schemas.columns import arrow_schema, is_code, polars_schema
from kabul_ties.schemas.table_schema import Field, TableSchema

WRITER = f"pyarrow {pa.__version__}"
"""What writes the files, as the descriptor records it."""

_OPTIONS: dict[str, Any] = {
    "compression": "zstd",
    "compression_level": 9,
    "version": "2.6",
    "data_page_version": "1.0",
    "row_group_size": 1_000_000,
    "use_dictionary": True,
    "write_statistics": True,
    "store_schema": True,
}
"""Everything stated, so that a new default changes nothing."""


def parquet_bytes(frame: pl.DataFrame, schema: TableSchema) -> bytes:
    """A complete table as one Parquet file.

    Args:
        frame: The columns of ``schema`` with its types, in its order.
        schema: The table's schema.
    """
    arrow = arrow_schema(schema)
    columns = [
        _arrow_column(frame[field.name], field, arrow.field(field.name).type, schema)
        for field in schema.fields
    ]
    sink = pa.BufferOutputStream()
    pq.write_table(pa.Table.from_arrays(columns, schema=arrow), sink, **_OPTIONS)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def content_digest(content: bytes, schema: TableSchema) -> str:
    """SHA-256 of the canonical CSV that a Parquet file's rows give.

    Raises:
        ValueError: It is no Parquet file (``pyarrow.ArrowInvalid``), or its columns are not the
            schema's.
    """
    table = pq.ParquetFile(pa.BufferReader(content)).read()
    if tuple(table.column_names) != schema.names:
        raise ValueError(f"The columns are not those of {schema.name}: {table.column_names}")
    frame = pl.DataFrame(pl.from_arrow(table))
    types = polars_schema(schema).items()
    return digest(canonical_csv(frame.select(pl.col(name).cast(kind) for name, kind in types)))


def _arrow_column(column: pl.Series, field: Field, kind: Any, schema: TableSchema) -> Any:
    if not is_code(field, schema):
        return column.to_arrow().cast(kind)
    codes = list(field.enum) or column.drop_nulls().unique().sort().to_list()
    places = column.replace_strict(codes, range(len(codes)), return_dtype=pl.Int32, default=None)
    if places.null_count() != column.null_count():
        raise ValueError(f"{schema.name}.{field.name} holds a value that is no code.")
    dictionary = pa.array(codes, kind.value_type)
    return pa.DictionaryArray.from_arrays(places.to_arrow().cast(kind.index_type), dictionary)
