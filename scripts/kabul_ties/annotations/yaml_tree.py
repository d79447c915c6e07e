"""YAML as a small tree of scalars with marks: every scalar is the text that was typed.

Built from libyaml's events and not from a composed document, so that nothing is resolved
(``NO``, ``012`` and ``1:30`` stay what they are), aliases are refused before they expand, and
nesting is limited before it can exhaust the stack.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import yaml

from kabul_ties.annotations.text_files import BadFileError, TextFile
from kabul_ties.annotations.yaml_slips import likely_slip
from kabul_ties.finding import Finding, Place

MAXIMUM_DEPTH = 8
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NULLS = frozenset({"~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """The text of a scalar and where it begins."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list and where it begins."""

    items: list["Node"]
    place: Place


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping with its value."""

    key: Scalar
    value: "Node"


@dataclass(frozen=True, slots=True)
class Mapping:
    """A mapping and where it begins."""

    place: Place
    entries: dict[str, Entry] = field(default_factory=dict)


Node = Scalar | Sequence | Mapping


def parse(file: TextFile) -> Node:
    """Parses one YAML document.

    Raises:
        BadFileError: The text is not YAML, or uses what the annotations do not: several documents,
            duplicate keys, anchors, aliases, tags, nulls, keys that are no text, deep nesting.
    """
    try:
        return _Parser(file).document()
    except yaml.MarkedYAMLError as error:
        if slip := likely_slip(file):
            raise BadFileError(slip) from error
        mark = error.problem_mark or error.context_mark
        place = Place(file.path, mark.line + 1, mark.column + 1) if mark else Place(file.path)
        problem = error.problem or error.context or "cannot be parsed"
        raise _bad(
            place,
            "yaml-is-well-formed",
            f"This is not YAML: {problem}.",
            mend="A text with a colon and space, a leading quote, # or - needs quotes around it; "
            "indent with spaces, two for each step.",
        ) from error
    except yaml.YAMLError as error:
        message = f"This is not YAML: {error}."
        raise _bad(Place(file.path), "yaml-is-well-formed", message) from error


class _Parser:
    def __init__(self, file: TextFile) -> None:
        self._path = file.path
        self._events: Iterator[yaml.Event] = yaml.parse(file.text, Loader=_LOADER)

    def document(self) -> Node:
        next(self._events)  # the start of the stream
        if isinstance(next(self._events), yaml.StreamEndEvent):
            raise _bad(
                Place(self._path), "file-is-not-empty", "The file holds nothing but comments."
            )
        root = self._node(next(self._events), depth=0)
        next(self._events)  # the end of the document
        after = next(self._events)
        if not isinstance(after, yaml.StreamEndEvent):
            raise _bad(
                self._place(after),
                "yaml-is-one-document",
                "A second document begins here.",
                mend="Put it into a file of its own.",
            )
        return root

    def _node(self, event: yaml.Event, depth: int) -> Node:
        place = self._place(event)
        self._refuse_marks(event, place)
        if depth > MAXIMUM_DEPTH:
            raise _bad(
                place, "yaml-is-not-too-deep", f"Nested more than {MAXIMUM_DEPTH} levels deep."
            )
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, place)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, depth + 1))
            return Sequence(items, place)
        return self._mapping(place, depth)

    def _mapping(self, place: Place, depth: int) -> Mapping:
        mapping = Mapping(place)
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            if not isinstance(key, Scalar):
                raise _bad(key.place, "yaml-key-is-text", "A key must be a single word.")
            if key.text in mapping.entries:
                first = mapping.entries[key.text].key.place.line
                raise _bad(
                    key.place,
                    "yaml-key-stands-once",
                    f"The key stands here a second time; the first is on line {first}.",
                    value=key.text,
                    mend="Delete one of the two.",
                )
            mapping.entries[key.text] = Entry(key, self._node(next(self._events), depth + 1))
        return mapping

    def _scalar(self, event: yaml.ScalarEvent, place: Place) -> Scalar:
        if event.value in _NULLS and not event.style:
            raise _bad(
                place,
                "yaml-has-no-null",
                "A missing value is written as nothing at all.",
                value=event.value,
                mend="Leave the place behind the colon empty, or delete the line.",
            )
        return Scalar(event.value, place)

    def _refuse_marks(self, event: yaml.Event, place: Place) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _bad(
                place,
                "yaml-has-no-aliases",
                "Anchors (&) and aliases (*) are not used here.",
                mend="Write the value out; put a text that begins with & or * in quotes.",
            )
        if getattr(event, "tag", None) not in (None, "!"):
            raise _bad(
                place,
                "yaml-has-no-tags",
                "Tags (!) are not used here.",
                mend="Delete the tag; put a text that begins with ! in quotes.",
            )

    def _place(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._path, mark.line + 1, mark.column + 1) if mark else Place(self._path)


def _bad(
    place: Place, rule: str, message: str, *, value: str | None = None, mend: str = ""
) -> BadFileError:
    return BadFileError(Finding(place, rule, message, value, mend=mend))
