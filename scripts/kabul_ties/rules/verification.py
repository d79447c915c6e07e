"""Rules on who vouches for the coding."""

import polars as pl

from kabul_ties.claims import CLAIM_FIELDS, PUBLICATION_FIELDS, claim_digest
from kabul_ties.rules.registry import Tables, rule

_VERIFICATION = ["verified_by", "verified_on", "verified_digest"]


@rule(
    "evidence",
    "verified_by",
    "The row is coded and verified by {coder}.",
    "Somebody else compares the claim with its passage; until then the three fields stay empty.",
)
def verifier_is_not_the_coder(tables: Tables) -> pl.DataFrame:
    """Nobody verifies a row that they coded."""
    return tables["evidence"].filter(pl.col("verified_by") == pl.col("coder"))


@rule(
    "evidence",
    "verified_by",
    "Of verified_by, verified_on and verified_digest some are given and some are missing.",
    "Run kabul-ties verify, which writes all three; or delete them.",
)
def verification_is_whole(tables: Tables) -> pl.DataFrame:
    """A verification names verifier, day and digest, or there is none."""
    given = pl.sum_horizontal(pl.col(name).is_not_null() for name in _VERIFICATION)
    return tables["evidence"].filter(given.is_between(1, len(_VERIFICATION) - 1))


@rule(
    "evidence",
    "verified_on",
    "The row was verified on {verified_on}, before it was coded on {coded_on}.",
    "Correct one of the two days.",
)
def claim_is_verified_after_it_is_coded(tables: Tables) -> pl.DataFrame:
    """A row is verified no earlier than it was coded."""
    return tables["evidence"].filter(pl.col("verified_on") < pl.col("coded_on"))


@rule(
    "evidence",
    "verified_digest",
    "The claim, or its source's publication, was edited since {verified_by} verified it on "
    "{verified_on}.",
    "Have it verified anew with kabul-ties verify, or delete the three fields of verification.",
)
def claim_is_as_it_was_verified(tables: Tables) -> pl.DataFrame:
    """A verified claim is still the one that was verified.

    The digest covers the claim and the days that its date counts from, so that a later edit does
    not inherit a check that it never had.
    """
    published = tables["sources"].select("source_id", *PUBLICATION_FIELDS)
    verified = (
        tables["evidence"]
        .filter(pl.col("verified_digest").is_not_null())
        .join(published, on="source_id", maintain_order="left")
    )
    covered = (*CLAIM_FIELDS, *PUBLICATION_FIELDS)
    texts = verified.select(pl.col(name).cast(pl.String) for name in covered)
    digests = [claim_digest(claim) for claim in texts.iter_rows(named=True)]
    return verified.filter(pl.col("verified_digest") != pl.Series(digests, dtype=pl.String))
