"""``kabul-ties validate``."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kabul_ties.finding import Finding


class OutputFormat(StrEnum):
    """Forms of the report."""

    text = "text"
    github = "github"
    json = "json"
    sarif = "sarif"


def validate(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="A clone, or built packages (folder or zip). Default: this clone."),
    ] = None,
    output_format: Annotated[
        OutputFormat, typer.Option("--format", help="Form of the report.")
    ] = OutputFormat.text,
    output: Annotated[
        Path | None, typer.Option("--output", help="Write the report to this file as well.")
    ] = None,
) -> None:
    """Check annotations, or built packages: says what is wrong, where, and how to mend it.

    Exit code 0: valid; 1: there are findings; 2: could not run.
    """
    from kabul_ties.terminal import could_not_run  # noqa: PLC0415

    findings: list[Finding] = []
    try:
        for path in paths or [Path.cwd()]:
            findings.extend(_findings(path))
    except (OSError, ValueError, RuntimeError, LookupError) as error:
        could_not_run(f"Could not validate: {error}")
    _report(findings, output_format, output)
    raise typer.Exit(1 if findings else 0)


def _findings(path: Path) -> "list[Finding]":
    """What is wrong with a package, or with the annotations of the project around ``path``."""
    if not path.exists():
        raise FileNotFoundError(f"{path} does not exist.")
    if path.suffix == ".zip" or (path / "datapackage.json").exists():
        from kabul_ties.package.checks import package_findings  # noqa: PLC0415

        return package_findings(path)
    from kabul_ties.check import check_annotations  # noqa: PLC0415
    from kabul_ties.paths import NoProjectError, find_project  # noqa: PLC0415

    try:
        project = find_project(path)
    except NoProjectError as error:
        raise LookupError(str(error)) from error
    return check_annotations(project, agreement=False).findings


def _report(findings: "list[Finding]", output_format: OutputFormat, output: Path | None) -> None:
    if output_format is OutputFormat.text:
        from rich.console import Console  # noqa: PLC0415

        from kabul_ties.output.text import print_findings  # noqa: PLC0415

        print_findings(findings)
        if output:
            with output.open("w", encoding="utf-8") as file:
                print_findings(findings, Console(file=file, soft_wrap=True, color_system=None))
        if not findings:
            typer.echo("Valid.")
        return
    text = _machine_text(findings, output_format)
    typer.echo(text, nl=False)
    if output:
        output.write_text(text, encoding="utf-8")


def _machine_text(findings: "list[Finding]", output_format: OutputFormat) -> str:
    from kabul_ties import __version__  # noqa: PLC0415
    from kabul_ties.output import machine  # noqa: PLC0415

    if output_format is OutputFormat.github:
        return machine.to_github(findings)
    if output_format is OutputFormat.json:
        return machine.to_json(findings)
    return machine.to_sarif(findings, __version__)
