"""How a rule is written, and how all of them are applied."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import polars as pl

from kabul_ties.finding import Finding
from kabul_ties.rows import ROW, RawTable

Tables = Mapping[str, pl.DataFrame]
"""Typed, computed tables by name."""

Search = Callable[[Tables], pl.DataFrame]
"""Gives the rows that break a rule: ``row`` and every column that the message names."""


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold for the rows of one table.

    Attributes:
        id: The function's name with hyphens; states what holds.
        table: The table whose rows are to blame.
        field: The field that a finding points to.
        message: What is wrong, with columns of the broken row in braces.
        mend: How to mend it, likewise.
        sentence: The rule in one sentence.
        reason: Why it exists.
        broken_rows: The search.
    """

    id: str
    table: str
    field: str
    message: str
    mend: str
    sentence: str
    reason: str
    broken_rows: Search


_RULES: dict[str, Rule] = {}


def rule(table: str, field: str, message: str, mend: str = "") -> Callable[[Search], Search]:
    """Registers a search as a rule; its docstring's first line is the rule, the rest the reason."""

    def register(search: Search) -> Search:
        identifier = search.__name__.replace("_", "-")
        sentence, _, reason = inspect.cleandoc(search.__doc__ or "").partition("\n")
        if identifier in _RULES or not sentence:
            raise ValueError(f"The rule {identifier} stands twice or does not say what holds.")
        reason = " ".join(reason.split())
        _RULES[identifier] = Rule(identifier, table, field, message, mend, sentence, reason, search)
        return search

    return register


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its id."""
    from kabul_ties.rules import (  # noqa: F401, PLC0415  (importing a module registers its rules)
        actions,
        dates,
        evidence,
        ids,
        relations,
        sources,
        verification,
        vocabularies,
    )

    return dict(_RULES)


def apply_rules(tables: Tables, raw_tables: Mapping[str, RawTable]) -> list[Finding]:
    """Applies every rule to complete tables.

    Args:
        tables: Typed tables with computed columns; hand-kept and typed ones with ``row``.
        raw_tables: The same as text, to say where a broken row stands.

    Raises:
        RuntimeError: A rule crashed, which is our bug and never a verdict.
    """
    findings: list[Finding] = []
    for each in all_rules().values():
        try:
            broken = each.broken_rows(tables)
        except Exception as error:
            raise RuntimeError(f"The rule {each.id} crashed: {error}") from error
        findings.extend(
            _finding(each, facts, raw_tables[each.table]) for facts in broken.iter_rows(named=True)
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
