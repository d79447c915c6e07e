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
    rich_markup_mode=None,  # help in colour takes as long as all the rest of the start
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command(short_help="Check annotations or packages.")(validate)
app.command(short_help="Build the package, or check it.")(build)
app.add_typer(new_app, name="new")
app.command(name="format", short_help="Bring files into their one form.")(format_files)
app.command(short_help="Print the digest of a passage.")(passage)
app.command(short_help="Compare claims with passages, and sign.")(verify)
app.command(short_help="Compare two packages.")(diff)
app.command(short_help="Measure how far two coders agree.")(agreement)
app.command(short_help="Show a rule with an example.")(explain)
app.command(short_help="Prepare a release.")(release)


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
