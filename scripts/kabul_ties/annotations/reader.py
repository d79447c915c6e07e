"""Reads a project's annotations and hand-kept tables into raw tables: the form layer."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from kabul_ties.annotations import csv_rows, yaml_rows, yaml_tree
from kabul_ties.annotations.text_files import BadFileError, matching, read_text
from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable, RowCollector
from kabul_ties.schemas.table_schema import Schemas, TableSchema

_GENERATED = "package"


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
    findings = list(_unexpected_files(project, schemas))
    for glob in dict.fromkeys(schema.files for schema in schemas.values() if schema.files):
        tables = [schema for schema in schemas.values() if schema.files == glob]
        for path in _own_files(project.root, glob, schemas):
            findings.extend(_read_file(project.root, path, tables, collectors))
    return Annotations({name: c.table() for name, c in collectors.items()}, findings)


def _own_files(root: Path, glob: str, schemas: Schemas) -> list[Path]:
    """The files of ``glob`` that no other schema names outright."""
    named = {schema.files for schema in schemas.values() if schema.files and schema.files != glob}
    return [p for p in matching(root, glob) if p.relative_to(root).as_posix() not in named]


def _read_file(
    root: Path, path: Path, tables: list[TableSchema], collectors: dict[str, RowCollector]
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
    globs = {schema.files for schema in schemas.values() if schema.files}
    for path in sorted(project.dataset.rglob("*")):
        relative = PurePosixPath(path.relative_to(project.root).as_posix())
        if relative.parts[1] == _GENERATED or any(p.startswith(".") for p in relative.parts):
            continue
        if path.is_dir() and not path.is_symlink():
            continue
        if not any(relative.match(glob) and _as_deep(relative, glob) for glob in globs):
            yield Finding(
                Place(str(relative)),
                "file-is-expected",
                "No table of the data set is kept in a file of this name.",
                relative.name,
                nearest_first(str(relative), sorted(globs)),
                "Move, rename or delete it.",
            )


def _as_deep(path: PurePosixPath, glob: str) -> bool:
    return len(path.parts) == len(PurePosixPath(glob).parts)
