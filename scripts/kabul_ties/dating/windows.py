"""From the value of an argument and one day of publication to the days that are meant.

Every function here is total, and monotone in `published`: a later day of publication gives
neither an earlier start nor an earlier end. Therefore the hull over an uncertain date of
publication is the hull of its two ends, which `rules.date_interval` relies on and the tests prove.
"""

from calendar import isleap
from datetime import date, timedelta

from kabul_ties.dating.arguments import WEEKDAYS
from kabul_ties.dating.calendars import ONE_DAY, Calendar, month_of, year_of
from kabul_ties.dating.interval import MONTHS_IN_YEAR, TAKEOVER, Interval, months

HALF_A_MONTH = timedelta(days=15)
REST_OF_WEEK = timedelta(days=6)
DAYS_IN_WEEK = len(WEEKDAYS)


def as_typed(value: Interval, _published: date) -> Interval:
    """Return the interval that the argument states."""
    return value


def same_day(_value: bool, published: date) -> Interval:
    """Return the day of publication."""
    return Interval(published, published)


def day_before(_value: bool, published: date) -> Interval:
    """Return the day before publication."""
    return days_before(1, published)


def day_after(_value: bool, published: date) -> Interval:
    """Return the day after publication."""
    return days_before(-1, published)


def days_before(count: int, published: date) -> Interval:
    """Return the day that lies `count` days before publication."""
    day = published - timedelta(days=count)
    return Interval(day, day)


def latest_weekday(weekday: int, published: date) -> Interval:
    """Return the latest such weekday (Monday is 0) on or before publication."""
    return days_before((published.weekday() - weekday) % DAYS_IN_WEEK, published)


def first_weekday(weekday: int, published: date) -> Interval:
    """Return the first such weekday (Monday is 0) on or after publication."""
    return days_before(-((weekday - published.weekday()) % DAYS_IN_WEEK), published)


def latest_day_of_year(value: tuple[int, int], published: date) -> Interval:
    """Return the latest such month and day on or before publication."""
    month, day = value
    year = published.year - ((month, day) > (published.month, published.day))
    while value == (2, 29) and not isleap(year):
        year -= 1
    return Interval(date(year, month, day), date(year, month, day))


def first_day_of_year(value: tuple[int, int], published: date) -> Interval:
    """Return the first such month and day on or after publication."""
    month, day = value
    year = published.year + ((month, day) < (published.month, published.day))
    while value == (2, 29) and not isleap(year):
        year += 1
    return Interval(date(year, month, day), date(year, month, day))


def week_until(_value: bool, published: date) -> Interval:
    """Return the seven days that end with publication."""
    return Interval(published - REST_OF_WEEK, published)


def week_from(_value: bool, published: date) -> Interval:
    """Return the seven days that begin with publication."""
    return Interval(published, published + REST_OF_WEEK)


def next_week(_value: bool, published: date) -> Interval:
    """Return the week after that of publication, which may begin on Saturday, Sunday or Monday."""
    return Interval(published + ONE_DAY, published + timedelta(days=13))


def last_week(_value: bool, published: date) -> Interval:
    """Return the 13 days before publication: a week back, whatever day the week begins on."""
    return Interval(published - REST_OF_WEEK - timedelta(days=DAYS_IN_WEEK), published - ONE_DAY)


def month_until(calendar: Calendar, published: date) -> Interval:
    """Return the month of publication, up to publication."""
    return Interval(month_of(published, calendar).start, published)


def month_from(calendar: Calendar, published: date) -> Interval:
    """Return the month of publication, from publication on."""
    return Interval(published, month_of(published, calendar).end)


def month_before(calendar: Calendar, published: date) -> Interval:
    """Return the calendar month before the one of publication."""
    return month_of(month_of(published, calendar).start - ONE_DAY, calendar)


def month_after(calendar: Calendar, published: date) -> Interval:
    """Return the calendar month after the one of publication."""
    return month_of(month_of(published, calendar).last + ONE_DAY, calendar)


def month_in_year(month: int, published: date) -> Interval:
    """Return this month of the year of publication."""
    return months(published.year, month)


def latest_month(month: int, published: date) -> Interval:
    """Return the latest such month that had ended before publication."""
    return months(published.year - (month >= published.month), month)


def year_until(calendar: Calendar, published: date) -> Interval:
    """Return the year of publication, up to publication."""
    return Interval(year_of(published, calendar).start, published)


def year_from(calendar: Calendar, published: date) -> Interval:
    """Return the year of publication, from publication on."""
    return Interval(published, year_of(published, calendar).end)


def year_before(calendar: Calendar, published: date) -> Interval:
    """Return the calendar year before the one of publication."""
    return year_of(year_of(published, calendar).start - ONE_DAY, calendar)


def year_after(calendar: Calendar, published: date) -> Interval:
    """Return the calendar year after the one of publication."""
    return year_of(year_of(published, calendar).last + ONE_DAY, calendar)


def days_until(count: int, published: date) -> Interval:
    """Return the last `count` days before publication, and the day of publication."""
    return Interval(published - timedelta(days=count), published)


def months_after_takeover(count: int, _published: date) -> Interval:
    """Return from half a month before to just under a month after `count` months of the Emirate.

    Whoever speaks of an N-month-old government has rounded, or counts the months completed.
    """
    start = _after_takeover(count) - HALF_A_MONTH
    return Interval(start, _after_takeover(count + 1) - ONE_DAY)


def since(value: Interval, published: date) -> Interval:
    """Return from the first day stated until publication.

    A start after publication, which a report cannot have, gives that day alone.
    """
    return Interval(value.start, max(value.start, published))


def starting(value: Interval, published: date) -> Interval:
    """Return from the first day stated, or from publication if that is later, without an end."""
    return Interval(max(value.start, published), None)


def until(value: Interval, _published: date) -> Interval:
    """Return from the takeover until the last day stated (an earlier one gives that day alone)."""
    return Interval(min(TAKEOVER, value.last), value.last)


def until_weekday(weekday: int, published: date) -> Interval:
    """Return from the takeover until the latest such weekday up to publication."""
    return until(latest_weekday(weekday, published), published)


def until_days_before(count: int, published: date) -> Interval:
    """Return from the takeover until the day that lies `count` days before publication."""
    return until(days_before(count, published), published)


def until_last_week(_value: bool, published: date) -> Interval:
    """Return from the takeover until the last day that last week can have had."""
    return until(last_week(_value, published), published)


def takeover_until(_value: bool, published: date) -> Interval:
    """Return from the takeover until publication (an earlier publication gives its day alone)."""
    return Interval(min(TAKEOVER, published), published)


def open_from(_value: bool, published: date) -> Interval:
    """Return all days from publication on."""
    return Interval(published, None)


def _after_takeover(count: int) -> date:
    years, month = divmod(TAKEOVER.month - 1 + count, MONTHS_IN_YEAR)
    return TAKEOVER.replace(year=TAKEOVER.year + years, month=month + 1)
