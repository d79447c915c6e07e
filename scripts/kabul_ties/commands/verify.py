"""``kabul-ties verify``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kabul_ties.commands.verifying import Verifier


def verify(
    source_id: Annotated[
        str,
        typer.Argument(metavar="SOURCE", help="The source whose claims are verified, or its file."),
    ],
    coder_id: Annotated[str, typer.Option("--by", help="Your id in coders.csv.")],
    text: Annotated[
        Path | None,
        typer.Option("--text", help="Text of the article. Default: sought in KABUL_TIES_TEXTS."),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option(help="Sign this evidence without being asked; for language models only."),
    ] = None,
) -> None:
    """Compare claims with their passages, and sign those that are right.

    Shows each claim of the source that is not verified, or was edited since, beside its passage,
    and asks: yes signs it, no leaves it, edit opens the file in $EDITOR, quit ends. A person is
    also shown what only a language model has verified. Whoever edits a claim becomes its coder.

    Exit code 0: no claim is in doubt; 1: one was refused, edited or left, or its passage was not
    found; 2: could not run.
    """
    import sys  # noqa: PLC0415

    from kabul_ties.commands.verifier import CannotVerifyError, prepared  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415

    try:
        verifier = prepared(source_id, text, coder_id)
    except CannotVerifyError as error:
        could_not_run(visible(str(error)))
    at_terminal = sys.stdin.isatty()
    if verifier.is_person and (accept or not at_terminal):
        could_not_run(
            "A person's check is made by reading: run this in a terminal, without --accept."
        )
    raise typer.Exit(1 if _in_doubt(verifier, accept or [], at_terminal=at_terminal) else 0)


def _in_doubt(verifier: "Verifier", accept: list[str], *, at_terminal: bool) -> int:
    """How many of the claims offered stay in doubt."""
    if accept:
        return sum(verifier.accept(evidence_id) for evidence_id in accept)
    if at_terminal:
        return verifier.walk()
    return verifier.show_all()
