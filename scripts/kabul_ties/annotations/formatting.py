"""Which form a file of the data set should have."""

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from kabul_ties.annotations import csv_layout, layout_writer
from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.annotations.text_files import BadFileError, TextFile, matching
from kabul_ties.finding import Finding, Place
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import Schemas, TableSchema


def files_to_format(project: Project, schemas: Schemas, paths: Sequence[Path]) -> list[Path]:
    """The project's annotation files and hand-kept tables at or below ``paths``, in order.

    Raises:
        FileNotFoundError: One of the paths is not there.
        ValueError: One of the paths is neither such a file nor a folder that holds one.
    """
    globs = dict.fromkeys(schema.files for schema in schemas.values() if schema.files)
    known = {path for glob in globs for path in matching(project.root, glob)}
    chosen: set[Path] = set()
    for path in paths:
        # The root is free of links; the file itself stays one, so that a link is refused.
        absolute = path.parent.resolve() / path.name if path.is_symlink() else path.resolve()
        if not absolute.exists():
            raise FileNotFoundError(f"{path} does not exist.")
        found = {file for file in known if file == absolute or absolute in file.parents}
        if not found:
            raise ValueError(
                f"{path} is no annotation file and no hand-kept table of the data set."
            )
        chosen |= found
    return sorted(chosen)


def formatted(project: Project, schemas: Schemas, path: Path) -> tuple[str, str]:
    """The text of a file as it is and as it should be.

    Raises:
        BadFileError: The file cannot be formatted, because its form is broken.
    """
    name = path.relative_to(project.root).as_posix()
    text = _text(path, name)
    file = TextFile(name, text)
    if path.suffix == ".csv":
        return text, csv_layout.formatted(file, _schema_of(PurePosixPath(name), schemas))
    for kind in annotation_kinds(schemas).values():
        if PurePosixPath(name).match(kind.files):
            return text, layout_writer.formatted(file, kind)
    raise LookupError(f"{name} is of no kind that has a form.")


def _text(path: Path, name: str) -> str:
    if path.is_symlink() or not path.is_file():
        message = "This is a link, a device or a folder where a plain file belongs."
        raise BadFileError(Finding(Place(name), "file-is-regular", message))
    try:
        return path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"Byte 0x{error.object[error.start]:02x} is not UTF-8."
        finding = Finding(Place(name), "file-is-utf8", message, mend="Save the file as UTF-8.")
        raise BadFileError(finding) from error


def _schema_of(name: PurePosixPath, schemas: Schemas) -> TableSchema:
    """The schema that names the file outright, else the one whose glob it fits."""
    fitting = [schema for schema in schemas.values() if schema.files and name.match(schema.files)]
    return min(fitting, key=lambda schema: schema.files != str(name))
