"""``kabul-ties release``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kabul_ties.release.plan import Plan


def release(
    version: Annotated[str, typer.Argument(help="The version to release, such as 0.2.0.")],
    against: Annotated[
        Path | None,
        typer.Option("--against", help="Package to compare with. Default: the last tag's."),
    ] = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Check everything, show what would happen, write nothing."),
    ] = False,
) -> None:
    """Prepare a release: check everything, then write versions, registry, changelog, package, zip.

    Runs no git command that changes anything: it says which come next. Exit code 0: done; 1:
    something stands against the release, nothing was written; 2: could not run.
    """
    from kabul_ties.clock import today  # noqa: PLC0415
    from kabul_ties.output.text import print_findings  # noqa: PLC0415
    from kabul_ties.paths import NoProjectError, find_project  # noqa: PLC0415
    from kabul_ties.release.plan import ReleaseFindingsError, prepare  # noqa: PLC0415
    from kabul_ties.release.versions import ReleaseError  # noqa: PLC0415
    from kabul_ties.release.writing import write  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run  # noqa: PLC0415

    try:
        project = find_project(Path.cwd())
        plan = prepare(project, version, against, today())
        written = [] if dry_run else write(plan, project)
    except ReleaseError as error:
        if isinstance(error, ReleaseFindingsError):
            print_findings(error.findings)
        typer.secho(_escaped(str(error)), err=True, fg="red")
        typer.echo("Nothing was written.", err=True)
        raise typer.Exit(1) from error
    except (NoProjectError, OSError, ValueError) as error:
        could_not_run(_escaped(f"Could not release: {error} Nothing was written."))
    _say(plan, written)


def _escaped(text: str) -> str:
    from kabul_ties.terminal import visible  # noqa: PLC0415

    return "\n".join(visible(line) for line in text.splitlines())


def _say(plan: "Plan", written: list[Path]) -> None:
    from rich.console import Console  # noqa: PLC0415

    from kabul_ties.output.differences import to_text  # noqa: PLC0415

    if plan.differences is None:
        typer.echo("The first release: there is nothing to compare with.")
    else:
        console = Console(highlight=False, soft_wrap=True)
        for line in to_text(plan.differences, full=False):
            console.print(line)
    paths = written or [*map(Path, plan.texts), Path("dataset/package")]
    typer.echo("\nWritten:" if written else "\nWould be written:")
    for path in paths:
        typer.echo(f"  {path.as_posix()}")
    typer.echo(f"  SHA-256 of {plan.archive_name}: {plan.sums.split()[0]}")
    typer.echo(_next_commands(plan) if written else "\nNothing was written (--dry-run).")


def _next_commands(plan: "Plan") -> str:
    tag = f"v{plan.version}"
    commands = [
        f"git add {' '.join(sorted(plan.texts))} dataset/package",
        f"git commit -m 'Release {plan.version}'",
        f"git tag -a {tag} -m 'Kabul Ties {plan.version}'",
        f"git push origin HEAD {tag}",
    ]
    return "\nNext:\n" + "\n".join(f"  {command}" for command in commands)
