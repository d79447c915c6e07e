"""Months and years of three calendars, as intervals of Gregorian days.

Solar Hijri is the civil calendar of Afghanistan and Iran: both share the leap years, so one
library (persiantools) serves both. Lunar Hijri is Umm al-Qura (hijridate); an Afghan month begins
when its moon is sighted, so that a lunar date is uncertain by one day on either side.
"""

from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from hijridate import Hijri
from persiantools.jdatetime import JalaliDate

from kabul_ties.dating.interval import MONTHS_IN_YEAR, Interval, months

ONE_DAY = timedelta(days=1)
MOON_SIGHTING = ONE_DAY
"""By how much a sighted lunar month may begin before or after the computed one."""


class Calendar(StrEnum):
    """A calendar, by the prefix that it has in a date argument."""

    GREGORIAN = "gregorian"
    SOLAR_HIJRI = "solar-hijri"
    LUNAR_HIJRI = "lunar-hijri"


def month_of(day: date, calendar: Calendar) -> Interval:
    """Return the calendar month (Gregorian or solar Hijri) in which `day` lies."""
    if calendar is Calendar.GREGORIAN:
        return months(day.year, day.month)
    return solar_period(*_solar_month(day))


def year_of(day: date, calendar: Calendar) -> Interval:
    """Return the calendar year (Gregorian or solar Hijri) in which `day` lies."""
    if calendar is Calendar.GREGORIAN:
        return months(day.year, 1, MONTHS_IN_YEAR)
    return solar_period(_solar_month(day)[0])


def gregorian_period(year: int, month: int | None = None, day: int | None = None) -> Interval:
    """Return a Gregorian year, month or day.

    Raises:
        ValueError: the calendar has no such year, month or day.
    """
    if month is None:
        return months(year, 1, MONTHS_IN_YEAR)
    if day is None:
        return months(year, month)
    return Interval(date(year, month, day), date(year, month, day))


@lru_cache(maxsize=4096)
def solar_period(year: int, month: int | None = None, day: int | None = None) -> Interval:
    """Return a solar Hijri year (from 1 Hamal on), month or day.

    Raises:
        ValueError: the calendar has no such year, month or day.
    """
    last_month = MONTHS_IN_YEAR if month is None else month
    last_day = JalaliDate.days_in_month(last_month, year) if day is None else day
    start = _solar_day(year, month or 1, day or 1)
    return Interval(start, _solar_day(year, last_month, last_day))


@lru_cache(maxsize=4096)
def lunar_period(year: int, month: int, day: int | None = None) -> Interval:
    """Return a lunar Hijri month or day, one day wider on either side.

    Raises:
        ValueError: the calendar has no such month or day, or the year is not in its tables
            (1343 to 1500).
    """
    try:
        last_day = Hijri(year, month, 1).month_length() if day is None else day
        start, end = Hijri(year, month, day or 1), Hijri(year, month, last_day)
    except OverflowError as error:
        raise ValueError(str(error)) from error
    return Interval(_plain(start) - MOON_SIGHTING, _plain(end) + MOON_SIGHTING)


def _solar_month(day: date) -> tuple[int, int]:
    """Return the solar Hijri year and month of a Gregorian day."""
    solar = JalaliDate(day)  # type: ignore[no-untyped-call]  # persiantools has it unannotated
    return solar.year, solar.month


def _solar_day(year: int, month: int, day: int) -> date:
    """Return the Gregorian day of a solar Hijri one."""
    solar = JalaliDate(year, month, day)  # type: ignore[no-untyped-call]  # as above
    return solar.to_gregorian()


def _plain(day: Hijri) -> date:
    """Turn the library's own date class into the standard one."""
    return date.fromordinal(day.to_gregorian().toordinal())
