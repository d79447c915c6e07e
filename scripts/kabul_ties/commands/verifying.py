"""What ``kabul-ties verify`` does once it runs: shows, asks, signs."""

import os
import shlex
import subprocess
from dataclasses import dataclass, field
from typing import Literal

import typer
from rich.console import Console
from rich.text import Text

from kabul_ties.annotations.text_files import BadFileError
from kabul_ties.annotations.yaml_layout import Row
from kabul_ties.clock import today
from kabul_ties.output.claim import print_claim
from kabul_ties.output.text import print_findings
from kabul_ties.schemas.table_schema import TableSchema
from kabul_ties.terminal import visible
from kabul_ties.texts import ArticleText
from kabul_ties.verification import (
    ArticleFile,
    ChangedMeanwhileError,
    has_lapsed,
    interval_in_words,
    is_verified,
    quotation,
    read_article_file,
    sign,
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
        is_person: Whether that is a person.
        schema: The schema of ``evidence``.
        console: Where to show.
        refusals: What was said of claims that were refused.
    """

    file: ArticleFile
    text: ArticleText
    coder_id: str
    is_person: bool
    schema: TableSchema
    console: Console
    refusals: list[str] = field(default_factory=list)

    def walk(self) -> int:
        """Asks about every claim that waits; returns how many stay in doubt."""
        in_doubt = 0
        for evidence_id in self._waiting():
            answer, doubtful = self._ask_about(evidence_id)
            in_doubt += doubtful
            if answer == "quit":
                break
        if self.refusals:
            self._say("Refused; tell the coder:")
        for refusal in self.refusals:
            self._say(f"  {refusal}")
        return in_doubt

    def show_all(self) -> int:
        """Shows every claim that waits and signs none; returns how many stay in doubt."""
        in_doubt = 0
        for evidence_id in self._waiting():
            row = self.file.find(evidence_id)
            in_doubt += row is None or not self._show(row)
        self._say("Nothing is signed. A language model signs with --accept EVIDENCE_ID.")
        return in_doubt

    def accept(self, evidence_id: str) -> bool:
        """Signs one claim without asking; returns whether it stays in doubt."""
        row = self.file.find(evidence_id)
        if row is None:
            self._say(f"{evidence_id}: no such evidence in {self.file.path.name}.")
            return True
        if row.text("coder") == self.coder_id:
            self._say(f"{evidence_id}: {self.coder_id} coded it, so someone else verifies it.")
            return True
        if is_verified(self.file.claim(row)):
            self._say(f"{evidence_id}: verified already.")
            return False
        return not (self._show(row) and self._sign(row))

    def _waiting(self) -> list[str]:
        """Ids of the claims that this coder can verify and nobody has."""
        claims = [self.file.claim(row) for row in self.file.evidence]
        open_claims = [claim for claim in claims if not is_verified(claim)]
        others = [claim for claim in open_claims if claim.get("coder") != self.coder_id]
        self._say(
            f"{len(claims)} claims; {len(open_claims)} not verified; "
            f"{len(open_claims) - len(others)} of these coded by {self.coder_id}, "
            "which someone else verifies."
        )
        return [claim.get("evidence_id") or "" for claim in others]

    def _ask_about(self, evidence_id: str) -> tuple[Answer, bool]:
        """Asks until a claim is signed or left; returns the answer, and whether it is in doubt."""
        while True:
            row = self.file.find(evidence_id)
            if row is None or row.text("coder") == self.coder_id:
                self._say(f"{evidence_id} is no longer a claim of someone else in this file.")
                return "no", True
            found = self._show(row)
            answer = self._answer(_WITH_PASSAGE if found else _WITHOUT)
            if answer == "edit":
                self._edit()
            elif answer == "no":
                self._ask_why(evidence_id)
                return answer, True
            elif answer != "yes" or self._sign(row):
                return answer, not found

    def _show(self, row: Row) -> bool:
        """Shows a claim; returns whether its passage stands in the text."""
        claim = self.file.claim(row)
        self.console.rule(Text(visible(claim.get("evidence_id") or "no id")), align="left")
        if has_lapsed(claim):
            self._say(f"Verified by {claim['verified_by']}, and edited since.")
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
            words = f"{question} {' / '.join(allowed)}"
            given = str(typer.prompt(words, prompt_suffix=" > ")).strip().lower()
            fitting = [answer for answer in allowed if given and answer.startswith(given)]
            if len(fitting) == 1:
                return fitting[0]

    def _ask_why(self, evidence_id: str) -> None:
        note = str(
            typer.prompt("What is wrong?", default="", show_default=False, prompt_suffix=" > ")
        ).strip()
        self.refusals.append(f"{evidence_id}: {note or 'no reason given'}")

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
        editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
        if not editor:
            self._say("Set EDITOR to the name of your editor first.")
            return
        subprocess.run([*shlex.split(editor), str(self.file.path)], check=False)  # noqa: S603
        self._read_again()

    def _read_again(self) -> None:
        """Reads the file anew; where its form is broken now, the last good state is kept."""
        try:
            self.file = read_article_file(self.file.project, self.file.path, self.file.kind)
        except BadFileError as error:
            print_findings([error.finding], self.console)
            self._say("Edit it again; until its form is right nothing can be signed.")

    def _say(self, words: str) -> None:
        self.console.print(Text(visible(words)), soft_wrap=True)
