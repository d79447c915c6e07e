"""What follows from the evidence: dates, stage, agreement of claims, and counts of sources."""

from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kabul_ties.conclusions import (
    STAGES,
    dates_of_actions,
    precision_of,
    with_agreement,
    with_stage,
)

Row = dict[str, Any]

UNHURRIED = settings(deadline=None, max_examples=60)
"""A loaded machine is no failure."""

EVIDENCE = {
    "evidence_id": pl.String, "source_id": pl.String, "action_id": pl.String,
    "country_id": pl.String, "claimed_type": pl.String, "milestone": pl.String,
    "stance": pl.String, "date_rule": pl.String, "date_start": pl.Date, "date_end": pl.Date,
}  # fmt: skip
ACTIONS = dict.fromkeys(["action_id", "country_id", "action_type", "conclusion"], pl.String)
CHOICES = dict.fromkeys(["action_id", "milestone", "evidence_id"], pl.String)
SOURCES = dict.fromkeys(["source_id", "outlet_id", "carries"], pl.String)


def day(text: str) -> date:
    return date.fromisoformat(text)


def claim(name: str, start: str, end: str | None, **values: Any) -> Row:
    """A report that Kazakhstan took the Taliban off its list, between two days."""
    return {
        "evidence_id": name, "source_id": f"source-{name}", "action_id": "KAZ-2024-01",
        "country_id": "KAZ", "claimed_type": "delisting", "milestone": "decided",
        "stance": "reports", "date_rule": "stated",
        "date_start": day(start), "date_end": day(end) if end else None,
    } | values  # fmt: skip


def actions(*conclusions: str) -> pl.DataFrame:
    rows = [
        {"action_id": f"KAZ-2024-0{number}", "country_id": "KAZ", "action_type": "delisting",
         "conclusion": conclusion}
        for number, conclusion in enumerate(conclusions or ("occurred",), 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=ACTIONS)


def evidence(*claims: Row) -> pl.DataFrame:
    return pl.DataFrame(claims, schema=EVIDENCE)


def choices(*chosen: str) -> pl.DataFrame:
    rows = [("KAZ-2024-01", "decided", name) for name in chosen]
    return pl.DataFrame(rows, schema=CHOICES, orient="row")


def dates(*claims: Row, chosen: tuple[str, ...] = ()) -> list[Row]:
    return dates_of_actions(actions(), evidence(*claims), choices(*chosen)).to_dicts()


def agreeing(*claims: Row, conclusion: str = "occurred", chosen: tuple[str, ...] = ()) -> list[str]:
    """The names of the claims that agree."""
    table, concluded = evidence(*claims), actions(conclusion)
    judged = with_agreement(table, concluded, dates_of_actions(concluded, table, choices(*chosen)))
    return judged.filter("agrees")["evidence_id"].to_list()


def staged(
    *claims: Row, carries: dict[str, str] | None = None, conclusion: str = "occurred"
) -> Row:
    """The one action with its stage and counts; each source has an outlet of its own."""
    table, concluded = evidence(*claims), actions(conclusion)
    found = dates_of_actions(concluded, table, choices())
    sources = [(s, f"outlet-{s}", (carries or {}).get(s)) for s in table["source_id"].unique()]
    known = pl.DataFrame(sources, schema=SOURCES, orient="row")
    result = with_stage(concluded, with_agreement(table, concluded, found), found, known)
    return result.to_dicts()[0]


def test_a_date_is_what_all_reports_allow() -> None:
    (found,) = dates(
        claim("a", "2024-03-01", "2024-03-31"),
        claim("b", "2024-03-12", "2024-05-01"),
        claim("c", "2024-01-01", "2024-03-20"),
    )
    assert (found["start"], found["end"]) == (day("2024-03-12"), day("2024-03-20"))
    assert (found["start_evidence_id"], found["end_evidence_id"]) == ("b", "c")
    assert (found["precision"], found["basis"]) == ("interval", "agreed")


def test_open_ends_bound_nothing() -> None:
    (open_end,) = dates(claim("a", "2024-03-01", None), claim("b", "2024-02-01", None))
    assert (open_end["start"], open_end["end"]) == (day("2024-03-01"), None)
    assert (open_end["start_evidence_id"], open_end["end_evidence_id"]) == ("a", None)
    assert open_end["precision"] == "interval"
    (closed,) = dates(claim("a", "2024-03-01", None), claim("b", "2024-02-01", "2024-03-31"))
    assert (closed["start"], closed["end"]) == (day("2024-03-01"), day("2024-03-31"))
    assert closed["precision"] == "month"


def test_each_milestone_has_its_own_date_in_the_order_of_stages() -> None:
    found = dates(
        claim("a", "2024-06-01", "2024-06-01", milestone="effective"),
        claim("b", "2024-03-01", "2024-03-01", milestone="announced"),
        claim("c", "2024-04-01", "2024-04-01"),
    )
    assert [row["milestone"] for row in found] == ["announced", "decided", "effective"]
    assert [row["precision"] for row in found] == ["day"] * 3


@pytest.mark.parametrize(
    "other",
    [
        {"stance": "denies"},
        {"stance": "retracts"},
        {"country_id": "RUS"},
        {"claimed_type": "meeting"},
        {"action_id": "KAZ-2024-02"},
    ],
)
def test_what_does_not_report_the_act_bounds_nothing(other: Row) -> None:
    report = claim("a", "2024-03-01", "2024-03-31")
    assert dates(report, claim("b", "2024-03-05", "2024-03-05", **other)) == dates(report)
    assert dates(claim("b", "2024-03-05", "2024-03-05", **other)) == []


def test_anticipation_counts_only_where_nothing_reports() -> None:
    ahead = claim("a", "2024-03-05", "2024-03-05", stance="anticipates")
    (only,) = dates(ahead)
    assert (only["start"], only["basis"]) == (day("2024-03-05"), "anticipated")
    (reported,) = dates(ahead, claim("b", "2024-04-01", "2024-04-30"))
    assert (reported["start"], reported["basis"]) == (day("2024-04-01"), "agreed")
    assert reported["start_evidence_id"] == "b"


def test_contradictory_reports_come_out_turned_around_unless_one_is_chosen() -> None:
    march, may = claim("a", "2024-03-01", "2024-03-31"), claim("b", "2024-05-01", "2024-05-31")
    (contradiction,) = dates(march, may)
    assert contradiction["end"] < contradiction["start"]
    (decided,) = dates(march, may, chosen=("b",))
    assert (decided["start"], decided["end"]) == (day("2024-05-01"), day("2024-05-31"))
    assert (decided["basis"], decided["precision"]) == ("chosen", "month")


def test_several_chosen_rows_are_intersected() -> None:
    (found,) = dates(
        claim("a", "2024-03-01", "2024-03-31"),
        claim("b", "2024-05-01", "2024-05-31"),
        claim("c", "2024-05-20", "2024-06-30"),
        chosen=("b", "c"),
    )
    assert (found["start"], found["end"]) == (day("2024-05-20"), day("2024-05-31"))
    assert (found["start_evidence_id"], found["end_evidence_id"]) == ("c", "b")


def test_a_date_is_judged_only_where_a_judged_row_is_needed() -> None:
    judged = claim("a", "2024-03-10", "2024-03-31", date_rule="judged")
    (needed,) = dates(judged, claim("b", "2024-03-01", "2024-03-31"))
    assert (needed["basis"], needed["start_evidence_id"]) == ("judged", "a")
    assert needed["end_evidence_id"] == "b"  # of equal bounds, the stated one
    (needless,) = dates(judged, claim("b", "2024-03-10", "2024-03-31"))
    assert (needless["basis"], needless["start_evidence_id"]) == ("agreed", "b")


@pytest.mark.parametrize(
    ("start", "end", "precision"),
    [
        ("2024-02-29", "2024-02-29", "day"),
        ("2024-02-01", "2024-02-29", "month"),
        ("2023-02-01", "2023-02-28", "month"),
        ("2024-02-01", "2024-02-28", "interval"),
        ("2024-10-01", "2024-12-31", "quarter"),
        ("2024-02-01", "2024-04-30", "interval"),
        ("2024-01-01", "2024-12-31", "year"),
        ("2024-01-01", "2024-06-30", "interval"),
        ("2023-01-01", "2024-12-31", "interval"),
    ],
)
def test_precision(start: str, end: str, precision: str) -> None:
    frame = pl.DataFrame({"start": [day(start)], "end": [day(end)]})
    assert frame.select(precision_of(pl.col("start"), pl.col("end"))).item() == precision


MARCH = claim("a", "2024-03-01", "2024-03-31")


def test_a_claim_agrees_if_it_is_of_the_same_act_and_its_dates_meet() -> None:
    disagreeing = [
        claim("b", "2024-03-05", "2024-03-05", stance="denies"),
        claim("c", "2024-03-05", "2024-03-05", country_id="RUS"),
        claim("d", "2024-03-05", "2024-03-05", claimed_type="meeting"),
        claim("e", "2024-04-01", None, stance="anticipates"),
    ]
    assert agreeing(MARCH, *disagreeing) == ["a"]
    ahead = claim("f", "2024-03-31", None, stance="anticipates")
    assert agreeing(MARCH, ahead) == ["a", "f"]
    assert agreeing(MARCH, ahead, conclusion="pending") == ["a", "f"]


def test_a_claim_on_a_milestone_without_a_date_agrees_by_its_act_alone() -> None:
    open_start = claim("a", "2024-03-01", None)
    assert agreeing(open_start, claim("b", "2025-01-01", None)) == ["a", "b"]


def test_with_an_act_that_did_not_occur_the_denials_agree() -> None:
    denial = claim("b", "2024-03-05", "2024-03-05", stance="denies")
    retraction = claim("c", "2025-03-05", None, stance="retracts")
    assert agreeing(MARCH, denial, retraction, conclusion="did_not_occur") == ["b", "c"]


def test_with_a_disputed_act_nothing_agrees() -> None:
    table, concluded = evidence(MARCH), actions("disputed")
    found = dates_of_actions(concluded, table, choices())
    assert with_agreement(table, concluded, found)["agrees"].to_list() == [None]


def test_passed_over_evidence_does_not_agree() -> None:
    may = claim("b", "2024-05-01", "2024-05-31")
    assert agreeing(MARCH, may, chosen=("b",)) == ["b"]


def test_the_stage_is_the_furthest_milestone_that_is_reported() -> None:
    found = staged(
        claim("a", "2024-04-01", "2024-04-01"),
        claim("b", "2024-03-01", "2024-03-01", milestone="announced"),
        claim("c", "2024-06-01", "2024-06-01", milestone="effective", stance="anticipates"),
    )
    assert (found["stage"], found["start"], found["end"]) == (
        "decided", day("2024-04-01"), day("2024-04-01"),
    )  # fmt: skip
    assert found["precision"] == "day"


def test_what_is_only_anticipated_has_no_stage() -> None:
    ahead = claim("a", "2024-06-01", "2024-06-01", stance="anticipates")
    found = staged(ahead, conclusion="pending")
    assert [found[name] for name in ("stage", "start", "end", "precision")] == [None] * 4
    assert found["source_count"] == 1


def test_stages_are_ordered_by_progress_and_not_by_name() -> None:
    for earlier, later in pairwise(STAGES):
        claims = [
            claim(stage, "2024-04-01", "2024-04-01", milestone=stage) for stage in (later, earlier)
        ]
        assert staged(*claims)["stage"] == later


def test_sources_that_carry_one_report_are_one_witness() -> None:
    claims = [claim(name, "2024-03-01", "2024-03-31") for name in "abcd"]
    carries = {"source-a": "agency", "source-b": "agency", "source-c": "outlet-source-d"}
    found = staged(*claims, carries=carries)
    assert (found["source_count"], found["independent_count"]) == (4, 2)


def test_a_source_counts_once_and_is_independent_only_if_it_agrees() -> None:
    found = staged(
        MARCH,
        claim("b", "2024-03-02", "2024-03-31", source_id="source-a"),
        claim("c", "2024-03-05", "2024-03-05", stance="denies"),
    )
    assert (found["source_count"], found["independent_count"]) == (2, 1)


def test_an_action_without_evidence_counts_nothing() -> None:
    table = evidence(claim("a", "2024-03-01", None, action_id="KAZ-2024-02"))
    concluded, found = actions(), dates_of_actions(actions(), table, choices())
    known = pl.DataFrame([("source-a", "outlet", None)], schema=SOURCES, orient="row")
    (row,) = with_stage(concluded, with_agreement(table, concluded, found), found, known).to_dicts()
    assert (row["source_count"], row["independent_count"], row["stage"]) == (0, 0, None)


TAKEOVER = day("2021-08-15")
DAYS = st.integers(0, 400).map(lambda days: TAKEOVER + timedelta(days=days))


@st.composite
def claims_of_any_kind(draw: st.DrawFn) -> list[Row]:
    claims = []
    for number in range(draw(st.integers(1, 7))):
        start = draw(DAYS)
        days = draw(st.none() | st.integers(0, 200))
        values = {
            "date_start": start,
            "date_end": None if days is None else start + timedelta(days),
            "milestone": draw(st.sampled_from(STAGES[:3])),
            "stance": draw(st.sampled_from(["reports", "reports", "anticipates", "denies"])),
            "date_rule": draw(st.sampled_from(["stated", "judged"])),
            "country_id": draw(st.sampled_from(["KAZ", "KAZ", "KAZ", "RUS"])),
        }
        claims.append(claim(f"e{number}", "2024-01-01", None) | values)
    return claims


@UNHURRIED
@given(claims_of_any_kind(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(claims: list[Row], chance: Random) -> None:
    shuffled = chance.sample(claims, len(claims))
    assert dates(*shuffled) == dates(*claims)
    assert sorted(agreeing(*shuffled)) == sorted(agreeing(*claims))
    assert staged(*shuffled) == staged(*claims)


@UNHURRIED
@given(claims_of_any_kind())
def test_more_reports_never_widen_an_interval(claims: list[Row]) -> None:
    reports = [each for each in claims if each["stance"] == "reports"]
    for count in range(1, len(reports)):
        before = {row["milestone"]: row for row in dates(*reports[:count])}
        after = {row["milestone"]: row for row in dates(*reports[: count + 1])}
        assert set(before) <= set(after)
        for milestone, row in before.items():
            later = after[milestone]
            assert later["start"] >= row["start"]
            assert row["end"] is None or later["end"] <= row["end"]


@UNHURRIED
@given(claims_of_any_kind())
def test_bounds_are_the_days_of_the_rows_that_are_named(claims: list[Row]) -> None:
    by_name = {each["evidence_id"]: each for each in claims}
    for row in dates(*claims):
        assert by_name[row["start_evidence_id"]]["date_start"] == row["start"]
        end = by_name[row["end_evidence_id"]]["date_end"] if row["end_evidence_id"] else None
        assert end == row["end"]
