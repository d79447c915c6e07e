"""Whether passages stand in their texts, where somebody has the texts at hand."""

from collections.abc import Iterator, Mapping

import polars as pl

from kabul_ties.finding import Finding
from kabul_ties.passages import Passage, find_passage
from kabul_ties.rows import ROW, RawTable
from kabul_ties.structure import Tables
from kabul_ties.texts import ArticleText, find_text


def passage_findings(
    tables: Tables, raw_tables: Mapping[str, RawTable], texts: list[ArticleText]
) -> Iterator[Finding]:
    """One finding for each row of evidence or coding whose passage its text does not hold.

    Args:
        tables: Typed tables.
        raw_tables: The same as text, to say where a row stands.
        texts: The texts at hand; sources whose text is not among them are passed over.
    """
    if not texts:
        return
    digests = dict(tables["sources"].select("source_id", "text_sha256").iter_rows())
    for name in ("evidence", "codings"):
        columns = [ROW, "source_id", "passage_sha256", "passage_length"]
        for (source_id,), rows in (
            tables[name].select(columns).group_by("source_id", maintain_order=True)
        ):
            text = find_text(texts, digests.get(source_id))
            if text:
                yield from _missing(raw_tables[name], rows, text)


def passages_without_text(tables: Tables, texts: list[ArticleText]) -> int:
    """How many rows of evidence have a source whose text is not among ``texts``."""
    at_hand = {text.sha256 for text in texts}
    known = tables["sources"].filter(pl.col("text_sha256").is_in(sorted(at_hand)))
    return len(tables["evidence"].join(known, on="source_id", how="anti"))


def _missing(raw: RawTable, rows: pl.DataFrame, text: ArticleText) -> Iterator[Finding]:
    for row, _, sha256, length in rows.iter_rows():
        passage = Passage(sha256, length)
        if find_passage(text.text, passage.sha256, passage.length) is None:
            yield Finding(
                raw.places.place(row, "passage_sha256"),
                "passage-stands-in-its-text",
                f"No passage of {length} characters in {text.path.name} has this digest.",
                sha256,
                mend="Run kabul-ties passage on the passage and paste what it prints.",
                layer="rules",
            )
