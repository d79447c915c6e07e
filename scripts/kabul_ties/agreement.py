"""How far two blind coders agree, recomputed from their raw codings alone.

Rows of two coders are matched one to one within a source, by country and overlapping passages.
Found acts are compared by precision, recall and F1 of the second coder against the first (in the
order of their ids); an alpha over the union of found acts would mean nothing. On the matched rows,
each field has its percentage agreement and Krippendorff's alpha for nominal data.

Source: K. Krippendorff, Content Analysis, 3rd ed. (2013), chapter 12; percentile bootstrap over
sources after Efron and Tibshirani, An Introduction to the Bootstrap (1993).
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

RESAMPLES = 1000
_SEED = 20210815
_FIELDS = ("claimed_type", "milestone", "stance", "attributed_to", "date")

Row = Mapping[str, Any]
Pair = tuple[Row, Row]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of one source, or summed over several.

    Attributes:
        first, second: Rows of the first and of the second coder.
        matched: Rows that both have.
        differing: Per field, matched rows on which the two differ.
        values: Per field, how often each value stands among both coders' matched rows.
    """

    first: int = 0
    second: int = 0
    matched: int = 0
    differing: Counter[str] = field(default_factory=Counter)
    values: Mapping[str, Counter[str]] = field(default_factory=dict)


def total(tallies: Iterable[Tally]) -> Tally:
    """The counts of several sources together."""
    first = second = matched = 0
    differing: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {name: Counter() for name in _FIELDS}
    for each in tallies:
        first += each.first
        second += each.second
        matched += each.matched
        differing.update(each.differing)
        for name, counts in each.values.items():
            values[name].update(counts)
    return Tally(first, second, matched, differing, values)


Measure = Callable[[Tally], float | None]


def agreement_table(codings: pl.DataFrame) -> pl.DataFrame:
    """The table ``agreement``: every measure with its bootstrap interval, per codebook version.

    Args:
        codings: Typed codings with dates. Sources that only one coder has coded do not count; of
            more than two coders, the first two in the order of their ids are compared.
    """
    rows: list[tuple[Any, ...]] = []
    for version in codings["codebook_version"].unique().sort():
        tallies = list(_tallies(codings.filter(pl.col("codebook_version") == version)))
        if tallies:
            rows.extend((version, *measured) for measured in _measured(tallies))
    columns = {
        "codebook_version": pl.String, "measure": pl.String, "unit": pl.String,
        "value": pl.Float64, "low": pl.Float64, "high": pl.Float64,
        "sources": pl.Int64, "units": pl.Int64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=columns, orient="row")


def _tallies(codings: pl.DataFrame) -> Iterator[Tally]:
    for _, source in codings.sort("source_id", "coder", "number").group_by(
        "source_id", maintain_order=True
    ):
        coders = source["coder"].unique().sort().to_list()
        if len(coders) > 1:
            first, second = (
                list(source.filter(pl.col("coder") == coder).iter_rows(named=True))
                for coder in coders[:2]
            )
            yield tally(first, second)


def tally(first: Sequence[Row], second: Sequence[Row]) -> Tally:
    """Matches the rows of two coders of one source and counts where they agree."""
    pairs = match(first, second)
    differing: Counter[str] = Counter()
    values: dict[str, Counter[str]] = {name: Counter() for name in _FIELDS}
    for pair in pairs:
        for name in _FIELDS:
            one, other = (_value(row, name) for row in pair)
            values[name].update((one, other))
            differing[name] += one != other
    return Tally(len(first), len(second), len(pairs), differing, values)


def match(first: Sequence[Row], second: Sequence[Row]) -> list[Pair]:
    """Pairs rows of the same country with overlapping passages.

    As many pairs as there can be, and among them the most alike first; the order of the rows does
    not matter.
    """
    rows, others = sorted(first, key=_content), sorted(second, key=_content)
    partners = [
        sorted(
            (j for j, other in enumerate(others) if _can_match(row, other)),
            key=lambda j: (_likeness(row, others[j]), -j),
            reverse=True,
        )
        for row in rows
    ]
    taken: dict[int, int] = {}
    by_likeness = sorted(
        ((_likeness(rows[i], others[j]), -i, -j) for i, js in enumerate(partners) for j in js),
        reverse=True,
    )
    for _, minus_i, minus_j in by_likeness:
        if -minus_i not in taken.values() and -minus_j not in taken:
            taken[-minus_j] = -minus_i
    for i in range(len(rows)):
        if i not in taken.values():
            _find_partner(i, partners, taken, set())
    return [(rows[i], others[j]) for j, i in sorted(taken.items())]


def _find_partner(
    i: int, partners: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]
) -> bool:
    """Gives row ``i`` a partner, moving others to theirs where that makes one more pair (Kuhn)."""
    for j in partners[i]:
        if j in tried:
            continue
        tried.add(j)
        if j not in taken or _find_partner(taken[j], partners, taken, tried):
            taken[j] = i
            return True
    return False


def _can_match(one: Row, other: Row) -> bool:
    return bool(one["country_id"] == other["country_id"] and _overlap(one, other) > 0)


def _content(row: Row) -> tuple[Any, ...]:
    values = tuple(_value(row, name) for name in _FIELDS)
    return row["passage_start"], row["passage_length"], row["country_id"], values


def _likeness(one: Row, other: Row) -> tuple[int, float]:
    same = sum(_value(one, name) == _value(other, name) for name in _FIELDS)
    same_type = one["claimed_type"] == other["claimed_type"]
    return (len(_FIELDS) * same_type + same, _overlap(one, other))


def _overlap(one: Row, other: Row) -> int:
    ends = (row["passage_start"] + row["passage_length"] for row in (one, other))
    return int(min(ends)) - int(max(one["passage_start"], other["passage_start"]))


def _value(row: Row, name: str) -> str:
    if name == "date":
        return f"{row['date_start']}/{row['date_end']}"
    return str(row[name])


def krippendorff_alpha(units: int, differing: int, values: Counter[str]) -> float | None:
    """Krippendorff's alpha for nominal data of two coders without missing values.

    Args:
        units: Number of units that both coded.
        differing: How many of them were coded differently.
        values: How often each value stands among the ``2 * units`` codes.

    Returns:
        1 for perfect agreement, 0 for chance; None where all codes are the same value or there are
        no units, so that nothing was left to chance.
    """
    total = 2 * units
    expected = total * total - sum(count * count for count in values.values())
    if not expected:
        return None
    return 1 - (total - 1) * (2 * differing) / expected


def _measures() -> Iterable[tuple[str, str, Measure]]:
    yield "precision", "acts", lambda t: t.matched / t.second if t.second else None
    yield "recall", "acts", lambda t: t.matched / t.first if t.first else None
    yield "f1", "acts", lambda t: 2 * t.matched / (t.first + t.second or 1)
    for name in _FIELDS:
        yield "percent_agreement", name, _share_agreed(name)
        yield "krippendorff_alpha", name, _alpha(name)


def _share_agreed(name: str) -> Measure:
    return lambda t: (t.matched - t.differing[name]) / t.matched if t.matched else None


def _alpha(name: str) -> Measure:
    return lambda t: krippendorff_alpha(t.matched, t.differing[name], t.values[name])


def _measured(tallies: Sequence[Tally]) -> Iterator[tuple[Any, ...]]:
    whole = total(tallies)
    chance = random.Random(_SEED)  # noqa: S311  (a bootstrap, repeatable on purpose)
    resampled = [total(chance.choices(tallies, k=len(tallies))) for _ in range(RESAMPLES)]
    for measure, unit, compute in _measures():
        values = sorted(value for t in resampled if (value := compute(t)) is not None)
        units = whole.matched if unit != "acts" else whole.first + whole.second - whole.matched
        value = compute(whole)
        bounds = _percentiles(values) if value is not None else (None, None)
        yield (measure, unit, _rounded(value), *map(_rounded, bounds), len(tallies), units)


def _percentiles(ordered: Sequence[float]) -> tuple[float | None, float | None]:
    """The 2.5th and 97.5th percentile by nearest rank."""
    if not ordered:
        return None, None
    last = len(ordered) - 1
    return ordered[round(0.025 * last)], ordered[round(0.975 * last)]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
