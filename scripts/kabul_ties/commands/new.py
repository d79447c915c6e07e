"""``kabul-ties new article`` and ``kabul-ties new action``."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Collection

    from kabul_ties.annotations.blank import Filled
    from kabul_ties.paths import Project
    from kabul_ties.schemas.table_schema import Schemas

new_app = typer.Typer(help="Write a blank annotation file to fill.", no_args_is_help=True)


@new_app.command()
def article(
    source_id: Annotated[
        str, typer.Argument(help="Name of the source, such as khaama-2022-moscow-embassy.")
    ],
    text: Annotated[
        Path | None, typer.Option("--text", help="File with the text; its digest is filled in.")
    ] = None,
    coder: Annotated[str | None, typer.Option("--by", help="Your id in coders.csv.")] = None,
) -> None:
    """Write dataset/articles/SOURCE_ID.yaml, with every field and what belongs there."""
    from kabul_ties import new_files  # noqa: PLC0415
    from kabul_ties.clock import today  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415
    from kabul_ties.texts import read_article  # noqa: PLC0415

    project, schemas = _project()
    try:
        new_files.check_source_id(source_id, schemas["sources"].by_name["source_id"])
        if source_id in new_files.registered(project, schemas, "sources"):
            raise ValueError(f"{source_id} was released once; a name is never used again.")
        if coder is not None:
            new_files.check_id("coder", coder, new_files.ids(project, schemas, "coders"), "coders")
        source = {"retrieved": today().isoformat()}
        if text is not None:
            source["text_sha256"] = read_article(text).sha256
        evidence = {
            "evidence_id": f"{source_id}-e01",
            "coded_on": today().isoformat(),
            "codebook_version": _codebook_version(project),
            "coder": coder or "",
        }
        path = new_files.article_path(project, source_id)
        filled = {"source": source, "evidence": evidence}
        _write(project, schemas, "article", path, filled, open_lists=("evidence",))
    except (OSError, ValueError) as error:
        could_not_run(visible(str(error)))
    _say_next(
        project,
        path,
        "For each claim: kabul-ties passage --text FILE, and paste the passage.",
        "A further claim is a further entry, -e02 and so on; no claim: delete the entry.",
    )


@new_app.command()
def action(
    country_id: Annotated[str, typer.Argument(help="The counterpart's code, such as KAZ.")],
    year: Annotated[
        int | None, typer.Option(help="Year of the act as first believed. Default: this year.")
    ] = None,
    action_type: Annotated[
        str | None, typer.Option("--type", help="A code of schema/vocabularies/action_types.csv.")
    ] = None,
) -> None:
    """Write dataset/actions/COUNTRY_ID/ID.yaml under the next free id."""
    from kabul_ties import new_files  # noqa: PLC0415
    from kabul_ties.clock import today  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415

    project, schemas = _project()
    try:
        countries = new_files.ids(project, schemas, "countries")
        new_files.check_id("country", country_id, countries, "countries")
        if action_type is not None:
            types = new_files.ids(project, schemas, "action_types")
            new_files.check_id("type", action_type, types, "action_types")
        year = today().year if year is None else year
        new_files.check_year(year, today())
        released = new_files.registered(project, schemas, "actions")
        used = [*new_files.action_ids(project, country_id), *released]
        path = new_files.action_path(project, new_files.next_action_id(country_id, year, used))
        filled = {"action": {"country_id": country_id, "action_type": action_type or ""}}
        _write(project, schemas, "action", path, filled)
    except (OSError, ValueError) as error:
        could_not_run(visible(str(error)))
    _say_next(
        project, path, f"Set action_id: {path.stem} at the evidence that the action rests on."
    )


def _project() -> "tuple[Project, Schemas]":
    from kabul_ties.paths import NoProjectError, find_project  # noqa: PLC0415
    from kabul_ties.schemas.table_schema import load_schemas  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run  # noqa: PLC0415

    try:
        project = find_project(Path.cwd())
        return project, load_schemas(project.schema)
    except (NoProjectError, OSError, ValueError) as error:
        could_not_run(str(error))


def _codebook_version(project: "Project") -> str:
    from kabul_ties.schemas.table_schema import read_json  # noqa: PLC0415

    return str(read_json(project.schema / "descriptor.json")["codebook_version"])


def _write(
    project: "Project",
    schemas: "Schemas",
    kind: str,
    path: Path,
    filled: "Filled",
    *,
    open_lists: "Collection[str]" = (),
) -> None:
    from kabul_ties.annotations.blank import blank_file  # noqa: PLC0415
    from kabul_ties.annotations.kinds import annotation_kinds  # noqa: PLC0415
    from kabul_ties.files import write_new  # noqa: PLC0415

    text = blank_file(annotation_kinds(schemas)[kind], filled, open_lists)
    try:
        write_new(path, text)
    except FileExistsError as error:
        name = path.relative_to(project.root).as_posix()
        raise ValueError(f"{name} is there already; it is left as it is.") from error


def _say_next(project: "Project", path: Path, *steps: str) -> None:
    typer.echo(f"Wrote {path.relative_to(project.root).as_posix()}. Next:")
    for number, step in enumerate(("Fill it.", *steps, "kabul-ties validate"), 1):
        typer.echo(f"  {number}. {step}")
