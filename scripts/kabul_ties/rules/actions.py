"""Rules on actions: what a type demands of mission, level and direction."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule

_ABOVE_DIPLOMAT = [
    "ambassador", "special_envoy", "deputy_minister", "minister", "head_of_government",
    "head_of_state",
]  # fmt: skip


@rule(
    "actions",
    "mission_id",
    "An act of type {action_type} is about a mission, and none is named.",
    "Name it; add it to dataset/missions.csv first if it is not there.",
)
def act_about_a_mission_names_it(tables: Tables) -> pl.DataFrame:
    """An act that opens, closes, moves or hands over a mission names the mission.

    One mission per action: an embassy and two consulates that close on one day are three actions.
    """
    about_mission = pl.col("action_type").str.contains("^(afghan_)?mission_")
    return tables["actions"].filter(about_mission & pl.col("mission_id").is_null())


@rule(
    "actions",
    "mission_id",
    "The mission belongs to {mission_country}; the action is {country_id}'s.",
    "Name the mission in, or of, that country.",
)
def mission_is_of_the_actions_country(tables: Tables) -> pl.DataFrame:
    """The mission of an action has the action's country."""
    known = _with_mission(tables)
    return known.filter(pl.col("mission_country") != pl.col("country_id"))


@rule(
    "actions",
    "mission_id",
    "An act of type {action_type} is not about a mission whose owner is {owner}.",
    "Types of the group afghan_mission are about Afghan missions, own_mission about foreign ones.",
)
def mission_has_the_owner_that_the_type_demands(tables: Tables) -> pl.DataFrame:
    """Acts on Afghan missions name Afghan missions; acts on a state's own, its own."""
    groups = tables["action_types"].select(action_type="code", group="group")
    known = _with_mission(tables).join(groups, on="action_type", maintain_order="left")
    wrong = ((pl.col("group") == "afghan_mission") & (pl.col("owner") != "afghan")) | (
        (pl.col("group") == "own_mission") & (pl.col("owner") != "counterpart")
    )
    return known.filter(wrong)


@rule(
    "actions",
    "level",
    "An ambassador is accepted at the level {level}.",
    "The level is ambassador; for a lower rank the type is diplomat_accepted.",
)
def ambassador_is_accepted_as_ambassador(tables: Tables) -> pl.DataFrame:
    """Who is accepted as ambassador has the level ambassador.

    One side's media call every head of mission an ambassador.
    """
    ambassador = pl.col("action_type") == "ambassador_accepted"
    return tables["actions"].filter(ambassador & (pl.col("level") != "ambassador"))


@rule(
    "actions",
    "level",
    "A diplomat below ambassador is accepted at the level {level}.",
    "For an ambassador the type is ambassador_accepted.",
)
def diplomat_is_accepted_below_ambassador(tables: Tables) -> pl.DataFrame:
    """Who is accepted as diplomat has a level below ambassador."""
    diplomat = pl.col("action_type") == "diplomat_accepted"
    return tables["actions"].filter(diplomat & pl.col("level").is_in(_ABOVE_DIPLOMAT))


@rule(
    "actions",
    "country_id",
    "{country_id} is {kind_in_words}, and recognition is an act of a state towards the Emirate.",
    "An organisation's words on recognition are a statement, or recognition withheld.",
)
def recognition_is_granted_by_another_state(tables: Tables) -> pl.DataFrame:
    """Only a state other than Afghanistan recognises a government in Kabul."""
    kinds = tables["countries"].select("country_id", "kind")
    acts = tables["actions"].join(kinds, on="country_id", maintain_order="left")
    granted = pl.col("action_type") == "recognition_granted"
    no_other_state = (pl.col("kind") != "state") | (pl.col("country_id") == "AFG")
    in_words = (
        pl.when(pl.col("kind") == "organisation")
        .then(pl.lit("an organisation"))
        .otherwise(pl.lit("Afghanistan itself"))
    )
    return acts.filter(granted & no_other_state).with_columns(kind_in_words=in_words)


@rule(
    "actions",
    "direction",
    "A mission of the former republic has no part in an act of type {action_type}.",
    "It acts at Afghan missions and makes statements.",
)
def republic_mission_acts_in_its_own_house(tables: Tables) -> pl.DataFrame:
    """Acts by a republic-era mission concern Afghan missions, or are statements."""
    groups = tables["action_types"].select(action_type="code", group="group")
    acts = tables["actions"].join(groups, on="action_type", maintain_order="left")
    own_house = (pl.col("group") == "afghan_mission") | (pl.col("action_type") == "statement")
    return acts.filter((pl.col("direction") == "by_republic_mission") & ~own_house)


@rule(
    "actions",
    "direction",
    "An act of type {action_type} needs both sides; its direction is mutual.",
    "Write mutual.",
)
def act_of_both_sides_is_mutual(tables: Tables) -> pl.DataFrame:
    """Meetings, agreements and forums in Afghanistan have no direction.

    Who asked for a meeting is seldom told, and never told alike by both.
    """
    of_both = pl.col("action_type").is_in(["meeting", "agreement", "forum_hosted"])
    return tables["actions"].filter(of_both & (pl.col("direction") != "mutual"))


@rule(
    "actions",
    "level",
    "The level is {level}; participants and claims give {given}.",
    "Take the rank after the act, else the counterpart's highest; or correct what is given.",
)
def level_lies_among_those_given(tables: Tables) -> pl.DataFrame:
    """The level of an act is not below, and not above, every level that is given of it.

    Participants and claims give levels; an act that is lower or higher than all rests on none.
    """
    codes = tables["codes"].filter(pl.col("vocabulary") == "level", pl.col("code") != "not_stated")
    ranks = codes.select(level="code").with_row_index("rank")
    given = pl.concat(
        [
            tables["participants"].select("action_id", "level"),
            tables["evidence"].select("action_id", level="claimed_level"),
        ]
    ).join(ranks, on="level")
    bounds = given.group_by("action_id").agg(
        highest=pl.col("rank").min(),
        lowest=pl.col("rank").max(),
        given=pl.col("level").unique().sort().str.join(", "),
    )
    known = tables["actions"].join(ranks, on="level").join(bounds, on="action_id")
    return known.filter(~pl.col("rank").is_between("highest", "lowest"))


def _with_mission(tables: Tables) -> pl.DataFrame:
    missions = tables["missions"].select("mission_id", "owner", mission_country="country_id")
    return tables["actions"].join(missions, on="mission_id", maintain_order="left")
