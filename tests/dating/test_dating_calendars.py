"""The solar and lunar Hijri calendars against facts from outside the libraries."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from kabul_ties.dating.calendars import Calendar, lunar_period, month_of, solar_period, year_of

# The March equinox, UTC (published tables; 1400 to 1405 by the solar Hijri year that it opens).
EQUINOXES = {
    1400: datetime(2021, 3, 20, 9, 37, tzinfo=UTC),
    1401: datetime(2022, 3, 20, 15, 33, tzinfo=UTC),
    1402: datetime(2023, 3, 20, 21, 24, tzinfo=UTC),
    1403: datetime(2024, 3, 20, 3, 6, tzinfo=UTC),
    1404: datetime(2025, 3, 20, 9, 1, tzinfo=UTC),
    1405: datetime(2026, 3, 20, 14, 46, tzinfo=UTC),
}
KABUL = timezone(timedelta(hours=4, minutes=30))
TEHRAN = timezone(timedelta(hours=3, minutes=30))
NOON = 12
HAMAL_TO_QAWS = (31, 31, 31, 31, 31, 31, 30, 30, 30)  # Jadi and Dalw 30, Hut the rest of the year


def new_year(year: int, zone: timezone) -> date:
    """1 Hamal: the day of the equinox, the next day if it comes at noon or later."""
    equinox = EQUINOXES[year].astimezone(zone)
    return equinox.date() + timedelta(days=equinox.hour >= NOON)


@pytest.mark.parametrize("year", EQUINOXES)
def test_the_afghan_year_begins_with_the_iranian_one(year: int) -> None:
    assert new_year(year, KABUL) == new_year(year, TEHRAN) == solar_period(year).start


@pytest.mark.parametrize("year", EQUINOXES)
def test_the_afghan_months_begin_with_the_iranian_ones(year: int) -> None:
    start = new_year(year, KABUL)
    for month, length in enumerate((*HAMAL_TO_QAWS, 30, 30), start=1):
        assert solar_period(year, month).start == start
        start += timedelta(days=length)
    assert solar_period(year, 12).start == start


@pytest.mark.parametrize("year", list(EQUINOXES)[:-1])
def test_hut_ends_with_the_year(year: int) -> None:
    assert solar_period(year, 12).end == new_year(year + 1, KABUL) - timedelta(days=1)


def test_days_that_are_known_in_both_calendars() -> None:
    assert solar_period(1403, 10, 25).start == date(2025, 1, 14)  # 25 Jadi, not 25 January
    assert solar_period(1400, 5, 24).start == date(2021, 8, 15)  # 24 Asad: the takeover
    assert solar_period(1402, 12, 29).start == date(2024, 3, 19)
    assert solar_period(1403, 12, 30).start == date(2025, 3, 20)  # a leap day


def test_month_and_year_of_a_day() -> None:
    day = date(2024, 3, 20)
    assert str(month_of(day, Calendar.SOLAR_HIJRI)) == "2024-03-20/2024-04-19"
    assert str(year_of(day, Calendar.SOLAR_HIJRI)) == "2024-03-20/2025-03-20"
    assert str(month_of(day, Calendar.GREGORIAN)) == "2024-03-01/2024-03-31"
    assert str(year_of(day, Calendar.GREGORIAN)) == "2024-01-01/2024-12-31"


def test_a_lunar_date_waits_for_the_moon() -> None:
    # Ramadan 1445 began on 11 March 2024, Shawwal on 10 April 2024.
    assert str(lunar_period(1445, 9)) == "2024-03-10/2024-04-10"
    assert str(lunar_period(1445, 9, 10)) == "2024-03-19/2024-03-21"
    assert type(lunar_period(1445, 9).start) is date


def test_a_lunar_year_outside_the_tables_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="1343-1500"):
        lunar_period(1600, 1)
