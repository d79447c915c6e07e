"""The README's figures: rows per table, who vouches for them, how far two coders agree."""

from collections.abc import Mapping

import polars as pl

from kabul_ties.check import Checked
from kabul_ties.output.markdown import code, plain, prose, table

_LEVELS = {
    "person": "verified by a person",
    "language_model": "verified by a language model only",
    None: "not verified",
}

_DECLARED = """Verified means that someone other than the coder declares to have compared the claim
with the passage. It is declared, not proven. What no person has verified is not called verified by
hand."""


def row_counts(checked: Checked) -> str:
    """One line per table: what a row is, and how many there are."""
    rows = [
        [f"[`{name}`](#{name})", prose(schema.description), str(len(checked.tables[name]))]
        for name, schema in checked.schemas.items()
    ]
    return table(["table", "what a row is", "rows"], rows)


def verification(tables: Mapping[str, pl.DataFrame]) -> str:
    """How many rows of evidence stand at which level of verification, and how many are judged."""
    levels = evidence_by_verifier(tables)
    total = sum(levels.values())
    rows = [[words, str(levels[kind]), _share(levels[kind], total)]
            for kind, words in _LEVELS.items()]  # fmt: skip
    shares = table(["rows of evidence", "number", "share"], [*rows, ["all", str(total), ""]])
    return "\n\n".join([_DECLARED, shares, _coded_by(tables), _judged(tables)])


def evidence_by_verifier(tables: Mapping[str, pl.DataFrame]) -> dict[str | None, int]:
    """Rows of evidence by the kind of their verifier; None counts the rows without one."""
    return _by_kind(tables["evidence"], tables["coders"], "verified_by")


def agreement(figures: pl.DataFrame) -> str:
    """The table of agreement, or the sentence that there is none yet."""
    if figures.is_empty():
        return (
            "No source of this version was coded by two coders who did not see each other's work."
        )
    header = ["codebook", "measure", "of", "value", "95 % interval", "sources", "units"]
    rows = [
        [
            plain(row["codebook_version"]),
            code(row["measure"]),
            code(row["unit"]),
            _number(row["value"]),
            _interval(row["low"], row["high"]),
            str(row["sources"]),
            str(row["units"]),
        ]
        for row in figures.iter_rows(named=True)
    ]
    return (
        "Recomputed from the raw blind codings in `codings`, before anything was adjudicated. "
        "Intervals are from a bootstrap over sources.\n\n" + table(header, rows)
    )


def _coded_by(tables: Mapping[str, pl.DataFrame]) -> str:
    coders = _by_kind(tables["evidence"], tables["coders"], "coder")
    return (
        f"Coded by a person: {coders['person']} rows of evidence; by a language model: "
        f"{coders['language_model']}. The table [`coders`](#coders) says who each is."
    )


def _judged(tables: Mapping[str, pl.DataFrame]) -> str:
    judged = int((tables["evidence"]["date_rule"] == "judged").sum())
    dates = int((tables["dates"]["basis"] == "judged").sum())
    return (
        f"Dates typed by judgement instead of computed by a rule: {judged} of "
        f"{len(tables['evidence'])} rows of evidence; bounds of {dates} of {len(tables['dates'])} "
        "rows of `dates` rest on them."
    )


def _by_kind(evidence: pl.DataFrame, coders: pl.DataFrame, column: str) -> dict[str | None, int]:
    kinds = dict(coders.select("coder_id", "kind").iter_rows())
    counts: dict[str | None, int] = {"person": 0, "language_model": 0, None: 0}
    for coder in evidence[column]:
        counts[kinds.get(coder)] += 1
    return counts


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else ""


def _interval(low: float | None, high: float | None) -> str:
    return "–" if low is None or high is None else f"{low:.2f} to {high:.2f}"


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
