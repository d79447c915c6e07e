"""``kabul-ties agreement``."""

import typer


def agreement() -> None:
    """Recompute from the raw codings how far two blind coders agree."""
    from pathlib import Path  # noqa: PLC0415

    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from kabul_ties.check import check_annotations  # noqa: PLC0415
    from kabul_ties.output.text import print_findings  # noqa: PLC0415
    from kabul_ties.paths import NoProjectError, find_project  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run  # noqa: PLC0415

    try:
        checked = check_annotations(find_project(Path.cwd()))
    except NoProjectError as error:
        could_not_run(str(error))
    if checked.findings:
        print_findings(checked.findings)
        raise typer.Exit(1)
    figures = checked.tables["agreement"]
    table = Table(*figures.columns, title="Agreement of two blind coders")
    for row in figures.iter_rows():
        table.add_row(*("–" if value is None else str(value) for value in row))
    Console().print(table)
