"""The package's page on what is missing: two collections, public counts, public lists."""

from collections.abc import Iterator, Mapping

import polars as pl

from kabul_ties.capture_recapture import Estimate, chapman
from kabul_ties.output.markdown import code, plain, table
from kabul_ties.standings import MEASURES, standing

COMPLETENESS = "COMPLETENESS.md"
"""Name of the page in the package."""

Tables = Mapping[str, pl.DataFrame]

_TIER_2 = "contact"
"""The group of types of which the data set has only the weightier acts."""


def completeness(tables: Tables) -> str:
    """The page as Markdown; it follows from the tables alone."""
    parts = [
        "# How complete the data set is",
        _BEGINNING,
        "## Two collections",
        _COLLECTIONS,
        _collection_counts(tables),
        "## Estimate",
        _ESTIMATE,
        _estimates(tables),
        "## Public counts",
        _COUNTS,
        _public_counts(tables),
        "## Public lists",
        _LISTS,
        _list_counts(tables),
        _list_differences(tables),
    ]
    return "\n\n".join(part.strip() for part in parts if part) + "\n"


def _collection_counts(tables: Tables) -> str:
    counts = tables["collected_acts"].group_by("collection", "outcome").len()
    number = {(row[0], row[1]): row[2] for row in counts.iter_rows()}
    rows = []
    for collection in sorted({name for name, _ in number}):
        cells = [number.get((collection, name), 0) for name in ("coded", "not_coded", "no_act")]
        acts = cells[0] + cells[1]
        share = f"{100 * cells[0] / acts:.0f} %" if acts else "–"
        rows.append([code(collection), *map(str, cells), share])
    header = ["collection", "coded here", "not coded", "no act", "share of its acts coded here"]
    return table(header, rows)


def _estimates(tables: Tables) -> str:
    groups = tables["action_types"].select("group", action_type="code")
    acts = (
        tables["collected_acts"]
        .filter(pl.col("outcome") != "no_act")
        .with_columns(pl.col("action_type").cast(pl.String))
        .join(groups.with_columns(pl.col("action_type").cast(pl.String)), on="action_type")
        .filter(pl.col("group") != _TIER_2)
        .with_columns(act=pl.coalesce("action_id", "uncoded_act"))
    )
    here = _coded_acts(tables)
    rows = [_estimate_row(code(group), acts.filter(pl.col("group") == group), here.get(group, 0))
            for group in acts["group"].unique().sort()]  # fmt: skip
    total = sum(number for group, number in here.items() if group != _TIER_2)
    rows.append(_estimate_row("all", acts, total))
    header = ["group", "first", "second", "both", "estimate", "95 % interval", "actions here"]
    return table(header, rows)


def _estimate_row(name: str, acts: pl.DataFrame, here: int) -> list[str]:
    found: Estimate = chapman(_named(acts, "leads"), _named(acts, "search"))
    numbers = (found.first, found.second, found.both, round(found.acts))
    return [name, *map(str, numbers), f"{found.low:.0f} to {found.high:.0f}", str(here)]


def _named(acts: pl.DataFrame, collection: str) -> frozenset[str]:
    return frozenset(acts.filter(pl.col("collection") == collection)["act"])


def _coded_acts(tables: Tables) -> dict[str, int]:
    """Actions of each group, without those that did not occur."""
    group_of = dict(tables["action_types"].select("code", "group").iter_rows())
    counts: dict[str, int] = {}
    acts = tables["actions"].filter(pl.col("conclusion") != "did_not_occur")
    for action_type in acts["action_type"]:
        counts[group_of[action_type]] = counts.get(group_of[action_type], 0) + 1
    return counts


def _public_counts(tables: Tables) -> str:
    header = ["stated", "by", "counted", "number", "here, certain", "here, possible", "why"]
    return table(header, _count_rows(tables))


def _count_rows(tables: Tables) -> Iterator[list[str]]:
    counts = tables["public_counts"].sort("stated_start", "count_id")
    for row in counts.iter_rows(named=True):
        first = standing(tables, MEASURES[row["counted"]], row["stated_start"])
        last = standing(tables, MEASURES[row["counted"]], row["stated_end"])
        yield [
            _days(row),
            plain(row["speaker"] or row["attributed_to"]),
            code(row["counted"]),
            _number(row),
            str(len(first.certain & last.certain)),
            str(len(first.possible | last.possible)),
            plain(row["note"] or ""),
        ]


def _list_counts(tables: Tables) -> str:
    listed = tables["listed_missions"]
    if listed.is_empty():
        return ""
    counts = listed.group_by("count_id", "outcome").len()
    number = {(row[0], row[1]): row[2] for row in counts.iter_rows()}
    outcomes = ("matched", "missing_here", "wrong_there")
    rows = [[code(name), *(str(number.get((name, outcome), 0)) for outcome in outcomes)]
            for name in listed["count_id"].unique().sort()]  # fmt: skip
    return table(["list", "matched", "missing here", "wrong there"], rows)


def _list_differences(tables: Tables) -> str:
    differing = tables["listed_missions"].filter(pl.col("outcome") != "matched")
    rows = [
        [code(row["count_id"]), f"{plain(row['place'])} ({row['country_id']})",
         code(row["outcome"]), code(row["action_id"] or ""), plain(row["note"] or "")]
        for row in differing.iter_rows(named=True)
    ]  # fmt: skip
    header = ["list", "mission", "outcome", "action", "why"]
    return f"Each difference:\n\n{table(header, rows)}" if rows else "They do not differ."


def _days(row: Mapping[str, object]) -> str:
    start, end = row["stated_start"], row["stated_end"]
    return str(start) if start == end else f"{start} to {end}"


def _number(row: Mapping[str, object]) -> str:
    words = {"exactly": "", "about": "about ", "at_least": "at least "}
    return f"{words[str(row['qualifier'])]}{row['number']}"


_BEGINNING = """Nobody has a full list of what is to be found, so that no share of it can be given.
This page shows instead what two collections, made apart from the coding, contain that this data set
lacks, what they let one estimate, and where public counts and lists differ from it. It is generated
from the tables `collected_acts`, `public_counts` and `listed_missions`, which hold each item."""

_COLLECTIONS = """`leads` was gathered country by country before any article was coded, and helped
to find articles. `search` was made afterwards by a reader who saw neither the leads nor the data
set. What either had and the data set lacked was then looked up, and coded where its source bore it
out; so the shares below say nothing of the acts that neither has. Only acts of recognition,
listing, own missions and Afghan missions were collected; an act that stands twice in a collection
counts twice."""

_ESTIMATE = """Chapman's estimate of all acts of the groups recognition, listing, own missions and
Afghan missions, from how many of the acts of one collection the other has too, with Chao's
interval. Both collections favour what was widely reported, and both were drawn from the same store
of pages: so the estimate is too low rather than too high, and speaks of what such pages tell at
all. *Actions here* leaves out those that did not occur; it may exceed the estimate, since the
coding divides finer than the collections did."""

_COUNTS = """What a public voice counted, beside what the actions give for the same day: *certain*,
whatever the true days within their intervals, and *possible*, for some of them."""

_LISTS = """Where a public count names the missions or states, each of them compared."""
