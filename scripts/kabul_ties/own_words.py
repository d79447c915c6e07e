"""Whether summaries and notes repeat an article, where somebody has the texts at hand."""

import re
from collections.abc import Iterable, Iterator, Mapping

from kabul_ties.finding import Finding
from kabul_ties.passages import normalise
from kabul_ties.rows import RawTable
from kabul_ties.texts import ArticleText

LONGEST_RUN = 11
"""So many words may stand in an article in the same order: names of offices are that long."""

_WRITTEN = {
    "actions": ("summary", "note"),
    "choices": ("reason",),
    "sources": ("note",),
    "evidence": ("note",),
    "codings": ("note",),
}
"""The fields that coders write in their own words."""

_Run = tuple[str, ...]


def own_words_findings(
    raw_tables: Mapping[str, RawTable], texts: Iterable[ArticleText]
) -> Iterator[Finding]:
    """One finding for each summary, note or reason that repeats a longer run of an article."""
    runs = {run: text.path.name for text in texts for run in _runs(text.text)}
    if not runs:
        return
    for name, fields in _WRITTEN.items():
        for field in fields:
            for row, value in enumerate(raw_tables[name].frame[field]):
                repeated = next((run for run in _runs(value or "") if run in runs), None)
                if repeated:
                    yield Finding(
                        raw_tables[name].places.place(row, field),
                        "notes-are-in-own-words",
                        f"{field} repeats a sentence of {runs[repeated]}.",
                        " ".join(repeated),
                        mend="Say it in your own words: no sentence of an article enters here.",
                        layer="rules",
                    )


def _runs(text: str) -> Iterator[_Run]:
    words = re.findall(r"\w+", normalise(text).casefold())
    length = LONGEST_RUN + 1
    return (tuple(words[i : i + length]) for i in range(len(words) - length + 1))
