"""``kabul-ties format``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from kabul_ties.finding import Finding


def format_files(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Files, or folders that hold some. Default: the whole data set."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; list the files that would change.")
    ] = False,
) -> None:
    """Bring annotation files and hand-kept tables into their one form.

    Order, indentation and quotes change; comments stay, and values but for Unicode form and white
    space at their ends. Exit code 0: done, or nothing to do; 1: files would change (with --check)
    or cannot be formatted; 2: could not run.
    """
    from kabul_ties.annotations.formatting import files_to_format, formatted  # noqa: PLC0415
    from kabul_ties.annotations.text_files import BadFileError  # noqa: PLC0415
    from kabul_ties.files import write_whole  # noqa: PLC0415
    from kabul_ties.paths import NoProjectError, find_project  # noqa: PLC0415
    from kabul_ties.schemas.table_schema import load_schemas  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415

    findings: list[Finding] = []
    changed = 0
    try:
        project = find_project(paths[0] if paths else Path.cwd())
        schemas = load_schemas(project.schema)
        for path in files_to_format(project, schemas, paths or [project.root]):
            try:
                before, after = formatted(project, schemas, path)
            except BadFileError as error:
                findings.append(error.finding)
                continue
            if after != before:
                changed += 1
                typer.echo(visible(path.relative_to(project.root).as_posix()))
                if not check:
                    write_whole(path, after)
    except (NoProjectError, OSError, ValueError, RuntimeError) as error:
        could_not_run(f"Could not format: {visible(str(error))}")
    _report(findings, changed, check=check)
    raise typer.Exit(1 if findings or (check and changed) else 0)


def _report(findings: "list[Finding]", changed: int, *, check: bool) -> None:
    if findings:
        from kabul_ties.output.text import print_findings  # noqa: PLC0415

        print_findings(findings)
    files = "1 file" if changed == 1 else f"{changed} files"
    typer.echo(f"{files} would change." if check else f"{files} changed.")
