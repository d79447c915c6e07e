"""Comments of annotation files, in which no sentence of an article hides."""

import re
from collections.abc import Collection, Iterator

import yaml

from kabul_ties.annotations.text_files import TextFile
from kabul_ties.finding import Finding, Place

LONGEST = 20
"""So many words a comment may have, over all the lines that it goes on for."""

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORD = re.compile(r"\w+")


def comment_findings(file: TextFile, known: Collection[str]) -> Iterator[Finding]:
    """One finding for each comment that is longer than a remark.

    Args:
        file: A file that is YAML.
        known: Comments that `kabul-ties new` writes, without their signs.
    """
    first, _, rest = file.text.partition("\n")
    if "#" not in rest and first.removeprefix("#").strip() in known:
        return
    block: list[tuple[Place, str]] = []
    for place, text in _comments(file):
        if text in known:
            continue
        if block and place.line != block[-1][0].line + 1:
            yield from _too_long(block)
            block = []
        block.append((place, text))
    yield from _too_long(block)


def _too_long(block: list[tuple[Place, str]]) -> Iterator[Finding]:
    words = sum(len(_WORD.findall(text)) for _, text in block)
    if words > LONGEST:
        yield Finding(
            block[0][0],
            "comment-is-short",
            f"The comment has {words} words; at most {LONGEST} are a remark.",
            mend="What the data need stands in a note, in your own words; delete the rest.",
        )


def _comments(file: TextFile) -> Iterator[tuple[Place, str]]:
    """All comments; between two scalars stand only signs of YAML and these."""
    end = 0
    for event in yaml.parse(file.text, Loader=_LOADER):
        if isinstance(event, yaml.ScalarEvent) and event.start_mark and event.end_mark:
            yield from _between(file, end, event.start_mark.index)
            length = len(file.text[event.start_mark.index : event.end_mark.index].rstrip())
            end = event.start_mark.index + length
    yield from _between(file, end, len(file.text))


def _between(file: TextFile, start: int, end: int) -> Iterator[tuple[Place, str]]:
    gap = file.text[start:end]
    if "#" not in gap:
        return
    first = file.text.count("\n", 0, start) + 1
    for number, line in enumerate(gap.split("\n"), start=first):
        _, sign, text = line.partition("#")
        if sign:
            yield Place(file.path, number), text.strip()
