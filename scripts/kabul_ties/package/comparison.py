"""Whether a package in a folder is what the annotations give."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from kabul_ties.package.csv_files import digest
from kabul_ties.package.descriptor import DESCRIPTOR, WRITTEN_BY
from kabul_ties.package.parquet_files import WRITER, content_digest
from kabul_ties.schemas.table_schema import Schemas

_OF_THE_BYTES = ("bytes", "sha256")


@dataclass(frozen=True, slots=True)
class Difference:
    """One file that is not as it should be."""

    path: str
    kind: Literal["missing", "unexpected", "different"]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, if anything, and what to say although nothing does."""

    differences: tuple[Difference, ...]
    remark: str = ""


def compare(files: Mapping[str, bytes], folder: Path, schemas: Schemas) -> Comparison:
    """Compares the files that a package should hold with those that it holds.

    Parquet bytes may differ if another version of pyarrow wrote them, as the descriptor says, and
    their content is the same.

    Args:
        files: What ``package_files`` gives.
        folder: The package to look at; it need not exist.
        schemas: The schemas of its tables.
    """
    there = _read(folder)
    differences = tuple(_differences(files, there))
    if differences and _only_another_writer(files, there, differences, schemas):
        recorded = _document(there[DESCRIPTOR]).get(WRITTEN_BY)
        remark = (
            f"The Parquet files were written by {recorded} and would have other bytes with {WRITER}"
            ", which is installed; their content is the same."
        )
        return Comparison((), remark)
    return Comparison(differences)


def _read(folder: Path) -> dict[str, bytes]:
    """The files of a folder by relative path; a link, whatever its target holds, reads as empty."""
    paths = sorted(folder.rglob("*"))
    found: dict[str, bytes] = {}
    for path in paths:
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b""
        elif path.is_file():
            found[name] = path.read_bytes()
    return found


def _differences(expected: Mapping[str, bytes], there: Mapping[str, bytes]) -> list[Difference]:
    result = []
    for path in sorted({*expected, *there}):
        if path not in there:
            result.append(Difference(path, "missing"))
        elif path not in expected:
            result.append(Difference(path, "unexpected"))
        elif expected[path] != there[path]:
            result.append(Difference(path, "different"))
    return result


def _only_another_writer(
    files: Mapping[str, bytes],
    there: Mapping[str, bytes],
    differences: tuple[Difference, ...],
    schemas: Schemas,
) -> bool:
    """Whether all differences come from another version of pyarrow."""
    twins = {f"parquet/{name}.parquet": name for name in schemas}
    if any(d.kind != "different" or d.path not in {*twins, DESCRIPTOR} for d in differences):
        return False
    expected, found = _document(files[DESCRIPTOR]), _document(there[DESCRIPTOR])
    if found.get(WRITTEN_BY) == WRITER or _without_bytes(found) != _without_bytes(expected):
        return False
    described = {
        resource["parquet"]["path"]: resource["parquet"] for resource in found["resources"]
    }
    return all(
        described[path]["sha256"] == digest(there[path])
        and described[path]["bytes"] == len(there[path])
        and described[path]["content_sha256"] == _content(there[path], name, schemas)
        for path, name in twins.items()
    )


def _content(parquet: bytes, name: str, schemas: Schemas) -> str | None:
    try:
        return content_digest(parquet, schemas[name])
    except (ValueError, OSError):  # what pyarrow raises for bytes that it cannot read
        return None


def _document(content: bytes) -> dict[str, Any]:
    try:
        document = json.loads(content)
    except ValueError:
        return {}
    return document if isinstance(document, dict) else {}


def _without_bytes(document: Mapping[str, Any]) -> dict[str, Any]:
    """A descriptor without what depends on the version that wrote the Parquet files."""
    try:
        resources = [
            {**resource, "parquet": _without(resource["parquet"], _OF_THE_BYTES)}
            for resource in document["resources"]
        ]
    except (KeyError, TypeError, AttributeError):
        return {}
    return {**_without(document, (WRITTEN_BY,)), "resources": resources}


def _without(document: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}
