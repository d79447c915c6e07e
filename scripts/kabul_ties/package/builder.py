"""From checked tables to the bytes of every file of the package."""

import polars as pl

from kabul_ties.check import Checked
from kabul_ties.package.completeness import COMPLETENESS, completeness
from kabul_ties.package.csv_files import canonical_csv, digest
from kabul_ties.package.descriptor import (
    ANNOTATION,
    DESCRIPTOR,
    README,
    BuiltTable,
    json_bytes,
    package_descriptor,
)
from kabul_ties.package.parquet_files import WRITER, content_digest, parquet_bytes
from kabul_ties.package.r_recipe import R_RECIPE, r_recipe
from kabul_ties.package.readme import readme
from kabul_ties.paths import Project
from kabul_ties.schemas.annotation_schema import annotation_schemas
from kabul_ties.schemas.table_schema import TableSchema, read_json


def package_files(checked: Checked, project: Project) -> dict[str, bytes]:
    """Every file of the package; the same tables and schemas give the same bytes anywhere.

    Args:
        checked: Complete tables, without findings.
        project: Whose ``schema/descriptor.json`` and ``schema/codebook.md`` go into the package.

    Returns:
        Contents by relative path, sorted by path.

    Raises:
        ValueError: The tables have findings.
        RuntimeError: A Parquet file does not give back its table, which is a bug of ours or of
            pyarrow's.
    """
    if checked.findings:
        raise ValueError("Tables with findings make no package.")
    static = read_json(project.schema / "descriptor.json")
    codebook = (project.schema / "codebook.md").read_text(encoding="utf-8")
    tables = [built_table(checked.tables[name], schema) for name, schema in checked.schemas.items()]
    annotation = annotation_schemas(checked.schemas, checked.tables)
    beside = {
        README: readme(static, checked, codebook).encode(),
        COMPLETENESS: completeness(checked.tables).encode(),
        R_RECIPE: r_recipe(checked.schemas).encode(),
        **{f"{ANNOTATION}/{name}": text.encode() for name, text in annotation.items()},
    }
    files = {
        DESCRIPTOR: json_bytes(package_descriptor(static, tables, WRITER, beside)),
        **{table.csv_path: table.csv for table in tables},
        **{table.parquet_path: table.parquet for table in tables},
        **beside,
    }
    return dict(sorted(files.items()))


def built_table(frame: pl.DataFrame, schema: TableSchema) -> BuiltTable:
    """One table as CSV and Parquet, proven to say the same."""
    csv, parquet = canonical_csv(frame), parquet_bytes(frame, schema)
    content_sha256 = content_digest(parquet, schema)
    if content_sha256 != digest(csv):
        raise RuntimeError(f"The Parquet file of {schema.name} does not give back its table.")
    return BuiltTable(schema, len(frame), csv, parquet, content_sha256)
