"""Reports of hostile findings: nothing escapes into the format, and nothing is hidden."""

import io
import json
import os
import re
from pathlib import Path
from typing import Any, get_args
from urllib.parse import unquote

import pytest
import typer
from jsonschema import Draft202012Validator
from rich.console import Console
from typer.testing import CliRunner, Result

from kabul_ties.commands.validate import validate
from kabul_ties.finding import Finding, Layer, Place, in_order, nearest_first
from kabul_ties.output.machine import to_github, to_json, to_sarif
from kabul_ties.output.text import SHOWN_FINDINGS, print_findings
from kabul_ties.paths import Project
from kabul_ties.text import HIDDEN_CHARACTERS
from samples import REPOSITORY

HOSTILE = {
    "line feed": "two\nlines",
    "carriage return": "over\rwritten",
    "workflow command": "\n::error file=a,line=1::forged",
    "workflow command, old form": "\r\n##[error]forged",
    "stop commands": "\n::stop-commands::x",
    "escaped already": "%0A::error::forged %25 %0D %3A",
    "rich markup": "[red]red[/red] [link=https://evil.example]here[/link] [/]",
    "unclosed markup": "[bold",
    "ansi colour": "\x1b[31mred\x1b[0m\x1b]8;;https://evil.example\x07link\x1b]8;;\x07",
    "ansi clear": "\x1b[2J\x1b[H\x9b2J",
    "bidi": "\u202egnp.exe\u2066\u2069",
    "invisible": "a\u200bb\ufeffc\u00add",
    "separators": "a\u2028b\u2029c\x85d\x0be\x0cf",
    "commas": "a,b::c,line=9",
    "quotes": "\"'`</script><b>&amp;",
    "backslashes": "\\n \\x1b \\u202e \\",
    "null": "a\x00b",
    "tag characters": "a\U000e0041b",
    "emoji": ":boom: 😀",
    "long": "x" * 10_000,
    "empty": "",
}


def finding(text: str, number: int = 1) -> Finding:
    """A finding each of whose free parts is ``text``."""
    place = Place(f"dataset/{text}.yaml", number, 3)
    return Finding(
        place, "value-is-a-code", f"Wrong: {text}.", text, (text, "good"), text or "Mend."
    )


def as_text(findings: list[Finding], *, most: int | None = SHOWN_FINDINGS, **options: Any) -> str:
    console = Console(file=io.StringIO(), soft_wrap=True, highlight=False, **options)
    print_findings(findings, console, most=most)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


APP = typer.Typer()
APP.command()(validate)
FORMATS = ["text", "github", "json", "sarif"]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(each) for each in arguments])


@pytest.fixture(params=HOSTILE)
def hostile(request: pytest.FixtureRequest) -> str:
    return HOSTILE[request.param]


def test_text_has_one_line_for_each_part(hostile: str) -> None:
    lines = as_text([finding(hostile)]).splitlines()
    assert len(lines) == len(as_text([finding("harmless")]).splitlines())
    assert not HIDDEN_CHARACTERS.search("".join(lines))


def test_text_shows_markup_as_it_is_written() -> None:
    for name in ("rich markup", "unclosed markup", "emoji"):
        assert as_text([finding(HOSTILE[name])]).count(HOSTILE[name]) == 6


def test_colour_is_ours_alone(hostile: str) -> None:
    coloured = as_text([finding(hostile)], force_terminal=True, color_system="standard")
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert plain == as_text([finding(hostile)])
    assert "\x1b[" in coloured


def test_a_long_value_is_cut_and_says_so() -> None:
    text = as_text([finding("x" * 10_000)])
    (found,) = [line for line in text.splitlines() if line.startswith("      found:")]
    assert "(10000 characters)" in found
    assert len(found) < 300


def test_a_workflow_command_is_one_line_and_ends_where_it_should(hostile: str) -> None:
    (line,) = to_github([finding(hostile)]).removesuffix("\n").split("\n")
    assert "\r" not in line
    properties, _, message = line.removeprefix("::error ").partition("::")
    parts = dict(part.split("=", 1) for part in properties.split(","))
    assert set(parts) == {"file", "line", "col", "title"}
    assert (parts["line"], parts["col"], parts["title"]) == ("1", "3", "value-is-a-code")
    assert not re.search(r"%(?!25|0D|0A|3A|2C)", properties)
    assert not re.search(r"%(?!25|0D|0A)", message)
    assert not HIDDEN_CHARACTERS.search(line)


def test_a_workflow_command_says_the_value_and_the_way_out() -> None:
    place = Place("dataset/a.yaml", 7)
    command = to_github([Finding(place, "value-is-a-code", "Wrong.", "100%", ("new",), "Mend.")])
    assert command == (
        "::error file=dataset/a.yaml,title=value-is-a-code,line=7::"
        "Wrong.%0AFound: 100%25%0AAllowed: new%0AMend.\n"
    )


def test_json_gives_back_every_part(hostile: str) -> None:
    text = to_json([finding(hostile)])
    assert text.isascii()
    document = json.loads(text)
    assert document["valid"] is False
    assert document["findings"] == [
        {
            "file": f"dataset/{hostile}.yaml", "line": 1, "column": 3, "rule": "value-is-a-code",
            "layer": "form", "message": f"Wrong: {hostile}.", "value": hostile,
            "allowed": [hostile, "good"], "mend": hostile or "Mend.",
        }
    ]  # fmt: skip


def test_json_without_findings_is_valid() -> None:
    assert json.loads(to_json([])) == {"valid": True, "findings": []}


FINDINGS_SCHEMA = json.loads(
    (REPOSITORY / "schema/reports/findings.schema.json").read_text("utf-8")
)
OUTPUT = Draft202012Validator(FINDINGS_SCHEMA)


def test_the_published_schema_of_findings_is_a_schema() -> None:
    Draft202012Validator.check_schema(FINDINGS_SCHEMA)
    members = FINDINGS_SCHEMA["$defs"]["finding"]
    assert members["required"] == list(members["properties"])
    assert members["properties"]["layer"]["enum"] == list(get_args(Layer))


def test_json_has_the_published_form(hostile: str) -> None:
    whole_file = Finding(Place(f"{hostile}.yaml"), "file-is-utf8", hostile or "Wrong.")
    OUTPUT.validate(json.loads(to_json([finding(hostile), whole_file])))
    OUTPUT.validate(json.loads(to_json([])))


@pytest.mark.parametrize(
    "changed",
    [
        {"line": 0}, {"line": None}, {"rule": "no rule"}, {"layer": "other"}, {"value": 1},
        {"allowed": "one"}, {"mend": ""}, {"file": ""}, {"message": None},
    ],
)  # fmt: skip
def test_another_form_is_not_the_published_one(changed: dict[str, object]) -> None:
    document = json.loads(to_json([finding("x")]))
    document["findings"][0] |= changed
    assert not OUTPUT.is_valid(document)
    assert not OUTPUT.is_valid({"valid": True, "findings": document["findings"]})
    assert not OUTPUT.is_valid({"valid": False, "findings": []})


def test_what_validate_prints_has_the_published_form(sample_project: Project) -> None:
    OUTPUT.validate(json.loads(run("--format", "json", sample_project.root).output))
    file = sample_project.dataset / "outlets.csv"
    file.write_text(file.read_text("utf-8").replace("agency,,", "agncy,,<b>"), encoding="utf-8")
    (sample_project.dataset / "articles/\u202egnp.txt").write_text("x", encoding="utf-8")
    document = json.loads(run("--format", "json", sample_project.root).output)
    OUTPUT.validate(document)
    assert [each["rule"] for each in document["findings"]] == [
        "file-is-expected",
        "value-is-a-code",
    ]


def check_sarif(log: dict[str, Any]) -> list[dict[str, Any]]:
    """Holds a log against what SARIF 2.1.0 (OASIS) demands of what we use; gives the results."""
    assert log["version"] == "2.1.0"
    assert log["$schema"].endswith("sarif-2.1.0.json")
    (run,) = log["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"]
    assert re.fullmatch(r"[0-9]+(\.[0-9]+){2}", driver["version"])  # 3.19.12: semanticVersion
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}
    rules = [rule["id"] for rule in driver["rules"]]
    assert len(rules) == len(set(rules))
    for result in run["results"]:
        assert result["level"] in {"none", "note", "warning", "error"}
        assert result["message"]["text"]
        assert rules[result["ruleIndex"]] == result["ruleId"]
        for location in result["locations"]:
            physical = location["physicalLocation"]
            uri = physical["artifactLocation"]["uri"]
            assert re.fullmatch(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-F]{2})+", uri)
            region = physical.get("region", {"startLine": 1})
            assert region["startLine"] >= 1
            assert region.get("startColumn", 1) >= 1
    results: list[dict[str, Any]] = run["results"]
    return results


def test_sarif_keeps_its_form(hostile: str) -> None:
    text = to_sarif([finding(hostile)], "1.2.3")
    assert text.isascii()
    (result,) = check_sarif(json.loads(text))
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri) == f"dataset/{hostile}.yaml"
    assert not HIDDEN_CHARACTERS.search(result["message"]["text"].replace("\n", ""))


@pytest.mark.parametrize("output_format", FORMATS)
def test_a_file_name_that_is_no_text_goes_through_every_format(
    output_format: str, sample_project: Project
) -> None:
    Path(os.fsdecode(os.fsencode(sample_project.dataset) + b"/a\xffb.yaml")).write_text("x")
    result = run(sample_project.root, "--format", output_format)
    assert isinstance(result.exception, SystemExit)
    assert (result.exit_code, result.stdout.count("file-is-expected") > 0) == (1, True)


def test_sarif_leaves_out_places_that_are_not_known() -> None:
    places = [Place("a"), Place("a", 2), Place("a", 2, 5)]
    results = check_sarif(json.loads(to_sarif([Finding(p, "r", "m") for p in places], "1.2.3")))
    regions = [r["locations"][0]["physicalLocation"].get("region") for r in results]
    assert regions == [None, {"startLine": 2}, {"startLine": 2, "startColumn": 5}]


def test_sarif_without_findings_has_a_run_without_results() -> None:
    assert check_sarif(json.loads(to_sarif([], "1.2.3"))) == []


def test_of_a_thousand_findings_none_is_hidden() -> None:
    findings = [finding("bad", number) for number in range(1, 1001)]
    place = re.compile(r"^  dataset/bad\.yaml:[0-9]+:3 ", re.MULTILINE)
    everything = as_text(findings, most=None)
    assert everything.endswith("1000 findings in 1 file.\n")
    assert len(place.findall(everything)) == 1000
    assert len(to_github(findings).splitlines()) == 1000
    assert len(json.loads(to_json(findings))["findings"]) == 1000
    assert len(check_sarif(json.loads(to_sarif(findings, "1.2.3")))) == 1000


def test_what_a_terminal_does_not_show_is_counted_by_rule() -> None:
    findings = [finding("bad", number) for number in range(1, SHOWN_FINDINGS + 1)]
    more = [Finding(Place("b", n), f"rule-{n % 3}", "m") for n in range(1, 11)]
    text = as_text([*findings, *more])
    assert "--output FILE writes all" in text
    counted = re.findall(r"^ +([0-9]+)  (rule-[0-9])$", text, re.MULTILINE)
    assert counted == [("4", "rule-1"), ("3", "rule-2"), ("3", "rule-0")]
    assert text.endswith(f"{SHOWN_FINDINGS + 10} findings in 2 files.\n")
    assert "Not written out" not in as_text(findings)


def test_more_choices_than_are_shown_are_counted() -> None:
    codes = tuple(f"code-{number}" for number in range(12))
    text = as_text([Finding(Place("a"), "r", "m", "code", codes)])
    assert "allowed: code-0, code-1, code-2, code-3, code-4 … and 7 more" in text


def test_the_nearest_choice_stands_first() -> None:
    codes = ("announced", "decided", "effective", "ended")
    assert nearest_first("Efective", codes)[0] == "effective"
    assert sorted(nearest_first("zzz", codes)) == sorted(codes)
    assert nearest_first("zzz", codes) == codes


def test_findings_stand_in_order_and_once() -> None:
    places = [Place("b", 1), Place("a", 10), Place("a", 9, 4), Place("a", 9)]
    findings = [Finding(place, "r", "m") for place in places]
    ordered = in_order([*findings, *findings])
    assert [str(f.place) for f in ordered] == ["a:9", "a:9:4", "a:10", "b:1"]


@pytest.mark.parametrize("output_format", FORMATS)
def test_valid_annotations_exit_with_0(output_format: str, sample_project: Project) -> None:
    result = run(sample_project.root, "--format", output_format)
    assert (result.exit_code, result.stderr) == (0, "")
    if output_format == "sarif":
        assert check_sarif(json.loads(result.stdout)) == []
    else:
        expected = {"text": "Valid.\n", "github": "", "json": to_json([])}
        assert result.stdout.partition("5 passages were not compared")[0] == expected[output_format]


@pytest.mark.parametrize("output_format", FORMATS)
def test_findings_exit_with_1(output_format: str, sample_project: Project, edit: Any) -> None:
    edit("dataset/actions/AZE/AZE-2024-01.yaml", "conclusion: pending", "conclusion: [red]")
    result = run(sample_project.root, "--format", output_format)
    assert result.exit_code == 1
    assert isinstance(result.exception, SystemExit)
    assert "value-is-a-text" in result.stdout
    assert "AZE-2024-01.yaml" in result.stdout


@pytest.mark.parametrize("output_format", FORMATS)
def test_the_report_is_also_written_to_a_file(
    output_format: str, sample_project: Project, edit: Any, tmp_path: Path
) -> None:
    edit("dataset/actions/AZE/AZE-2024-01.yaml", "conclusion: pending", "conclusion: pendin")
    target = tmp_path / "report"
    result = run(sample_project.root, "--format", output_format, "--output", target)
    assert result.exit_code == 1
    written = target.read_text(encoding="utf-8").strip()
    remark = "Further rules run once these are mended." if output_format == "text" else ""
    assert written == result.stdout.strip().removesuffix(remark).strip()


def test_what_cannot_be_validated_exits_with_2(tmp_path: Path) -> None:
    nowhere = run(tmp_path / "nowhere")
    assert (nowhere.exit_code, nowhere.stdout) == (2, "")
    assert "does not exist" in nowhere.stderr
    no_project = run(tmp_path)
    assert (no_project.exit_code, no_project.stdout) == (2, "")
    assert "holds both dataset/ and schema/" in no_project.stderr


def test_an_unknown_format_exits_with_2(sample_project: Project) -> None:
    assert run(sample_project.root, "--format", "xml").exit_code == 2


def test_a_broken_schema_exits_with_2(sample_project: Project) -> None:
    (sample_project.schema / "actions.json").write_text("{", encoding="utf-8")
    result = run(sample_project.root)
    assert result.exit_code == 2
    assert "actions.json" in result.stderr
    assert isinstance(result.exception, SystemExit)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("published_end: 2024-04-16", "published_end: 9999-12-31"),
        ("published_start: 2024-04-16", "published_start: 0001-01-01"),
        ("published_start: 2024-04-16", "published_start: 0000-01-01"),
        ("retrieved: 2026-01-10", "retrieved: 0000-01-10"),
    ],
)
def test_days_at_the_ends_of_the_calendar_are_findings(
    old: str, new: str, sample_project: Project, edit: Any
) -> None:
    edit("dataset/articles/herald-2024-embassy-moscow.yaml", old, new)
    result = run(sample_project.root)
    assert result.exit_code == 1
    assert "herald-2024-embassy-moscow.yaml" in result.stdout
