"""What ``kabul-ties verify`` does once it runs: shows, asks, signs."""

import os
import shlex
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import Literal

import typer
from rich.console import Console
from rich.text import Text

from kabul_ties.annotations.text_files import BadFileError
from kabul_ties.annotations.yaml_layout import Row
from kabul_ties.clock import today
from kabul_ties.output.claim import offer_in_words, print_claim
from kabul_ties.output.text import print_findings
from kabul_ties.schemas.table_schema import TableSchema
from kabul_ties.terminal import visible
from kabul_ties.texts import ArticleText
from kabul_ties.verification import (
    ArticleFile,
    ChangedMeanwhileError,
    changed_claims,
    has_lapsed,
    interval_in_words,
    is_verified,
    obstacle,
    quotation,
    read_article_file,
    sign,
    take_over,
)

Answer = Literal["yes", "no", "next", "edit", "quit"]
_WITH_PASSAGE: tuple[Answer, ...] = ("yes", "no", "edit", "quit")
_WITHOUT: tuple[Answer, ...] = ("next", "edit", "quit")


@dataclass(slots=True)
class Verifier:
    """One coder at one source.

    Attributes:
        file: The article's file, as last read.
        text: The article's text.
        coder_id: Who verifies.
        persons: The coders who are persons.
        schema: The schema of ``evidence``.
        console: Where to show.
        refusals: What was said of claims that were refused.
    """

    file: ArticleFile
    text: ArticleText
    coder_id: str
    persons: frozenset[str]
    schema: TableSchema
    console: Console
    refusals: list[str] = field(default_factory=list)

    @property
    def is_person(self) -> bool:
        """Whether a person verifies."""
        return self.coder_id in self.persons

    def walk(self) -> int:
        """Asks about every claim offered; returns how many stay in doubt."""
        offered = self._offered()
        signed = 0
        for evidence_id in offered:
            answer = self._ask_about(evidence_id)
            signed += answer == "yes"
            if answer == "quit":
                break
        if self.refusals:
            self._say("Refused; tell the coder:")
        for refusal in self.refusals:
            self._say(f"  {refusal}")
        return len(offered) - signed

    def show_all(self) -> int:
        """Shows every claim offered and signs none; returns how many lack their passage."""
        offered = self._offered()
        rows = [self.file.find(evidence_id) for evidence_id in offered]
        found = sum(row is not None and self._show(row) for row in rows)
        if offered:
            self._say("Nothing is signed. A language model signs with --accept EVIDENCE_ID.")
        return len(offered) - found

    def accept(self, evidence_id: str) -> bool:
        """Signs one claim without asking; returns whether it stays in doubt."""
        row = self.file.find(evidence_id)
        if row is None:
            self._say(f"{evidence_id}: no such evidence in {self.file.path.name}.")
            return True
        if self._is_hindered(row):
            return row.text("coder") == self.coder_id
        return not (self._show(row) and self._sign(row))

    def _offered(self) -> list[str]:
        """Ids of the claims that this coder can verify; says why not the others."""
        claims = [self.file.claim(row) for row in self.file.evidence]
        obstacles = [obstacle(claim, self.coder_id, self.persons) for claim in claims]
        for words in offer_in_words(self.coder_id, obstacles):
            self._say(words)
        pairs = zip(claims, obstacles, strict=True)
        return [claim.get("evidence_id") or "" for claim, hindered in pairs if not hindered]

    def _is_hindered(self, row: Row) -> bool:
        """Whether this coder cannot verify a claim; says why."""
        why = obstacle(self.file.claim(row), self.coder_id, self.persons)
        if why:
            self._say(f"{row.text('evidence_id')}: {why}.")
        return bool(why)

    def _ask_about(self, evidence_id: str) -> Answer:
        """Asks until a claim is signed (yes) or left; returns the last answer."""
        while True:
            row = self.file.find(evidence_id)
            if row is None:
                self._say(f"{evidence_id} is no longer in this file.")
                return "no"
            taken_over = row.text("coder") == self.coder_id  # by an edit, which said so
            if taken_over or self._is_hindered(row):
                return "no"
            answer = self._answer(_WITH_PASSAGE if self._show(row) else _WITHOUT)
            if answer == "edit":
                self._edit()
            elif answer == "no":
                return self._ask_why(evidence_id)
            elif answer != "yes" or self._sign(row):
                return answer

    def _show(self, row: Row) -> bool:
        """Shows a claim; returns whether its passage stands in the text."""
        claim = self.file.claim(row)
        self.console.rule(Text(visible(claim.get("evidence_id") or "no id")), align="left")
        if has_lapsed(claim):
            self._say(f"Verified by {claim['verified_by']}, and edited since.")
        elif is_verified(claim):
            by = claim["verified_by"]
            self._say(f"Verified by {by}, a language model; a person's check replaces that.")
        quoted = quotation(self.text.text, claim)
        if quoted is None:
            self._say("The passage does not stand in this text; the claim cannot be signed.")
            return False
        days = interval_in_words(claim, self.file.source)
        print_claim(self.console, self.schema, claim, quoted, days)
        return True

    def _answer(self, allowed: tuple[Answer, ...]) -> Answer:
        question = "Does the passage say this?" if "yes" in allowed else "And now?"
        while True:
            given = self._asked(f"{question} {' / '.join(allowed)}")
            if given is None:
                return "quit"
            fitting = [answer for answer in allowed if given and answer.startswith(given.lower())]
            if len(fitting) == 1:
                return fitting[0]
            self._say(f"Answer {', '.join(allowed[:-1])} or {allowed[-1]}.")

    def _ask_why(self, evidence_id: str) -> Answer:
        note = self._asked("What is wrong?")
        self.refusals.append(f"{evidence_id}: {note or 'no reason given'}")
        return "quit" if note is None else "no"

    def _asked(self, question: str) -> str | None:
        """What is typed at a question; None at the end of input."""
        try:
            given = typer.prompt(question, default="", show_default=False, prompt_suffix=" > ")
        except typer.Abort:
            self.console.print()
            return None
        return str(given).strip()

    def _sign(self, row: Row) -> bool:
        try:
            self.file = sign(self.file, row, self.coder_id, today())
        except ChangedMeanwhileError:
            self._say("The file has changed since it was read; here is the claim as it is now.")
            self._read_again()
            return False
        self._say(f"Signed by {self.coder_id}.")
        return True

    def _edit(self) -> None:
        """Opens the file in an editor; whoever changes claims becomes their coder."""
        before = self.file
        try:
            subprocess.run([*_editor(), str(before.path)], check=False)  # noqa: S603
        except (OSError, ValueError) as error:
            self._say(f"{error}. Set EDITOR to the name of your editor first.")
            return
        self._read_again()
        changed = changed_claims(before, self.file)
        if not changed:
            return
        for row in changed:
            self._say(
                f"{row.text('evidence_id')} has changed: {self.coder_id} is its coder now, "
                "and someone else verifies it."
            )
        self.file = take_over(self.file, changed, self.coder_id, today())

    def _read_again(self) -> None:
        """Reads the file anew; where its form is broken now, the last good state is kept."""
        try:
            self.file = read_article_file(self.file.project, self.file.path, self.file.kind)
        except BadFileError as error:
            print_findings([error.finding], self.console)
            self._say("Edit it again; until its form is right nothing can be signed.")

    def _say(self, words: str) -> None:
        self.console.print(Text(visible(words)), soft_wrap=True)


def _editor() -> list[str]:
    """The user's editor with its arguments; ValueError if there is none."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    found = shutil.which("vi") or shutil.which("nano")
    if named or found:
        return shlex.split(named) if named else [str(found)]
    raise ValueError("There is no editor")
