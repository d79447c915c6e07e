"""A claim beside its passage, for the person who compares the two."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from kabul_ties.schemas.table_schema import TableSchema
from kabul_ties.terminal import visible
from kabul_ties.verification import Quotation

_NOT_SHOWN = frozenset(
    {"passage_sha256", "passage_length", "codebook_version", "verified_by", "verified_on"}
    | {"verified_digest", "evidence_id"}
)


def offer_in_words(coder_id: str, obstacles: Sequence[str]) -> Iterator[str]:
    """How many claims are offered to a verifier, and why the others are not.

    Args:
        coder_id: Who verifies.
        obstacles: For each claim why that one cannot verify it; empty if they can.
    """
    counts = Counter(obstacles)
    offered = counts.pop("", 0)
    reasons = "".join(f"; {count} {reason}" for reason, count in counts.items())
    claims = "1 claim" if len(obstacles) == 1 else f"{len(obstacles)} claims"
    yield f"{claims}: {offered or 'none'} offered to {coder_id}{reasons}."
    if not offered:
        yield f"Nothing left for {coder_id} to verify."


def print_claim(
    console: Console,
    schema: TableSchema,
    claim: Mapping[str, str | None],
    quotation: Quotation,
    days: str,
) -> None:
    """Prints the claim on the left and its passage, within some of the text, on the right.

    Args:
        console: Where to.
        schema: The schema of ``evidence``, for the titles.
        claim: A row of evidence.
        quotation: Its passage.
        days: What its date rule gives; empty if it gives nothing.
    """
    table = Table(box=None, padding=(0, 2, 0, 0), expand=True)
    table.add_column("Claim", ratio=2)
    table.add_column("Passage", ratio=3)
    table.add_row(_claim(schema, claim, days), _passage(quotation))
    console.print(table)


def _claim(schema: TableSchema, claim: Mapping[str, str | None], days: str) -> Text:
    text = Text()
    for field in schema.of_origin("typed"):
        value = claim.get(field.name)
        if value and field.name not in _NOT_SHOWN:
            text.append(f"{field.title}: ", style="dim")
            text.append(f"{visible(value)}\n")
    text.append("Days: ", style="dim")
    text.append(visible(days) or "the date rule gives none", style="" if days else "red")
    return text


def _passage(quotation: Quotation) -> Text:
    text = Text()
    text.append(visible(quotation.before), style="dim")
    text.append("[", style="bold green")
    text.append(visible(quotation.passage), style="bold")
    text.append("]", style="bold green")
    text.append(visible(quotation.after), style="dim")
    return text
