"""Rules on hand-kept tables and vocabularies."""

import polars as pl

from kabul_ties.rules.registry import Tables, rule


@rule(
    "countries",
    "kind",
    "{country_id} is an organisation, yet {columns} is given.",
    "Codes and regions of states stay empty for organisations.",
)
def organisation_has_no_codes_of_a_state(tables: Tables) -> pl.DataFrame:
    """An organisation has no ISO 3166, Correlates of War, Gleditsch-Ward or M49 entry."""
    names = ["iso2", "cow_code", "gw_code", "m49_region", "m49_code"]
    given = pl.concat_str(
        (pl.when(pl.col(name).is_not_null()).then(pl.lit(name)) for name in names),
        separator=", ",
        ignore_nulls=True,
    )
    organisations = tables["countries"].filter(pl.col("kind") == "organisation")
    return organisations.with_columns(columns=given).filter(pl.col("columns") != "")


@rule(
    "countries",
    "un_observer",
    "{country_id} is both member and observer of the United Nations.",
    "Only one of the two is true.",
)
def member_is_no_observer(tables: Tables) -> pl.DataFrame:
    """A member of the United Nations is not also an observer."""
    return tables["countries"].filter(pl.col("un_member") & pl.col("un_observer"))


@rule(
    "missions",
    "mission_id",
    "The name of the mission does not begin with {country_id}-{owner}-.",
    "Write the country, the owner and the city.",
)
def mission_is_named_after_country_and_owner(tables: Tables) -> pl.DataFrame:
    """The name of a mission begins with its country and its owner."""
    beginning = pl.concat_str("country_id", pl.lit("-"), "owner", pl.lit("-"))
    return tables["missions"].filter(~pl.col("mission_id").str.starts_with(beginning))


@rule(
    "coders",
    "orcid",
    "A language model has no ORCID.",
    "Leave it empty.",
)
def language_model_has_no_orcid(tables: Tables) -> pl.DataFrame:
    """A language model does not pass for a person."""
    model = pl.col("kind") == "language_model"
    return tables["coders"].filter(model & pl.col("orcid").is_not_null())


@rule(
    "coders",
    "version",
    "A person has no version; a model that has one is no person.",
    "Leave version empty, or say that the coder is a language model.",
)
def person_has_no_version(tables: Tables) -> pl.DataFrame:
    """A language model's check does not pass for a person's.

    Versions are what models have; README counts what persons have checked.
    """
    person = pl.col("kind") == "person"
    return tables["coders"].filter(person & pl.col("version").is_not_null())


@rule(
    "coders",
    "orcid",
    "The last sign of the ORCID does not follow from the others; it would be {check}.",
    "Copy the ORCID anew; one of its digits is wrong.",
)
def orcid_has_its_check_digit(tables: Tables) -> pl.DataFrame:
    """The last sign of an ORCID follows from the fifteen digits before it (ISO 7064, MOD 11-2).

    A slip of one digit names another person, or nobody.
    """
    named = tables["coders"].filter(pl.col("orcid").is_not_null())
    checks = [_check_sign(orcid[:-1]) for orcid in named["orcid"]]
    known = named.with_columns(check=pl.Series(checks, dtype=pl.String))
    return known.filter(pl.col("orcid").str.tail(1) != pl.col("check"))


def _check_sign(orcid: str) -> str:
    """See https://support.orcid.org/hc/en-us/articles/360006897674."""
    total = 0
    for digit in orcid.replace("-", ""):
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    return "X" if check == 10 else str(check)  # noqa: PLR2004  (the Roman ten)
