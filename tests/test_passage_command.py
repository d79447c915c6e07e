"""`kabul-ties passage`."""

import re
from pathlib import Path

import typer
from typer.testing import CliRunner

from kabul_ties.commands.passage import passage

REPOSITORY = Path(__file__).resolve().parent.parent
SAMPLE = REPOSITORY / "tests" / "sample"
TEXT = SAMPLE / "texts" / "herald-2024-embassy-moscow.txt"

app = typer.Typer()
app.command("passage")(passage)
app.callback()(lambda: None)  # a program of one command has no names of commands


def run(*arguments: str | Path, input: str | None = None) -> tuple[int, str]:  # noqa: A002
    result = CliRunner().invoke(app, [str(argument) for argument in arguments], input=input)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.output


def test_a_passage_is_printed_to_be_pasted() -> None:
    code, output = run("passage", "--text", TEXT, "An office of   Azerbaijan is expected to open")
    assert code == 0
    assert re.fullmatch(r"passage_sha256: [0-9a-f]{64}\npassage_length: 43\n", output)
    assert (
        run("passage", "--text", TEXT, input="An office of Azerbaijan is expected to open")[1]
        == output
    )
    assert (
        run("passage", "--text", TEXT, "-", input="An office of Azerbaijan is expected to open")[1]
        == output
    )


def test_without_a_passage_the_text_is_printed() -> None:
    digest = "23605b742d129f7fd856ad9f6f3b8f609f46886f823291d19f377a23084f96d3"
    assert run("passage", "--text", TEXT) == (0, f"text_sha256: {digest}\n")


def test_a_passage_that_does_not_stand_there_is_said_with_the_nearest() -> None:
    code, output = run("passage", "--text", TEXT, "An office of Armenia\x1b[31m is expected")
    assert code == 1
    assert "An office of A" in output
    assert "zerbaijan is expected" in output
    assert "\x1b" not in output
    assert "passage_sha256" not in output


def test_a_text_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    assert run("passage", "--text", tmp_path / "none.txt", "words")[0] == 2
    assert run("passage", "--text", TEXT, " \u200b ")[0] == 2
