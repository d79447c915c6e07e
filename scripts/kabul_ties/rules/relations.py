"""Rules on relations between actions."""

import polars as pl

from kabul_ties.rules.circles import circles
from kabul_ties.rules.registry import Tables, rule

_MUTUAL = "jointly_with"
"""The one relation that points neither way."""


@rule(
    "relations",
    "related_action_id",
    "The action relates to itself.",
    "Name the other action.",
)
def relation_joins_two_actions(tables: Tables) -> pl.DataFrame:
    """A relation joins two different actions."""
    return tables["relations"].filter(pl.col("action_id") == pl.col("related_action_id"))


@rule(
    "relations",
    "related_action_id",
    "{action_id} ends by {end}, before {related_action_id} can begin on {related_start}.",
    "The relation stands with the later action and points to the earlier.",
)
def relation_points_to_the_earlier_action(tables: Tables) -> pl.DataFrame:
    """What carries out, reverses, upgrades, repeats or responds to an act does not precede it."""
    dated = tables["actions"].select("action_id", "start", "end")
    earlier = dated.select(related_action_id="action_id", related_start="start")
    known = (
        tables["relations"]
        .join(dated, on="action_id", maintain_order="left")
        .join(earlier, on="related_action_id", maintain_order="left")
    )
    ordered = pl.col("relation") != _MUTUAL
    return known.filter(ordered & (pl.col("end") < pl.col("related_start")))


@rule(
    "relations",
    "relation",
    "{related_action_id} says the same of {action_id}.",
    "Keep the relation in the later action only.",
)
def relation_stands_once(tables: Tables) -> pl.DataFrame:
    """That two acts are one stands in one of their files only.

    Two files that tell one fact can come to tell it differently.
    """
    mutual = tables["relations"].filter(pl.col("relation") == _MUTUAL)
    turned = mutual.select(action_id="related_action_id", related_action_id="action_id")
    both = mutual.join(turned, on=["action_id", "related_action_id"], how="semi")
    return both.filter(pl.col("action_id") < pl.col("related_action_id"))


@rule(
    "relations",
    "related_action_id",
    "The relations lead in a circle: {circle}.",
    "Each points to an earlier act; take away or turn the one that does not.",
)
def relations_lead_in_no_circle(tables: Tables) -> pl.DataFrame:
    """No act carries out, reverses, upgrades, repeats or answers one that follows from it.

    Of two acts one is the earlier, even where their dates are too wide to tell which.
    """
    pointing = tables["relations"].filter(
        pl.col("relation") != _MUTUAL, pl.col("action_id") != pl.col("related_action_id")
    )
    found = circles(pointing.select("action_id", "related_action_id").iter_rows())
    told = pl.DataFrame(
        [(*circle[-2:], " → ".join(circle)) for circle in found],
        schema={"action_id": pl.String, "related_action_id": pl.String, "circle": pl.String},
        orient="row",
    )
    arrow = ["action_id", "related_action_id"]
    return pointing.join(told, on=arrow).unique(arrow, keep="first", maintain_order=True)


@rule(
    "relations",
    "related_action_id",
    "{related_type} is no plan that {action_type} could carry out.",
    "A planned act is carried out by the act planned, and both have one country.",
)
def plan_is_carried_out_by_its_act(tables: Tables) -> pl.DataFrame:
    """Only the act that was planned, by the same country, carries out a plan."""
    types = tables["action_types"].select(action_type="code", group="group")
    acts = (
        tables["actions"]
        .select("action_id", "country_id", "action_type")
        .join(types, on="action_type", maintain_order="left")
    )
    plans = acts.select(
        related_action_id="action_id", related_country="country_id",
        related_type="action_type", related_group="group",
    )  # fmt: skip
    known = (
        tables["relations"]
        .filter(pl.col("relation") == "carries_out")
        .join(acts, on="action_id", maintain_order="left")
        .join(plans, on="related_action_id", maintain_order="left")
    )
    return known.filter(
        (pl.col("country_id") != pl.col("related_country"))
        | (pl.col("group") != pl.col("related_group"))
    )
