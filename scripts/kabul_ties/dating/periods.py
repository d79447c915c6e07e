"""Reads the written form of a stated date: a period of a calendar, or two with a slash between.

| form | example |
|---|---|
| day, month, year | `2024-03-21`, `2024-03`, `2024` |
| quarter, half | `2024-Q2`, `2024-H1` |
| from one period to another | `2024-03-01/2024-03-05`, `2024-03/2024-05` |
| solar Hijri day | `solar-hijri:1403-10-25` |
| solar Hijri month, year | `solar-hijri:1403-10`, `solar-hijri:1403` |
| lunar Hijri day, month | `lunar-hijri:1445-09-10`, `lunar-hijri:1445-09` |

Each calendar takes the years of a century or two around now and no others, so that a Hijri date
which lost its prefix is found (`1403-10-25` would else be a day of the Middle Ages).
"""

import re
from collections.abc import Iterator

from kabul_ties.dating.calendars import (
    Calendar,
    gregorian_period,
    lunar_period,
    solar_period,
)
from kabul_ties.dating.interval import Interval, months

YEARS = {
    Calendar.GREGORIAN: range(1900, 2101),
    Calendar.SOLAR_HIJRI: range(1279, 1431),
    Calendar.LUNAR_HIJRI: range(1343, 1501),
}
_PART_LENGTHS = {"Q": 3, "H": 6}
_PERIOD = re.compile(
    r"(?:(?P<calendar>solar-hijri|lunar-hijri):)?(?P<year>[0-9]{4})"
    r"(?:-(?P<part>[QH])(?P<number>[1-4])|-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?"
)


def read_stated(text: str) -> Interval | None:
    """Read a period, or two with a slash between: from the first's start to the second's end.

    Returns:
        The interval, or None if the text has another form, names a day that its calendar does
        not have, or ends before it starts.
    """
    periods = [read_period(part) for part in text.split("/", maxsplit=1)]
    first, last = periods[0], periods[-1]
    if first is None or last is None or last.end is None or last.end < first.start:
        return None
    return Interval(first.start, last.end)


def read_days(text: str) -> Interval | None:
    """Read two Gregorian days with a slash between, None if the text is anything else."""
    parts = [read_period(part) for part in text.split("/", maxsplit=1)]
    is_pair = len(parts) == len(("start", "end"))
    are_days = all(part is not None and part.start == part.end for part in parts)
    return read_stated(text) if is_pair and are_days and ":" not in text else None


def read_day_or_month(text: str) -> Interval | None:
    """Read one Gregorian day or month, None if the text is anything else."""
    return read_period(text) if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){1,2}", text) else None


def read_period(text: str) -> Interval | None:
    """Read one period of one calendar, None if there is no such form or no such period."""
    match = _PERIOD.fullmatch(text)
    if match is None:
        return None
    calendar = Calendar(match["calendar"] or Calendar.GREGORIAN)
    year = int(match["year"])
    if year not in YEARS[calendar]:
        return None
    try:
        if match["part"]:
            return _part_of_year(calendar, year, match["part"], int(match["number"]))
        return _period(calendar, year, _number(match["month"]), _number(match["day"]))
    except ValueError:
        return None


def similar_periods(text: str) -> Iterator[str]:
    """Yield what may have been meant: zeros missing, a prefix forgotten, another separator."""
    padded = re.sub(r"(?<![0-9])[0-9](?![0-9])", r"0\g<0>", text.strip())
    for spelling in (text.strip(), padded, re.sub(r"[./]", "-", padded)):
        yield spelling
        yield spelling.upper()
        yield f"{Calendar.SOLAR_HIJRI}:{spelling}"
        yield f"{Calendar.LUNAR_HIJRI}:{spelling}"


def _number(digits: str | None) -> int | None:
    return None if digits is None else int(digits)


def _part_of_year(calendar: Calendar, year: int, part: str, number: int) -> Interval:
    """Return a quarter or a half of a Gregorian year."""
    if calendar is not Calendar.GREGORIAN:
        raise ValueError("quarters and halves are Gregorian")
    length = _PART_LENGTHS[part]
    return months(year, 1 + (number - 1) * length, length)


def _period(calendar: Calendar, year: int, month: int | None, day: int | None) -> Interval:
    if calendar is Calendar.GREGORIAN:
        return gregorian_period(year, month, day)
    if calendar is Calendar.SOLAR_HIJRI:
        return solar_period(year, month, day)
    if month is None:
        raise ValueError("a lunar Hijri date needs its month")
    return lunar_period(year, month, day)
