"""Rules on the tables by which the completeness of the data set is judged."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule


@rule(
    "collected_acts",
    "outcome",
    "Outcome {outcome} does not fit action_id {action_id} and uncoded_act {uncoded_act}.",
    "coded: action_id alone; not_coded: uncoded_act alone; no_act: neither, and a note that says"
    " why.",
)
def collected_act_names_what_it_stands_for(tables: Tables) -> pl.DataFrame:
    """A collected act is coded as an action, or has a name of its own, or is no act for a reason.

    The estimate of what is missing counts the acts that two collections share, by these names.
    """
    coded, own = pl.col("action_id").is_not_null(), pl.col("uncoded_act").is_not_null()
    fits = (
        pl.when(pl.col("outcome") == "coded")
        .then(coded & ~own)
        .when(pl.col("outcome") == "not_coded")
        .then(own & ~coded)
        .otherwise(~coded & ~own & pl.col("note").is_not_null())
    )
    shown = [pl.col(name).fill_null("(empty)") for name in ("action_id", "uncoded_act")]
    return tables["collected_acts"].filter(~fits).with_columns(shown)


@rule(
    "collected_acts",
    "collected_id",
    "The name says another collection than {collection}.",
    "The name is the collection, a hyphen and four digits.",
)
def collected_act_is_named_after_its_collection(tables: Tables) -> pl.DataFrame:
    """The name of a collected act begins with its collection."""
    named = pl.col("collected_id").str.starts_with(pl.col("collection").cast(pl.String) + "-")
    return tables["collected_acts"].filter(~named)


@rule(
    "collected_acts",
    "action_id",
    "{action_id} is an action of {other}.",
    "Name an action of {country_id}, or correct the country.",
)
def collected_act_is_of_its_actions_country(tables: Tables) -> pl.DataFrame:
    """A collected act and the action that it is coded as have one country."""
    actions = tables["actions"].select("action_id", other="country_id")
    return (
        tables["collected_acts"]
        .join(actions, on="action_id")
        .filter(pl.col("country_id") != pl.col("other"))
    )


@rule(
    "public_counts",
    "stated_end",
    "stated_end {stated_end} lies before stated_start {stated_start}.",
    "Swap the two, or correct one.",
)
def count_interval_has_order(tables: Tables) -> pl.DataFrame:
    """The earliest possible day of a public count is no later than the latest."""
    return tables["public_counts"].filter(pl.col("stated_end") < pl.col("stated_start"))


@rule(
    "listed_missions",
    "note",
    "{place} ({country_id}) is {outcome}, and nothing explains it.",
    "Say in the note what the data set has instead, or what was looked for.",
)
def listing_that_differs_is_explained(tables: Tables) -> pl.DataFrame:
    """Where a public list and the data set differ, a note says why."""
    differs = pl.col("outcome") != "matched"
    return tables["listed_missions"].filter(differs & pl.col("note").is_null())


@rule(
    "listed_missions",
    "action_id",
    "{place} ({country_id}) is matched, and no action is named.",
    "Name the action of the data set that says the same.",
)
def matched_listing_names_its_action(tables: Tables) -> pl.DataFrame:
    """A mission of a public list that the data set has is matched to an action."""
    matched = pl.col("outcome") == "matched"
    return tables["listed_missions"].filter(matched & pl.col("action_id").is_null())
