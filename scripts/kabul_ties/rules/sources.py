"""Rules on sources: publication, reading, headline, origin."""

import polars as pl

from kabul_ties.addresses import page_of
from kabul_ties.dating import TAKEOVER
from kabul_ties.rules.registry import Tables, rule


@rule(
    "sources",
    "published_end",
    "published_end {published_end} lies before published_start {published_start}.",
    "Swap the two, or correct one.",
)
def publication_interval_has_order(tables: Tables) -> pl.DataFrame:
    """The earliest possible day of publication is no later than the latest.

    All dates in a source count from this interval; turned around, it would date nothing.
    """
    return tables["sources"].filter(pl.col("published_end") < pl.col("published_start"))


@rule(
    "sources",
    "published_end",
    "The source can be published as late as {published_end}, but was read on {retrieved}.",
    "The latest possible day of publication is the day on which the text was read.",
)
def source_is_published_before_it_is_read(tables: Tables) -> pl.DataFrame:
    """A source is published no later than the day on which it was read.

    A later date is a slip of the calendar, or a page clock taken for a date.
    """
    return tables["sources"].filter(pl.col("published_end") > pl.col("retrieved"))


@rule(
    "sources",
    "published_start",
    "published_start {published_start} lies before 2021-08-15.",
    "Nothing before that day is in scope; a page clock or the year may be wrong.",
)
def source_is_published_since_the_takeover(tables: Tables) -> pl.DataFrame:
    """No source is older than 15 August 2021.

    The data set begins on that day, and a text cannot report what lies ahead as done.
    """
    return tables["sources"].filter(pl.col("published_start") < TAKEOVER)


@rule(
    "sources",
    "published_basis",
    "Nobody gives the date, yet it is narrower than 2021-08-15 to {retrieved}.",
    "Say what narrows it in published_basis, or widen it to 2021-08-15 and {retrieved}.",
)
def publication_without_basis_is_not_narrowed(tables: Tables) -> pl.DataFrame:
    """A publication date that rests on nothing is the whole time from the takeover to the reading.

    Any narrower interval claims knowledge, and must say whence it comes.
    """
    whole = (pl.col("published_start") == TAKEOVER) & (
        pl.col("published_end") == pl.col("retrieved")
    )
    return tables["sources"].filter((pl.col("published_basis") == "none") & ~whole)


@rule(
    "sources",
    "published_basis",
    "The publication date rests on {published_basis}, and no note says how.",
    "Say in the note which words of the text, or which other source, bound each end.",
)
def inferred_publication_is_explained(tables: Tables) -> pl.DataFrame:
    """A publication date inferred from the text or from elsewhere is explained in the note.

    Every date in the source hangs on it, so a reader must be able to repeat the inference.
    """
    inferred = pl.col("published_basis").is_in(["text", "other_source"])
    return tables["sources"].filter(inferred & pl.col("note").is_null())


@rule(
    "sources",
    "headline_agrees",
    "The headline is said to disagree with the text, and no note says in what.",
    "Say in the note what the headline claims and the text does not.",
)
def disagreeing_headline_is_explained(tables: Tables) -> pl.DataFrame:
    """Where a headline says more than its text, the note tells what.

    Most false recognitions of the Emirate live in headlines.
    """
    return tables["sources"].filter(~pl.col("headline_agrees") & pl.col("note").is_null())


@rule(
    "sources",
    "headline_agrees",
    "A title without a verdict on it, or a verdict without a title.",
    "Say true or false where there is a title; leave both empty where no headline was read.",
)
def headline_is_judged_where_there_is_one(tables: Tables) -> pl.DataFrame:
    """Whether the headline agrees is said for every source that has a title, and for no other.

    A headline that was not compared with its text would be taken for a harmless one.
    """
    titled, judged = pl.col("title").is_not_null(), pl.col("headline_agrees").is_not_null()
    return tables["sources"].filter(titled != judged)


@rule(
    "sources",
    "carries",
    "The source is said to carry the report of {carries}, which is its own outlet.",
    "Leave carries empty, or name the agency whose report it repeats.",
)
def source_does_not_carry_itself(tables: Tables) -> pl.DataFrame:
    """A source carries the report of another outlet, never of its own.

    The field tells copies from witnesses, and an outlet is no copy of itself.
    """
    return tables["sources"].filter(pl.col("carries") == pl.col("outlet_id"))


@rule(
    "sources",
    "url",
    "The address leads to the page of another source too: {other}.",
    "One article is one file; move the evidence into one of the two and delete the other.",
)
def address_belongs_to_one_source(tables: Tables) -> pl.DataFrame:
    """No two sources are the same page, however their addresses are written.

    One article coded in two files would count as two witnesses. Scheme, `www.`, fragment, a slash
    at the end and parameters such as `utm_source` make no other page.
    """
    with_address = tables["sources"].filter(pl.col("url").is_not_null())
    paged = with_address.with_columns(page=_pages(with_address["url"]))
    return paged.with_columns(other=pl.col("source_id").first().over("page")).filter(
        pl.col("page").is_first_distinct().not_()
    )


@rule(
    "sources",
    "text_sha256",
    "The text is that of {other}, to the letter.",
    "One article is one file; a copy in another outlet names in carries what it repeats.",
)
def text_belongs_to_one_source(tables: Tables) -> pl.DataFrame:
    """Two sources with the same text are one article, or one carries the other's report.

    A copy counted as independent would make one witness two.
    """
    with_text = tables["sources"].filter(pl.col("text_sha256").is_not_null())
    again = with_text.with_columns(other=pl.col("source_id").first().over("text_sha256"))
    return again.filter(
        pl.col("text_sha256").is_first_distinct().not_() & pl.col("carries").is_null()
    )


@rule(
    "sources",
    "carries",
    "A passage of {outlet_id} stands word for word in {other}, of {other_outlet}.",
    "Name in carries whose report the copy repeats; both name it, if it is a third outlet's.",
)
def copied_passage_is_carried(tables: Tables) -> pl.DataFrame:
    """Outlets that have one passage, word for word, say who carries whose report.

    Two outlets do not find the same words by themselves; counted apart, a copy would be a second
    witness.
    """
    origin = pl.coalesce("carries", "outlet_id")
    sources = tables["sources"].select("source_id", "outlet_id", origin=origin)
    passages = (
        tables["evidence"]
        .select("source_id", "passage_sha256")
        .unique(maintain_order=True)
        .join(sources, on="source_id", maintain_order="left")
    )
    others = passages.select(
        "passage_sha256", other="source_id", other_outlet="outlet_id", other_origin="origin"
    )
    copies = passages.join(others, on="passage_sha256").filter(
        pl.col("other") < pl.col("source_id"), pl.col("origin") != pl.col("other_origin")
    )
    first = copies.unique("source_id", keep="first", maintain_order=True)
    return tables["sources"].join(first.select("source_id", "other", "other_outlet"), "source_id")


@rule(
    "sources",
    "archive_url",
    "The archived address is the address itself.",
    "Give the address of a lasting copy, or leave it empty.",
)
def archived_address_is_another_one(tables: Tables) -> pl.DataFrame:
    """The archived address leads to a copy, not to the page itself.

    A link that dies with its page preserves nothing.
    """
    archived = tables["sources"].filter(pl.col("archive_url").is_not_null())
    return archived.filter(_pages(archived["archive_url"]) == _pages(archived["url"]))


@rule(
    "sources",
    "note",
    "The source has no evidence, and no note says why it is kept.",
    "Code what it says, say in the note why it gives no row, or delete the file.",
)
def source_without_evidence_is_explained(tables: Tables) -> pl.DataFrame:
    """A source that gives no evidence says why in its note.

    Read and found empty is a result; forgotten is not.
    """
    silent = tables["sources"].join(tables["evidence"], on="source_id", how="anti")
    return silent.filter(pl.col("note").is_null())


def _pages(addresses: pl.Series) -> pl.Series:
    """The pages that addresses lead to."""
    pages = [None if address is None else page_of(address) for address in addresses]
    return pl.Series(addresses.name, pages, dtype=pl.String)
