"""Whether a package's Parquet files are safe, have their schemas' types and equal the CSV files."""

from typing import TYPE_CHECKING, Any

import polars as pl

from kabul_ties.finding import Finding
from kabul_ties.package.archive import MOST_BYTES
from kabul_ties.package.csv_files import canonical_csv, digest
from kabul_ties.package.csv_reader import quick_csv
from kabul_ties.package.reader import PackageFiles, Resource
from kabul_ties.rows import RawTable
from kabul_ties.schemas.columns import arrow_schema, polars_schema

if TYPE_CHECKING:
    import pyarrow.parquet as pq

_OF_POLARS = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""Panics too, as these bytes come from anywhere."""

_AGAIN = "Get the package anew, or build it with `kabul-ties build`."


def parquet_findings(files: PackageFiles, resource: Resource, raw: RawTable) -> list[Finding]:
    """What is wrong with the Parquet twin of a CSV file that could be read.

    Args:
        files: The package.
        resource: The table.
        raw: The rows of its CSV file, with the normative schema.
    """
    import pyarrow as pa  # noqa: PLC0415  (heavy, and of no use before there is a file)
    import pyarrow.parquet as pq  # noqa: PLC0415

    content = files.archive.read(resource.parquet_path)
    try:
        opened = pq.ParquetFile(pa.BufferReader(content))
        if finding := _shape_finding(files, resource, opened, raw):
            return [finding]
        table = _bounded(content, files.archive.sizes[resource.path])
        if table is None:
            message = "The texts in the file are longer than the CSV file."
            return [_finding(files, resource, "csv-equals-parquet", message)]
        frame = _frame(pa.Table.from_arrays(table.columns, names=list(raw.schema.names)), raw)
    except (pa.ArrowException, OSError, ValueError, *_OF_POLARS) as error:
        message = f"This is no Parquet file that can be read: {error}."
        return [_finding(files, resource, "parquet-is-readable", message)]
    return _content_findings(files, resource, frame, raw)


def _shape_finding(
    files: PackageFiles, resource: Resource, opened: "pq.ParquetFile", raw: RawTable
) -> Finding | None:
    """What the file's footer says, before any row is unpacked."""
    footer = opened.metadata
    groups = [footer.row_group(number) for number in range(footer.num_row_groups)]
    if footer.num_rows != len(raw.frame) or sum(g.num_rows for g in groups) != footer.num_rows:
        message = f"The file has {footer.num_rows} rows; the CSV file has {len(raw.frame)}."
        return _finding(files, resource, "row-count-is-right", message)
    if sum(max(group.total_byte_size, 0) for group in groups) > MOST_BYTES:
        message = f"The file would unpack to more than {MOST_BYTES} bytes."
        return _finding(files, resource, "package-is-not-too-large", message)
    expected, found = arrow_schema(raw.schema), opened.schema_arrow
    if found.names != expected.names or found.types != expected.types:
        wanted = [(field.name, field.type) for field in expected]
        wrong = [f"{f.name}: {f.type}" for f in found if (f.name, f.type) not in wanted]
        message = f"The columns are not those of the schema: {', '.join(wrong) or 'order, number'}."
        return _finding(files, resource, "parquet-fits-the-schema", message)
    return None


def _bounded(content: bytes, most: int) -> Any:
    """The rows, or None if their texts have more than ``most`` bytes.

    A text that stands in the file once can stand in a million rows, so texts are first read as
    dictionaries, one group of rows after the other, and written out only where that is safe.
    """
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    kinds = pq.ParquetFile(pa.BufferReader(content)).schema_arrow
    texts = [field.name for field in kinds if pa.types.is_string(field.type)]
    opened = pq.ParquetFile(pa.BufferReader(content), read_dictionary=texts)
    groups = []
    for number in range(opened.metadata.num_row_groups):
        group = opened.read_row_group(number)
        group.validate(full=True)
        most -= sum(_text_bytes(column) for column in group.columns)
        if most < 0:
            return None
        groups.append(group.cast(kinds))
    return pa.concat_tables(groups) if groups else opened.read().cast(kinds)


def _text_bytes(column: Any) -> int:
    """Bytes of all texts of a column, each counted in every row that it stands in."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.compute as pc  # noqa: PLC0415

    if not pa.types.is_dictionary(column.type):
        return 0
    chunks = (
        pc.sum(pc.take(pc.binary_length(chunk.dictionary), chunk.indices)).as_py() or 0
        for chunk in column.chunks
    )
    return sum(chunks)


def _frame(table: Any, raw: RawTable) -> pl.DataFrame:
    frame = pl.DataFrame(pl.from_arrow(table))
    return frame.select(pl.col(name).cast(kind) for name, kind in polars_schema(raw.schema).items())


def _content_findings(
    files: PackageFiles, resource: Resource, frame: pl.DataFrame, raw: RawTable
) -> list[Finding]:
    """Compares digests: that of the CSV file, which is canonical, is known to be right."""
    content_sha256 = _content_digest(frame, resource)
    findings = []
    if content_sha256 != resource.content_sha256:
        message = "The SHA-256 of the rows is not the content digest that the descriptor gives."
        findings.append(_finding(files, resource, "content-digest-is-right", message))
    if content_sha256 != resource.sha256:
        findings.extend(_differences(frame, raw))
    return findings


def _content_digest(frame: pl.DataFrame, resource: Resource) -> str:
    if pl.Float64 not in frame.dtypes and digest(quick_csv(frame)) == resource.sha256:
        return resource.sha256
    return digest(canonical_csv(frame))


def _differences(frame: pl.DataFrame, raw: RawTable) -> list[Finding]:
    """The first differing cell of every column that differs."""
    findings = []
    as_text = pl.read_csv(canonical_csv(frame), infer_schema=False)
    for name in raw.schema.names:
        written = as_text[name].replace({"": None})
        differs = written.ne_missing(raw.frame[name])
        if not (count := int(differs.sum())):
            continue
        row = int(differs.arg_true()[0])
        message = (
            f"{name} is {_quoted(written[row])} in the Parquet file; the files differ "
            f"in {count} cells of this column."
        )
        place = raw.places.place(row, name)
        value = raw.text(row, name)
        findings.append(Finding(place, "csv-equals-parquet", message, value, (), _AGAIN, "package"))
    return findings


def _quoted(value: str | None) -> str:
    return "missing" if value is None else f"“{value}”"


def _finding(files: PackageFiles, resource: Resource, rule: str, message: str) -> Finding:
    place = files.archive.place(resource.parquet_path)
    return Finding(place, rule, message, mend=_AGAIN, layer="package")
