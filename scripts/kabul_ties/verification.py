"""Verifying claims: which wait for it, what is shown, and what is signed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kabul_ties.annotations.kinds import AnnotationKind
from kabul_ties.annotations.layout_reader import read_document
from kabul_ties.annotations.layout_writer import write_document
from kabul_ties.annotations.text_files import read_text
from kabul_ties.annotations.yaml_layout import Document, Row
from kabul_ties.claims import PUBLICATION_FIELDS, claim_digest
from kabul_ties.dating import DateArgumentError, Interval, UnknownDateRuleError, date_interval
from kabul_ties.files import write_whole
from kabul_ties.passages import find_passage, normalise
from kabul_ties.paths import Project

_CONTEXT = 160
"""Characters of the text shown on either side of a passage."""

_VERIFICATION = ("verified_by", "verified_on", "verified_digest")


class ChangedMeanwhileError(Exception):
    """The file is no longer the one that was shown; nothing was written."""


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article's file as it was read.

    Attributes:
        project: The project that it belongs to.
        path: The file.
        kind: Its kind.
        text: Its text when it was read.
        document: The same, taken apart.
    """

    project: Project
    path: Path
    kind: AnnotationKind
    text: str
    document: Document

    @property
    def evidence(self) -> list[Row]:
        """The rows of evidence."""
        return self.document.rows("evidence")

    @property
    def source(self) -> Mapping[str, str | None]:
        """The typed fields of the source."""
        rows = self.document.rows("source")
        return rows[0].texts() if rows else {}

    def claim(self, row: Row) -> dict[str, str | None]:
        """The fields of a row of evidence, with the name and publication of its source."""
        published = {name: self.source.get(name) for name in PUBLICATION_FIELDS}
        return row.texts() | {"source_id": self.path.stem} | published

    def find(self, evidence_id: str) -> Row | None:
        """The row of that id; None if there is none."""
        return next((row for row in self.evidence if row.text("evidence_id") == evidence_id), None)


@dataclass(frozen=True, slots=True)
class Quotation:
    """A passage as it stands in the normalised text, with what stands around it."""

    before: str
    passage: str
    after: str


def read_article_file(project: Project, path: Path, kind: AnnotationKind) -> ArticleFile:
    """Reads an article's file; BadFileError if its form is broken."""
    file = read_text(project.root, path)
    return ArticleFile(project, path, kind, file.text, read_document(file))


def is_verified(claim: Mapping[str, str | None]) -> bool:
    """Whether someone signed the claim as it stands now."""
    return bool(claim.get("verified_by")) and claim.get("verified_digest") == claim_digest(claim)


def has_lapsed(claim: Mapping[str, str | None]) -> bool:
    """Whether someone signed the claim, and it was edited since."""
    return bool(claim.get("verified_by")) and not is_verified(claim)


def obstacle(claim: Mapping[str, str | None], coder_id: str, persons: Collection[str]) -> str:
    """Why someone cannot verify a claim as it stands; empty if they can.

    Nobody verifies their own coding, and a person's check replaces that of a language model.

    Args:
        claim: A row of evidence with its ``source_id``.
        coder_id: Who would verify it.
        persons: The coders who are persons.
    """
    if claim.get("coder") == coder_id:
        return f"coded by {coder_id}, for someone else to verify"
    if not is_verified(claim):
        return ""
    if claim.get("verified_by") in persons:
        return "verified already by a person"
    return "" if coder_id in persons else "verified already"


def quotation(text: str, claim: Mapping[str, str | None]) -> Quotation | None:
    """The passage of a claim in the text of its article; None if it does not stand there."""
    length = claim.get("passage_length") or ""
    if not length.isdecimal():
        return None
    content = normalise(text)
    start = find_passage(content, claim.get("passage_sha256") or "", int(length))
    if start is None:
        return None
    end = start + int(length)
    before = content[max(0, start - _CONTEXT) : start]
    return Quotation(before, content[start:end], content[end : end + _CONTEXT])


def interval_in_words(claim: Mapping[str, str | None], source: Mapping[str, str | None]) -> str:
    """The days that date rule and argument give; empty where they cannot be computed."""
    try:
        published = Interval(
            date.fromisoformat(source.get("published_start") or ""),
            date.fromisoformat(source.get("published_end") or ""),
        )
        return str(
            date_interval(
                claim.get("date_rule") or "",
                claim.get("date_argument"),
                published,
                anticipates=claim.get("stance") == "anticipates",
            )
        )
    except (ValueError, DateArgumentError, UnknownDateRuleError):
        return ""


def sign(file: ArticleFile, row: Row, coder_id: str, day: date) -> ArticleFile:
    """Writes who verified a row, when, and what, into its file, whole and comments kept.

    Returns:
        The file as it is now.

    Raises:
        ChangedMeanwhileError: Someone else wrote to the file since it was read.
        OSError: It cannot be written.
    """
    if file.path.read_text(encoding="utf-8") != file.text:
        raise ChangedMeanwhileError
    signature = (coder_id, day.isoformat(), claim_digest(file.claim(row)))
    for name, value in zip(_VERIFICATION, signature, strict=True):
        row.write(name, value)
    return _written(file)


def changed_claims(before: ArticleFile, after: ArticleFile) -> list[Row]:
    """The rows of ``after`` whose claim ``before`` does not have under the same id.

    Another publication of the source changes no claim, though it voids what was verified.
    """
    known = {row.text("evidence_id"): claim_digest(row.texts()) for row in before.evidence}
    return [
        row
        for row in after.evidence
        if known.get(row.text("evidence_id")) != claim_digest(row.texts())
    ]


def take_over(file: ArticleFile, rows: Sequence[Row], coder_id: str, day: date) -> ArticleFile:
    """Writes who edited the claims of some rows as their coder, and voids their verification.

    Args:
        file: The file as edited, read just now.
        rows: Those of its rows whose claim was edited.
        coder_id: Who edited them.
        day: When.

    Returns:
        The file as it is now.

    Raises:
        OSError: It cannot be written.
    """
    for row in rows:
        row.write("coder", coder_id)
        row.write("coded_on", day.isoformat())
        void = [line for line in row.fields if line.name in _VERIFICATION]
        row.fields = [line for line in row.fields if line not in void]
        row.below += [words for line in void for words in (*line.above, line.beside) if words]
    return _written(file)


def _written(file: ArticleFile) -> ArticleFile:
    write_whole(file.path, write_document(file.document, file.kind))
    return read_article_file(file.project, file.path, file.kind)
