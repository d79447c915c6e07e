"""A finding: what is wrong, where, and how to mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

_NEAREST = 8
MOST_FINDINGS = 100_000
"""So many findings of one kind are told; who mends them finds the others."""

Layer = Literal["form", "structure", "rules", "package"]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A position in a file, relative to the project; lines and columns count from 1.

    Line 0 stands for the file as a whole, column 0 for the line as a whole.
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect.

    Attributes:
        place: Where it stands.
        rule: Id of the rule that is broken.
        message: What is wrong, as one sentence.
        value: The value as written; None where no single value is to blame.
        allowed: What may stand there, nearest match first; empty where that cannot be listed.
        mend: How to mend it; empty where the message says it.
        layer: The layer that found it.
    """

    place: Place
    rule: str
    message: str
    value: str | None = None
    allowed: tuple[str, ...] = ()
    mend: str = ""
    layer: Layer = "form"


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Each finding once, by file, line and column."""
    return sorted(set(findings), key=lambda finding: (finding.place, finding.rule, finding.message))


def nearest_first(value: str, allowed: Iterable[str]) -> tuple[str, ...]:
    """``allowed`` with the entries most like ``value`` in front.

    Similarity is Jaro-Winkler without regard to case; entries at most half alike keep their order
    behind the others.
    """
    from rapidfuzz import process  # noqa: PLC0415  (only needed where a finding is)
    from rapidfuzz.distance import JaroWinkler  # noqa: PLC0415

    choices = list(allowed)
    near = process.extract(
        value,
        choices,
        scorer=JaroWinkler.similarity,
        processor=str.casefold,
        limit=_NEAREST,
        score_cutoff=0.5,
    )
    first = [choice for choice, _, _ in near]
    return (*first, *(choice for choice in choices if choice not in first))
