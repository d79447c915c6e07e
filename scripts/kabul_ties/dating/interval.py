"""Intervals of days: the earliest and the latest day on which something can have happened.

Both ends are inclusive. An open interval (`end` is None) is not bounded towards the future.
"""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

Precision = Literal["day", "month", "quarter", "year", "interval"]
"""How exactly an interval is known, in periods of the Gregorian calendar."""

TAKEOVER = date(2021, 8, 15)
"""The day on which the Emirate took Kabul: the scope of the data set begins here."""

MONTHS_IN_YEAR = 12
_PERIODS: tuple[tuple[Precision, int], ...] = (("month", 1), ("quarter", 3), ("year", 12))


@dataclass(frozen=True, slots=True)
class Interval:
    """The days from `start` to `end`, both inclusive; `end` None means open.

    Raises:
        ValueError: `end` lies before `start`.
    """

    start: date
    end: date | None

    def __post_init__(self) -> None:
        """Refuse an interval without days."""
        if self.end is not None and self.end < self.start:
            message = f"an interval cannot end ({self.end}) before it starts ({self.start})"
            raise ValueError(message)

    @property
    def last(self) -> date:
        """The last day of an interval that is known to have one.

        Raises:
            ValueError: the interval is open.
        """
        if self.end is None:
            raise ValueError(f"an open interval has no last day: {self}")
        return self.end

    def __str__(self) -> str:
        """Write the interval as ISO 8601-2 does, with `..` for an open end."""
        return f"{self.start}/{'..' if self.end is None else self.end}"


def hull(a: Interval, b: Interval) -> Interval:
    """Return the narrowest interval that contains both."""
    end = None if a.end is None or b.end is None else max(a.end, b.end)
    return Interval(min(a.start, b.start), end)


def intersection(intervals: Iterable[Interval]) -> Interval | None:
    """Return the days that all intervals share, None if there are none.

    Raises:
        ValueError: no interval was given (the answer would be all of time).
    """
    members = list(intervals)
    if not members:
        raise ValueError("no intervals to intersect: the answer would be all of time")
    start = max(member.start for member in members)
    end = min((member.end for member in members if member.end is not None), default=None)
    return None if end is not None and end < start else Interval(start, end)


def contains(outer: Interval, inner: Interval | date) -> bool:
    """Tell whether every day of `inner` (an interval, or one day) is a day of `outer`."""
    if isinstance(inner, date):
        inner = Interval(inner, inner)
    if inner.start < outer.start:
        return False
    return outer.end is None or (inner.end is not None and inner.end <= outer.end)


def precision(interval: Interval) -> Precision:
    """Name the period of the Gregorian calendar that the interval is.

    Returns:
        `day`, `month`, `quarter` or `year` if the interval is exactly one of these, else
        `interval`; an open interval is an `interval`.
    """
    start = interval.start
    if start == interval.end:
        return "day"
    for name, length in _PERIODS:
        begins_one = (start.month - 1) % length == 0
        if begins_one and interval == months(start.year, start.month, length):
            return name
    return "interval"


def months(year: int, first: int, length: int = 1) -> Interval:
    """Return `length` whole months of one Gregorian year, from month `first` (1 to 12) on.

    Raises:
        ValueError: a month or the year is not in the calendar.
    """
    last = first + length - 1
    if not 1 <= first <= last <= MONTHS_IN_YEAR:
        raise ValueError(f"months {first} to {last} are not in one year")
    return Interval(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
