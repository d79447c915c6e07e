"""``kabul-ties passage``."""

import sys
from pathlib import Path
from typing import Annotated

import typer

_SHOWN = 60
"""Characters shown of what differs."""


def passage(
    text: Annotated[Path, typer.Option("--text", help="File with the text of the article.")],
    words: Annotated[
        str | None,
        typer.Argument(
            metavar="[PASSAGE]",
            help="The passage, copied from the article; - reads it from standard input.",
        ),
    ] = None,
) -> None:
    """Print the digest of a passage, or of a whole text, ready to paste into an article's file.

    The passage may differ from the text in white space, quotes, dashes and marks that cannot be
    seen. Exit code 0: it stands in the text; 1: it does not; 2: could not run.
    """
    from kabul_ties.passages import find_passage, normalise, passage_of  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run  # noqa: PLC0415
    from kabul_ties.texts import read_article  # noqa: PLC0415

    try:
        article = read_article(text)
        given = _given(words)
    except (OSError, ValueError) as error:
        could_not_run(f"Could not read: {error}")
    if given is None:
        typer.echo(f"text_sha256: {article.sha256}")
        return
    if not normalise(given):
        could_not_run("The passage is empty.")
    found = passage_of(given)
    if find_passage(article.text, found.sha256, found.length) is None:
        _say_nearest(normalise(article.text), normalise(given))
        raise typer.Exit(1)
    typer.echo(f"passage_sha256: {found.sha256}\npassage_length: {found.length}")


def _given(words: str | None) -> str | None:
    """The passage from the argument, or from standard input if something is piped in."""
    if words == "-" or (words is None and not sys.stdin.isatty()):
        return sys.stdin.buffer.read().decode("utf-8") or None
    return words


def _say_nearest(text: str, passage: str) -> None:
    """Says where the passage comes nearest to the text; both are normalised."""
    from difflib import SequenceMatcher  # noqa: PLC0415

    from kabul_ties.terminal import visible  # noqa: PLC0415

    run = SequenceMatcher(None, text, passage, autojunk=False).find_longest_match()
    in_text, in_passage = run.a + run.size, run.b + run.size
    typer.echo("The passage does not stand in the text.", err=True)
    if not run.size:
        return
    typer.echo(f"  longest part that does: {visible(text[run.a : in_text])}", err=True)
    typer.echo(
        f"  the text goes on:       {visible(text[in_text:][:_SHOWN]) or '(it ends)'}", err=True
    )
    rest = passage[in_passage:][:_SHOWN]
    typer.echo(f"  the passage goes on:    {visible(rest) or '(it ends)'}", err=True)
    if run.b:
        typer.echo(f"  and begins with:        {visible(passage[: run.b][:_SHOWN])}", err=True)
