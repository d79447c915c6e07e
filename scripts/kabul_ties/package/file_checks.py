"""Whether the files of a package are those that its descriptor lists, byte for byte."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from kabul_ties.finding import Finding, nearest_first
from kabul_ties.package.csv_files import digest
from kabul_ties.package.descriptor import DESCRIPTOR
from kabul_ties.package.r_recipe import R_RECIPE
from kabul_ties.package.reader import PackageFiles

_UNLISTED = (DESCRIPTOR, "README.md", R_RECIPE, "annotation/*.schema.json")
"""Files of a package that are no resources."""

_AGAIN = "Get the package anew, or build it with `kabul-ties build`."


def file_findings(files: PackageFiles) -> Iterator[Finding]:
    """Files that are missing, not listed, or of another size or digest than listed."""
    listed: dict[str, tuple[int, str]] = {}
    for resource in files.resources.values():
        for path, size, sha256 in (
            (resource.path, resource.bytes, resource.sha256),
            (resource.parquet_path, resource.parquet_bytes, resource.parquet_sha256),
        ):
            if path in listed:
                yield _twice(files, path)
            listed[path] = size, sha256
    unlisted = [path for path in files.archive.sizes if path not in listed]
    for path, (size, sha256) in listed.items():
        if path not in files.archive.sizes:
            yield _missing(files, path, unlisted)
        elif files.archive.sizes[path] != size:
            yield _wrong_size(files, path, size)
        elif digest(files.archive.read(path)) != sha256:
            yield _wrong_digest(files, path)
    for path in unlisted:
        if not any(PurePosixPath("/" + path).match("/" + glob) for glob in _UNLISTED):
            yield _not_listed(files, path, list(listed))


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
        "No resource of the descriptor lists this file.",
        path,
        nearest_first(path, listed),
        "Take it out of the package, so that everything in it is vouched for.",
        "package",
    )
