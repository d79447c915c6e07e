"""The YAML tree of one annotation file as rows of the tables that nest in it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kabul_ties.annotations.yaml_tree import Mapping as MappingNode
from kabul_ties.annotations.yaml_tree import Node, Scalar, Sequence
from kabul_ties.finding import Finding, Place, nearest_first
from kabul_ties.rows import RowCollector
from kabul_ties.schemas.table_schema import TableSchema


@dataclass(frozen=True, slots=True)
class Section:
    """A top-level key of an annotation file and the table whose rows stand under it."""

    schema: TableSchema

    @property
    def key(self) -> str:
        """The top-level key."""
        return self.schema.nested_in or self.schema.name

    @property
    def is_single(self) -> bool:
        """Whether one row stands there, named by its file, and not a list of rows."""
        from_file = {field.name for field in self.schema.of_origin("from_file")}
        return set(self.schema.primary_key) <= from_file


def collect(
    root: Node,
    sections: list[Section],
    given: Mapping[str, str],
    collectors: Mapping[str, RowCollector],
) -> Iterator[Finding]:
    """Adds the rows of one file to the collectors and yields what is wrong with its form."""
    if not isinstance(root, MappingNode):
        keys = ", ".join(section.key for section in sections)
        yield Finding(
            root.place, "section-is-known", f"The file must consist of the sections: {keys}."
        )
        return
    known = {section.key: section for section in sections}
    misspelt: set[str] = set()
    for key, entry in root.entries.items():
        if key not in known:
            allowed = nearest_first(key, known)
            misspelt.add(allowed[0])
            yield Finding(
                entry.key.place,
                "section-is-known",
                "No such section belongs into this file.",
                key,
                allowed,
            )
    for section in sections:
        if section.key in misspelt and section.key not in root.entries:
            continue
        section_entry = root.entries.get(section.key)
        node = section_entry.value if section_entry else None
        yield from _section_rows(section, node, root.place, given, collectors)


def _section_rows(
    section: Section,
    node: Node | None,
    file_place: Place,
    given: Mapping[str, str],
    collectors: Mapping[str, RowCollector],
) -> Iterator[Finding]:
    collector = collectors[section.schema.name]
    if node is None or (isinstance(node, Scalar) and not node.text):
        if section.is_single:
            place = node.place if node else file_place
            message = f"The section {section.key} is missing."
            yield Finding(place, "section-is-given", message)
        return
    if section.is_single:
        yield from _row(section, node, given, collector)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _row(section, item, given, collector)
    else:
        yield Finding(
            node.place,
            "section-has-its-shape",
            f"Under {section.key} stands a list.",
            mend="Begin each entry with a dash: `  - `.",
        )


def _row(
    section: Section, node: Node, given: Mapping[str, str], collector: RowCollector
) -> Iterator[Finding]:
    if not isinstance(node, MappingNode):
        message = f"An entry of {section.key} consists of `field: value` lines."
        yield Finding(node.place, "section-has-its-shape", message)
        return
    values: dict[str, str | None] = dict(given)
    places: dict[str, Place] = {}
    for name, entry in node.entries.items():
        if problem := _field_problem(section, entry.key, entry.value):
            yield problem
        elif isinstance(entry.value, Scalar):
            values[name] = entry.value.text
            places[name] = entry.value.place if entry.value.text else entry.key.place
    collector.add(values, node.place, places)


def _field_problem(section: Section, key: Scalar, value: Node) -> Finding | None:
    schema = section.schema
    if key.text in schema.typed_names:
        if isinstance(value, Scalar):
            return None
        return Finding(
            value.place,
            "value-is-a-text",
            f"Behind {key.text} stands a single value.",
            mend="A text with a colon and space, or with brackets in front, needs quotes.",
        )
    if key.text in schema.by_name:
        origin = schema.by_name[key.text].origin
        reason = "computed" if origin == "computed" else "taken from the file's name"
        return Finding(
            key.place,
            "field-is-typed",
            f"This field is {reason}; it never stands in the file.",
            key.text,
            mend="Delete the line.",
        )
    return Finding(
        key.place,
        "field-is-known",
        f"No such field belongs under {section.key}.",
        key.text,
        nearest_first(key.text, schema.typed_names),
    )
