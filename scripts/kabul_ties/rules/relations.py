"""Rules on relations between actions."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule


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
    ordered = pl.col("relation") != "jointly_with"
    return known.filter(ordered & (pl.col("end") < pl.col("related_start")))


@rule(
    "relations",
    "relation",
    "{related_action_id} says the same of {action_id}.",
    "Keep the relation in the later action only.",
)
def relation_stands_once(tables: Tables) -> pl.DataFrame:
    """A relation stands in one of the two files only.

    Two files that tell one fact can come to tell it differently.
    """
    turned = tables["relations"].select(
        "relation", action_id="related_action_id", related_action_id="action_id"
    )
    both = tables["relations"].join(
        turned, on=["relation", "action_id", "related_action_id"], how="semi"
    )
    return both.filter(pl.col("action_id") < pl.col("related_action_id"))


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
