"""``kabul-ties validate``."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kabul_ties.check import Checked
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
        typer.Argument(help="Clones, or built packages (folder or zip). Default: this clone."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="REV", help="Report only what was not wrong at REV."),
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
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415

    try:
        judged = [_judged(target, since) for target in _targets(paths)]
    except (OSError, ValueError, RuntimeError, LookupError) as error:
        could_not_run(f"Could not validate: {visible(str(error))}")
    findings = [finding for found, _ in judged for finding in found]
    try:
        _report(findings, [remark for _, remark in judged if remark], output_format, output)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the verdict stands
    except OSError as error:
        could_not_run(f"Could not write the report: {visible(str(error))}")
    raise typer.Exit(1 if findings else 0)


def _targets(paths: list[Path] | None) -> list[Path]:
    """Each package and each project once; any path inside a project stands for all of it.

    Rules look across files, so that no file is valid by itself.
    """
    from kabul_ties.package.recognise import package_at  # noqa: PLC0415
    from kabul_ties.paths import find_project  # noqa: PLC0415

    targets: dict[Path, None] = {}
    for path in paths or [Path.cwd()]:
        if not path.exists():
            raise FileNotFoundError(f"{path} does not exist.")
        targets[package_at(path) or find_project(path).root] = None
    return list(targets)


def _judged(target: Path, since: str | None) -> "tuple[list[Finding], str]":
    """What is wrong with a package or a project's annotations, and what was not looked at."""
    from kabul_ties.package.recognise import package_at  # noqa: PLC0415

    if package_at(target):
        from kabul_ties.package.checks import package_findings  # noqa: PLC0415

        return package_findings(target), ""
    from kabul_ties.check import check_annotations  # noqa: PLC0415
    from kabul_ties.paths import Project  # noqa: PLC0415

    if since:
        from kabul_ties.since import findings_since  # noqa: PLC0415

        return findings_since(Project(target), since), ""
    checked = check_annotations(Project(target), agreement=False)
    return checked.findings, _remark(checked)


def _remark(checked: "Checked") -> str:
    if not checked.complete:
        return "Further rules run once these are mended."
    if checked.uncompared:
        return (
            f"{checked.uncompared} passages were not compared with their articles, whose texts are "
            "not at hand: see KABUL_TIES_TEXTS in the README."
        )
    return ""


def _report(
    findings: "list[Finding]", remarks: list[str], output_format: OutputFormat, output: Path | None
) -> None:
    if output_format is OutputFormat.text:
        from rich.console import Console  # noqa: PLC0415

        from kabul_ties.output.text import print_findings  # noqa: PLC0415

        print_findings(findings)
        if output:
            with output.open("w", encoding="utf-8") as file:
                console = Console(file=file, soft_wrap=True, color_system=None)
                print_findings(findings, console, most=None)
        for line in ([] if findings else ["Valid."]) + remarks:
            typer.echo(line)
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
