"""The kinds of annotation files, and their sections, as the Table Schemas nest them."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from kabul_ties.annotations.yaml_rows import Section
from kabul_ties.schemas.table_schema import Field, Schemas

SCHEMA_COMMENT = "# yaml-language-server:"
"""Beginning of the line that tells an editor which JSON Schema a file follows."""


@dataclass(frozen=True, slots=True)
class AnnotationKind:
    """One kind of annotation file.

    Attributes:
        name: ``article``, ``action`` or ``coding``.
        files: Glob, relative to the project, of the files of this kind.
        sections: Its top-level keys: those of a single row first, then in the order of the tables.
    """

    name: str
    files: str
    sections: tuple[Section, ...]

    @property
    def schema_line(self) -> str:
        """The first line of each file of the kind; the path is relative to the file."""
        upwards = "../" * (len(PurePosixPath(self.files).parts) - 2)
        return f"{SCHEMA_COMMENT} $schema={upwards}package/annotation/{self.schema_file}"

    @property
    def schema_file(self) -> str:
        """Name of the JSON Schema for editors."""
        return f"{self.name}.schema.json"


def annotation_kinds(schemas: Schemas) -> Mapping[str, AnnotationKind]:
    """All kinds of annotation files by name."""
    nested = [schema for schema in schemas.values() if schema.nested_in and schema.files]
    kinds = {}
    for files in dict.fromkeys(schema.files for schema in nested if schema.files):
        sections = [Section(schema) for schema in nested if schema.files == files]
        name = PurePosixPath(files).parts[1].removesuffix("s")
        in_order = sorted(sections, key=lambda section: not section.is_single)
        kinds[name] = AnnotationKind(name, files, tuple(in_order))
    return kinds


def typed_fields(section: Section) -> tuple[Field, ...]:
    """The fields that a coder types, in their order."""
    return section.schema.of_origin("typed")
