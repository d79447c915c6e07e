"""What follows from the annotations: the dates of actions, their stage, and which claims agree.

All functions take and give typed polars tables with the columns of their Table Schemas.
"""

import polars as pl

STAGES = ["proposed", "announced", "decided", "effective", "ended"]
"""Milestones from the first to the last."""


def dates_of_actions(
    actions: pl.DataFrame, evidence: pl.DataFrame, choices: pl.DataFrame
) -> pl.DataFrame:
    """The interval of every milestone: the intersection of what the evidence allows.

    Only rows that report the action's own type and country count; rows that merely anticipate
    count where nothing reports the milestone, and make its basis ``anticipated``. Where the action
    file chooses between rows, only the chosen ones count.

    Returns:
        The columns of ``dates``, sorted by action and stage. An empty intersection comes out with
        ``end`` before ``start``; the rule ``evidence-meets-or-is-chosen`` refuses it.
    """
    bounding = _bounding_evidence(actions, evidence, choices).sort(
        pl.col("date_rule") == "judged", "evidence_id"
    )
    milestone = bounding.group_by("action_id", "milestone").agg(
        start=pl.col("date_start").max(),
        end=pl.col("date_end").min(),
        start_evidence_id=_bounding_id(pl.col("date_start"), descending=True),
        end_evidence_id=_bounding_id(pl.col("date_end"), descending=False),
        chosen=pl.col("chosen").any(),
        anticipated=(pl.col("stance") == "anticipates").all(),
    )
    judged = bounding.filter(pl.col("date_rule") == "judged")["evidence_id"].to_list()
    rests_on_judgement = pl.col("start_evidence_id").is_in(judged) | pl.col(
        "end_evidence_id"
    ).is_in(judged)
    basis = (
        pl.when("anticipated").then(pl.lit("anticipated"))
        .when("chosen").then(pl.lit("chosen"))
        .when(rests_on_judgement.fill_null(value=False)).then(pl.lit("judged"))
        .otherwise(pl.lit("agreed"))
    )  # fmt: skip
    return (
        milestone.with_columns(basis=basis, precision=precision_of(pl.col("start"), pl.col("end")))
        .sort("action_id", pl.col("milestone").cast(pl.Enum(STAGES)))
        .select(
            "action_id", "milestone", "start", "end", "precision",
            "start_evidence_id", "end_evidence_id", "basis",
        )
    )  # fmt: skip


def _bounding_evidence(
    actions: pl.DataFrame, evidence: pl.DataFrame, choices: pl.DataFrame
) -> pl.DataFrame:
    own = evidence.join(
        actions.select("action_id", action_country="country_id", action_type="action_type"),
        on="action_id",
        maintain_order="left",
    ).filter(
        pl.col("stance").is_in(["reports", "anticipates"]),
        pl.col("country_id") == pl.col("action_country"),
        pl.col("claimed_type") == pl.col("action_type"),
    )
    group = ["action_id", "milestone"]
    chosen = choices.select(*group, "evidence_id", chosen=pl.lit(value=True))
    own = own.join(chosen, on=[*group, "evidence_id"], how="left", maintain_order="left")
    own = own.with_columns(pl.col("chosen").fill_null(value=False))
    reported = (pl.col("stance") == "reports").any().over(group)
    is_chosen_among = pl.col("chosen").any().over(group)
    return own.filter(~reported | (pl.col("stance") == "reports")).filter(
        ~is_chosen_among | pl.col("chosen")
    )


def _bounding_id(bound: pl.Expr, *, descending: bool) -> pl.Expr:
    """The first row that bounds tightest, in groups that put stated dates before judged ones."""
    extreme = bound.max() if descending else bound.min()
    return pl.col("evidence_id").filter(bound == extreme).first()


def precision_of(start: pl.Expr, end: pl.Expr) -> pl.Expr:
    """What an interval amounts to: day, month, quarter, year, or interval."""
    precision = pl.when(start == end).then(pl.lit("day"))
    for name, every in (("month", "1mo"), ("quarter", "1q"), ("year", "1y")):
        last_day = start.dt.offset_by(every).dt.offset_by("-1d")
        is_whole = (start == start.dt.truncate(every)) & (end == last_day)
        precision = precision.when(is_whole).then(pl.lit(name))  # type: ignore[assignment]
    return precision.otherwise(pl.lit("interval"))


def with_agreement(
    evidence: pl.DataFrame, actions: pl.DataFrame, dates: pl.DataFrame
) -> pl.DataFrame:
    """Adds ``agrees``: whether a claim agrees with what is concluded about its action.

    A claim agrees with an action concluded as ``occurred`` or ``pending`` if it reports or
    anticipates the same type and country and its interval meets the concluded one; with one
    concluded as ``did_not_occur`` if it denies or retracts. A disputed action agrees with nothing.
    """
    concluded = evidence.join(
        actions.select(
            "action_id", "conclusion", action_country="country_id", action_type="action_type"
        ),
        on="action_id", how="left", maintain_order="left",
    ).join(
        dates.select("action_id", "milestone", "start", "end"),
        on=["action_id", "milestone"], how="left", maintain_order="left",
    )  # fmt: skip
    affirms = pl.col("stance").is_in(["reports", "anticipates"])
    same_act = (pl.col("country_id") == pl.col("action_country")) & (
        pl.col("claimed_type") == pl.col("action_type")
    )
    begins_in_time = pl.col("date_start") <= pl.col("end")
    ends_in_time = pl.col("date_end") >= pl.col("start")
    contradictory = pl.col("end") < pl.col("start")  # which a rule of its own refuses
    meets = contradictory.fill_null(value=False) | (
        begins_in_time.fill_null(value=True) & ends_in_time.fill_null(value=True)
    )
    agrees = (
        pl.when(pl.col("conclusion") == "did_not_occur").then(~affirms)
        .when(pl.col("conclusion") != "disputed").then(affirms & same_act & meets)
    )  # fmt: skip
    return concluded.with_columns(agrees=agrees).select(*evidence.columns, "agrees")


def with_stage(
    actions: pl.DataFrame, evidence: pl.DataFrame, dates: pl.DataFrame, sources: pl.DataFrame
) -> pl.DataFrame:
    """Adds ``stage``, its interval, and how many sources stand behind the action."""
    reached = evidence.filter(pl.col("agrees") & (pl.col("stance") == "reports"))
    stage = reached.group_by("action_id").agg(
        stage=pl.col("milestone").cast(pl.Enum(STAGES)).max().cast(pl.String)
    )
    staged = actions.join(stage, on="action_id", how="left", maintain_order="left").join(
        dates.select("action_id", "milestone", "start", "end", "precision"),
        left_on=["action_id", "stage"], right_on=["action_id", "milestone"],
        how="left", maintain_order="left",
    )  # fmt: skip
    return staged.join(
        _source_counts(evidence, sources), on="action_id", how="left", maintain_order="left"
    ).with_columns(pl.col("source_count", "independent_count").fill_null(0))


def _source_counts(evidence: pl.DataFrame, sources: pl.DataFrame) -> pl.DataFrame:
    origin = pl.coalesce("carries", "outlet_id", "source_id")
    known = evidence.join(sources.select("source_id", origin=origin), on="source_id")
    return known.group_by("action_id").agg(
        source_count=pl.col("source_id").n_unique().cast(pl.Int64),
        independent_count=pl.col("origin").filter("agrees").n_unique().cast(pl.Int64),
    )
