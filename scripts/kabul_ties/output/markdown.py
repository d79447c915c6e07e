"""Text from data and schemas as Markdown that shows it and runs nothing."""

import html
import re
from collections.abc import Iterable, Sequence

from kabul_ties.terminal import visible
from kabul_ties.text import HIDDEN_CHARACTERS

_MARKS = re.compile(r"([\\`*_\[\]|~])")


def plain(text: object) -> str:
    """A value as itself: no mark, tag, entity, line break or invisible character has an effect."""
    shown = HIDDEN_CHARACTERS.sub(lambda match: ascii(match.group())[1:-1], str(text))
    return html.escape(_MARKS.sub(r"\\\1", " ".join(shown.split())), quote=False)


def code(text: object) -> str:
    """A value set as code, in a table cell or a line."""
    shown = " ".join(str(text).split()).replace("|", "\\|")
    return code_span(shown) if shown else ""


def code_span(text: str) -> str:
    """A code span that ends where the text ends: its fence is longer than any run of backticks."""
    shown = visible(text)
    longest = max((len(run) for run in re.findall("`+", shown)), default=0)
    fence = "`" * (longest + 1)
    padding = " " if shown.startswith("`") or shown.endswith("`") or not shown.strip() else ""
    return f"{fence}{padding}{shown}{padding}{fence}"


def prose(text: str) -> str:
    """Markdown of our own schemas, fit for a table cell: its `code` stays, nothing else runs."""
    return html.escape(" ".join(text.split()).replace("|", "\\|"), quote=False)


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; the cells are Markdown already."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
