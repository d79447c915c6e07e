"""Agreement of coders: against published examples, and by hand."""

from collections import Counter
from datetime import date
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kabul_ties.agreement import agreement_table, krippendorff_alpha, match, tally

Row = dict[str, Any]

UNHURRIED = settings(deadline=None, max_examples=60)
"""A loaded machine is no failure."""

SCHEMA = {
    "source_id": pl.String, "coder": pl.String, "number": pl.Int64, "country_id": pl.String,
    "claimed_type": pl.String, "milestone": pl.String, "stance": pl.String,
    "attributed_to": pl.String, "date_start": pl.Date, "date_end": pl.Date,
    "passage_start": pl.Int64, "passage_length": pl.Int64, "codebook_version": pl.String,
}  # fmt: skip


def row(start: int = 0, length: int = 50, **values: Any) -> Row:
    """One coded claim; what is not said is the same everywhere."""
    return {
        "source_id": "one", "coder": "coder-1", "number": 1, "country_id": "KAZ",
        "claimed_type": "delisting", "milestone": "decided", "stance": "reports",
        "attributed_to": "emirate", "date_start": date(2024, 3, 1), "date_end": date(2024, 3, 31),
        "passage_start": start, "passage_length": length, "codebook_version": "1.0",
    } | values  # fmt: skip


def measured(rows: list[Row]) -> dict[tuple[str, str], dict[str, Any]]:
    """The table ``agreement`` by measure and unit."""
    table = agreement_table(pl.DataFrame(rows, schema=SCHEMA))
    return {(r["measure"], r["unit"]): r for r in table.iter_rows(named=True)}


def alpha(one: str, other: str) -> float | None:
    differing = sum(a != b for a, b in zip(one, other, strict=True))
    return krippendorff_alpha(len(one), differing, Counter(one + other))


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        # K. Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), sections A and B
        ("0100000010", "1110010000", 0.095),
        ("aabbdcccedda", "babbbccceddd", 0.692),
    ],
)
def test_alpha_of_published_examples(one: str, other: str, published: float) -> None:
    value = alpha(one, other)
    assert value is not None
    assert round(value, 3) == published
    assert alpha(other, one) == value


def test_alpha_is_one_for_perfect_agreement_and_below_zero_for_systematic_disagreement() -> None:
    assert alpha("aabb", "aabb") == 1
    assert alpha("abab", "baba") == pytest.approx(1 - 7 * 8 / 32)


def test_alpha_says_nothing_without_variation_or_units() -> None:
    assert alpha("aaaa", "aaaa") is None
    assert alpha("", "") is None


def test_acts_are_matched_within_a_country_and_by_overlap() -> None:
    first = [row(0), row(100), row(200, country_id="RUS")]
    second = [row(49), row(150), row(200, country_id="AZE")]
    assert match(first, second) == [(first[0], second[0])]


def test_an_act_is_matched_once_and_to_the_most_alike() -> None:
    first = [row(0, 100)]
    second = [row(0, 100, claimed_type="meeting"), row(50, 10, stance="denies")]
    assert match(first, second) == [(first[0], second[1])]
    assert match(second, first) == [(second[1], first[0])]


def test_of_equally_alike_acts_the_longer_overlap_is_matched() -> None:
    first, second = [row(0, 100)], [row(90, 50), row(0, 60)]
    assert match(first, second) == [(first[0], second[1])]


CODED = st.lists(
    st.builds(
        row,
        st.integers(0, 500),
        st.integers(10, 500),
        country_id=st.sampled_from(["KAZ", "RUS"]),
        claimed_type=st.sampled_from(["delisting", "meeting"]),
        stance=st.sampled_from(["reports", "denies"]),
    ),
    max_size=5,
)


@UNHURRIED
@given(CODED, CODED, st.randoms(use_true_random=False))
def test_matching_does_not_depend_on_the_order_of_rows(
    first: list[Row], second: list[Row], chance: Random
) -> None:
    overlaps = [overlap(one, other) for one in first for other in second]
    assume(len(overlaps) == len(set(overlaps)))
    shuffled = [chance.sample(rows, len(rows)) for rows in (first, second)]
    assert tally(*shuffled) == tally(first, second)


def overlap(one: Row, other: Row) -> int:
    ends = [each["passage_start"] + each["passage_length"] for each in (one, other)]
    start: int = max(one["passage_start"], other["passage_start"])
    end: int = min(ends)
    return end - start


def test_equally_alike_acts_are_matched_alike_in_any_order() -> None:
    first, second = [row(0, 40), row(30, 30)], [row(0, 20), row(20, 20)]
    orders = [(first, second), (first[::-1], second), (first, second[::-1])]
    assert [tally(*order).matched for order in orders] == [2, 2, 2]


@UNHURRIED
@given(CODED, CODED)
def test_no_act_is_matched_twice(first: list[Row], second: list[Row]) -> None:
    pairs = match(first, second)
    for side, rows in ((0, first), (1, second)):
        used = [id(pair[side]) for pair in pairs]
        assert len(used) == len(set(used))
        assert set(used) <= {id(each) for each in rows}
    assert tally(first, second).matched == len(pairs)


def test_precision_recall_and_f1_by_hand() -> None:
    first = [row(0), row(100), row(200), row(300)]
    second = [row(10), row(110), row(900)]
    table = measured(first + [each | {"coder": "coder-2"} for each in second])
    assert table["precision", "acts"]["value"] == 0.667
    assert table["recall", "acts"]["value"] == 0.5
    assert table["f1", "acts"]["value"] == 0.571
    assert table["f1", "acts"]["units"] == 5
    assert table["percent_agreement", "stance"]["units"] == 2


def test_fields_are_compared_on_matched_acts_alone() -> None:
    first = [row(0), row(100, stance="denies"), row(900, stance="retracts")]
    second = [row(0), row(100, date_end=None)]
    table = measured(first + [each | {"coder": "coder-2"} for each in second])
    assert table["percent_agreement", "claimed_type"]["value"] == 1
    assert table["percent_agreement", "stance"]["value"] == 0.5
    assert table["percent_agreement", "date"]["value"] == 0.5
    assert table["krippendorff_alpha", "stance"]["value"] == 0
    assert table["krippendorff_alpha", "claimed_type"]["value"] is None
    assert table["krippendorff_alpha", "claimed_type"]["low"] is None


def two_coders(sources: int) -> list[Row]:
    """Sources that two coders read, the second of whom misses every third act."""
    rows = []
    for source in range(sources):
        for number in range(3):
            first = row(100 * number, source_id=f"source-{source}", number=number)
            stance = "denies" if (source + number) % 4 == 0 else "reports"
            second = first | {"coder": "coder-2", "stance": stance}
            rows.extend([first] if number == source % 3 else [first, second])
    return rows


def test_the_bootstrap_gives_the_same_interval_every_time_and_in_any_order() -> None:
    rows = two_coders(6)
    table = measured(rows)
    assert measured(Random(1).sample(rows, len(rows))) == table
    f1, stance = table["f1", "acts"], table["percent_agreement", "stance"]
    assert (f1["low"], f1["value"], f1["high"]) == (0.8, 0.8, 0.8)
    assert stance["low"] < stance["value"] < stance["high"]
    assert {r["sources"] for r in table.values()} == {6}


def test_intervals_enclose_their_values() -> None:
    for measure in measured(two_coders(9)).values():
        if measure["value"] is not None:
            assert measure["low"] <= measure["value"] <= measure["high"]


def test_versions_of_the_codebook_stand_apart() -> None:
    rows = two_coders(2) + [each | {"codebook_version": "1.1"} for each in two_coders(3)]
    table = agreement_table(pl.DataFrame(rows, schema=SCHEMA))
    sources = table.group_by("codebook_version").agg(pl.col("sources").unique()).sort("sources")
    assert sources.rows() == [("1.0", [2]), ("1.1", [3])]


@pytest.mark.parametrize("rows", [[], [row()], [row(), row(100, number=2)]])
def test_without_a_second_coder_there_is_no_row(rows: list[Row]) -> None:
    assert agreement_table(pl.DataFrame(rows, schema=SCHEMA)).is_empty()


def test_coders_who_share_no_act_have_no_agreement_on_fields() -> None:
    table = measured([row(0), row(500, coder="coder-2")])
    assert table["f1", "acts"]["value"] == 0
    assert table["percent_agreement", "date"]["value"] is None
    assert table["krippendorff_alpha", "date"]["value"] is None
