"""Rules on ids: none is reused, none is silently gone."""

import polars as pl

from kabul_ties.rules.circles import circles
from kabul_ties.rules.registry import Tables, rule
from kabul_ties.schemas.table_schema import ID_OF


def living_ids(tables: Tables) -> pl.DataFrame:
    """All ids in use: ``table`` and ``id``."""
    return pl.concat(
        tables[table].select(table=pl.lit(table), id=pl.col(column))
        for table, column in ID_OF.items()
    )


@rule(
    "registry",
    "id",
    "{id} was released and stands no longer in {table}.",
    "Bring it back, or set its status to merged, split or withdrawn, with a reason.",
)
def released_id_is_never_silently_gone(tables: Tables) -> pl.DataFrame:
    """An id that a release carried is still there, or the registry says what became of it.

    Others cite it.
    """
    active = tables["registry"].filter(pl.col("status") == "active")
    return active.join(living_ids(tables), on=["table", "id"], how="anti")


@rule(
    "registry",
    "id",
    "{id} is {status}, and stands in {table} all the same.",
    "Give the new row a new id, or set the status back to active.",
)
def retired_id_is_not_used_again(tables: Tables) -> pl.DataFrame:
    """An id that was merged, split or withdrawn is not used again.

    Whoever cites it must not find something else.
    """
    retired = tables["registry"].filter(pl.col("status") != "active")
    return retired.join(living_ids(tables), on=["table", "id"], how="semi")


@rule(
    "registry",
    "successors",
    "{id} is {status}, with {count} successors.",
    "One that is merged has one successor, one that is split two or more, any other none.",
)
def retired_id_has_its_successors(tables: Tables) -> pl.DataFrame:
    """A merged id names one successor, a split one at least two, any other none."""
    count = pl.col("successors").str.count_matches(r"\S+").fill_null(0)
    status = pl.col("status")
    fits = (
        pl.when(status == "merged").then(count == 1)
        .when(status == "split").then(count > 1)
        .otherwise(count == 0)
    )  # fmt: skip
    return tables["registry"].with_columns(count=count).filter(~fits)


@rule(
    "registry",
    "successors",
    "The successor {successor} of {id} stands neither in {table} nor in the registry.",
    "Correct it.",
)
def successor_exists(tables: Tables) -> pl.DataFrame:
    """A successor is an id of the same table, alive or registered."""
    named = _with_successor(tables)
    known = pl.concat([living_ids(tables), tables["registry"].select("table", "id")])
    return named.join(known, left_on=["table", "successor"], right_on=["table", "id"], how="anti")


@rule(
    "registry",
    "reason",
    "{id} is {status}, and no reason is given.",
    "Say in one sentence why.",
)
def retired_id_has_a_reason(tables: Tables) -> pl.DataFrame:
    """An id that is no longer active says why."""
    retired = pl.col("status") != "active"
    return tables["registry"].filter(retired & pl.col("reason").is_null())


@rule(
    "registry",
    "successors",
    "The successors lead in a circle: {circle}.",
    "Name as successor the id under which the row lives on.",
)
def successors_lead_to_an_end(tables: Tables) -> pl.DataFrame:
    """Who follows the successors of an id comes to one that lives, or was withdrawn.

    In a circle of merged ids, each says that another took its place, and none did.
    """
    named = _with_successor(tables)
    arrows = named.select(
        pl.concat_str("table", pl.lit("/"), name).alias(name) for name in ("id", "successor")
    ).iter_rows()
    ends = {circle[-2]: circle for circle in circles(arrows)}
    told = [
        (*end.split("/", 1), " → ".join(id_.split("/", 1)[1] for id_ in circle))
        for end, circle in ends.items()
    ]
    schema = dict.fromkeys(("table", "id", "circle"), pl.String)
    return tables["registry"].join(
        pl.DataFrame(told, schema=schema, orient="row"), on=["table", "id"]
    )


def _with_successor(tables: Tables) -> pl.DataFrame:
    """The rows of the registry, once for each successor that they name."""
    return (
        tables["registry"]
        .with_columns(successor=pl.col("successors").str.split(" "))
        .explode("successor")
        .filter(pl.col("successor").is_not_null())
    )
