"""``kabul-ties explain``."""

from typing import Annotated

import typer


def explain(
    rule: Annotated[
        str | None,
        typer.Argument(help="Id of a rule, or a code of a vocabulary. Default: all rules."),
    ] = None,
) -> None:
    """Show a rule: what it says, why it exists, a broken input and the same mended.

    Of a code (until-weekday, delisting) it shows definition, example and counter-example.
    """
    from kabul_ties.finding import nearest_first  # noqa: PLC0415
    from kabul_ties.rules.catalogue import catalogue  # noqa: PLC0415
    from kabul_ties.terminal import could_not_run, visible  # noqa: PLC0415

    rules = catalogue()
    if rule is None:
        for text in rules.values():
            typer.echo(f"{text.id}: {text.sentence}")
        return
    if rule not in rules:
        entries = _code_entries(rule)
        if entries:
            typer.echo("\n\n".join(entries))
            return
        nearest = ", ".join(nearest_first(rule, rules)[:3])
        could_not_run(f"There is no rule {visible(rule)}. The nearest are: {nearest}.")
    _print_rule(rule)


def _print_rule(rule: str) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    from kabul_ties.gallery import example, gallery_folder  # noqa: PLC0415
    from kabul_ties.rules.catalogue import catalogue  # noqa: PLC0415

    text = catalogue()[rule]
    console = Console(highlight=False, soft_wrap=True)
    console.print(Text(text.id, style="bold"), Text(f"({text.layer})"))
    console.print(Text(text.sentence))
    if text.reason:
        console.print(Text(text.reason))
    lines = list(example(rule, gallery_folder()))
    if lines:
        console.print(Text("\nBroken (-) and mended (+), from the tests:", style="bold"))
    for line in lines:
        style = {"-": "red", "+": "green"}.get(line[:1], "")
        console.print(Text(line, style=style))


def _code_entries(code: str) -> list[str]:
    """The entries of a code in the vocabularies that came with this program."""
    import csv  # noqa: PLC0415

    from kabul_ties.paths import own_project  # noqa: PLC0415

    entries = []
    for path in sorted((own_project().schema / "vocabularies").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                if row["code"] == code:
                    lines = [f"{name}: {text}" for name, text in row.items() if text]
                    entries.append("\n".join([f"vocabulary: {path.stem}", *lines]))
    return entries
