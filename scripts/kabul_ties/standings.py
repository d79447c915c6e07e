"""Which missions stood how on a given day, as far as the actions tell: certainly, or possibly."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True, slots=True)
class Measure:
    """What a public count counts, in terms of types of action.

    Attributes:
        of: The column whose values are counted, ``mission_id`` or ``country_id``.
        gained: Types by which one comes to be counted.
        lost: Types by which one ceases to be.
    """

    of: str
    gained: frozenset[str]
    lost: frozenset[str]


_AFGHAN_LOST = frozenset({"afghan_mission_closed", "afghan_mission_disowned"})

MEASURES: Mapping[str, Measure] = {
    "afghan_missions_held": Measure(
        "mission_id", frozenset({"afghan_mission_transferred"}), _AFGHAN_LOST
    ),
    "afghan_missions_engaged": Measure(
        "mission_id",
        frozenset({"afghan_mission_transferred", "afghan_mission_cooperating"}),
        _AFGHAN_LOST,
    ),
    "hosts_of_missions_held": Measure(
        "country_id", frozenset({"afghan_mission_transferred"}), frozenset()
    ),
    "hosts_of_diplomats": Measure(
        "country_id", frozenset({"diplomat_accepted", "ambassador_accepted"}), frozenset()
    ),
    "missions_in_afghanistan": Measure(
        "country_id",
        frozenset({"mission_retained", "mission_opened"}),
        frozenset({"mission_closed"}),
    ),
}
"""By the code of ``counted``."""

_Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Standing:
    """Missions or states that are counted on a day.

    Attributes:
        certain: Whatever the acts' days within their intervals.
        possible: For some days within their intervals; contains ``certain``.
    """

    certain: frozenset[str]
    possible: frozenset[str]


def standing(tables: Tables, measure: Measure, day: date) -> Standing:
    """What the actions that occurred say of a day.

    A loss undoes the gains that lie before it: possibly, if the intervals allow that order;
    certainly, if they allow no other.
    """
    certain, possible = set(), set()
    for name, gains, losses in _turns(tables, measure):
        if any(_holds_certainly(gain, losses, day) for gain in gains):
            certain.add(name)
        if any(_holds_possibly(gain, losses, day) for gain in gains):
            possible.add(name)
    return Standing(frozenset(certain), frozenset(possible | certain))


def _holds_certainly(gain: _Span, losses: list[_Span], day: date) -> bool:
    undone = any(loss[0] <= day and loss[1] >= gain[0] for loss in losses)
    return gain[1] <= day and not undone


def _holds_possibly(gain: _Span, losses: list[_Span], day: date) -> bool:
    undone = any(loss[1] <= day and loss[0] > gain[1] for loss in losses)
    return gain[0] <= day and not undone


def _turns(tables: Tables, measure: Measure) -> Iterator[tuple[str, list[_Span], list[_Span]]]:
    turns: dict[str, tuple[list[_Span], list[_Span]]] = defaultdict(lambda: ([], []))
    for row in _effective(tables).iter_rows(named=True):
        if row[measure.of] is None or row["end"] is None:
            continue
        if row["action_type"] in measure.gained:
            turns[row[measure.of]][0].append((row["start"], row["end"]))
        elif row["action_type"] in measure.lost:
            turns[row[measure.of]][1].append((row["start"], row["end"]))
    for name, (gains, losses) in turns.items():
        yield name, gains, losses


def _effective(tables: Tables) -> pl.DataFrame:
    """The acts that took effect; a mission that is said to stay stands by any milestone."""
    effective = pl.col("milestone") == "effective"
    retained = pl.col("action_type") == "mission_retained"
    actions = tables["actions"].filter(pl.col("conclusion") == "occurred")
    columns = actions.select("action_id", "action_type", "mission_id", "country_id")
    return tables["dates"].join(columns, on="action_id").filter(effective | retained)
