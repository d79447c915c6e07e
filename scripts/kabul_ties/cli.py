"""The command line: which commands there are. Each command imports what is heavy when it runs."""

from typing import Annotated

import typer

from kabul_ties.commands.agreement import agreement
from kabul_ties.commands.build import build
from kabul_ties.commands.diff import diff
from kabul_ties.commands.explain import explain
from kabul_ties.commands.format import format_files
from kabul_ties.commands.new import new_app
from kabul_ties.commands.passage import passage
from kabul_ties.commands.release import release
from kabul_ties.commands.validate import validate
from kabul_ties.commands.verify import verify

app = typer.Typer(
    help="How states deal with the Islamic Emirate of Afghanistan: check, build, compare the data.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(validate)
app.command()(build)
app.add_typer(new_app, name="new")
app.command(name="format")(format_files)
app.command()(passage)
app.command()(verify)
app.command()(diff)
app.command()(agreement)
app.command()(explain)
app.command()(release)


def _print_version(wanted: bool) -> None:
    if wanted:
        from kabul_ties import __version__  # noqa: PLC0415

        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def main(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    """How states deal with the Islamic Emirate of Afghanistan: check, build, compare the data."""
