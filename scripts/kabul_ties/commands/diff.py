"""``kabul-ties diff``."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class DiffFormat(StrEnum):
    """Forms of the report."""

    text = "text"
    markdown = "markdown"
    json = "json"


def diff(
    old: Annotated[Path, typer.Argument(help="The earlier package: a folder or zip.")],
    new: Annotated[Path, typer.Argument(help="The later package: a folder or zip.")],
    output_format: Annotated[
        DiffFormat, typer.Option("--format", help="Form of the report.")
    ] = DiffFormat.text,
    full: Annotated[
        bool, typer.Option("--full", help="Show every line of long lists; JSON always does.")
    ] = False,
) -> None:
    """Compare two packages: rows, values, dates, fields and codes.

    Exit code 0: they hold the same; 1: they differ; 2: could not run.
    """
    from rich.console import Console  # noqa: PLC0415

    from kabul_ties.differences.comparison import compare  # noqa: PLC0415
    from kabul_ties.output import differences as output  # noqa: PLC0415
    from kabul_ties.package.archive import BadPackageError  # noqa: PLC0415
    from kabul_ties.package.edition import read_edition  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415

    try:
        differences = compare(read_edition(old), read_edition(new))
    except (BadPackageError, OSError, ValueError) as error:
        could_not_run(f"Could not compare: {visible(str(error))}")
    if output_format is DiffFormat.markdown:
        typer.echo(output.to_markdown(differences, full=full), nl=False)
    elif output_format is DiffFormat.json:
        typer.echo(output.to_json(differences), nl=False)
    else:
        console = Console(highlight=False, soft_wrap=True)
        for line in output.to_text(differences, full=full):
            console.print(line)
    raise typer.Exit(1 if differences else 0)
