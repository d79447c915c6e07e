"""Differences as coloured text, Markdown or JSON; every value is escaped for where it goes."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from rich.text import Text

from kabul_ties.differences.report import Item, Section, headline, sections
from kabul_ties.differences.values import Differences
from kabul_ties.output.markdown import code_span
from kabul_ties.terminal import visible

SHOWN = 20
"""Lines of a section that are shown unless all are asked for; the others are counted."""

_STYLES = {"words": "", "name": "bold", "old": "red", "new": "green"}


def to_text(differences: Differences, *, full: bool) -> Iterator[Text]:
    """The lines of a report for a terminal.

    Args:
        differences: What differs.
        full: Whether to show every line of long sections.
    """
    yield Text(visible(headline(differences)), style="bold")
    for section in sections(differences):
        yield Text()
        yield Text(visible(section.title), style="bold underline")
        for item in _shown(section, full=full):
            yield Text.assemble("  ", *((visible(text), _STYLES[role]) for role, text in item))
        if more := _more(section, full=full):
            yield Text(f"  {more}", style="italic")


def to_markdown(differences: Differences, *, full: bool) -> str:
    """A report for a release note or a comment; data stands in code spans, where nothing acts."""
    lines = [f"**{_words(headline(differences))}**"]
    for section in sections(differences):
        lines += ["", f"### {_words(section.title)}", ""]
        lines += [f"- {_markdown_item(item)}" for item in _shown(section, full=full)]
        if more := _more(section, full=full):
            lines.append(f"- *{more}*")
    return "\n".join(lines) + "\n"


def to_json(differences: Differences) -> str:
    """A JSON object in ASCII with every difference and nothing shortened.

    Its members: ``same`` (boolean), ``old_version``, ``new_version``, ``tables_added``,
    ``tables_removed``, ``codes_added``, ``codes_removed`` (lists of names), ``dates_moved`` (list
    of ``action_id``, ``milestone``, ``old`` and ``new``, each ``[start, end]``), and ``tables``,
    one object for each table that differs: ``name``, ``added`` (list of keys, each a list),
    ``changed`` (list of ``key``, ``field``, ``old``, ``new``), ``removed`` (list of ``key``,
    ``fate``, ``successors``, ``reason``), ``fields_added``, ``fields_removed``,
    ``fields_retyped``, ``fields_altered`` (lists of names) and ``key_altered``. Values are text as
    in CSV, null where missing; ``fate`` is merged, split, withdrawn, vanished (no line in the
    registry) or dropped (a table without registry).
    """
    document: dict[str, Any] = {"same": not differences, **asdict(differences)}
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _shown(section: Section, *, full: bool) -> tuple[Item, ...]:
    return section.items if full else section.items[:SHOWN]


def _more(section: Section, *, full: bool) -> str:
    hidden = 0 if full else max(len(section.items) - SHOWN, 0)
    return f"… and {hidden} more (--full shows all)" if hidden else ""


def _words(text: str) -> str:
    return re.sub(r"([^\w\s.,:;])", r"\\\1", visible(text)).replace("_", r"\_")


def _markdown_item(item: Item) -> str:
    return "".join(text if role == "words" else code_span(text) for role, text in item)
