"""Whether a package's tables and inline schemas are those that this code knows."""

from collections.abc import Iterator, Mapping
from typing import Any

from kabul_ties.finding import Finding, nearest_first
from kabul_ties.package.descriptor import DESCRIPTOR
from kabul_ties.package.reader import PackageFiles
from kabul_ties.schemas.table_schema import Schemas


def schema_findings(files: PackageFiles, schemas: Schemas, own_version: str) -> list[Finding]:
    """Tables and schemas of a package that are not this code's.

    Titles, descriptions and examples may differ: they change no verdict.

    Args:
        files: The package.
        schemas: The schemas of this code, the normative ones.
        own_version: Version that these schemas belong to.
    """
    given = {name: resource.schema.document for name, resource in files.resources.items()}
    own = {name: schema.document for name, schema in schemas.items()}
    if {name: _essence(d) for name, d in given.items()} == {n: _essence(d) for n, d in own.items()}:
        return []
    if files.version != own_version:
        return [_other_version(files, own_version)]
    return [
        *_missing_tables(files, schemas),
        *_unknown_tables(files, schemas),
        *_altered_schemas(files, given, own),
    ]


def _essence(document: Mapping[str, Any]) -> object:
    """What of a schema decides which rows are valid."""
    fields = [
        {
            name: field.get(name)
            for name in ("name", "type", "constraints", "trueValues", "falseValues", "origin")
        }
        for field in document["fields"]
    ]
    keys = [document.get(name) for name in ("primaryKey", "foreignKeys", "missingValues")]
    return document.get("name"), fields, keys


def _other_version(files: PackageFiles, own_version: str) -> Finding:
    newer = _numbers(files.version) > _numbers(own_version)
    return Finding(
        files.archive.place(DESCRIPTOR),
        "schema-version-is-known",
        f"The package is of version {files.version}, whose schemas are "
        f"{'newer' if newer else 'older'} than those of this kabul-ties, {own_version}.",
        files.version,
        (own_version,),
        f"Check it with its own version: pip install kabul-ties=={files.version}",
        "package",
    )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in version.split("."))


def _missing_tables(files: PackageFiles, schemas: Schemas) -> Iterator[Finding]:
    for name in schemas:
        if name not in files.resources:
            yield Finding(
                files.archive.place(DESCRIPTOR),
                "table-is-given",
                "The package lacks this table.",
                name,
                mend="Get the package anew, or build it with `kabul-ties build`.",
                layer="package",
            )


def _unknown_tables(files: PackageFiles, schemas: Schemas) -> Iterator[Finding]:
    for name in files.resources:
        if name not in schemas:
            yield Finding(
                files.archive.place(DESCRIPTOR),
                "table-is-known",
                "No table of the data set has this name.",
                name,
                nearest_first(name, [table for table in schemas if table not in files.resources]),
                "Take the resource out of the package.",
                "package",
            )


def _altered_schemas(
    files: PackageFiles, given: Mapping[str, Any], own: Mapping[str, Any]
) -> Iterator[Finding]:
    for name in own.keys() & given.keys():
        if _essence(given[name]) != _essence(own[name]):
            yield Finding(
                files.archive.place(DESCRIPTOR),
                "schema-is-the-versions",
                f"The schema of {name} is not the one that version {files.version} has.",
                name,
                mend="Get the package anew, or build it with `kabul-ties build`.",
                layer="package",
            )
