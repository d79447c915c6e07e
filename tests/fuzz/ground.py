"""What is mutated and what it is read against: the sample, the gallery, parts of the data set."""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kabul_ties.annotations.kinds import AnnotationKind, annotation_kinds
from kabul_ties.check import Checked, check_annotations
from kabul_ties.package.builder import package_files
from kabul_ties.package.reader import Resource, open_package
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import Schemas
from samples import REPOSITORY, copy_sample

SMALL = ("missions", "dates", "outlets")
"""Tables of the small package, whose descriptor is read in little time."""

_LARGEST = 30_000
_MOST_REAL = 150


@dataclass(frozen=True, eq=False, repr=False)
class Ground:
    """A valid project, its package, and real inputs of each kind.

    Attributes:
        scratch: Folder that the layers may write to.
        project: The valid sample.
        checked: Its tables.
        package: The files of its package by path.
        small: The files of a package of three of its tables, without the others.
        resources: The tables of the package.
        inputs: Real inputs by kind, each with the path under which it stands.
    """

    scratch: Path
    project: Project
    checked: Checked
    package: Mapping[str, bytes]
    small: Mapping[str, bytes]
    resources: Mapping[str, Resource]
    inputs: Mapping[str, Sequence[tuple[str, bytes]]]

    def __repr__(self) -> str:
        """Short, as test runners print it."""
        return f"Ground({self.scratch})"

    @property
    def schemas(self) -> Schemas:
        """The Table Schemas."""
        return self.checked.schemas

    @property
    def kinds(self) -> Mapping[str, AnnotationKind]:
        """The kinds of annotation files."""
        return annotation_kinds(self.schemas)


def prepare(scratch: Path) -> Ground:
    """Builds the ground in an empty folder."""
    project = copy_sample(scratch / "sample")
    checked = check_annotations(project)
    package = package_files(checked, project)
    resources = open_package(write_files(package, scratch / "whole")).resources
    small = _small(package)
    return Ground(
        scratch, project, checked, package, small, resources, _inputs(project, package, small)
    )


def write_files(files: Mapping[str, bytes], folder: Path) -> Path:
    """Writes files by their paths below ``folder``."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def _small(package: Mapping[str, bytes]) -> dict[str, bytes]:
    document: dict[str, Any] = json.loads(package["datapackage.json"])
    document["resources"] = [r for r in document["resources"] if r["name"] in SMALL]
    document["files"] = [f for f in document["files"] if f["path"] == "load.R"]
    kept = [
        r[of]["path"] if of else r["path"] for r in document["resources"] for of in ("", "parquet")
    ]
    descriptor = json.dumps(document, ensure_ascii=False).encode()
    return {"datapackage.json": descriptor} | {n: package[n] for n in (*kept, "load.R")}


def _inputs(
    project: Project, package: Mapping[str, bytes], small: Mapping[str, bytes]
) -> dict[str, list[tuple[str, bytes]]]:
    roots = [project.root, REPOSITORY, *sorted((REPOSITORY / "tests" / "bad").glob("*/*"))]
    return {
        "annotation": _files(roots, "dataset/articles/*.yaml", "dataset/actions/*/*.yaml",
                             "dataset/codings/*/*.yaml"),
        "table": _files(roots, "dataset/*.csv", "schema/vocabularies/*.csv"),
        "schema": _files([REPOSITORY], "schema/*.json"),
        "codebook": _files([REPOSITORY], "schema/codebook.md"),
        "descriptor": [("datapackage.json", small["datapackage.json"])],
        "csv": [(n, c) for n, c in package.items() if n.startswith("csv/")],
        "parquet": [(n, c) for n, c in package.items() if n.startswith("parquet/")],
        "zip": [("package.zip", zip_bytes(small)), ("package.zip", _stored(small))],
        "package": list(package.items()),
        "text": _files([REPOSITORY / "tests" / "sample"], "texts/*.txt"),
    }  # fmt: skip


def _stored(files: Mapping[str, bytes]) -> bytes:
    """A zip in which nothing is packed, so that its members can be changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name, content in files.items():
            opened.writestr(zipfile.ZipInfo(name), content)
    return target.getvalue()


def _files(roots: Sequence[Path], *globs: str) -> list[tuple[str, bytes]]:
    """Files of moderate size below the roots, with their paths there; of many, every n-th."""
    found: list[tuple[str, bytes]] = []
    for root in roots:
        paths = sorted(path for glob in globs for path in root.glob(glob))
        paths = [
            path for path in paths if path.stat().st_size <= _LARGEST or "codebook" in path.name
        ]
        step = max(1, len(paths) // _MOST_REAL)
        found += [(p.relative_to(root).as_posix(), p.read_bytes()) for p in paths[::step]]
    return found
