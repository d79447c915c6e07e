"""Each rule on phrases as they are published; the phrase is a note, no rule reads it."""

import doctest
import pickle
from datetime import date

import pytest

import kabul_ties.dating
from kabul_ties.dating import (
    DATE_RULES,
    DateArgumentError,
    Interval,
    UnknownDateRuleError,
    date_interval,
)


def days(text: str) -> Interval:
    """Read `2024-03-01`, `2024-03-01/2024-03-05` or `2024-03-01/..`."""
    start, _, end = text.partition("/")
    last = None if end == ".." else date.fromisoformat(end or start)
    return Interval(date.fromisoformat(start), last)


REPORTED = [  # phrase, rule, argument, published, expected
    ("29 декабря 2023 года", "stated", "2023-12-29", "2023-12-30", "2023-12-29"),
    ("in March 2024", "stated", "2024-03", "2024-05-10", "2024-03-01/2024-03-31"),
    ("im Jahr 2023", "stated", "2023", "2024-05-10", "2023-01-01/2023-12-31"),
    ("in 2024", "stated", "2024", "2024-05-10", "2024-01-01/2024-05-10"),
    ("2021", "stated", "2021", "2024-05-10", "2021-01-01/2021-12-31"),  # stated: never cut
    ("second quarter", "stated", "2024-Q2", "2024-08-01", "2024-04-01/2024-06-30"),
    ("first half of 2024", "stated", "2024-H1", "2024-08-01", "2024-01-01/2024-06-30"),
    ("second half", "stated", "2024-H2", "2025-08-01", "2024-07-01/2024-12-31"),
    ("1-5 March", "stated", "2024-03-01/2024-03-05", "2024-04-01", "2024-03-01/2024-03-05"),
    ("March to May", "stated", "2024-03/2024-05", "2024-08-01", "2024-03-01/2024-05-31"),
    ("۲۵ جدی ۱۴۰۳", "stated", "solar-hijri:1403-10-25", "2025-01-15", "2025-01-14"),
    ("جدی ۱۴۰۳", "stated", "solar-hijri:1403-10", "2025-03-01", "2024-12-21/2025-01-19"),
    ("سال ۱۴۰۲", "stated", "solar-hijri:1402", "2025-03-01", "2023-03-21/2024-03-19"),
    ("١٠ رمضان", "stated", "lunar-hijri:1445-09-10", "2024-05-01", "2024-03-19/2024-03-21"),
    ("في رمضان", "stated", "lunar-hijri:1445-09", "2024-05-01", "2024-03-10/2024-04-10"),
    ("a future date", "stated", "2024-06", "2024-05-10", "2024-06-01/2024-06-30"),
    ("bugün", "today", None, "2024-05-10", "2024-05-10"),
    ("اليوم", "today", "", "2024-05-10/2024-05-12", "2024-05-10/2024-05-12"),
    ("вчера", "yesterday", None, "2024-03-01", "2024-02-29"),
    ("three days ago", "days-before-publication", "3", "2024-01-02", "2023-12-30"),
    ("в субботу", "weekday-before-publication", "SAT", "2024-05-10", "2024-05-04"),
    ("am Freitag", "weekday-before-publication", "FRI", "2024-05-10", "2024-05-10"),
    ("روز شنبه", "weekday-before-publication", "SAT", "2024-05-11", "2024-05-11"),
    (
        "çarşamba",
        "weekday-before-publication",
        "WED",
        "2024-05-07/2024-05-09",
        "2024-05-01/2024-05-08",
    ),
    ("on Monday", "weekday-after-publication", "MON", "2024-05-10", "2024-05-13"),
    ("هذا الأسبوع", "this-week", None, "2024-05-10", "2024-05-04/2024-05-10"),
    ("last week", "last-week", None, "2024-05-14", "2024-05-01/2024-05-13"),
    ("nächste Woche", "next-week", None, "2024-05-14", "2024-05-15/2024-05-27"),
    ("on 15 August", "day-of-this-year", "08-15", "2024-08-15", "2024-08-15"),
    ("31 декабря", "day-of-this-year", "12-31", "2024-01-02", "2023-12-31"),
    ("29 февраля", "day-of-this-year", "02-29", "2024-02-28", "2020-02-29"),
    ("29 February", "day-of-this-year", "02-29", "2025-02-28", "2024-02-29"),
    ("diesen Monat", "this-month", None, "2024-05-10", "2024-05-01/2024-05-10"),
    ("این ماه", "this-month", "solar-hijri", "2024-05-10", "2024-04-20/2024-05-10"),
    ("geçen ay", "last-month", None, "2024-03-31", "2024-02-01/2024-02-29"),
    ("ماه گذشته", "last-month", "solar-hijri", "2024-03-20", "2024-02-20/2024-03-19"),
    ("الشهر الماضي", "last-month", None, "2024-01-01", "2023-12-01/2023-12-31"),
    ("next month", "next-month", None, "2023-12-10", "2024-01-01/2024-01-31"),
    ("in March", "month-of-this-year", "03", "2024-05-10", "2024-03-01/2024-03-31"),
    ("this May", "month-of-this-year", "05", "2024-05-10", "2024-05-01/2024-05-10"),
    ("not yet", "month-of-this-year", "07", "2024-05-10", "2024-07-01/2024-07-31"),
    ("last August", "last-named-month", "08", "2024-08-31", "2023-08-01/2023-08-31"),
    ("geçen ağustos", "last-named-month", "08", "2024-09-01", "2024-08-01/2024-08-31"),
    ("last December", "last-named-month", "12", "2024-01-01", "2023-12-01/2023-12-31"),
    ("this year", "this-year", None, "2024-05-10", "2024-01-01/2024-05-10"),
    ("this year", "this-year", None, "2021-12-01", "2021-08-15/2021-12-01"),
    ("امسال", "this-year", "solar-hijri", "2024-05-10", "2024-03-20/2024-05-10"),
    ("в прошлом году", "last-year", None, "2024-05-10", "2023-01-01/2023-12-31"),
    ("last year", "last-year", None, "2022-05-10", "2021-08-15/2021-12-31"),
    ("سال گذشته", "last-year", "solar-hijri", "2024-03-20", "2023-03-21/2024-03-19"),
    ("last year", "last-year", None, "2021-09-01/2024-05-10", "2021-08-15/2023-12-31"),
    ("meanwhile", "recent", "30", "2024-05-10", "2024-04-10/2024-05-10"),
    ("kürzlich", "recent", "90", "2024-05-10", "2024-02-10/2024-05-10"),
    ("in recent months", "recent", "365", "2022-05-10", "2021-08-15/2022-05-10"),
    (
        "six-month-old government",
        "months-after-takeover",
        "6",
        "2023-01-01",
        "2022-01-31/2022-03-14",
    ),
    (
        "six-month-old government",
        "months-after-takeover",
        "6",
        "2022-02-20",
        "2022-01-31/2022-02-20",
    ),
    ("after a month", "months-after-takeover", "1", "2023-01-01", "2021-08-31/2021-10-14"),
    ("since March 2024", "since", "2024-03", "2024-05-10", "2024-03-01/2024-05-10"),
    ("с 2 марта", "since", "2024-03-02", "2024-05-10/2024-05-12", "2024-03-02/2024-05-12"),
    ("29 декабря сообщил", "until", "2023-12-29", "2023-12-31", "2021-08-15/2023-12-29"),
    ("until March, read earlier", "until", "2024-03", "2024-03-10", "2021-08-15/2024-03-10"),
    ("said on Friday", "until-weekday", "FRI", "2023-12-29/2023-12-31", "2021-08-15/2023-12-29"),
    (
        "gestern sagte er",
        "until-days-before-publication",
        "1",
        "2023-12-29/2023-12-31",
        "2021-08-15/2023-12-30",
    ),
    ("told him last week", "until-last-week", None, "2023-12-29", "2021-08-15/2023-12-28"),
    ("since before", "since", "2020-01", "2024-05-10", "2020-01-01/2024-05-10"),
    ("already", "before-publication", None, "2024-05-10", "2021-08-15/2024-05-10"),
    ("", "undated", None, "2024-05-10", "2021-08-15/2024-05-10"),
    ("", "judged", "2024-03-01/2024-07-05", "2024-05-10", "2024-03-01/2024-07-05"),
    ("", "judged", "2021-01-01/2021-01-01", "2024-05-10", "2021-01-01"),
]

ANTICIPATED = [
    ("в 2024 году", "stated", "2024", "2024-05-10", "2024-05-10/2024-12-31"),
    ("in 2024", "stated", "2024", "2024-05-10/2024-06-01", "2024-05-10/2024-12-31"),
    ("after 30 June", "from", "2024-06-30", "2024-05-10", "2024-06-30/.."),
    ("from May", "from", "2024-05", "2024-05-10/2024-05-20", "2024-05-10/.."),
    ("on 1 July", "stated", "2024-07-01", "2024-05-10", "2024-07-01"),
    ("in a past year", "stated", "2023", "2024-05-10", "2023-01-01/2023-12-31"),
    ("فردا", "tomorrow", None, "2024-02-28", "2024-02-29"),
    ("в понедельник", "weekday-after-publication", "MON", "2024-05-10", "2024-05-13"),
    ("am Freitag", "weekday-after-publication", "FRI", "2024-05-10", "2024-05-10"),
    ("this week", "this-week", None, "2024-05-10", "2024-05-10/2024-05-16"),
    ("1 Ekim'de", "day-of-this-year", "10-01", "2024-05-10", "2024-10-01"),
    ("1 January", "day-of-this-year", "01-01", "2024-05-10", "2025-01-01"),
    ("29 February", "day-of-this-year", "02-29", "2024-03-01", "2028-02-29"),
    ("this month", "this-month", None, "2024-05-10", "2024-05-10/2024-05-31"),
    ("الشهر القادم", "next-month", None, "2024-01-31", "2024-02-01/2024-02-29"),
    ("ماه آینده", "next-month", "solar-hijri", "2024-02-19", "2024-02-20/2024-03-19"),
    ("in July", "month-of-this-year", "07", "2024-05-10", "2024-07-01/2024-07-31"),
    ("in May", "month-of-this-year", "05", "2024-05-10", "2024-05-10/2024-05-31"),
    ("dieses Jahr", "this-year", None, "2024-05-10", "2024-05-10/2024-12-31"),
    ("gelecek yıl", "next-year", None, "2024-05-10/2025-01-01", "2025-01-01/2026-12-31"),
    ("سال آینده", "next-year", "solar-hijri", "2024-03-19", "2024-03-20/2025-03-20"),
    ("soon", "after-publication", None, "2024-05-10/2024-06-01", "2024-05-10/.."),
    ("", "undated", None, "2024-05-10", "2024-05-10/.."),
    ("", "judged", "2024-03-01/2024-07-05", "2024-05-10", "2024-03-01/2024-07-05"),
]


@pytest.mark.parametrize(("_phrase", "rule", "argument", "published", "expected"), REPORTED)
def test_reported(
    _phrase: str, rule: str, argument: str | None, published: str, expected: str
) -> None:
    assert date_interval(rule, argument, days(published)) == days(expected)


@pytest.mark.parametrize(("_phrase", "rule", "argument", "published", "expected"), ANTICIPATED)
def test_anticipated(
    _phrase: str, rule: str, argument: str | None, published: str, expected: str
) -> None:
    assert date_interval(rule, argument, days(published), anticipates=True) == days(expected)


def test_each_rule_has_an_example() -> None:
    assert {row[1] for row in REPORTED + ANTICIPATED} == set(DATE_RULES)


def test_a_claim_that_contradicts_its_stance_keeps_its_days() -> None:
    published = days("2024-05-10")
    assert date_interval("tomorrow", None, published) == days("2024-05-11")
    assert date_interval("after-publication", None, published) == days("2024-05-10/..")
    assert date_interval("since", "2024-06", published) == days("2024-06-01")
    yesterday = date_interval("yesterday", None, published, anticipates=True)
    assert yesterday == days("2024-05-09")


BAD_ARGUMENTS = [  # rule, argument, a part of the message
    ("stated", None, "stated needs an argument: a period as in 2024-03-21"),
    ("stated", "", "stated needs an argument"),
    ("stated", "2024-02-30", "'2024-02-30' is no argument of stated"),
    ("stated", "2024-13", "is no argument"),
    ("stated", "2024-Q5", "is no argument"),
    ("stated", "2024-H3", "is no argument"),
    ("stated", "2024-q2", "(nearest: 2024-Q2)"),
    ("stated", "2024-3-1", "(nearest: 2024-03-01)"),
    ("stated", "2024/03/21", "(nearest: 2024-03-21)"),
    ("stated", "1403-10-25", "(nearest: solar-hijri:1403-10-25)"),
    ("stated", "1445-09-10", "(nearest: lunar-hijri:1445-09-10)"),
    ("stated", "solar-hijri:1404-12-30", "is no argument"),  # no leap year
    ("stated", "solar-hijri:2024-01-01", "is no argument"),
    ("stated", "solar-hijri:1403-Q1", "is no argument"),
    ("stated", "lunar-hijri:1445", "is no argument"),
    ("stated", "lunar-hijri:1445-09-31", "is no argument"),
    ("stated", "2024-03-05/2024-03-01", "is no argument"),
    ("stated", "2024-03-01/", "is no argument"),
    ("stated", "2024-03-01/2024-03-02/2024-03-03", "is no argument"),
    ("stated", "٢٠٢٤-٠٣-٢١", "is no argument"),
    ("stated", "2024-03-21\n", "(nearest: 2024-03-21)"),
    ("today", "FRI", "'FRI' is no argument of today: it takes none"),
    ("yesterday", "1", "it takes none"),
    ("tomorrow", "1", "it takes none"),
    ("days-before-publication", None, "a number of days, 1 to 366"),
    ("days-before-publication", "0", "1 to 366"),
    ("days-before-publication", "367", "1 to 366"),
    ("days-before-publication", "03", "(nearest: 3)"),
    ("weekday-before-publication", None, "one of MON, TUE, WED, THU, FRI, SAT, SUN"),
    (
        "weekday-before-publication",
        "FRIDAY",
        (
            "'FRIDAY' is no argument of weekday-before-publication: "
            "one of MON, TUE, WED, THU, FRI, SAT, SUN (nearest: FRI)"
        ),
    ),
    ("weekday-after-publication", "Thursday", "(nearest: THU)"),
    ("weekday-after-publication", "sat", "(nearest: SAT)"),
    ("this-week", "MON", "it takes none"),
    ("last-week", "MON", "it takes none"),
    ("next-week", "MON", "it takes none"),
    ("day-of-this-year", None, "a month and a day, as in 08-15"),
    ("day-of-this-year", "8-15", "(nearest: 08-15)"),
    ("day-of-this-year", "02-30", "a month and a day"),
    ("this-month", "05", "none for the Gregorian calendar, or solar-hijri"),
    ("last-month", "solar", "(nearest: solar-hijri)"),
    ("next-month", "lunar-hijri", "or solar-hijri"),
    ("month-of-this-year", "3", "a month of two digits, 01 to 12 (nearest: 03)"),
    ("month-of-this-year", "13", "01 to 12"),
    ("last-named-month", None, "01 to 12"),
    ("this-year", "2024", "or solar-hijri"),
    ("last-year", "2023", "or solar-hijri"),
    ("next-year", "2025", "or solar-hijri"),
    ("recent", None, "one of 30, 90, 365"),
    ("recent", "60", "one of 30, 90, 365"),
    ("months-after-takeover", "0", "1 to 120"),
    ("months-after-takeover", "121", "1 to 120"),
    ("since", "2024", "a day or a month"),
    ("since", "2024-3", "(nearest: 2024-03)"),
    ("since", "solar-hijri:1403-10", "a day or a month"),
    ("from", "2024", "a day or a month"),
    ("until", "2024", "a day or a month"),
    ("until-days-before-publication", "0", "1 to 366"),
    ("until-last-week", "1", "it takes none"),
    ("until-weekday", "FRIDAY", "(nearest: FRI)"),
    ("before-publication", "30", "it takes none"),
    ("after-publication", "30", "it takes none"),
    ("undated", "2024", "it takes none"),
    ("judged", None, "two days, the earliest and the latest"),
    ("judged", "2024-03-01", "(nearest: 2024-03-01/2024-03-01)"),
    ("judged", "2024-03/2024-04", "two days"),
    ("judged", "2024-03-05/2024-03-01", "two days"),
    ("judged", "solar-hijri:1403-10-25/solar-hijri:1403-10-26", "two days"),
]


@pytest.mark.parametrize(("rule", "argument", "message"), BAD_ARGUMENTS)
def test_a_bad_argument_is_told_what_it_would_be(
    rule: str, argument: str | None, message: str
) -> None:
    with pytest.raises(DateArgumentError) as raised:
        date_interval(rule, argument, days("2024-05-10"))
    assert message in str(raised.value)
    assert (raised.value.rule, raised.value.argument) == (rule, argument or None)


def test_each_rule_has_a_bad_argument() -> None:
    assert {row[0] for row in BAD_ARGUMENTS} == set(DATE_RULES)


@pytest.mark.parametrize("rule", DATE_RULES.values(), ids=DATE_RULES)
def test_each_form_reads_its_example(rule: kabul_ties.dating.DateRule[object]) -> None:
    assert rule.on(rule.argument.example or None)(date(2024, 5, 10))


def test_an_unknown_rule_is_told_the_nearest() -> None:
    with pytest.raises(UnknownDateRuleError, match=r"'lastmonth' is no .* \(nearest: last-month\)"):
        date_interval("lastmonth", None, days("2024-05-10"))


def test_an_open_date_of_publication_is_refused() -> None:
    with pytest.raises(ValueError, match="has no last day"):
        date_interval("today", None, days("2024-05-10/.."))


def test_errors_travel_between_processes() -> None:
    error = DateArgumentError("recent", "60", "one of 30, 90, 365")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
    unknown = UnknownDateRuleError("lastmonth")
    assert str(pickle.loads(pickle.dumps(unknown))) == str(unknown)


def test_the_documented_example() -> None:
    assert doctest.testmod(kabul_ties.dating).failed == 0
