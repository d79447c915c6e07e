"""Our structure layer and frictionless give the same verdicts on thousands of broken cells."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import pytest

from kabul_ties.check import Checked, check_annotations
from kabul_ties.finding import Place
from kabul_ties.package.csv_files import canonical_csv
from kabul_ties.paths import Project
from kabul_ties.rows import RawTable, RowCollector
from kabul_ties.schemas.table_schema import Field, Schemas
from kabul_ties.structure import check_structure
from mutations import KINDS, Cells, Mutation, csv_cells, csv_text, mutated
from samples import REPOSITORY, copy_sample

SEED = 20210815
COPIES = {"sample": 10, "repository": 5}
SHARE = 0.16

CONSTRAINT_OF_RULE = {
    "value-is-given": "required",
    "value-has-its-type": "type",
    "value-is-a-code": "enum",
    "value-fits-its-pattern": "pattern",
    "value-is-unique": "unique",
    "key-is-unique": "key",
    "reference-exists": "reference",
    "text-is-long-enough": "minLength",
    "text-is-short-enough": "maxLength",
    "number-is-large-enough": "minimum",
    "number-is-small-enough": "maximum",
}
"""What frictionless calls what our rules find; rules that are not here are ours alone."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One cell (or, with the constraint ``key``, one row) that breaks one constraint."""

    table: str
    row: int
    field: str
    constraint: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A verdict that only one of the two gives.

    Attributes:
        verdict: The verdict.
        only: Who gives it: ``ours`` or ``frictionless``.
        field: The field's schema.
        text: What stands in the cell.
        ours, theirs: All that each finds wrong with the cell.
    """

    verdict: Verdict
    only: str
    field: Field
    text: str
    ours: frozenset[str]
    theirs: frozenset[str]


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was found on all copies."""

    mutations: list[Mutation]
    agreed: Counter[str]
    agreed_by_kind: Counter[str]
    unexplained: list[Difference]
    explained: Counter[str]


Condition = Callable[[Difference], bool]
