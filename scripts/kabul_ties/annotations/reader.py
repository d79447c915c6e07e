"""Reads a project's annotations and hand-kept tables into raw tables: the form layer."""

import itertools
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kabul_ties.annotations import csv_rows, yaml_rows, yaml_tree
from kabul_ties.annotations.blank import comments_of_blank
from kabul_ties.annotations.comments import comment_findings
from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.annotations.text_files import (
    BadFileError,
    everything_below,
    matching,
    read_text,
)
from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable, RowCollector
from kabul_ties.schemas.table_schema import Schemas, TableSchema

_OPTIONAL = frozenset({"codings"})
"""Tables without which a data set is whole: not every source is coded a second time."""


@dataclass(frozen=True, slots=True)
class Annotations:
    """All tables that are not wholly computed, as text with places, and what is wrong with it."""

    tables: dict[str, RawTable]
    findings: list[Finding]


def read_annotations(project: Project, schemas: Schemas) -> Annotations:
    """Reads every file that the schemas' ``files`` name.

    A file whose form is broken gives findings and no rows; the others are read all the same.
    """
    collectors = {name: RowCollector(schema) for name, schema in schemas.items() if schema.files}
    comments = {k.files: comments_of_blank(k) for k in annotation_kinds(schemas).values()}
    findings = list(_unexpected_files(project, schemas))
    unlisted = {PurePosixPath(f.place.file) for f in findings if f.rule == "file-is-readable"}
    for glob in dict.fromkeys(schema.files for schema in schemas.values() if schema.files):
        tables = [schema for schema in schemas.values() if schema.files == glob]
        for path in _own_files(project.root, glob, schemas):
            known = comments.get(glob, frozenset())
            findings.extend(_read_file(project.root, path, tables, collectors, known))
    tables_read = {name: collector.table() for name, collector in collectors.items()}
    is_empty = tables_read["outlets"].frame.is_empty()
    findings.extend(_absent_files(project.root, schemas.values(), unlisted, is_empty=is_empty))
    return Annotations(tables_read, findings)


def _own_files(root: Path, glob: str, schemas: Schemas) -> list[Path]:
    """The files of ``glob`` that no other schema names outright."""
    named = {schema.files for schema in schemas.values() if schema.files and schema.files != glob}
    return [p for p in matching(root, glob) if p.relative_to(root).as_posix() not in named]


def _read_file(
    root: Path,
    path: Path,
    tables: list[TableSchema],
    collectors: dict[str, RowCollector],
    comments: Collection[str],
) -> list[Finding]:
    try:
        file = read_text(root, path)
        given = _given_by_name(PurePosixPath(file.path), tables[0])
        if path.suffix == ".csv":
            return list(csv_rows.collect(file, tables[0], given, collectors[tables[0].name]))
        sections = [yaml_rows.Section(table) for table in tables]
        tree = yaml_tree.parse(file)
        return [
            *_folder_findings(PurePosixPath(file.path), tables[0]),
            *yaml_rows.collect(tree, sections, given, collectors),
            *comment_findings(file, comments),
        ]
    except BadFileError as error:
        return [error.finding]


def _given_by_name(path: PurePosixPath, schema: TableSchema) -> dict[str, str]:
    """The values that the file's name, and its folder if the table has two such fields, give."""
    fields = schema.of_origin("from_file")
    parts = (*path.parts[:-1], path.stem)
    return dict(zip((f.name for f in fields), parts[len(parts) - len(fields) :], strict=True))


def _folder_findings(path: PurePosixPath, schema: TableSchema) -> Iterator[Finding]:
    if schema.name in {"actions", "participants"}:
        pattern = schema.of_origin("from_file")[-1].pattern
        if pattern and not re.search(pattern, path.stem):
            return  # what breaks its pattern names no folder
        country = path.stem.split("-")[0]
        if path.parent.name != country:
            yield Finding(
                Place(str(path)),
                "file-is-in-its-folder",
                f"The folder of an action is the first part of its name, {country}.",
                path.parent.name,
                mend=f"Move the file to dataset/actions/{country}/.",
            )


def _unexpected_files(project: Project, schemas: Schemas) -> Iterator[Finding]:
    """Files that hold no table's rows, and folders that cannot be listed."""
    globs = {schema.files for schema in schemas.values() if schema.files}
    folders = {project.dataset, *(project.root / _folder(glob) for glob in globs)}
    outermost = sorted(folder for folder in folders if folders.isdisjoint(folder.parents))
    for folder in outermost:
        for path in everything_below(project.root, folder, but=project.package):
            if isinstance(path, Finding):
                yield path
            elif folder == project.dataset:
                yield from _unexpected(path.relative_to(project.root), globs)


def _unexpected(path: Path, globs: set[str]) -> Iterator[Finding]:
    relative = PurePosixPath(path.as_posix())
    if not any(relative.match(glob) and _as_deep(relative, glob) for glob in globs):
        yield Finding(
            Place(str(relative)),
            "file-is-expected",
            "No table of the data set is kept in a file of this name.",
            relative.name,
            nearest_first(str(relative), sorted(globs)),
            "Move, rename or delete it.",
        )


def _folder(glob: str) -> PurePosixPath:
    """The innermost folder that holds all files of a glob."""
    parts = PurePosixPath(glob).parts[:-1]
    return PurePosixPath(*itertools.takewhile(lambda part: "*" not in part, parts))


def _absent_files(
    root: Path, schemas: Iterable[TableSchema], unlisted: set[PurePosixPath], *, is_empty: bool
) -> Iterator[Finding]:
    """Tables that no file holds.

    Args:
        root: The project's folder.
        schemas: The tables.
        unlisted: Folders of which nobody knows what they hold.
        is_empty: Whether nothing was coded yet, so that folders may be empty, or not there at all.
    """
    for schema in schemas:
        if not schema.files or schema.name in _OPTIONAL or matching(root, schema.files):
            continue
        is_folder = "*" in schema.files
        path = _folder(schema.files) if is_folder else PurePosixPath(schema.files)
        if any(path.is_relative_to(each) or each.is_relative_to(path) for each in unlisted):
            continue
        if not is_folder:
            header = ",".join(field.name for field in schema.of_origin("typed"))
            mend = f"Restore it from git; without rows it holds the header alone: {header}"
            message = "This file of the data set is missing."
            yield Finding(Place(str(path)), "table-file-is-given", message, mend=mend)
        elif not is_empty:
            message = "The files of this folder are missing."
            mend = "Restore them from git."
            yield Finding(Place(str(path)), "table-file-is-given", message, mend=mend)


def _as_deep(path: PurePosixPath, glob: str) -> bool:
    return len(path.parts) == len(PurePosixPath(glob).parts)
