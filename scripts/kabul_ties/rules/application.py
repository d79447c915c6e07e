"""All named rules, and how they are applied."""

from collections.abc import Mapping

from kabul_ties.finding import MOST_FINDINGS, Finding
from kabul_ties.rows import ROW, RawTable
from kabul_ties.rules import (  # noqa: F401  (importing a module registers its rules)
    actions,
    completeness,
    conclusions,
    dates,
    dating,
    evidence,
    ids,
    likeness,
    phrases,
    relations,
    sources,
    verification,
    vocabularies,
)
from kabul_ties.rules.registry import Rule, Tables, registered

ALL_RULES: Mapping[str, Rule] = registered()
"""Every named rule by its id."""


def apply_rules(tables: Tables, raw_tables: Mapping[str, RawTable]) -> list[Finding]:
    """Applies every rule to complete tables.

    Args:
        tables: Typed tables with computed columns; hand-kept and typed ones with ``row``.
        raw_tables: The same as text, to say where a broken row stands.

    Raises:
        RuntimeError: A rule crashed, which is our bug and never a verdict.
    """
    findings: list[Finding] = []
    for each in ALL_RULES.values():
        try:
            broken = each.broken_rows(tables)
        except Exception as error:
            raise RuntimeError(f"The rule {each.id} crashed: {error}") from error
        findings.extend(
            _finding(each, facts, raw_tables[each.table])
            for facts in broken.head(MOST_FINDINGS).iter_rows(named=True)
        )
    return findings


def _finding(broken: Rule, facts: Mapping[str, object], raw: RawTable) -> Finding:
    row = facts[ROW]
    if not isinstance(row, int):
        raise TypeError(f"The rule {broken.id} gives no row number.")
    value = raw.text(row, broken.field) if broken.field in raw.frame.columns else None
    return Finding(
        raw.places.place(row, broken.field),
        broken.id,
        broken.message.format(**facts),
        value,
        mend=broken.mend.format(**facts),
        layer="rules",
    )
