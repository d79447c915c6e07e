"""Rules on conclusions: what evidence an action needs."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule

_AFFIRMING = ["reports", "anticipates"]


@rule(
    "actions",
    "action_id",
    "No row of evidence is linked to the action.",
    "Link the evidence it rests on (action_id in an article's file), or delete the action.",
)
def action_rests_on_evidence(tables: Tables) -> pl.DataFrame:
    """Every action has evidence.

    Nothing is concluded that no source says.
    """
    return tables["actions"].join(tables["evidence"], on="action_id", how="anti")


@rule(
    "actions",
    "conclusion",
    "The act is concluded to have occurred, and no linked evidence reports it.",
    "If it is only expected, it is pending; if a report is linked, check its type and country.",
)
def occurred_action_is_reported(tables: Tables) -> pl.DataFrame:
    """An act that occurred is reported by at least one row that agrees.

    Expectation, denial, or a report of something else carries no such conclusion.
    """
    reports = tables["evidence"].filter((pl.col("stance") == "reports") & pl.col("agrees"))
    occurred = tables["actions"].filter(pl.col("conclusion") == "occurred")
    linked = occurred.join(tables["evidence"], on="action_id", how="semi")
    return linked.join(reports, on="action_id", how="anti")


@rule(
    "actions",
    "conclusion",
    "The act is pending, but {evidence_id} reports it as {milestone}.",
    "Conclude occurred, or disputed where the report is contradicted.",
)
def pending_action_has_not_taken_effect(tables: Tables) -> pl.DataFrame:
    """A pending act is nowhere reported to have reached the last step that its type has.

    For most types that is taking effect; for a plan its decision, for a statement its utterance.
    """
    last = tables["action_types"].select(
        claimed_type="code", milestones=pl.col("milestones").str.split(" ")
    )
    last_step = pl.col("milestones").list.set_difference(["ended"]).list.last()
    effective = (
        tables["evidence"]
        .join(last, on="claimed_type", maintain_order="left")
        .filter(
            pl.col("stance") == "reports",
            pl.col("milestone").is_in(["effective", "ended"]) | (pl.col("milestone") == last_step),
            "agrees",
        )
        .group_by("action_id")
        .agg(pl.col("evidence_id").min(), pl.col("milestone").first())
    )
    pending = tables["actions"].filter(pl.col("conclusion") == "pending")
    return pending.join(effective, on="action_id")


@rule(
    "actions",
    "conclusion",
    "The act is concluded not to have occurred; no evidence denies it and no note says why.",
    "Link the denial, or say in the note what shows that the claim is false.",
)
def false_action_is_denied_or_explained(tables: Tables) -> pl.DataFrame:
    """An act that did not occur is denied by evidence, or a note shows that the claim is false.

    A claim that proved false keeps its action, so that it can be found and is not coded again.
    """
    denials = tables["evidence"].filter(~pl.col("stance").is_in(_AFFIRMING))
    false = tables["actions"].filter(
        pl.col("conclusion") == "did_not_occur", pl.col("note").is_null()
    )
    return false.join(denials, on="action_id", how="anti")


@rule(
    "actions",
    "conclusion",
    "The act is disputed, and no note tells the accounts.",
    "Say in the note who claims what.",
)
def dispute_is_explained(tables: Tables) -> pl.DataFrame:
    """A disputed act has a note that tells the accounts."""
    disputed = pl.col("conclusion") == "disputed"
    return tables["actions"].filter(disputed & pl.col("note").is_null())


@rule(
    "actions",
    "note",
    "{evidence_id} says that it is not so ({stance}), and the action's note says nothing of it.",
    "Weigh the denial in the note, or conclude disputed.",
)
def denial_under_a_conclusion_is_weighed(tables: Tables) -> pl.DataFrame:
    """Where an act is concluded against a denial, the note weighs it.

    A denial that a conclusion passes over in silence looks overlooked.
    """
    denials = (
        tables["evidence"]
        .filter(~pl.col("stance").is_in(_AFFIRMING))
        .sort("evidence_id")
        .group_by("action_id")
        .agg(pl.col("evidence_id").first(), pl.col("stance").first())
    )
    concluded = tables["actions"].filter(
        pl.col("conclusion").is_in(["occurred", "pending"]), pl.col("note").is_null()
    )
    return concluded.join(denials, on="action_id")


@rule(
    "actions",
    "action_type",
    "Recognition is concluded, and no agreeing evidence is vouched for by the state itself.",
    "Only the recognising state can say that it recognises; look for its own words, or conclude "
    "what they say.",
)
def recognition_is_vouched_for_by_its_state(tables: Tables) -> pl.DataFrame:
    """Recognition is concluded only where the recognising state vouches for it.

    Headlines, and the side that gains, report recognition far more often than it is granted.
    """
    own_word = tables["evidence"].filter(
        pl.col("attributed_to").is_in(["counterpart", "joint"]),
        pl.col("stance") == "reports",
        "agrees",
    )
    granted = tables["actions"].filter(
        pl.col("action_type") == "recognition_granted", pl.col("conclusion") == "occurred"
    )
    return granted.join(own_word, on="action_id", how="anti")
