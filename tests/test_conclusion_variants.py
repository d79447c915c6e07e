"""Dates, agreement and stage where two things differ that otherwise go together."""

from datetime import date

import polars as pl
import pytest

from kabul_ties.conclusions import dates_of_actions, with_agreement, with_stage
from mutation.oracles import computed
from samples import copy_sample
from variants import Edit, choice, claim, edited

KAZ = ("KAZ-2024-01", "decided")
RUS = ("RUS-2024-01", "effective")
AZE = ("AZE-2024-01", "effective")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    tables = computed(copy_sample(tmp_path_factory.mktemp("sample") / "project"))
    assert tables
    return tables


def dates(
    sample: dict[str, pl.DataFrame], *edits: Edit
) -> dict[tuple[str, str], dict[str, object]]:
    tables = edited(sample, edits)
    found = dates_of_actions(tables["actions"], tables["evidence"], tables["choices"])
    return {(row["action_id"], row["milestone"]): row for row in found.iter_rows(named=True)}


@pytest.mark.parametrize(
    ("start", "end"),
    [(date(2024, 2, 1), date(2024, 3, 20)), (date(2024, 3, 5), date(2024, 4, 20))],
    ids=["the end", "the start"],
)
def test_one_judged_bound_makes_a_date_judged(
    start: date, end: date, sample: dict[str, pl.DataFrame]
) -> None:
    judged = claim(3, date_rule="judged", date_start=start, date_end=end)
    assert dates(sample, judged)[KAZ]["basis"] == "judged"


def test_a_judged_date_that_bounds_nothing_makes_none(sample: dict[str, pl.DataFrame]) -> None:
    wide = claim(1, date_rule="judged", date_start=date(2024, 2, 1), date_end=date(2024, 4, 20))
    assert dates(sample, wide)[KAZ]["basis"] == "agreed"


def test_an_open_end_is_judged_by_nobody(sample: dict[str, pl.DataFrame]) -> None:
    found = dates(sample, claim(0, date_end=None))[RUS]
    assert (found["end"], found["basis"]) == (None, "agreed")


def test_a_report_of_one_action_displaces_no_expectation_of_another(
    sample: dict[str, pl.DataFrame],
) -> None:
    found = dates(sample)
    assert found[AZE]["basis"] == "anticipated"
    assert found[RUS]["basis"] == "agreed"


def test_a_report_of_one_milestone_displaces_no_expectation_of_another(
    sample: dict[str, pl.DataFrame],
) -> None:
    found = dates(sample, claim(1, stance="anticipates", milestone="effective"))
    assert found[KAZ]["basis"] == "agreed"
    assert found["KAZ-2024-01", "effective"]["basis"] == "anticipated"


def test_a_choice_in_one_action_leaves_the_others(sample: dict[str, pl.DataFrame]) -> None:
    found = dates(sample, choice(*KAZ, "herald-2024-embassy-moscow-e02"))
    assert found[KAZ]["basis"] == "chosen"
    assert found[KAZ]["end"] == date(2024, 3, 31)
    assert set(found) == {AZE, KAZ, RUS}


def test_a_choice_of_one_milestone_leaves_the_others(sample: dict[str, pl.DataFrame]) -> None:
    chosen = choice(*KAZ, "steppe-2024-list-e01")
    found = dates(sample, chosen, claim(1, milestone="effective"))
    assert found["KAZ-2024-01", "effective"]["basis"] == "agreed"


def agreement(sample: dict[str, pl.DataFrame], *edits: Edit) -> list[bool]:
    tables = edited(sample, edits)
    evidence = tables["evidence"].drop("agrees")
    return with_agreement(evidence, tables["actions"], tables["dates"])["agrees"].to_list()


def test_a_claim_that_misses_a_single_day_does_not_agree(sample: dict[str, pl.DataFrame]) -> None:
    missed = claim(1, date_start=date(2024, 4, 1), date_end=date(2024, 4, 30))
    assert agreement(sample, missed) == [True, False, True, True, False]


def test_a_claim_is_held_against_its_own_milestone(sample: dict[str, pl.DataFrame]) -> None:
    later = {"action_id": "KAZ-2024-01", "milestone": "effective", "start": date(2025, 1, 1)}
    dated: Edit = ("dates", None, {**later, "end": date(2025, 1, 1)})
    assert agreement(sample, dated) == [True, True, True, True, False]


def test_a_claim_on_a_milestone_without_date_keeps_its_row(
    sample: dict[str, pl.DataFrame],
) -> None:
    assert agreement(sample, claim(4, milestone="announced")) == [True, True, True, True, False]


def test_a_claim_that_ends_before_an_open_date_begins_does_not_agree(
    sample: dict[str, pl.DataFrame],
) -> None:
    opened: Edit = ("dates", 2, {"end": None})
    early = claim(0, date_start=date(2024, 1, 1), date_end=date(2024, 1, 2))
    assert agreement(sample, opened, early) == [False, True, True, True, False]


def test_dates_that_contradict_themselves_are_held_against_no_claim(
    sample: dict[str, pl.DataFrame],
) -> None:
    turned: Edit = ("dates", 1, {"start": date(2024, 3, 20), "end": date(2024, 3, 10)})
    assert agreement(sample, turned) == [True, True, True, True, False]


def test_only_a_report_that_agrees_carries_a_stage(sample: dict[str, pl.DataFrame]) -> None:
    tables = edited(sample, [claim(0, agrees=False)])
    actions = tables["actions"].select(
        pl.exclude("stage", "start", "end", "precision", "source_count", "independent_count")
    )
    staged = with_stage(actions, tables["evidence"], tables["dates"], tables["sources"])
    assert staged["stage"].to_list() == [None, "decided", None]
