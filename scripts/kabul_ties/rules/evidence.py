"""Rules on evidence: its name, its claim, its voice, its link."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule


@rule(
    "evidence",
    "evidence_id",
    "The name of the row does not begin with the name of its source, {source_id}.",
    "Write {source_id}-e and two digits.",
)
def evidence_is_named_after_its_source(tables: Tables) -> pl.DataFrame:
    """The name of a row of evidence is its source's name, ``-e`` and two digits.

    Who meets the name in an action file or a table must find the article by it.
    """
    named = pl.col("evidence_id").str.replace("-e[0-9]{2}$", "")
    return tables["evidence"].filter(named != pl.col("source_id"))


@rule(
    "evidence",
    "milestone",
    "An act of type {claimed_type} has no milestone {milestone}; it can be: {milestones}.",
    "Choose one of those, or another type.",
)
def milestone_is_possible_for_its_type(tables: Tables) -> pl.DataFrame:
    """The milestone is one that acts of the claimed type can reach.

    A meeting is not decided, and a statement does not take effect.
    """
    types = tables["action_types"].select(claimed_type="code", milestones="milestones")
    known = tables["evidence"].join(types, on="claimed_type", how="left", maintain_order="left")
    possible = pl.col("milestones").str.split(" ").list.contains(pl.col("milestone"))
    return known.filter(~possible)


@rule(
    "evidence",
    "evidence_id",
    "Row {other} makes the same claim from the same passage.",
    "Keep one of the two.",
)
def claim_is_coded_once(tables: Tables) -> pl.DataFrame:
    """A passage gives one row per act, milestone, stance and voice.

    A claim counted twice is no second claim. Several missions of one country in one passage are
    several acts, told apart by their actions.
    """
    claim = [
        "source_id", "passage_sha256", "country_id", "claimed_type", "milestone", "stance",
        "attributed_to", "action_id",
    ]  # fmt: skip
    return (
        tables["evidence"]
        .with_columns(other=pl.col("evidence_id").first().over(claim))
        .filter(pl.struct(claim).is_first_distinct().not_())
    )


@rule(
    "evidence",
    "speaker",
    "The claim is attributed to nobody named, yet {speaker} stands as its speaker.",
    "Leave speaker empty, or say on whose side the speaker is.",
)
def unnamed_voice_has_no_speaker(tables: Tables) -> pl.DataFrame:
    """A claim attributed to an unnamed voice names no speaker.

    Where the speaker is not sure, he is unnamed and his country is not guessed.
    """
    unnamed = pl.col("attributed_to") == "unnamed"
    return tables["evidence"].filter(unnamed & pl.col("speaker").is_not_null())


@rule(
    "evidence",
    "country_id",
    "{evidence_id} names {country_id}; its action, {action_id}, is {action_country}'s.",
    "Correct the country or the action; if both are right, say in the note why they differ.",
)
def claim_on_another_country_is_explained(tables: Tables) -> pl.DataFrame:
    """A claim that names another country than its action's says why it is linked there."""
    linked = _with_action(tables)
    unlike = pl.col("country_id") != pl.col("action_country")
    return linked.filter(unlike & pl.col("note").is_null())


@rule(
    "evidence",
    "claimed_type",
    "{evidence_id} claims {claimed_type}; its action, {action_id}, is of the type {action_type}.",
    "Correct the type or the action; if both are right, say in the note why they differ.",
)
def claim_of_another_type_is_explained(tables: Tables) -> pl.DataFrame:
    """A claim of another type than its action's says why it is linked there.

    A chargé called ambassador is evidence for the chargé; a slip of the link is not.
    """
    linked = _with_action(tables)
    unlike = pl.col("claimed_type") != pl.col("action_type")
    return linked.filter(unlike & pl.col("note").is_null())


@rule(
    "evidence",
    "coded_on",
    "The row was coded on {coded_on}, before its source was read on {retrieved}.",
    "Correct coded_on here or retrieved at the source.",
)
def source_is_read_before_it_is_coded(tables: Tables) -> pl.DataFrame:
    """A row is coded no earlier than its source was read."""
    read = tables["sources"].select("source_id", "retrieved")
    known = tables["evidence"].join(read, on="source_id", maintain_order="left")
    return known.filter(pl.col("coded_on") < pl.col("retrieved"))


@rule(
    "evidence",
    "attributed_to",
    "The claim is {attributed_to}'s, but its action is an act {direction}, at no Afghan mission.",
    "Check who speaks: a mission of the former republic acts at Afghan missions only.",
)
def republic_mission_speaks_of_afghan_missions(tables: Tables) -> pl.DataFrame:
    """What only republic-era missions vouch for is about Afghan missions or statements.

    They are no counterpart of the Emirate, and bear witness to what happens in their own house.
    """
    linked = _with_action(tables)
    own_house = pl.col("group").is_in(["afghan_mission", "contact", "recognition"])
    return linked.filter((pl.col("attributed_to") == "republic_mission") & ~own_house)


def _with_action(tables: Tables) -> pl.DataFrame:
    """Evidence beside its action's country, type, group of types and direction."""
    groups = tables["action_types"].select(action_type="code", group="group")
    actions = (
        tables["actions"]
        .join(groups, on="action_type")
        .select("action_id", "action_type", "group", "direction", action_country="country_id")
    )
    return tables["evidence"].join(actions, on="action_id", maintain_order="left")
