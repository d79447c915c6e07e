"""What the typed `date_argument` of a rule may be, and the error for one that is something else."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Generic, TypeVar

from kabul_ties.dating.calendars import Calendar
from kabul_ties.dating.interval import MONTHS_IN_YEAR, Interval
from kabul_ties.dating.periods import (
    read_day_or_month,
    read_days,
    read_stated,
    similar_periods,
)

Value = TypeVar("Value")

WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
LEAP_YEAR = 2024
"""Any leap year: a day of the year without its year may be 29 February."""


class DateArgumentError(ValueError):
    """The argument of a dating rule is not what the rule reads.

    Attributes:
        rule: name of the rule.
        argument: the argument as typed, None if there was none.
        expected: what the argument would be, in words.
        nearest: an argument that is allowed and may have been meant, else None.
    """

    def __init__(
        self, rule: str, argument: str | None, expected: str, nearest: str | None = None
    ) -> None:
        """Keep what was typed and what the rule expects."""
        super().__init__(rule, argument, expected, nearest)
        self.rule = rule
        self.argument = argument
        self.expected = expected
        self.nearest = nearest

    def __str__(self) -> str:
        """Say what is wrong, what is allowed, and what is nearest to it."""
        if self.argument is None:
            return f"{self.rule} needs an argument: {self.expected}"
        nearest = "" if self.nearest is None else f" (nearest: {self.nearest})"
        return f"{self.argument!r} is no argument of {self.rule}: {self.expected}{nearest}"


@dataclass(frozen=True, slots=True)
class ArgumentForm(Generic[Value]):
    """What a rule reads.

    Attributes:
        expected: what the argument is, in words, for people.
        example: an argument that is allowed; empty if only the missing argument is.
        reader: the value of a text, None for a text that is refused.
        similar: texts that may have been meant by a text that is refused, likeliest first.
        missing: the value when there is no argument; None if there has to be one.
    """

    expected: str
    example: str
    reader: Callable[[str], Value | None]
    similar: Callable[[str], Iterable[str]]
    missing: Value | None = None

    def read(self, rule: str, argument: str | None) -> Value:
        """Return the value of the argument of `rule`; an empty text is a missing argument.

        Raises:
            DateArgumentError: the argument is refused, or missing where there has to be one.
        """
        value = self.reader(argument) if argument else self.missing
        if value is None:
            raise DateArgumentError(
                rule, argument or None, self.expected, self._nearest(argument or "")
            )
        return value

    def _nearest(self, argument: str) -> str | None:
        allowed = (text for text in self.similar(argument) if self.reader(text) is not None)
        return next(allowed, None)


def _choice(
    expected: str, values: dict[str, Value], missing: Value | None = None
) -> ArgumentForm[Value]:
    """Build the form of an argument that is one of a few words."""

    def similar(text: str) -> Iterator[str]:
        for spelling in (text.strip(), text.strip().upper()):
            yield spelling
            yield from (word for word in values if spelling.startswith(word))
            yield from get_close_matches(spelling, values, n=1)

    return ArgumentForm(expected, next(iter(values), ""), values.get, similar, missing)


def _number(expected: str, allowed: Sequence[int]) -> ArgumentForm[int]:
    """Build the form of an argument that is one of some whole numbers."""
    values = {str(number): number for number in allowed}

    def similar(text: str) -> Iterator[str]:
        yield text.strip().lstrip("0")

    return ArgumentForm(expected, str(allowed[0]), values.get, similar)


def _padded(text: str) -> Iterator[str]:
    """Yield the text with two digits for each number (`3` to `03`, `3-1` to `03-01`)."""
    yield re.sub(r"(?<![0-9])[0-9](?![0-9])", r"0\g<0>", text.strip())


def _read_day_of_year(text: str) -> tuple[int, int] | None:
    if not re.fullmatch(r"[0-9]{2}-[0-9]{2}", text):
        return None
    month, day = int(text[:2]), int(text[3:])
    try:
        date(LEAP_YEAR, month, day)
    except ValueError:
        return None
    return month, day


_MONTHS = {f"{month:02}": month for month in range(1, MONTHS_IN_YEAR + 1)}
_HIJRI = {str(Calendar.SOLAR_HIJRI): Calendar.SOLAR_HIJRI}

NOTHING: ArgumentForm[bool] = _choice("it takes none", {}, missing=True)
WEEKDAY = _choice(f"one of {', '.join(WEEKDAYS)}", {name: i for i, name in enumerate(WEEKDAYS)})
MONTH = ArgumentForm("a month of two digits, 01 to 12", "08", _MONTHS.get, _padded)
CALENDAR = _choice(
    "none for the Gregorian calendar, or solar-hijri", _HIJRI, missing=Calendar.GREGORIAN
)
DAYS = _number("a number of days, 1 to 366", range(1, 367))
MONTHS_SINCE = _number("a number of months, 1 to 120", range(1, 121))
WINDOW = _number("a number of days, one of 30, 90, 365", (30, 90, 365))
DAY_OF_YEAR = ArgumentForm("a month and a day, as in 08-15", "08-15", _read_day_of_year, _padded)
STATED: ArgumentForm[Interval] = ArgumentForm(
    "a period as in 2024-03-21, 2024-03, 2024, 2024-Q2, 2024-H1, two of them as in "
    "2024-03-01/2024-03-05, solar-hijri:1403-10-25 (or -10, or the year alone), "
    "or lunar-hijri:1445-09-10 (or -09)",
    "2024-03-21",
    read_stated,
    similar_periods,
)
DAY_OR_MONTH = ArgumentForm(
    "a day or a month, as in 2024-03-21 or 2024-03",
    "2024-03-21",
    read_day_or_month,
    similar_periods,
)
START_AND_END = ArgumentForm(
    "two days, the earliest and the latest, as in 2024-03-01/2024-03-05",
    "2024-03-01/2024-03-05",
    read_days,
    lambda text: (f"{part}/{part}" for part in similar_periods(text)),
)
