"""Reads an annotation file with everything that was written: quotes, order, comments.

Between two scalars stand only signs of YAML and comments, so whatever follows a # there is one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from kabul_ties.annotations.text_files import BadFileError, TextFile
from kabul_ties.annotations.yaml_layout import Document, FieldLine, Row, SectionLines, Value
from kabul_ties.annotations.yaml_tree import parse
from kabul_ties.finding import Finding, Place

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_document(file: TextFile) -> Document:
    """Takes an annotation file apart.

    Raises:
        BadFileError: The file is not YAML of the form of annotations.
    """
    parse(file)
    return _Reader(file).document()


@dataclass(frozen=True, slots=True)
class _Comment:
    text: str
    column: int


class _Reader:
    def __init__(self, file: TextFile) -> None:
        self._file = file
        self._events: Iterator[yaml.Event] = yaml.parse(file.text, Loader=_LOADER)
        self._end = 0
        self._last: FieldLine | SectionLines | None = None
        self._document = Document()

    def document(self) -> Document:
        for event in self._events:
            if isinstance(event, yaml.MappingStartEvent):
                self._sections()
                break
            if isinstance(event, yaml.NodeEvent):
                raise self._misshapen(event, "The file consists of sections.")
        self._document.foot = self._between_sections(len(self._file.text))
        return self._document

    def _sections(self) -> None:
        while isinstance(key := next(self._events), yaml.ScalarEvent):
            above = self._between_sections(_start(key).index)
            if not self._document.sections:
                self._document.head, above = above, []
            section = SectionLines(key.value, above=above)
            self._document.sections.append(section)
            self._last, self._end = section, _end(key).index
            self._content(section)

    def _content(self, section: SectionLines) -> None:
        event = next(self._events)
        section.column = _start(event).column
        if isinstance(event, yaml.MappingStartEvent):
            self._row(section)
        elif isinstance(event, yaml.SequenceStartEvent):
            section.is_list = True
            while not isinstance(item := next(self._events), yaml.SequenceEndEvent):
                if not isinstance(item, yaml.MappingStartEvent):
                    raise self._misshapen(item, "An entry consists of `field: value` lines.")
                self._row(section)
        elif isinstance(event, yaml.ScalarEvent) and event.value:
            raise self._misshapen(event, "A section holds fields or a list.")

    def _row(self, section: SectionLines) -> None:
        row = Row()
        while isinstance(key := next(self._events), yaml.ScalarEvent):
            above = self._comments(_start(key).index)
            line = FieldLine(key.value)
            if row.fields or not section.is_list:
                line.above = _texts(above)
            else:
                row.above = _texts(self._without_deeper(above, section))
            row.fields.append(line)
            self._end = _end(key).index
            self._value(line, _start(key).column)
        section.rows.append(row)

    def _value(self, line: FieldLine, column: int) -> None:
        event = next(self._events)
        if not isinstance(event, yaml.ScalarEvent):
            raise self._misshapen(event, "Behind a field stands a single value.")
        start, end = _start(event).index, _end(event).index
        source = self._file.text[start:end].rstrip()
        self._last = line
        line.above += _texts(self._comments(start))
        line.value = Value(event.value, source, column)
        self._end = start + len(source)

    def _between_sections(self, until: int) -> list[str]:
        """Comments above the next section; indented ones stay with the section before it."""
        comments = self._comments(until)
        if not self._document.sections:
            return _texts(comments)
        section = self._document.sections[-1]
        if section.is_list:
            comments = self._without_deeper(comments, section)
        indented = _leading(comments, 0)
        section.below += _texts(indented)
        return _texts(comments[len(indented) :])

    def _without_deeper(self, comments: list[_Comment], section: SectionLines) -> list[_Comment]:
        """Gives comments that are indented like fields to the row before them."""
        if not section.rows:
            return comments
        deeper = _leading(comments, section.column)
        section.rows[-1].below += _texts(deeper)
        return comments[len(deeper) :]

    def _comments(self, until: int) -> list[_Comment]:
        """Comments since the last scalar; one on its line is set beside it."""
        first, *lines = self._file.text[self._end : until].split("\n")
        if "#" in first and self._last is not None:
            self._last.beside = first[first.index("#") :].rstrip()
        elif "#" in first:
            lines.insert(0, first)
        return [
            _Comment(line[line.index("#") :].rstrip(), line.index("#"))
            for line in lines
            if "#" in line
        ]

    def _misshapen(self, event: yaml.Event, message: str) -> BadFileError:
        place = Place(self._file.path, _start(event).line + 1, _start(event).column + 1)
        return BadFileError(Finding(place, "section-has-its-shape", message))


def _start(event: yaml.Event) -> Any:
    """Where an event begins; the type stubs think that it might be nowhere."""
    return event.start_mark


def _end(event: yaml.Event) -> Any:
    return event.end_mark


def _leading(comments: list[_Comment], column: int) -> list[_Comment]:
    """The comments at the beginning that stand farther right than ``column``."""
    count = next((i for i, c in enumerate(comments) if c.column <= column), len(comments))
    return comments[:count]


def _texts(comments: list[_Comment]) -> list[str]:
    return [comment.text for comment in comments]
