"""The dating rules by name, and the one function that applies them.

A rule reads the typed argument and a day of publication, never the article's words, so that it
serves every language. Over an uncertain date of publication the result is the hull of what each
day of it would give. Two things then narrow the result, and neither ever empties it: a claim that
contradicts itself (a report of something still to come) keeps its days and is there to be seen.

- A report is not older than its act: what is reported ends with publication, and what is
  anticipated starts with it, where the rule leaves that open (`looks` is `either`).
- The data set begins with the takeover, and so do the windows that reach back for long.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Generic, Literal, TypeVar

from kabul_ties.dating import arguments as forms
from kabul_ties.dating import windows
from kabul_ties.dating.arguments import ArgumentForm
from kabul_ties.dating.interval import TAKEOVER, Interval, hull, intersection

Value = TypeVar("Value")
Looks = Literal["back", "ahead", "either", "typed"]
"""Where a rule finds its days, as seen from publication; `typed` is taken as it is."""

CACHED_ROWS = 2**17


class UnknownDateRuleError(ValueError):
    """There is no dating rule of this name.

    Attributes:
        rule: the name as typed.
        nearest: the rule that may have been meant, else None.
    """

    def __init__(self, rule: str) -> None:
        """Find the nearest rule."""
        super().__init__(rule)
        self.rule = rule
        self.nearest = next(iter(get_close_matches(rule, DATE_RULES, n=1)), None)

    def __str__(self) -> str:
        """Say what is wrong, and what is nearest to it."""
        nearest = "" if self.nearest is None else f" (nearest: {self.nearest})"
        return f"{self.rule!r} is no dating rule{nearest}: one of {', '.join(DATE_RULES)}"


@dataclass(frozen=True, slots=True)
class DateRule(Generic[Value]):
    """One way to get from a date word to days.

    Attributes:
        name: the value of `date_rule`.
        argument: what `date_argument` has to be.
        looks: where the days lie: `back` from publication, `ahead` of it, or `either`; a rule
            that looks back dates no anticipated act, one that looks ahead no reported act.
        reported: the days meant in the report of one day of publication.
        anticipated: the same when the act is still to come, where this differs.
        from_takeover: whether the days before the takeover are left out.
    """

    name: str
    argument: ArgumentForm[Value]
    looks: Looks
    reported: Callable[[Value, date], Interval]
    anticipated: Callable[[Value, date], Interval] | None = None
    from_takeover: bool = False

    def on(self, argument: str | None, anticipates: bool = False) -> Callable[[date], Interval]:
        """Return the function from one day of publication to the days meant, not yet narrowed.

        Raises:
            DateArgumentError: the rule does not read this argument.
        """
        value = self.argument.read(self.name, argument)
        window = self.anticipated if anticipates and self.anticipated else self.reported
        return lambda published: window(value, published)

    def limits(self, published: Interval, anticipates: bool) -> list[Interval]:
        """Return the intervals that narrow the result over this date of publication."""
        limits = [Interval(TAKEOVER, None)] if self.from_takeover else []
        if self.looks == "either":
            until = Interval(date.min, published.end)
            limits.append(Interval(published.start, None) if anticipates else until)
        return limits


def _by_name(*rules: DateRule[Any]) -> Mapping[str, DateRule[Any]]:
    return MappingProxyType({rule.name: rule for rule in rules})


DATE_RULES: Mapping[str, DateRule[Any]] = _by_name(
    DateRule("stated", forms.STATED, "either", windows.as_typed),
    DateRule("today", forms.NOTHING, "either", windows.same_day),
    DateRule("yesterday", forms.NOTHING, "back", windows.day_before),
    DateRule("tomorrow", forms.NOTHING, "ahead", windows.day_after),
    DateRule("days-before-publication", forms.DAYS, "back", windows.days_before),
    DateRule("weekday-before-publication", forms.WEEKDAY, "back", windows.latest_weekday),
    DateRule("weekday-after-publication", forms.WEEKDAY, "ahead", windows.first_weekday),
    DateRule("this-week", forms.NOTHING, "either", windows.week_until, windows.week_from),
    DateRule("last-week", forms.NOTHING, "back", windows.last_week),
    DateRule("next-week", forms.NOTHING, "ahead", windows.next_week),
    DateRule(
        "day-of-this-year",
        forms.DAY_OF_YEAR,
        "either",
        windows.latest_day_of_year,
        windows.first_day_of_year,
    ),
    DateRule("this-month", forms.CALENDAR, "either", windows.month_until, windows.month_from),
    DateRule("last-month", forms.CALENDAR, "back", windows.month_before),
    DateRule("next-month", forms.CALENDAR, "ahead", windows.month_after),
    DateRule("month-of-this-year", forms.MONTH, "either", windows.month_in_year),
    DateRule("last-named-month", forms.MONTH, "back", windows.latest_month),
    DateRule(
        "this-year",
        forms.CALENDAR,
        "either",
        windows.year_until,
        windows.year_from,
        from_takeover=True,
    ),
    DateRule("last-year", forms.CALENDAR, "back", windows.year_before, from_takeover=True),
    DateRule("next-year", forms.CALENDAR, "ahead", windows.year_after),
    DateRule("recent", forms.WINDOW, "back", windows.days_until, from_takeover=True),
    DateRule("months-after-takeover", forms.MONTHS_SINCE, "either", windows.months_after_takeover),
    DateRule("since", forms.DAY_OR_MONTH, "back", windows.since),
    DateRule("from", forms.DAY_OR_MONTH, "ahead", windows.starting),
    DateRule("until", forms.DAY_OR_MONTH, "either", windows.until, from_takeover=True),
    DateRule(
        "until-days-before-publication",
        forms.DAYS,
        "back",
        windows.until_days_before,
        from_takeover=True,
    ),
    DateRule("until-last-week", forms.NOTHING, "back", windows.until_last_week, from_takeover=True),
    DateRule("until-weekday", forms.WEEKDAY, "back", windows.until_weekday, from_takeover=True),
    DateRule(
        "before-publication", forms.NOTHING, "back", windows.takeover_until, from_takeover=True
    ),
    DateRule("after-publication", forms.NOTHING, "ahead", windows.open_from),
    DateRule(
        "undated",
        forms.NOTHING,
        "either",
        windows.takeover_until,
        windows.open_from,
        from_takeover=True,
    ),
    DateRule("judged", forms.START_AND_END, "typed", windows.as_typed),
)
"""Every dating rule by its name, in the order of the codebook."""


def date_interval(
    rule: str, argument: str | None, published: Interval, anticipates: bool = False
) -> Interval:
    """Return the days on which an act can have happened, as one passage dates it.

    Args:
        rule: a name in `DATE_RULES`.
        argument: what the rule reads, None or empty where it needs nothing.
        published: the day of publication, or the days on which it may lie.
        anticipates: whether the passage speaks of an act still to come.

    Returns:
        The hull over all days of publication, narrowed as the module says. A wider date of
        publication never gives fewer days, unless the claim contradicts itself.

    Raises:
        UnknownDateRuleError: no rule has this name.
        DateArgumentError: the rule does not read this argument.
        ValueError: the date of publication is open.
    """
    return _date_interval(rule, argument or None, published, anticipates)


@lru_cache(maxsize=CACHED_ROWS)
def _date_interval(
    rule: str, argument: str | None, published: Interval, anticipates: bool
) -> Interval:
    on_day = _on_day(rule, argument, anticipates)
    dated = hull(on_day(published.start), on_day(published.last))
    for limit in DATE_RULES[rule].limits(published, anticipates):
        dated = intersection((dated, limit)) or dated
    return dated


@lru_cache(maxsize=CACHED_ROWS)
def _on_day(rule: str, argument: str | None, anticipates: bool) -> Callable[[date], Interval]:
    """Read an argument once for all the rows that have it."""
    if rule not in DATE_RULES:
        raise UnknownDateRuleError(rule)
    return DATE_RULES[rule].on(argument, anticipates)
