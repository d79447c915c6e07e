"""The estimate of what is missing, the comparison with public counts, and their page."""

from collections.abc import Callable
from datetime import date

import polars as pl
import pytest

from kabul_ties.capture_recapture import chapman
from kabul_ties.check import check_annotations
from kabul_ties.package.completeness import completeness
from kabul_ties.standings import MEASURES, standing
from samples import copy_sample

HELD = MEASURES["afghan_missions_held"]
Turn = tuple[str, str, str, str]


def named(*numbers: range) -> frozenset[str]:
    return frozenset(str(number) for each in numbers for number in each)


def test_chapmans_estimate_is_as_reckoned_by_hand() -> None:
    """10 and 15 acts with 5 in common: 11 * 16 / 6 - 1."""
    found = chapman(named(range(10)), named(range(5, 20)))
    assert (found.first, found.second, found.both) == (10, 15, 5)
    assert found.acts == pytest.approx(28.3, abs=0.04)
    assert 20 < found.low < found.acts < found.high


def test_collections_with_the_same_acts_leave_nothing_unseen() -> None:
    found = chapman(named(range(20)), named(range(20)))
    assert (found.acts, found.low, found.high) == (20, 20, 20)


def test_collections_without_a_common_act_say_little() -> None:
    found = chapman(named(range(10)), named(range(10, 20)))
    assert found.high > 2 * found.acts > 100


def test_no_collection_estimates_nothing() -> None:
    found = chapman(frozenset(), frozenset())
    assert (found.acts, found.low, found.high) == (0, 0, 0)


def tables_of(*turns: Turn, conclusion: str = "occurred") -> dict[str, pl.DataFrame]:
    """Actions on missions: type, mission, earliest and latest day."""
    actions = [
        {
            "action_id": str(number),
            "action_type": turn[0],
            "mission_id": turn[1],
            "country_id": turn[1][:3],
            "conclusion": conclusion,
        }
        for number, turn in enumerate(turns)
    ]
    dates = [
        {
            "action_id": str(number),
            "milestone": "effective",
            "start": date.fromisoformat(turn[2]),
            "end": date.fromisoformat(turn[3]),
        }
        for number, turn in enumerate(turns)
    ]
    return {"actions": pl.DataFrame(actions), "dates": pl.DataFrame(dates)}


CLOSED = "afghan_mission_closed"
GAINED = ("afghan_mission_transferred", "KAZ-afghan-astana", "2024-01-10", "2024-01-20")


@pytest.mark.parametrize(
    ("turns", "day", "certain", "possible"),
    [
        ([GAINED], "2024-01-09", 0, 0),
        ([GAINED], "2024-01-10", 0, 1),
        ([GAINED], "2024-01-20", 1, 1),
        ([GAINED, (CLOSED, GAINED[1], "2024-02-01", "2024-02-03")], "2024-02-02", 0, 1),
        ([GAINED, (CLOSED, GAINED[1], "2024-02-01", "2024-02-03")], "2024-02-03", 0, 0),
        ([GAINED, (CLOSED, GAINED[1], "2023-02-01", "2023-02-03")], "2024-02-03", 1, 1),
        ([GAINED, (CLOSED, GAINED[1], "2024-01-15", "2024-01-15")], "2024-02-03", 0, 1),
        ([("afghan_mission_cooperating", *GAINED[1:])], "2024-02-03", 0, 0),
    ],
)  # fmt: skip
def test_a_mission_stands_from_its_gain_to_its_loss(
    turns: list[Turn], day: str, certain: int, possible: int
) -> None:
    found = standing(tables_of(*turns), HELD, date.fromisoformat(day))
    assert (len(found.certain), len(found.possible)) == (certain, possible)


def test_what_did_not_occur_or_is_disputed_does_not_stand() -> None:
    found = standing(tables_of(GAINED, conclusion="disputed"), HELD, date(2024, 2, 3))
    assert not found.possible


def lines(page: str, start: str) -> list[str]:
    return [line for line in page.splitlines() if line.startswith(start)]


@pytest.fixture(name="page")
def _page(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], str]:
    def page() -> str:
        project = copy_sample(tmp_path_factory.mktemp("page") / "project")
        return completeness(check_annotations(project).tables)

    return page


def test_the_page_says_what_the_tables_hold(page: Callable[[], str]) -> None:
    text = page()
    assert lines(text, "| `leads` |") == ["| `leads` | 1 | 1 | 0 | 50 % |"]
    assert lines(text, "| `search` |") == ["| `search` | 1 | 0 | 1 | 100 % |"]
    assert lines(text, "| all |") == ["| all | 2 | 1 | 1 | 2 | 2 to 2 | 3 |"]
    assert lines(text, "| 2024-06-01 to 2024-06-03 |")[0].endswith("| about 2 | 1 | 1 |  |")
    assert lines(text, "| `herald-2024-one` | Astana") == [
        "| `herald-2024-one` | Astana (KAZ) | `missing_here` |  | No source tells of it. |"
    ]
