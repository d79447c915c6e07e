"""Blank annotation files that `new` writes."""

import re
from datetime import date
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from kabul_ties.annotations.blank import blank_file, comments_of_blank
from kabul_ties.annotations.comments import comment_findings
from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.annotations.layout_reader import read_document
from kabul_ties.annotations.text_files import TextFile
from kabul_ties.check import check_annotations
from kabul_ties.commands.format import format_files
from kabul_ties.commands.new import new_app
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import load_schemas

REPOSITORY = Path(__file__).resolve().parent.parent
SCHEMAS = load_schemas(REPOSITORY / "schema")
KINDS = annotation_kinds(SCHEMAS)
SAMPLE = REPOSITORY / "tests" / "sample"
TEXT = SAMPLE / "texts" / "herald-2024-embassy-moscow.txt"

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


def missing_fields(project: Project, name: str) -> set[str]:
    findings = [f for f in check_annotations(project).findings if f.place.file.endswith(name)]
    lines = (project.root / findings[0].place.file).read_text(encoding="utf-8").split("\n")
    assert {finding.rule for finding in findings} == {"value-is-given"}
    return {lines[f.place.line - 1].strip(" -").split(":")[0] for f in findings}


def required(table: str, *, but: set[str]) -> set[str]:
    return {f.name for f in SCHEMAS[table].of_origin("typed") if f.required} - but


def test_a_new_article_lacks_what_only_a_reader_knows(project: Project) -> None:
    code, output = run("new", "article", "herald-2024-other", "--text", TEXT, "--by", "coder-1")
    assert code == 0
    assert "dataset/articles/herald-2024-other.yaml" in output
    text = (project.dataset / "articles/herald-2024-other.yaml").read_text(encoding="utf-8")
    assert "retrieved: 2026-02-03\n" in text
    assert "coder: coder-1\n" in text
    assert "evidence_id: herald-2024-other-e01\n" in text
    assert "text_sha256: 23605b742d129f7fd856ad9f6f3b8f609f46886f823291d19f377a23084f96d3" in text
    known = {"retrieved", "evidence_id", "coder", "coded_on", "codebook_version"}
    lacking = required("sources", but=known) | required("evidence", but=known)
    assert missing_fields(project, "herald-2024-other.yaml") == lacking


def test_a_new_article_that_is_filled_is_valid(project: Project) -> None:
    other = project.root / "other.txt"
    other.write_text(Path(TEXT).read_text(encoding="utf-8") + "A line more.\n", encoding="utf-8")
    run("new", "article", "herald-2024-other", "--text", str(other))
    file = project.dataset / "articles/herald-2024-other.yaml"
    filled = file.read_text(encoding="utf-8")
    example = (SAMPLE / "dataset/articles/steppe-2024-list.yaml").read_text(encoding="utf-8")
    for line in example.split("    verified_by")[0].split("\n")[2:]:
        name, _, value = line.strip(" -").partition(": ")
        if name not in {"evidence_id", "text_sha256"}:
            filled = re.sub(rf"(?m)^([ -]*{name}:).*$", rf"\1 {value}", filled)
    file.write_text(filled, encoding="utf-8")
    assert check_annotations(project).findings == []
    assert run("format", "--check") == (0, "0 files would change.\n")


def test_a_new_action_takes_the_next_serial_and_fills_no_gap(project: Project) -> None:
    code, output = run("new", "action", "KAZ", "--year", "2024", "--type", "delisting")
    assert code == 0
    # KAZ-2024-09 has no file, but was released once.
    assert "dataset/actions/KAZ/KAZ-2024-10.yaml" in output
    assert missing_fields(project, "KAZ-2024-10.yaml") == required(
        "actions", but={"country_id", "action_type"}
    )
    assert "TUR-2026-01.yaml" in run("new", "action", "TUR")[1]


def test_lists_of_a_new_action_can_be_uncommented(project: Project) -> None:
    run("new", "action", "TUR")
    file = project.dataset / "actions/TUR/TUR-2026-01.yaml"
    text = re.sub(r"(?m)^  # (- |  )", r"  \1", file.read_text(encoding="utf-8"))
    document = read_document(TextFile("a.yaml", text))
    names = {section.name: list(section.rows[0].texts()) for section in document.sections}
    for section in KINDS["action"].sections:
        assert names[section.key] == [f.name for f in section.schema.of_origin("typed")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("article", "Herald 2024"), "such as"),
        (("article", "short"), "8 to 80"),
        (("article", "../../escape"), "no name of a source"),
        (("article", "herald-2024-embassy-moscow"), "is there already"),
        (("article", "herald-2024-new", "--by", "coder-3"), "Nearest: coder-"),
        (("article", "herald-2024-new", "--text", "missing.txt"), "missing.txt"),
        (("action", "KAX"), "Nearest: KAZ"),
        (("action", "../KAZ"), "no country"),
        (("action", "KAZ", "--type", "delist"), "Nearest: delisting"),
        (("action", "KAZ", "--year", "2020"), "2021"),
    ],
)
def test_what_cannot_be_new_is_refused(
    project: Project, arguments: tuple[str, ...], said: str
) -> None:
    before = sorted(project.dataset.rglob("*"))
    code, output = run("new", *arguments)
    assert code == 2
    assert said in output
    assert sorted(project.dataset.rglob("*")) == before


def test_comments_of_new_files_are_no_sentences_that_hide() -> None:
    for kind in KINDS.values():
        known = comments_of_blank(kind)
        for lists in ((), [section.key for section in kind.sections]):
            text = blank_file(kind, {"evidence": {"coder": "coder-1"}}, lists)
            assert list(comment_findings(TextFile("a.yaml", text), known)) == []
            longer = text.replace("# Fill", "# " + "Fill " * 20)
            assert len(list(comment_findings(TextFile("a.yaml", longer), known))) == 1
