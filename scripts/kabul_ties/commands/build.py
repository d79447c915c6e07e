"""``kabul-ties build``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kabul_ties.check import Checked
    from kabul_ties.paths import Project


def build(
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", help="Folder of the package. Default: dataset/package of this clone."
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing: say whether the folder is up to date.")
    ] = False,
) -> None:
    """Build the package from the annotations, or check that it is what they give.

    Exit code 0: built, or up to date; 1: the annotations have findings, or the package differs; 2:
    could not run.
    """
    from kabul_ties.paths import NoProjectError, find_project  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run  # noqa: PLC0415

    try:
        project = find_project(Path.cwd())
        target = out or project.package
        if not check:
            _refuse_foreign(target, project)
        checked, files = _built(project)
        if check:
            _compare(files, target, checked)
        else:
            _publish(files, target, checked)
    except typer.Exit:  # a RuntimeError, which must pass
        raise
    except (NoProjectError, OSError, ValueError, RuntimeError) as error:
        could_not_run(f"Could not build: {error} Nothing was written.")


def _refuse_foreign(target: Path, project: "Project") -> None:
    """FileExistsError unless the target is free, a package, or the project's own place for one."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise FileExistsError(f"{target} is not a folder, or a link to one; name a folder.")
    is_own = target.resolve() == project.package.resolve()
    if target.exists() and not is_own and any(target.iterdir()) and not _is_package(target):
        raise FileExistsError(f"{target} holds files and is no package of Kabul Ties.")


def _is_package(folder: Path) -> bool:
    import json  # noqa: PLC0415

    try:
        document = json.loads((folder / "datapackage.json").read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(document, dict) and document.get("name") == "kabul-ties"


def _built(project: "Project") -> "tuple[Checked, Mapping[str, bytes]]":
    """The checked tables and the package's files; ends with exit code 1 if there are findings."""
    from rich.console import Console  # noqa: PLC0415

    from kabul_ties.check import check_annotations  # noqa: PLC0415
    from kabul_ties.output.text import print_findings  # noqa: PLC0415
    from kabul_ties.package.builder import package_files  # noqa: PLC0415

    # a spinner on a terminal, and nothing in a log
    with Console(stderr=True).status("Checking the annotations") as status:
        checked = check_annotations(project)
        status.update("Building the package")
        files = {} if checked.findings else package_files(checked, project)
    if checked.findings:
        print_findings(checked.findings)
        typer.echo("The annotations are not valid: nothing written.", err=True)
        raise typer.Exit(1)
    return checked, files


def _publish(files: "Mapping[str, bytes]", target: Path, checked: "Checked") -> None:
    from rich.console import Console  # noqa: PLC0415

    from kabul_ties.output.text import print_findings  # noqa: PLC0415
    from kabul_ties.package.publish import publish  # noqa: PLC0415
    from kabul_ties.package.second_opinion import RejectedError, accept  # noqa: PLC0415

    try:
        with Console(stderr=True).status("Asking frictionless, then publishing"):
            publish(files, target, accept)
    except RejectedError as error:
        print_findings(error.findings)
        typer.echo("frictionless does not accept the package: nothing written.", err=True)
        raise typer.Exit(1) from error
    _summarise(files, target, checked)


def _summarise(files: "Mapping[str, bytes]", target: Path, checked: "Checked") -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    from kabul_ties.terminal import visible  # noqa: PLC0415

    table = Table("table", box=None, pad_edge=False)
    table.add_column("rows", justify="right")
    for name, frame in checked.tables.items():
        table.add_row(name, str(len(frame)))
    Console().print(table)
    typer.echo(f"{len(files)} files in {visible(str(target))}")


def _compare(files: "Mapping[str, bytes]", target: Path, checked: "Checked") -> None:
    from kabul_ties.package.comparison import compare  # noqa: PLC0415
    from kabul_ties.terminal import visible  # noqa: PLC0415

    comparison = compare(files, target, checked.schemas)
    if comparison.remark:
        typer.echo(comparison.remark)
    for difference in comparison.differences:
        typer.echo(visible(f"{target / difference.path}: {difference.kind}"))
    if comparison.differences:
        typer.echo(
            "The package is not what the annotations give: run `kabul-ties build`.", err=True
        )
        raise typer.Exit(1)
    typer.echo(f"{visible(str(target))} is what the annotations give.")
