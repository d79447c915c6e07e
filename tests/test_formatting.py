"""The one form of annotation files and hand-kept tables."""

import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kabul_ties.annotations import csv_layout, layout_writer
from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.annotations.text_files import BadFileError, TextFile
from kabul_ties.check import check_annotations
from kabul_ties.commands.format import format_files
from kabul_ties.commands.new import new_app
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import load_schemas

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = load_schemas(REPOSITORY / "schema")
KINDS = annotation_kinds(SCHEMAS)

app = typer.Typer()
app.add_typer(new_app, name="new")
app.command("format")(format_files)


def run(*arguments: str | Path, input: str | None = None) -> tuple[int, str]:  # noqa: A002
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


@pytest.fixture
def project(sample_project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.chdir(sample_project.root)
    monkeypatch.setattr("kabul_ties.clock.today", lambda: date(2026, 2, 3))
    return sample_project


def put(text: str, kind: str = "article") -> str:
    written = layout_writer.formatted(TextFile("a.yaml", text), KINDS[kind])
    assert layout_writer.formatted(TextFile("a.yaml", written), KINDS[kind]) == written
    return written


def test_the_repository_and_the_sample_have_their_form(project: Project) -> None:
    assert run("format", "--check") == (0, "0 files would change.\n")


def test_a_blank_file_has_its_form(project: Project) -> None:
    run("new", "article", "herald-2024-other")
    run("new", "action", "TUR")
    assert run("format", "--check") == (0, "0 files would change.\n")


UNTIDY = """\
# About the file
---
evidence: # the claims
 # first claim
 - {country_id: NO,   evidence_id: a-e01}
 - date_argument: 012   # twelve
   # why this country
   "country_id":   'NO'
   note: >-
        folded
        text
   evidence_id: a-e02
   # end of e02

source:
     # the day
     published_start:
       2024-03-21
     title: "a  b: c"
     language: # which
     author: plain text
       on two lines
     #published_end: 2024-03-22
# foot
"""
TIDY = """\
# yaml-language-server: $schema=../package/annotation/article.schema.json
# About the file
source:
  title: "a  b: c"
  # which
  language:
  # the day
  published_start: 2024-03-21
  author: plain text
    on two lines
  #published_end: 2024-03-22
evidence:  # the claims
  # first claim
  - evidence_id: a-e01
    country_id: NO
  - evidence_id: a-e02
    # why this country
    country_id: 'NO'
    date_argument: 012  # twelve
    note: >-
         folded
         text
    # end of e02
# foot
"""


def test_order_and_indentation_change_and_comments_stay_with_their_keys() -> None:
    assert put(UNTIDY).replace("  # which\n  language:", "  language:  # which") == TIDY.replace(
        "  # which\n  language:", "  language:  # which"
    )


@pytest.mark.parametrize(
    "value", ["NO", "012", "1:30", "2024-03-21", "'~'", '"x # y"', "Yes", "1e3"]
)
def test_scalars_stay_as_typed(value: str) -> None:
    assert f"  title: {value}\n" in put(f"source:\n    title:   {value}   \n")


def test_only_unicode_form_line_ends_and_outer_white_space_of_values_change() -> None:
    assert put('\ufeffsource:\r\n  title: " Ilha\u0301m "\r\n').endswith('  title: "Ilhám"\n')


def test_marks_that_are_pasted_along_are_taken_out() -> None:
    pasted = (
        "source:\n  title: \u200f\u0627\u06cc\u0631\u0627\u0646\u200e, Ka\u00adbul\u200b\ufeff\n"
    )
    assert "  title: \u0627\u06cc\u0631\u0627\u0646, Kabul\n" in put(pasted)
    for kept in ("\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u062f", "Ka\u202ebul"):
        assert f"  title: {kept}\n" in put(f"source:\n  title: {kept}\n")


@pytest.mark.parametrize(
    "text",
    ["source: 3\n", "- a\n", "source:\n  - - a\n", "source:\n  title: [a]\n", "a: &b c\n", "'"],
)
def test_what_is_misshapen_is_not_formatted(text: str) -> None:
    with pytest.raises(BadFileError):
        put(text)


words = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=30)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_formatting_keeps_values_and_comments(data: st.DataObject) -> None:
    names = [f.name for f in SCHEMAS["evidence"].of_origin("typed")] + ["unknown"]
    lines, comments = ["evidence:"], []
    for row in range(data.draw(st.integers(1, 3))):
        for number, name in enumerate(data.draw(st.permutations(names))):
            if data.draw(st.booleans()):
                comments.append(f"# comment {row} {number}")
                lines.append(f"    {comments[-1]}")
            value = json.dumps(data.draw(words), ensure_ascii=False)
            beside = data.draw(st.sampled_from(["", "  # beside"]))
            lines.append(f"{'    ' if number else '  - '}{name}: {value}{beside}")
    written = put("\n".join(lines) + "\n")
    assert sorted(re.findall(r"# comment \d+ \d+", written)) == sorted(comments)
    assert written.count("# beside") == "\n".join(lines).count("# beside")


def test_hand_kept_tables_are_sorted_and_quoted_as_little_as_can_be() -> None:
    text = (
        "\ufeffoutlet_id,name,country_id,outlet_kind\r\n"
        'b,"\u200eB\u200b",AFG,agency\r\n\r\na," A, a ",,agency\r\n'
    )
    tidy = 'outlet_id,name,country_id,outlet_kind\na,"A, a",,agency\nb,B,AFG,agency\n'
    schema = SCHEMAS["outlets"]
    assert csv_layout.formatted(TextFile("dataset/outlets.csv", text), schema) == tidy
    assert csv_layout.formatted(TextFile("dataset/outlets.csv", tidy), schema) == tidy


@pytest.mark.parametrize("text", ["outlet,name\n", 'outlet_id,name,country_id,outlet_kind\na,"b\n'])
def test_a_table_that_is_no_table_is_not_formatted(text: str) -> None:
    with pytest.raises(BadFileError):
        csv_layout.formatted(TextFile("dataset/outlets.csv", text), SCHEMAS["outlets"])


def test_vocabularies_keep_their_order(project: Project) -> None:
    path = project.schema / "vocabularies" / "milestone.csv"
    before = path.read_bytes()
    assert run("format", path)[0] == 0
    assert path.read_bytes() == before


def test_check_lists_and_writes_nothing(project: Project) -> None:
    path = project.dataset / "articles/herald-2024-embassy-moscow.yaml"
    text = path.read_text(encoding="utf-8").replace("  author: A. Writer\n", "")
    untidy = f"{text.rstrip()}\n  # at the end\n".replace(
        "source:\n", "source:\n  author: A. Writer\n"
    )
    path.write_text(untidy, encoding="utf-8")
    code, output = run("format", "--check")
    assert code == 1
    assert "herald-2024-embassy-moscow.yaml\n1 file would change." in output
    assert path.read_text(encoding="utf-8") == untidy
    assert run("format", path)[0] == 0
    assert run("format", "--check")[0] == 0
    assert check_annotations(project).findings == []


def test_a_file_that_cannot_be_formatted_is_said_and_the_others_are(project: Project) -> None:
    (project.dataset / "articles/herald-2024-embassy-moscow.yaml").write_text("a: [", "utf-8")
    with (project.dataset / "outlets.csv").open("a", encoding="utf-8") as file:
        file.write("a-outlet,A,,agency,,\n")
    code, output = run("format")
    assert code == 1
    assert "yaml-is-well-formed" in output
    assert "dataset/outlets.csv" in output


def test_a_path_that_is_none_of_ours_is_refused(project: Project, tmp_path: Path) -> None:
    (project.root / "README.md").write_text("x", encoding="utf-8")
    assert run("format", "README.md")[0] == 2
    assert run("format", project.root / "missing.yaml")[0] == 2
    (tmp_path / "elsewhere").mkdir()
    assert run("format", tmp_path / "elsewhere")[0] == 2


def test_the_repositorys_own_data_have_their_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(REPOSITORY / "dataset", tmp_path / "dataset")
    shutil.copytree(REPOSITORY / "schema", tmp_path / "schema")
    monkeypatch.chdir(tmp_path)
    assert run("format", "--check") == (0, "0 files would change.\n")
