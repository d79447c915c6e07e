"""The rule on actions that are probably one act, coded twice."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule

_ALIKE_IN = ["country_id", "action_type", "direction", "level"]
_NARROW = pl.duration(days=366)
"""Intervals no longer than that meet because of what is known of both acts, not of what is not."""


@rule(
    "actions",
    "action_id",
    "{others} may be the same act: alike in country, type, level, mission and time.",
    "Merge them; or relate them, or say in a note of one, naming the other, what tells them apart.",
)
def like_actions_are_told_apart(tables: Tables) -> pl.DataFrame:
    """Two actions alike in country, type, mission and time are related, or a note tells them apart.

    No act stands twice: a wide date in one article easily founds a second action beside the first.
    The note names the other action; where either is dated to no better than a year, and so meets
    many, any note will do.
    """
    acts = tables["actions"].filter(pl.col("start").is_not_null())
    others = acts.select(
        *_ALIKE_IN, other="action_id", other_start="start", other_end="end",
        other_mission="mission_id", other_note="note",
    )  # fmt: skip
    alike = acts.join(others, on=_ALIKE_IN).filter(
        pl.col("other") < pl.col("action_id"),
        pl.col("other_start") <= pl.col("end"),
        pl.col("start") <= pl.col("other_end"),
        pl.col("mission_id").eq_missing(pl.col("other_mission")),
        ~_told_apart(),
    )
    related = tables["relations"].select("action_id", other="related_action_id")
    both_ways = pl.concat([related, related.select(action_id="other", other="action_id")])
    unrelated = alike.join(both_ways, on=["action_id", "other"], how="anti")
    others_of = unrelated.group_by("action_id").agg(others=pl.col("other").sort().str.join(", "))
    return tables["actions"].join(others_of, on="action_id")


def _told_apart() -> pl.Expr:
    """Whether a note of one of a pair tells the two apart, as far as that can be seen."""
    is_named = _names("note", "other") | _names("other_note", "action_id")
    is_noted = pl.col("note").is_not_null() | pl.col("other_note").is_not_null()
    is_wide = (pl.col("end") - pl.col("start") > _NARROW) | (
        pl.col("other_end") - pl.col("other_start") > _NARROW
    )
    return is_named | (is_wide & is_noted)


def _names(note: str, action: str) -> pl.Expr:
    return pl.col(note).str.contains(pl.col(action), literal=True).fill_null(value=False)
