"""What holds for every rule, argument, stance and date of publication."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import reduce

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabul_ties.dating import (
    DATE_RULES,
    TAKEOVER,
    Interval,
    contains,
    date_interval,
    hull,
    intersection,
)

ARGUMENTS: dict[str, tuple[str | None, ...]] = {
    "stated": ("2024-02-29", "2021", "2024", "2024-Q2", "solar-hijri:1403", "lunar-hijri:1445-09"),
    "days-before-publication": ("1", "30", "366"),
    "weekday-before-publication": ("MON", "FRI", "SUN"),
    "weekday-after-publication": ("MON", "FRI", "SUN"),
    "day-of-this-year": ("01-01", "02-29", "08-15", "12-31"),
    "this-month": (None, "solar-hijri"),
    "last-month": (None, "solar-hijri"),
    "next-month": (None, "solar-hijri"),
    "month-of-this-year": ("01", "03", "12"),
    "last-named-month": ("01", "03", "12"),
    "this-year": (None, "solar-hijri"),
    "last-year": (None, "solar-hijri"),
    "next-year": (None, "solar-hijri"),
    "recent": ("30", "90", "365"),
    "months-after-takeover": ("1", "6", "40", "120"),
    "since": ("2020-01", "2024-03", "2024-03-21"),
    "from": ("2020-01", "2024-03", "2024-03-21"),
    "until-days-before-publication": ("1", "30", "366"),
    "until": ("2022-02", "2024-03", "2024-03-21"),
    "until-weekday": ("MON", "FRI", "SUN"),
    "judged": ("2024-03-01/2024-07-05",),
}
CLAIMS = [
    (rule, argument, anticipates)
    for rule in DATE_RULES
    for argument in ARGUMENTS.get(rule, (None,))
    for anticipates in (False, True)
]
FIRST, LAST = date(2021, 8, 1), date(2027, 1, 31)
ALL_DAYS = [FIRST + timedelta(days=count) for count in range((LAST - FIRST).days + 1)]

claims = st.sampled_from(CLAIMS)
publication_days = st.dates(FIRST, LAST)


def end_or_never(interval: Interval) -> date:
    return interval.end or date.max


def window(claim: tuple[str, str | None, bool]) -> Callable[[date], Interval]:
    rule, argument, anticipates = claim
    return DATE_RULES[rule].on(argument, anticipates)


@pytest.mark.parametrize("claim", CLAIMS, ids=str)
def test_rules_are_monotone_in_the_day_of_publication(
    claim: tuple[str, str | None, bool],
) -> None:
    """Over five years, day by day: hence the hull over any of their days is that of the ends."""
    by_day = [window(claim)(day) for day in ALL_DAYS]
    starts = [interval.start for interval in by_day]
    ends = [end_or_never(interval) for interval in by_day]
    assert starts == sorted(starts)
    assert ends == sorted(ends)


@given(claims, publication_days, st.integers(0, 400))
@settings(max_examples=150, deadline=None)
def test_the_hull_is_the_hull_over_every_day(
    claim: tuple[str, str | None, bool], first: date, length: int
) -> None:
    rule, argument, anticipates = claim
    published = Interval(first, first + timedelta(days=length))
    every_day = (first + timedelta(days=count) for count in range(length + 1))
    expected = reduce(hull, map(window(claim), every_day))
    for limit in DATE_RULES[rule].limits(published, anticipates):
        expected = intersection((expected, limit)) or expected
    assert date_interval(rule, argument, published, anticipates) == expected


def contradicts_itself(claim: tuple[str, str | None, bool], published: Interval) -> bool:
    """Whether some limit shares no day with the claim, so that it could not narrow it."""
    rule, _, anticipates = claim
    dated = hull(window(claim)(published.start), window(claim)(end_or_never(published)))
    limits = DATE_RULES[rule].limits(published, anticipates)
    return any(intersection((dated, limit)) is None for limit in limits)


@given(claims, st.lists(publication_days, min_size=4, max_size=4).map(sorted))
@settings(max_examples=400, deadline=None)
def test_a_wider_date_of_publication_never_narrows(
    claim: tuple[str, str | None, bool], ordered: list[date]
) -> None:
    wide, narrow = Interval(ordered[0], ordered[3]), Interval(ordered[1], ordered[2])
    if not contradicts_itself(claim, narrow):
        rule, argument, anticipates = claim
        outer = date_interval(rule, argument, wide, anticipates)
        assert contains(outer, date_interval(rule, argument, narrow, anticipates))


@given(claims, publication_days, st.integers(0, 900))
@settings(max_examples=300, deadline=None)
def test_stances_keep_to_their_side_of_publication(
    claim: tuple[str, str | None, bool], first: date, length: int
) -> None:
    rule, argument, anticipates = claim
    published = Interval(first, first + timedelta(days=length))
    dated = date_interval(rule, argument, published, anticipates)
    looks = DATE_RULES[rule].looks
    if not anticipates and looks in ("back", "either"):
        last = end_or_never(published)
        assert end_or_never(dated) <= last or dated.start > last
    if anticipates and looks in ("ahead", "either"):
        assert dated.start >= first or end_or_never(dated) < first


@given(claims, st.dates(TAKEOVER, LAST), st.integers(0, 900))
@settings(max_examples=300, deadline=None)
def test_long_windows_begin_with_the_takeover(
    claim: tuple[str, str | None, bool], first: date, length: int
) -> None:
    rule, argument, anticipates = claim
    published = Interval(first, first + timedelta(days=length))
    dated = date_interval(rule, argument, published, anticipates)
    if DATE_RULES[rule].from_takeover:
        assert dated.start >= TAKEOVER or end_or_never(dated) < TAKEOVER
