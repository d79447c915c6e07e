"""How a rule is written."""

import inspect
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

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
_WITHOUT_DOCSTRINGS = sys.flags.optimize > 1  # PYTHONOPTIMIZE=2 drops them, and may drop no rule


def rule(table: str, field: str, message: str, mend: str = "") -> Callable[[Search], Search]:
    """Registers a search as a rule; its docstring's first line is the rule, the rest the reason."""

    def register(search: Search) -> Search:
        identifier = search.__name__.replace("_", "-")
        sentence, _, reason = inspect.cleandoc(search.__doc__ or "").partition("\n")
        if identifier in _RULES or not (sentence or _WITHOUT_DOCSTRINGS):
            raise ValueError(f"The rule {identifier} stands twice or does not say what holds.")
        reason = " ".join(reason.split())
        _RULES[identifier] = Rule(identifier, table, field, message, mend, sentence, reason, search)
        return search

    return register


def registered() -> dict[str, Rule]:
    """The rules of every module imported so far, by id."""
    return dict(_RULES)
