"""The package's descriptor: a Data Package (version 2) of CSV resources with Parquet twins.

Source of the form: https://datapackage.org/standard/data-package/. The resources are the CSV files,
because frictionless checks no digest of a Parquet file and takes ten times as long to read it; the
twins stand in the property ``parquet`` of each resource, and this project checks them itself.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from kabul_ties.package.csv_files import digest
from kabul_ties.package.recognise import DESCRIPTOR
from kabul_ties.schemas.table_schema import TableSchema

__all__ = [
    "ANNOTATION",
    "DESCRIPTOR",
    "DIALECT",
    "README",
    "WRITTEN_BY",
    "BuiltTable",
    "json_bytes",
    "package_descriptor",
    "resource_form",
]

README = "README.md"
"""Name of the package's documentation."""

ANNOTATION = "annotation"
"""Folder of the JSON Schemas of annotation files."""

WRITTEN_BY = "parquet_written_by"
"""Property of the package: name and version of what wrote the Parquet files."""

DIALECT: Mapping[str, Any] = {
    "delimiter": ",",
    "quoteChar": '"',
    "doubleQuote": True,
    "header": True,
}
"""How the package writes CSV; without a dialect frictionless guesses one, and guesses wrong."""

_ONLY_FOR_ANNOTATIONS = {"$schema", "files"}
_FIELD_ONLY_FOR_ANNOTATIONS = {"nested_in"}


@dataclass(frozen=True, slots=True)
class BuiltTable:
    """One table of the package, as bytes.

    Attributes:
        schema: Its schema.
        rows: Number of rows.
        csv: The CSV file.
        parquet: The Parquet file.
        content_sha256: Digest of the Parquet file's content, as read back from its bytes.
    """

    schema: TableSchema
    rows: int
    csv: bytes
    parquet: bytes
    content_sha256: str

    @property
    def csv_path(self) -> str:
        """Path of the CSV file in the package."""
        return f"csv/{self.schema.name}.csv"

    @property
    def parquet_path(self) -> str:
        """Path of the Parquet file in the package."""
        return f"parquet/{self.schema.name}.parquet"


def package_descriptor(
    static: Mapping[str, Any],
    tables: Iterable[BuiltTable],
    written_by: str,
    beside: Mapping[str, bytes],
) -> dict[str, Any]:
    """The descriptor of a package.

    Its property ``files`` vouches for the files that are no tables, as resources do for theirs.

    Args:
        static: What does not follow from the tables: ``schema/descriptor.json``.
        tables: The tables in the order of their resources.
        written_by: Name and version of what wrote the Parquet files.
        beside: Contents of the files beside the tables, by path.
    """
    resources = [_resource(table) for table in tables]
    files = [
        {"path": path, "bytes": len(content), "sha256": digest(content)}
        for path, content in sorted(beside.items())
    ]
    return {**static, WRITTEN_BY: written_by, "resources": resources, "files": files}


def resource_form(schema: TableSchema) -> dict[str, Any]:
    """The resource of a table without rows: all that follows from the schema is as in any other."""
    return _resource(BuiltTable(schema, 0, b"", b"", ""))


def json_bytes(document: Any) -> bytes:
    """A JSON document as this project writes it: indented by two, UTF-8, a line feed at the end."""
    return f"{json.dumps(document, indent=2, ensure_ascii=False)}\n".encode()


def _resource(table: BuiltTable) -> dict[str, Any]:
    return {
        "name": table.schema.name,
        "path": table.csv_path,
        "type": "table",
        # frictionless-r reads only resources that say so, although version 2 has `type` for it
        "profile": "tabular-data-resource",
        "title": table.schema.title,
        "description": table.schema.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": dict(DIALECT),
        "bytes": len(table.csv),
        "hash": f"sha256:{digest(table.csv)}",
        "rows": table.rows,
        "parquet": {
            "path": table.parquet_path,
            "bytes": len(table.parquet),
            "sha256": digest(table.parquet),
            "content_sha256": table.content_sha256,
        },
        "schema": _table_schema(table.schema.document),
    }


def _table_schema(document: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without what is about annotation files; only the root may say ``$schema``."""
    kept = {name: value for name, value in document.items() if name not in _ONLY_FOR_ANNOTATIONS}
    fields = [
        {name: value for name, value in field.items() if name not in _FIELD_ONLY_FOR_ANNOTATIONS}
        for field in document["fields"]
    ]
    return {**kept, "fields": fields}
