"""What README says of the data is what the data say."""

import json
import re

import polars as pl

from kabul_ties.check import check_annotations
from kabul_ties.package.readme_numbers import evidence_by_verifier
from kabul_ties.paths import Project
from samples import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")

VERIFIERS = {"a person": "person", "a language model only": "language_model", "nobody": None}


def test_what_readme_says_of_verification_and_agreement_is_true() -> None:
    tables = check_annotations(Project(REPOSITORY)).tables
    levels = evidence_by_verifier(tables)
    assert ("No row has been checked by a person yet." in README) == (levels["person"] == 0)
    for words, kind in VERIFIERS.items():
        assert f"| {words} | {levels[kind]} |" in README
    for version, sources in (("1.1", "On {} later articles"), ("1.2", "{} other articles")):
        agreed = tables["agreement"].filter(pl.col("codebook_version") == version)
        alphas = agreed.filter(pl.col("measure") == "krippendorff_alpha")["value"].to_list()
        f1 = float(agreed.filter(pl.col("measure") == "f1")["value"].item())
        assert f"(F1 {f1:.2f}" in README
        assert f"alpha {min(alphas):.2f} to {max(alphas):.2f})" in README
        assert {sources.format(count) in README for count in agreed["sources"]} == {True}


def test_readme_names_the_version_that_it_cites() -> None:
    descriptor = json.loads((REPOSITORY / "schema/descriptor.json").read_text(encoding="utf-8"))
    assert f"version {descriptor['version']}." in README


def test_every_path_that_readme_links_to_exists() -> None:
    for path in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", README):
        assert (REPOSITORY / path).exists(), path
