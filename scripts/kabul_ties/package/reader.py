"""Opens a built package, from anywhere, and reads its tables as its own descriptor types them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from kabul_ties.finding import Finding
from kabul_ties.package.archive import (
    MOST_BYTES,
    MOST_FILES,
    Archive,
    BadPackageError,
    path_problem,
    refused,
)
from kabul_ties.package.csv_reader import read_csv
from kabul_ties.package.descriptor import DESCRIPTOR
from kabul_ties.package.descriptor_profile import profile_problems
from kabul_ties.package.folder_archive import folder_archive
from kabul_ties.package.zip_archive import zip_archive
from kabul_ties.schemas.columns import typed
from kabul_ties.schemas.table_schema import TableSchema, parse_schema

__all__ = ["BadPackageError", "PackageFiles", "Resource", "open_package", "read_tables"]

_LARGEST_DESCRIPTOR = 2_000_000
_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Resource:
    """One table as the descriptor lists it.

    Attributes:
        name: Name of the table.
        path, bytes, sha256: The CSV file, its size and digest.
        rows: Number of rows.
        parquet_path, parquet_bytes, parquet_sha256: The Parquet file, its size and digest.
        content_sha256: Digest of the Parquet file's content.
        schema: The inline schema.
    """

    name: str
    path: str
    bytes: int
    sha256: str
    rows: int
    parquet_path: str
    parquet_bytes: int
    parquet_sha256: str
    content_sha256: str
    schema: TableSchema


@dataclass(frozen=True, slots=True)
class PackageFiles:
    """An opened package: its files, and what its descriptor says of them.

    Attributes:
        archive: The files.
        version: Version of the package.
        descriptor: The descriptor; it fits the profile, and its paths are safe.
        resources: The tables it lists, by name.
    """

    archive: Archive
    version: str
    descriptor: Mapping[str, Any]
    resources: Mapping[str, Resource]


def open_package(path: Path) -> PackageFiles:
    """Opens the folder or zip of a package; nothing is unpacked, fetched or followed.

    Raises:
        BadPackageError: It is no package, or not one that can be read safely.
    """
    if not path.exists():
        raise refused(str(path), "package-is-readable", "There is no such folder or zip.")
    archive = folder_archive(path) if path.is_dir() else zip_archive(path)
    if len(archive.sizes) > MOST_FILES or sum(archive.sizes.values()) > MOST_BYTES:
        message = f"The package has more than {MOST_FILES} files or {MOST_BYTES} bytes, unpacked."
        raise refused(archive.name, "package-is-not-too-large", message)
    document = _document(archive)
    if findings := list(_descriptor_findings(archive, document)):
        raise BadPackageError(*findings)
    try:
        resources = {entry["name"]: _resource(entry) for entry in document["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        message = f"A schema in the descriptor cannot be read: {error}."
        raise refused(str(archive.place(DESCRIPTOR)), "descriptor-is-readable", message) from error
    return PackageFiles(archive, document["version"], document, resources)


def read_tables(files: PackageFiles) -> dict[str, pl.DataFrame]:
    """Every table, typed as the package's own schemas say.

    Raises:
        BadPackageError: A file is missing, its header is not the schema's, it is no CSV, or a
            value does not have its type.
    """
    tables = {}
    for resource in files.resources.values():
        if resource.path not in files.archive.sizes:
            place = files.archive.place(resource.path).file
            raise refused(place, "listed-file-exists", "The descriptor lists this file.")
        text = read_csv(files.archive, resource.path, resource.schema).frame
        frame = text.select(typed(field) for field in resource.schema.fields)
        for name in resource.schema.names:
            if frame[name].null_count() != text[name].null_count():
                place = files.archive.place(resource.path).file
                message = f"A value of {name} does not have its type."
                raise refused(place, "value-has-its-type", message)
        tables[resource.name] = frame
    return tables


def _document(archive: Archive) -> Any:
    place = str(archive.place(DESCRIPTOR))
    if archive.sizes[DESCRIPTOR] > _LARGEST_DESCRIPTOR:
        raise refused(place, "descriptor-is-readable", "The descriptor is far too large.")
    content = archive.read(DESCRIPTOR)
    try:
        text = content.decode("utf-8")
        document = json.loads(text, object_pairs_hook=_without_repeats, parse_constant=_no_number)
        json.dumps(document, ensure_ascii=False).encode()
    except RecursionError as error:
        message = "The descriptor is nested too deeply."
        raise refused(place, "descriptor-is-readable", message) from error
    except ValueError as error:
        message = f"The descriptor is not JSON in UTF-8: {error}."
        raise refused(place, "descriptor-is-readable", message) from error
    return document


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("an object has the same key twice")
    return document


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _descriptor_findings(archive: Archive, document: Any) -> Iterator[Finding]:
    place = archive.place(DESCRIPTOR)
    problems = list(islice(profile_problems(document), _MOST_PROBLEMS))
    for problem in problems:
        mend = "Get the package anew, or build it with `kabul-ties build`."
        yield Finding(place, "descriptor-fits-the-profile", problem, mend=mend, layer="package")
    if problems:
        return
    names = Counter(entry["name"] for entry in document["resources"])
    for name in sorted(name for name, count in names.items() if count > 1):
        message = "Two resources have this name."
        yield Finding(place, "table-stands-once", message, name, layer="package")
    paths = [(e["name"], path) for e in document["resources"] for path in _paths(e)]
    for name, path in paths:
        if fault := path_problem(path):
            message = f"The path of a file of {name} {fault}."
            mend = "Do not use this copy; get the package anew from where it was published."
            yield Finding(place, "resource-path-is-safe", message, path, (), mend, "package")


def _paths(entry: Mapping[str, Any]) -> tuple[str, str]:
    return entry["path"], entry["parquet"]["path"]


def _resource(entry: Mapping[str, Any]) -> Resource:
    twin = entry["parquet"]
    return Resource(
        name=entry["name"],
        path=entry["path"],
        bytes=entry["bytes"],
        sha256=entry["hash"].removeprefix("sha256:"),
        rows=entry["rows"],
        parquet_path=twin["path"],
        parquet_bytes=twin["bytes"],
        parquet_sha256=twin["sha256"],
        content_sha256=twin["content_sha256"],
        schema=parse_schema(entry["schema"]),
    )
