"""Whether the files of a package are those that its descriptor lists, byte for byte."""

from collections.abc import Collection, Iterator

from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.finding import Finding, nearest_first
from kabul_ties.package.completeness import COMPLETENESS
from kabul_ties.package.csv_files import digest
from kabul_ties.package.descriptor import ANNOTATION, DESCRIPTOR, README
from kabul_ties.package.r_recipe import R_RECIPE
from kabul_ties.package.reader import PackageFiles
from kabul_ties.schemas.table_schema import Schemas

_AGAIN = "Get the package anew, or build it with `kabul-ties build`."


def file_findings(files: PackageFiles, schemas: Schemas) -> Iterator[Finding]:
    """Files that are missing, not listed, or of another size or digest than listed.

    Every listed file is read to its end, so that a zip's own checksums are compared too.

    Args:
        files: The package.
        schemas: The schemas of this code, from which the files beside the tables follow.
    """
    listed: dict[str, tuple[int, str]] = {}
    for path, size, sha256 in _entries(files):
        if path in listed:
            yield _twice(files, path)
        listed[path] = size, sha256
    unlisted = [path for path in files.archive.sizes if path not in listed]
    yield from _other_files(files, schemas, unlisted)
    for path, (size, sha256) in listed.items():
        if path not in files.archive.sizes:
            yield _missing(files, path, unlisted)
        elif files.archive.sizes[path] != size:
            yield _wrong_size(files, path, size)
        elif digest(files.archive.read(path)) != sha256:
            yield _wrong_digest(files, path)
    for path in unlisted:
        if path != DESCRIPTOR:
            yield _not_listed(files, path, list(listed))


def _entries(files: PackageFiles) -> Iterator[tuple[str, int, str]]:
    """Path, size and digest of every file that the descriptor lists."""
    for resource in files.resources.values():
        yield resource.path, resource.bytes, resource.sha256
        yield resource.parquet_path, resource.parquet_bytes, resource.parquet_sha256
    for entry in files.descriptor["files"]:
        yield entry["path"], entry["bytes"], entry["sha256"]


def _other_files(
    files: PackageFiles, schemas: Schemas, unlisted: Collection[str]
) -> Iterator[Finding]:
    """Files beside the tables that every package has and this one lacks, or the reverse."""
    own = _beside_tables(schemas)
    given = [entry["path"] for entry in files.descriptor["files"]]
    for path in own:
        if path not in given and path not in unlisted:
            yield _not_given(files, path)
    for path in given:
        if path not in own:
            yield _unknown(files, path, [name for name in own if name not in given])


def _beside_tables(schemas: Schemas) -> tuple[str, ...]:
    kinds = annotation_kinds(schemas).values()
    return README, COMPLETENESS, R_RECIPE, *(f"{ANNOTATION}/{kind.schema_file}" for kind in kinds)


def _twice(files: PackageFiles, path: str) -> Finding:
    message = "Two resources name this file."
    return Finding(
        files.archive.place(DESCRIPTOR), "file-is-listed-once", message, path, (), _AGAIN, "package"
    )


def _missing(files: PackageFiles, path: str, unlisted: list[str]) -> Finding:
    return Finding(
        files.archive.place(DESCRIPTOR),
        "listed-file-exists",
        "The descriptor lists a file that the package does not hold.",
        path,
        nearest_first(path, unlisted),
        _AGAIN,
        "package",
    )


def _wrong_size(files: PackageFiles, path: str, size: int) -> Finding:
    found = files.archive.sizes[path]
    message = f"The file has {found} bytes; the descriptor says {size}."
    return Finding(
        files.archive.place(path), "size-is-right", message, mend=_AGAIN, layer="package"
    )


def _wrong_digest(files: PackageFiles, path: str) -> Finding:
    message = "The SHA-256 of the file is not the one that the descriptor gives."
    return Finding(
        files.archive.place(path), "digest-is-right", message, mend=_AGAIN, layer="package"
    )


def _not_listed(files: PackageFiles, path: str, listed: list[str]) -> Finding:
    return Finding(
        files.archive.place(path),
        "file-is-listed",
        "The descriptor does not list this file.",
        path,
        nearest_first(path, listed),
        "Take it out of the package, so that everything in it is vouched for.",
        "package",
    )


def _not_given(files: PackageFiles, path: str) -> Finding:
    message = "The package lacks this file, and its descriptor does not list it."
    return Finding(
        files.archive.place(DESCRIPTOR), "file-is-given", message, path, (), _AGAIN, "package"
    )


def _unknown(files: PackageFiles, path: str, lacking: list[str]) -> Finding:
    return Finding(
        files.archive.place(DESCRIPTOR),
        "file-is-listed",
        "The descriptor lists a file that no package has.",
        path,
        nearest_first(path, lacking),
        _AGAIN,
        "package",
    )
