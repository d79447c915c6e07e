"""Rules on the dates of actions: evidence that meets, choices, milestones in order."""

import polars as pl

from kabul_ties.conclusions import STAGES, dates_of_actions
from kabul_ties.rules.registry import Tables, rule


@rule(
    "actions",
    "action_id",
    "The evidence for the milestone {milestone} cannot all be true: {start_evidence_id} allows "
    "nothing before {start}, {end_evidence_id} nothing after {end}.",
    "Reread both; if they stand, name under choices the evidence that is followed, and why.",
)
def evidence_meets_or_is_chosen(tables: Tables) -> pl.DataFrame:
    """All evidence followed for one milestone has at least one day in common.

    The date of a milestone is the intersection of what its sources allow. Where that is empty,
    somebody has to choose, in the open.
    """
    apart = tables["dates"].filter(pl.col("end") < pl.col("start"))
    return tables["actions"].select("row", "action_id").join(apart, on="action_id")


@rule(
    "choices",
    "evidence_id",
    "{evidence_id} is no evidence for the milestone {milestone} of {action_id}.",
    "Name a row that reports this type, milestone and country and is linked to the action.",
)
def choice_follows_evidence_for_its_milestone(tables: Tables) -> pl.DataFrame:
    """A choice follows evidence for that very milestone of that action."""
    actions = tables["actions"].select(
        "action_id", country_id="country_id", claimed_type="action_type"
    )
    bounding = tables["evidence"].join(
        actions, on=["action_id", "country_id", "claimed_type"], how="semi"
    )
    key = ["action_id", "milestone", "evidence_id"]
    return tables["choices"].join(bounding, on=key, how="anti")


@rule(
    "choices",
    "milestone",
    "All evidence for the milestone {milestone} agrees; there is nothing to choose.",
    "Delete the choice.",
)
def choice_decides_between_evidence(tables: Tables) -> pl.DataFrame:
    """A choice stands only where the evidence has no day in common.

    Elsewhere the intersection is narrower than any choice, and rests on more.
    """
    unchosen = dates_of_actions(
        tables["actions"], tables["evidence"], tables["choices"].clear()
    ).filter(pl.col("end") >= pl.col("start"))
    return tables["choices"].join(unchosen, on=["action_id", "milestone"], how="semi")


@rule(
    "actions",
    "action_id",
    "{later} can be no later than {later_end}, but {earlier} no earlier than {earlier_start}.",
    "One of the two milestones is dated or coded wrongly.",
)
def milestones_come_in_order(tables: Tables) -> pl.DataFrame:
    """An act is proposed, decided, effective and ended in this order.

    ``announced`` is free: a decision can be announced before and after it is taken.
    """
    steps = [stage for stage in STAGES if stage != "announced"]
    dates = (
        tables["dates"]
        .filter(pl.col("milestone").is_in(steps), pl.col("basis") != "anticipated")
        .with_columns(step=pl.col("milestone").replace_strict(steps, range(len(steps))))
    )
    earlier = dates.select("action_id", "step", earlier="milestone", earlier_start="start")
    later = dates.select("action_id", later_step="step", later="milestone", later_end="end")
    crossed = earlier.join(later, on="action_id").filter(
        pl.col("step") < pl.col("later_step"), pl.col("later_end") < pl.col("earlier_start")
    )
    return tables["actions"].select("row", "action_id").join(crossed, on="action_id")
