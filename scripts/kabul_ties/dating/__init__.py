"""Computes when an act happened from how an article dates it.

Dates are computed, never typed twice: an evidence row names a rule (`date_rule`) and what the rule
reads (`date_argument`), and `date_interval` gives the earliest and the latest possible day.

    >>> from datetime import date
    >>> published = Interval(date(2024, 8, 22), date(2024, 8, 22))
    >>> print(date_interval("weekday-before-publication", "WED", published))
    2024-08-21/2024-08-21

The conventions follow the codebook of the UCDP Georeferenced Event Dataset, where a date that is
not exact becomes the earliest and the latest day that the source allows, beside a precision. The
windows for words such as "recently", and the scope from 15 August 2021 on, are this project's own
(`schema/codebook.md`).
"""

from kabul_ties.dating.arguments import ArgumentForm, DateArgumentError
from kabul_ties.dating.calendars import Calendar
from kabul_ties.dating.interval import (
    TAKEOVER,
    Interval,
    Precision,
    contains,
    hull,
    intersection,
    precision,
)
from kabul_ties.dating.rules import DATE_RULES, DateRule, UnknownDateRuleError, date_interval

__all__ = [
    "DATE_RULES",
    "TAKEOVER",
    "ArgumentForm",
    "Calendar",
    "DateArgumentError",
    "DateRule",
    "Interval",
    "Precision",
    "UnknownDateRuleError",
    "contains",
    "date_interval",
    "hull",
    "intersection",
    "precision",
]
