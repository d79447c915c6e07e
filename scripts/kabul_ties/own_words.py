"""Whether summaries, roles and notes repeat an article.

Known without any text where they hold a passage, by its digest; and by runs of words where
somebody has the texts at hand.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping

from kabul_ties.finding import Finding
from kabul_ties.passages import normalise, passage_of
from kabul_ties.rows import RawTable
from kabul_ties.texts import ArticleText

LONGEST_RUN = 11
"""So many words may stand in an article in the same order: names of offices are that long."""

_WRITTEN = {
    "actions": ("summary", "note"),
    "participants": ("role",),
    "choices": ("reason",),
    "sources": ("note",),
    "evidence": ("note",),
    "codings": ("note",),
    "missions": ("note",),
    "outlets": ("note",),
    "coverage": ("note",),
    "collected_acts": ("note",),
    "public_counts": ("note",),
    "listed_missions": ("note",),
}
"""The fields that coders write in their own words."""

_SENTENCE_END = re.compile(r"(?<=[.!?؟。])\s+")

_Run = tuple[str, ...]


def own_words_findings(
    raw_tables: Mapping[str, RawTable], texts: Iterable[ArticleText]
) -> Iterator[Finding]:
    """One finding for each text of a coder that holds a passage or a run of an article."""
    runs = {run: text.path.name for text in texts for run in _runs(text.text)}
    passages = set(raw_tables["evidence"].frame["passage_sha256"].drop_nulls())
    for name, fields in _WRITTEN.items():
        for field in fields:
            for row, value in enumerate(raw_tables[name].frame[field]):
                repeated = _repeated(value or "", passages, runs)
                if repeated:
                    yield Finding(
                        raw_tables[name].places.place(row, field),
                        "notes-are-in-own-words",
                        f"{field} repeats {repeated[1]}.",
                        repeated[0],
                        mend="Say it in your own words: no sentence of an article enters here.",
                        layer="rules",
                    )


def _repeated(
    value: str, passages: Collection[str], runs: Mapping[_Run, str]
) -> tuple[str, str] | None:
    """The words that are not one's own, and whose they are."""
    for part in {value, *_SENTENCE_END.split(value)}:
        if part and passage_of(part).sha256 in passages:
            return part, "a coded passage"
    run = next((run for run in _runs(value) if run in runs), None) if runs else None
    return (" ".join(run), f"a sentence of {runs[run]}") if run else None


def _runs(text: str) -> Iterator[_Run]:
    words = re.findall(r"\w+", normalise(text).casefold())
    length = LONGEST_RUN + 1
    return (tuple(words[i : i + length]) for i in range(len(words) - length + 1))
