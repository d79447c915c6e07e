"""Words to the terminal: colour only where there is one, control characters never."""

import sys
from typing import NoReturn

import typer

from kabul_ties.text import HIDDEN_CHARACTERS


def visible(text: str) -> str:
    """``text`` with controls and invisible characters as escapes, on one line."""
    shown = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t")
    shown = HIDDEN_CHARACTERS.sub(lambda match: ascii(match.group())[1:-1], shown)
    return shown.encode("utf-8", "backslashreplace").decode("utf-8")


def could_not_run(message: str) -> NoReturn:
    """Says why the command could not do its work, and ends with exit code 2."""
    typer.secho(message, err=True, fg="red" if sys.stderr.isatty() else None)
    raise typer.Exit(2)
