"""Intervals: order, hull, intersection, containment, precision."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabul_ties.dating import Interval, contains, hull, intersection, precision

days = st.dates(date(2021, 1, 1), date(2027, 12, 31))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    start = draw(days)
    length = draw(st.none() | st.integers(0, 800))
    return Interval(start, None if length is None else start + timedelta(days=length))


def test_an_interval_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValueError, match=r"end \(2024-03-01\) before it starts \(2024-03-02\)"):
        Interval(date(2024, 3, 2), date(2024, 3, 1))


def test_an_interval_is_a_value() -> None:
    assert len({Interval(date(2024, 1, 1), None), Interval(date(2024, 1, 1), None)}) == 1
    assert str(Interval(date(2024, 1, 1), None)) == "2024-01-01/.."


@given(intervals(), intervals())
def test_the_hull_is_the_narrowest_that_contains_both(a: Interval, b: Interval) -> None:
    both = hull(a, b)
    assert both == hull(b, a)
    assert contains(both, a)
    assert contains(both, b)
    assert both.start in (a.start, b.start)
    assert both.end in (a.end, b.end)


@given(st.lists(intervals(), min_size=1, max_size=4))
def test_the_intersection_is_contained_in_each(members: list[Interval]) -> None:
    shared = intersection(members)
    if shared is not None:
        assert all(contains(member, shared) for member in members)
    else:
        last_start = max(member.start for member in members)
        assert not all(contains(member, last_start) for member in members)


@given(st.lists(intervals(), min_size=1, max_size=4), days)
def test_a_day_is_in_the_intersection_if_it_is_in_each(members: list[Interval], day: date) -> None:
    shared = intersection(members)
    in_each = all(contains(member, day) for member in members)
    assert in_each == (shared is not None and contains(shared, day))


def test_no_intervals_have_no_intersection() -> None:
    with pytest.raises(ValueError, match="no intervals"):
        intersection([])


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2024-02-29", "2024-02-29", "day"),
        ("2024-02-01", "2024-02-29", "month"),
        ("2024-02-01", "2024-02-28", "interval"),
        ("2023-02-01", "2023-02-28", "month"),
        ("2024-12-01", "2024-12-31", "month"),
        ("2024-04-01", "2024-06-30", "quarter"),
        ("2024-10-01", "2024-12-31", "quarter"),
        ("2024-05-01", "2024-07-31", "interval"),
        ("2024-01-01", "2024-12-31", "year"),
        ("2024-01-01", "2024-06-30", "interval"),
        ("2024-03-20", "2025-03-20", "interval"),
        ("2024-02-01", "2025-01-31", "interval"),
        ("2024-01-01", None, "interval"),
    ],
)
def test_precision(start: str, end: str | None, expected: str) -> None:
    last = None if end is None else date.fromisoformat(end)
    assert precision(Interval(date.fromisoformat(start), last)) == expected
