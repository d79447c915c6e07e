"""Findings as text: grouped by file, coloured on a terminal, none hidden."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from rich.console import Console
from rich.text import Text

from kabul_ties.finding import Finding
from kabul_ties.terminal import visible

SHOWN_CHOICES = 5
SHOWN_FINDINGS = 200


def print_findings(
    findings: Sequence[Finding],
    console: Console | None = None,
    *,
    most: int | None = SHOWN_FINDINGS,
) -> None:
    """Prints findings, and how many there are.

    Args:
        findings: In the order in which they are shown; those of one file stand together.
        console: Where to; standard output if None. Colour only on a terminal.
        most: How many are written out; the others are counted by rule. None for all.
    """
    console = console or Console(highlight=False, soft_wrap=True)
    for line in render(findings, most):
        console.print(line)


def render(findings: Sequence[Finding], most: int | None = None) -> Iterator[Text]:
    """The lines of the report; see ``print_findings``."""
    for file, in_file in groupby(findings[:most], key=lambda finding: finding.place.file):
        yield Text(visible(file), style="bold underline")
        for finding in in_file:
            yield from _lines(finding)
        yield Text()
    if most is not None and len(findings) > most:
        yield from _counted(findings[most:])
    if findings:
        files = len({finding.place.file for finding in findings})
        yield Text(f"{_count(len(findings), 'finding')} in {_count(files, 'file')}.", style="bold")


def _counted(findings: Sequence[Finding]) -> Iterator[Text]:
    """How often each rule is broken by findings that are not written out."""
    yield Text("Not written out here (--output FILE writes all):", style="bold")
    for rule, count in Counter(finding.rule for finding in findings).most_common():
        yield Text(f"  {count:>7}  {rule}")
    yield Text()


def _lines(finding: Finding) -> Iterator[Text]:
    head = Text("  ")
    head.append(visible(str(finding.place)), style="cyan")
    head.append(f"  {finding.rule}", style="bold red")
    yield head
    yield Text(f"      {visible(finding.message)}")
    if finding.value is not None:
        yield Text(f"      found:   {shortened(visible(finding.value))}")
    if finding.allowed:
        yield Text(f"      allowed: {choices(finding)}", style="green")
    if finding.mend:
        yield Text(f"      mend:    {visible(finding.mend)}", style="green")


def choices(finding: Finding) -> str:
    """What is allowed, nearest match first, as one phrase."""
    shown = [visible(choice) for choice in finding.allowed[:SHOWN_CHOICES]]
    more = len(finding.allowed) - len(shown)
    return ", ".join(shown) + (f" … and {more} more" if more else "")


def shortened(value: str, longest: int = 200) -> str:
    """``value``, cut in the middle where it is very long."""
    if len(value) <= longest:
        return value
    half = longest // 2
    return f"{value[:half]} … {value[-half:]} ({len(value)} characters)"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("s" if number != 1 else "")
