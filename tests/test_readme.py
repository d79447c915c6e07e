"""What README says of the data is what the data say."""

import json
import re

import polars as pl

from kabul_ties.check import check_annotations
from kabul_ties.paths import Project
from samples import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")


def test_what_readme_says_of_verification_and_agreement_is_true() -> None:
    tables = check_annotations(Project(REPOSITORY)).tables
    people = tables["coders"].filter(pl.col("kind") == "person")["coder_id"]
    by_a_person = tables["evidence"].filter(pl.col("verified_by").is_in(people.to_list()))
    assert ("No row has been checked by a person yet." in README) == by_a_person.is_empty()

    later = tables["agreement"].filter(pl.col("codebook_version") == "1.1")
    alphas = later.filter(pl.col("measure") == "krippendorff_alpha")["value"].to_list()
    (f1,) = later.filter(pl.col("measure") == "f1")["value"]
    assert f"(F1 {f1:.2f})" in README
    assert f"(alpha {min(alphas):.2f} to {max(alphas):.2f})" in README
    assert f"On {later['sources'].max()} later articles" in README


def test_readme_names_the_version_that_it_cites() -> None:
    version = re.search(
        r'"version": "([^"]+)"', (REPOSITORY / "schema/descriptor.json").read_text()
    )
    assert version is not None
    assert f"version {version[1]}." in README


def test_every_path_that_readme_links_to_exists() -> None:
    for path in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README):
        assert (REPOSITORY / path).exists(), path
