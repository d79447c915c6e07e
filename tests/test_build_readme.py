"""The generated README: it shows every field and code, says true figures, and runs nothing."""

import re

import polars as pl
import pytest

from kabul_ties.check import Checked, check_annotations
from kabul_ties.output.markdown import code, plain, table
from kabul_ties.package import readme_numbers
from kabul_ties.package.readme import citation, readme
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import read_json


@pytest.fixture
def checked(sample_project: Project) -> Checked:
    return check_annotations(sample_project)


@pytest.fixture
def text(sample_project: Project, checked: Checked) -> str:
    codebook = (sample_project.schema / "codebook.md").read_text(encoding="utf-8")
    return readme(read_json(sample_project.schema / "descriptor.json"), checked, codebook)


def test_every_table_field_and_code_stands_there(text: str, checked: Checked) -> None:
    for name, schema in checked.schemas.items():
        assert f"\n### {name}\n" in text
        assert f"| [`{name}`](#{name}) |" in text
        for field in schema.fields:
            assert f"\n| `{field.name}` | **{field.title}.** " in text
    for code_table in ("codes", "action_types"):
        for value in checked.tables[code_table]["code"]:
            assert f"\n| `{value}` | **" in text


def test_every_link_inside_arrives(text: str) -> None:
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    plain_headings = [heading.replace("\\", "").replace("`", "").lower() for heading in headings]
    anchors = {re.sub(r"[^\w\- ]", "", heading).replace(" ", "-") for heading in plain_headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= anchors


def test_codebook_is_printed_whole_one_level_down(text: str, sample_project: Project) -> None:
    codebook = (sample_project.schema / "codebook.md").read_text(encoding="utf-8")
    assert text.count("\n# ") == 0, "one heading of the first level, on the first line"
    assert "\n## Codebook\n" in text
    for line in codebook.splitlines():
        assert line.startswith("#") or line in text


def test_it_says_what_the_label_means_and_how_to_cite(text: str, sample_project: Project) -> None:
    assert "takes no position on recognition" in text
    static = read_json(sample_project.schema / "descriptor.json")
    assert plain(citation(static)) in text
    assert f"Version {static['version']}" in citation(static)


def test_levels_of_verification_are_counted_by_the_kind_of_the_verifier() -> None:
    coders = pl.DataFrame({"coder_id": ["ann", "model"], "kind": ["person", "language_model"]})
    evidence = pl.DataFrame({"verified_by": ["ann", "model", "model", None, None, None]})
    counts = readme_numbers.evidence_by_verifier({"coders": coders, "evidence": evidence})
    assert counts == {"person": 1, "language_model": 2, None: 3}


def test_figures_are_those_of_the_tables(text: str, checked: Checked) -> None:
    verified = checked.tables["evidence"]["verified_by"].is_null().sum()
    assert f"| not verified | {verified} |" in text
    assert f"| all | {len(checked.tables['evidence'])} |" in text
    without = readme_numbers.agreement(checked.tables["agreement"].clear())
    assert without.startswith("No source")


def test_values_have_no_effect_in_markdown() -> None:
    hostile = "<script>|[x](javascript:1)\n# *a* _b_ `c` &amp; \u202e"
    shown = plain(hostile)
    assert "<" not in shown
    assert "\n" not in shown
    assert "\\|\\[x\\]" in shown
    assert "\u202e" not in shown
    assert code("a|b") == "`a\\|b`"
    assert code("a`b") == "``a`b``"
    assert table(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
