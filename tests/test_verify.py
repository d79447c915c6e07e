"""Verifying claims: by a person at a terminal, by a language model, and never half."""

import os
import pty
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.check import check_annotations
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import load_schemas
from kabul_ties.verification import ChangedMeanwhileError, read_article_file, sign

SAMPLE = Path(__file__).resolve().parent / "sample"
SOURCE = "herald-2024-embassy-moscow"
COMMAND = [
    sys.executable,
    "-c",
    "import typer; from kabul_ties.commands.verify import verify; typer.run(verify)",
]
ASKED = "quit > "
PATIENCE = 60

Edit = Callable[[str, str, str], None]


@pytest.fixture
def sample_project(sample_project: Project) -> Project:
    """The sample, with no claim of the first article verified."""
    path = sample_project.dataset / f"articles/{SOURCE}.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = (line for line in lines if not line.lstrip().startswith("verified_"))
    path.write_text("".join(kept), encoding="utf-8")
    return sample_project


def text_of(source: str) -> str:
    return str(SAMPLE / "texts" / f"{source}.txt")


def article(project: Project, source: str = SOURCE) -> str:
    return (project.dataset / f"articles/{source}.yaml").read_text(encoding="utf-8")


def environment(**more: str) -> dict[str, str]:
    plain = {"TERM": "dumb", "COLUMNS": "400", "PYTHONIOENCODING": "utf-8"}
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), **plain, **more}


def without_terminal(
    project: Project, *arguments: str, **variables: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments],
        cwd=project.root,
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


class Terminal:
    """A person at a pseudo-terminal: waits for a question and types an answer."""

    def __init__(self, project: Project, *arguments: str, **variables: str) -> None:
        self._master, slave = pty.openpty()
        self._process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=project.root,
            env=environment(**variables),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)
        self.seen = ""

    def _read(self) -> bool:
        ready, _, _ = select.select([self._master], [], [], 0.2)
        try:
            new = os.read(self._master, 65536) if ready else b""
        except OSError:  # how Linux says that the other end is closed
            return False
        self.seen += new.decode("utf-8", "replace")
        return bool(new) or self._process.poll() is None

    def answer(self, words: str, question: str = ASKED) -> str:
        """Waits for the question, answers, and returns what was shown until then."""
        until = time.monotonic() + PATIENCE
        while question not in self.seen:
            assert self._read(), self.seen
            assert time.monotonic() < until, self.seen
        shown, _, self.seen = self.seen.rpartition(question)
        os.write(self._master, f"{words}\n".encode())
        return shown

    def end(self) -> tuple[int, str]:
        while self._read():
            pass
        code = self._process.wait(PATIENCE)
        os.close(self._master)
        return code, self.seen


def at_terminal(project: Project, *arguments: str, **variables: str) -> Terminal:
    return Terminal(project, SOURCE, "--text", text_of(SOURCE), *arguments, **variables)


def test_a_person_says_yes_no_and_quits(sample_project: Project, edit: Edit) -> None:
    edit(
        f"dataset/articles/{SOURCE}.yaml",
        "    country_id: RUS\n",
        "    # kept\n    country_id: RUS\n",
    )
    terminal = at_terminal(sample_project, "--by", "reader-1")
    shown = terminal.answer("yes")
    assert "[The embassy building in Moscow" in shown
    assert "2024-04-13" in shown
    terminal.answer("n")
    terminal.answer("The month is wrong", "What is wrong? > ")
    terminal.answer("what?")
    terminal.answer("q")
    code, seen = terminal.end()
    assert code == 1
    assert f"{SOURCE}-e02: The month is wrong" in seen
    after = article(sample_project)
    assert after.count("verified_by: reader-1") == 1
    assert "    # kept\n    country_id: RUS\n" in after
    day = datetime.now(UTC).date()
    assert re.search(
        rf"verified_by: reader-1\n    verified_on: {day}\n    verified_digest: ", after
    )
    assert check_annotations(sample_project).findings == []


def test_signing_changes_three_lines_and_no_others(sample_project: Project) -> None:
    before = article(sample_project).split("\n")
    terminal = at_terminal(sample_project, "--by", "reader-1")
    for _ in range(3):
        terminal.answer("y")
    assert terminal.end()[0] == 0
    after = article(sample_project).split("\n")
    assert [line for line in after if not line.startswith("    verified_")] == before
    assert len(after) == len(before) + 9
    again = at_terminal(sample_project, "--by", "reader-1")
    code, seen = again.end()
    assert (code, "0 not verified" in seen) == (0, True)


def test_edit_opens_the_editor_and_shows_the_claim_anew(
    sample_project: Project, tmp_path: Path
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "path.write_text(path.read_text().replace('charge_daffaires', 'official', 1))\n",
        encoding="utf-8",
    )
    program = f"{sys.executable} {editor}"
    terminal = at_terminal(sample_project, "--by", "reader-1", EDITOR=program, VISUAL="")
    assert "charge_daffaires" in terminal.answer("e")
    assert "official" in terminal.answer("y")
    terminal.answer("q")
    assert terminal.end()[0] == 0
    assert "claimed_level: official" in article(sample_project)
    assert check_annotations(sample_project).findings == []


def test_an_editor_that_breaks_the_file_is_survived(
    sample_project: Project, tmp_path: Path
) -> None:
    editor = tmp_path / "editor.py"
    editor.write_text("import sys\nopen(sys.argv[1], 'a').write('evidence: [')\n", encoding="utf-8")
    program = f"{sys.executable} {editor}"
    terminal = at_terminal(sample_project, "--by", "reader-1", EDITOR=program, VISUAL="")
    terminal.answer("edit")
    assert "its form is right nothing can be signed" in terminal.answer("yes")
    assert "has changed" in terminal.answer("quit")
    terminal.end()
    assert "verified_by" not in article(sample_project)


def test_a_passage_that_is_not_there_cannot_be_signed(sample_project: Project) -> None:
    terminal = Terminal(
        sample_project, SOURCE, "--text", text_of("steppe-2024-list"), "--by", "reader-1"
    )
    assert "does not stand" in terminal.answer("yes", "next / edit / quit > ")
    for _ in range(3):
        terminal.answer("next", "next / edit / quit > ")
    assert terminal.end()[0] == 1
    assert "verified_by" not in article(sample_project)


def test_a_lapsed_claim_is_asked_about_again(sample_project: Project, edit: Edit) -> None:
    source = "steppe-2024-list"
    arguments = [source, "--text", text_of(source), "--by", "reader-1"]
    assert "0 not verified" in Terminal(sample_project, *arguments).end()[1]
    edit(f"dataset/articles/{source}.yaml", "speaker: the ministry", "speaker: a ministry")
    terminal = Terminal(sample_project, *arguments)
    assert "Verified by coder-2, and edited since" in terminal.answer("y")
    assert terminal.end()[0] == 0
    assert "verified_by: reader-1" in article(sample_project, source)
    assert check_annotations(sample_project).findings == []


def test_nothing_echoed_moves_the_cursor(sample_project: Project, edit: Edit) -> None:
    edit(
        f"dataset/articles/{SOURCE}.yaml", "speaker: the spokesman", 'speaker: "[red]\\e[2J[/red]"'
    )
    terminal = at_terminal(sample_project, "--by", "reader-1")
    shown = terminal.answer("q")
    terminal.end()
    assert "\x1b[2J" not in shown
    assert "[red]\\x1b[2J[/red]" in shown


def test_a_persons_check_is_made_by_reading(sample_project: Project) -> None:
    for more in ([], ["--accept", f"{SOURCE}-e01"]):
        done = without_terminal(
            sample_project, SOURCE, "--text", text_of(SOURCE), "--by", "reader-1", *more
        )
        assert done.returncode == 2
        assert "made by reading" in done.stderr
    terminal = at_terminal(sample_project, "--by", "reader-1", "--accept", f"{SOURCE}-e01")
    assert terminal.end()[0] == 2
    assert "verified_by" not in article(sample_project)


def test_a_language_model_accepts_by_id(sample_project: Project) -> None:
    accept = [f"--accept={SOURCE}-e0{number}" for number in (1, 3)]
    text = ["--text", text_of(SOURCE)]
    done = without_terminal(sample_project, SOURCE, *text, "--by", "coder-2", *accept)
    assert done.returncode == 0, done.stderr
    assert article(sample_project).count("verified_by: coder-2") == 2
    again = without_terminal(sample_project, SOURCE, *text, "--by", "coder-2", accept[0])
    assert (again.returncode, "verified already" in again.stdout) == (0, True)
    unknown = without_terminal(sample_project, SOURCE, *text, "--by=coder-2", "--accept=x-e09")
    assert unknown.returncode == 1
    assert check_annotations(sample_project).findings == []


def test_nobody_verifies_their_own_coding(sample_project: Project) -> None:
    arguments = [SOURCE, "--text", text_of(SOURCE), "--by", "coder-1"]
    done = without_terminal(sample_project, *arguments, f"--accept={SOURCE}-e01")
    assert done.returncode == 1
    assert "someone else" in done.stdout
    assert "3 of these coded by coder-1" in without_terminal(sample_project, *arguments).stdout
    assert "verified_by" not in article(sample_project)


def test_without_accept_claims_are_shown_and_none_is_signed(sample_project: Project) -> None:
    texts = str(SAMPLE / "texts")
    done = without_terminal(sample_project, SOURCE, "--by", "coder-2", KABUL_TIES_TEXTS=texts)
    assert done.returncode == 0
    assert done.stdout.count("Type claimed:") == 3
    assert "verified_by" not in article(sample_project)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([SOURCE, "--by", "reader-2"], "reader-1"),
        (["herald-2024-embasy", "--by", "reader-1"], SOURCE),
        (["../outlets", "--by", "reader-1"], "no source"),
        ([SOURCE, "--by", "reader-1", "--text", "missing.txt"], "missing.txt"),
        ([SOURCE, "--by", "reader-1"], "KABUL_TIES_TEXTS"),
    ],
)
def test_what_is_missing_is_said(sample_project: Project, arguments: list[str], said: str) -> None:
    done = without_terminal(sample_project, *arguments, KABUL_TIES_TEXTS="")
    assert done.returncode == 2
    assert said in done.stderr


def test_a_file_that_changed_meanwhile_is_not_overwritten(sample_project: Project) -> None:
    kind = annotation_kinds(load_schemas(sample_project.schema))["article"]
    path = sample_project.dataset / f"articles/{SOURCE}.yaml"
    file = read_article_file(sample_project, path, kind)
    path.write_text(f"{file.text}# a remark\n", encoding="utf-8")
    with pytest.raises(ChangedMeanwhileError):
        sign(file, file.evidence[0], "reader-1", date(2026, 2, 3))
    assert path.read_text(encoding="utf-8") == f"{file.text}# a remark\n"
