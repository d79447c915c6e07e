"""The layers that read a package, and the two checks as wholes."""

import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from fuzz.ground import Ground, write_files
from fuzz.layers import FooledError, Input, Layer, mutation_of
from fuzz.mutators import SEMANTIC, mutated
from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.package.archive import Archive, BadPackageError
from kabul_ties.package.checks import package_findings
from kabul_ties.package.csv_reader import read_csv
from kabul_ties.package.file_checks import file_findings
from kabul_ties.package.parquet_checks import parquet_findings
from kabul_ties.package.reader import PackageFiles, open_package, read_tables
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable
from kabul_ties.schemas.columns import typed


def _first(findings: list[Finding]) -> str:
    return findings[0].rule if findings else "valid"


def read_descriptor(ground: Ground, given: Input) -> str:
    """A descriptor: JSON, profile, paths, schemas."""
    folder = ground.scratch / "described"
    folder.mkdir(exist_ok=True)
    (folder / "datapackage.json").write_bytes(given.content)
    try:
        files = open_package(folder)
    except BadPackageError as error:
        return _first(error.findings)
    return "valid" if files.resources else "valid without tables"


def read_zip(ground: Ground, given: Input) -> str:
    """A zip: members, descriptor, digests; what passes holds what it held."""
    path = ground.scratch / "package.zip"
    path.write_bytes(given.content)
    try:
        files = open_package(path)
        found = list(file_findings(files, ground.schemas))
        tables = read_tables(files)
    except BadPackageError as error:
        return _first(error.findings)
    others = [f for f in found if f.rule != "file-is-given"]
    if not others and any(not tables[n].equals(t) for n, t in _small_tables(ground).items()):
        raise FooledError("a zip passes with other tables")
    return _first(others)


def _small_tables(ground: Ground) -> Mapping[str, pl.DataFrame]:
    return {n: ground.checked.tables[n] for n in ground.resources if f"csv/{n}.csv" in ground.small}


def _archive(name: str, content: bytes) -> Archive:
    return Archive("package", {name: len(content)}, lambda _: content)


def read_package_csv(ground: Ground, given: Input) -> str:
    """A CSV file of a package: header, canonical form, types, places."""
    name = given.origin.removeprefix("csv/").removesuffix(".csv")
    schema = ground.schemas[name]
    try:
        raw = read_csv(_archive(given.origin, given.content), given.origin, schema)
    except BadPackageError as error:
        return _first(error.findings)
    raw.frame.select(typed(field) for field in schema.fields)
    for field in schema.names if len(raw.frame) else ():
        raw.places.place(len(raw.frame) - 1, field)
    return "valid"


def read_parquet(ground: Ground, given: Input) -> str:
    """The Parquet twin of a good CSV file; what passes holds the same rows."""
    name = given.origin.removeprefix("parquet/").removesuffix(".parquet")
    sizes = {ground.resources[name].path: len(ground.package[f"csv/{name}.csv"])}
    archive = Archive("package", sizes, lambda _: given.content)
    files = PackageFiles(archive, "0.1.0", {}, ground.resources)
    found = parquet_findings(files, ground.resources[name], raw_of(ground, name))
    if not found:
        good = ground.package[given.origin]
        rows = [
            pq.ParquetFile(pa.BufferReader(c)).read().to_pylist() for c in (good, given.content)
        ]
        if rows[0] != rows[1]:
            raise FooledError(f"{given.origin} passes with other rows")
    return _first(found)


@cache
def raw_of(ground: Ground, name: str) -> RawTable:
    """The good CSV file of a table, as text."""
    path = f"csv/{name}.csv"
    return read_csv(_archive(path, ground.package[path]), path, ground.schemas[name])


def make_project(ground: Ground, chance: Random) -> Input:
    """A project with one file mutated, half of the time in its meaning alone."""
    kind = chance.choice(("annotation", "annotation", "annotation", "table", "schema", "codebook"))
    own = [(n, c) for n, c in ground.inputs[kind] if (ground.project.root / n).exists()]
    origin, content = chance.choice(own)
    others = [content for _, content in own]
    if chance.random() < 0.5:
        return Input(origin, chance.choice(SEMANTIC)(content, others, chance))
    return Input(origin, mutated(content, others, chance))


def project_with(ground: Ground, given: Input) -> Project:
    """The sample, in a folder that is used again, with one file of another content."""
    root = ground.scratch / "project"
    if not root.exists():
        shutil.copytree(ground.project.root, root)
    (root / given.origin).write_bytes(given.content)
    return Project(root)


def restore(ground: Ground, given: Input) -> None:
    """Undoes ``project_with``."""
    shutil.copyfile(ground.project.root / given.origin, ground.scratch / "project" / given.origin)


def check_project(ground: Ground, given: Input) -> str:
    """The whole check of a project; a defect of the schemas themselves is a ValueError."""
    project = project_with(ground, given)
    try:
        return _first(check_annotations(project, agreement=False).findings)
    except (ValueError, LookupError, RuntimeError) as error:
        if given.origin.startswith("schema/"):
            return f"could not run ({type(error).__name__})"
        raise
    finally:
        restore(ground, given)


def check_package(ground: Ground, given: Input) -> str:
    """The whole check of a package with one file mutated, as folder or zip."""
    files = dict(ground.package) | {given.origin: given.content}
    if len(given.content) % 2:
        path = ground.scratch / "whole.zip"
        path.write_bytes(zip_bytes(files))
        return _verdict(ground, path)
    folder = write_files(ground.package, ground.scratch / "broken")
    (folder / given.origin).write_bytes(given.content)
    return _verdict(ground, folder)


def _verdict(ground: Ground, path: Path) -> str:
    found = package_findings(path)
    if not found:
        tables = read_tables(open_package(path))
        if any(not tables[n].equals(t) for n, t in ground.checked.tables.items()):
            raise FooledError("a package passes with other tables")
    return _first(found)


PACKAGE_LAYERS: Mapping[str, Layer] = {
    "package descriptor": Layer(mutation_of("descriptor"), read_descriptor),
    "package zip": Layer(mutation_of("zip"), read_zip),
    "package CSV": Layer(mutation_of("csv"), read_package_csv),
    "package Parquet": Layer(mutation_of("parquet"), read_parquet),
}
"""Layers of a package that take some milliseconds."""

WHOLE_PROJECT = Layer(make_project, check_project)
WHOLE_PACKAGE = Layer(mutation_of("package"), check_package)
