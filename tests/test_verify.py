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
from kabul_ties.claims import claim_digest
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import load_schemas
from kabul_ties.verification import (
    ChangedMeanwhileError,
    changed_claims,
    has_lapsed,
    obstacle,
    read_article_file,
    sign,
)

SAMPLE = Path(__file__).resolve().parent / "sample"
SOURCE = "herald-2024-embassy-moscow"
COMMAND = [
    sys.executable,
    "-c",
    "import typer; from kabul_ties.commands.verify import verify; typer.run(verify)",
]
ASKED = "quit > "
PATIENCE = 60
END_OF_INPUT = "\x04"

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
    plain = {"TERM": "dumb", "COLUMNS": "400", "LINES": "40", "PYTHONIOENCODING": "utf-8"}
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
        os.write(self._master, words.encode() if words == END_OF_INPUT else f"{words}\n".encode())
        return shown

    def end(self) -> tuple[int, str]:
        while self._read():
            pass
        code = self._process.wait(PATIENCE)
        os.close(self._master)
        return code, self.seen


def at_terminal(project: Project, *arguments: str, **variables: str) -> Terminal:
    return Terminal(project, SOURCE, "--text", text_of(SOURCE), *arguments, **variables)


def editor(folder: Path, old: str, new: str, name: str = "editor") -> str:
    """A program that replaces the first ``old`` in the file that it is given."""
    program = folder / name
    program.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        f"path.write_text(path.read_text().replace({old!r}, {new!r}, 1))\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    return str(program)


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
    assert "Answer yes, no, edit or quit." in terminal.answer("")
    assert "Answer yes, no, edit or quit." in terminal.answer("q")
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
    assert (code, "Nothing left for reader-1 to verify." in seen) == (0, True)
    assert "3 claims: none offered to reader-1; 3 verified already by a person." in seen


def test_whoever_edits_a_claim_becomes_its_coder(sample_project: Project, tmp_path: Path) -> None:
    program = editor(tmp_path, "speaker: the spokesman", "speaker: a deputy spokesman")
    terminal = at_terminal(sample_project, "--by", "reader-1", EDITOR=program, VISUAL="")
    assert "the spokesman" in terminal.answer("e")
    shown = terminal.answer("q")
    said = f"{SOURCE}-e01 has changed: reader-1 is its coder now, and someone else verifies it."
    assert said in shown
    assert terminal.end()[0] == 1
    after = article(sample_project)
    assert "speaker: a deputy spokesman" in after
    assert f"coder: reader-1\n    coded_on: {datetime.now(UTC).date()}\n" in after
    assert (after.count("coder: reader-1"), after.count("verified_")) == (1, 0)
    assert check_annotations(sample_project).findings == []


def test_an_edit_voids_the_verification_of_another_claim_too(
    sample_project: Project, edit: Edit, tmp_path: Path
) -> None:
    source = "steppe-2024-list"
    edit(f"dataset/articles/{source}.yaml", "    verified_on", "    # read twice\n    verified_on")
    program = editor(tmp_path, "speaker: the ministry", "speaker: a ministry")
    arguments = [source, "--text", text_of(source), "--by", "reader-1"]
    terminal = Terminal(sample_project, *arguments, EDITOR=program, VISUAL="")
    terminal.answer("yes")
    assert "Signed by reader-1" in terminal.answer("edit")
    assert f"{source}-e01 has changed: reader-1 is its coder now" in terminal.answer("yes")
    assert terminal.end()[0] == 0
    first, second = article(sample_project, source).split(f"evidence_id: {source}-e02")
    assert ("coder: reader-1" in first, "verified_" in first) == (True, False)
    assert "# read twice" in first
    assert ("coder: coder-1" in second, "verified_by: reader-1" in second) == (True, True)
    assert check_annotations(sample_project).findings == []


def test_an_edit_beside_the_claim_leaves_its_coder(sample_project: Project, tmp_path: Path) -> None:
    program = editor(tmp_path, "codebook_version: 1.0", "codebook_version: 1.0\n    note: Clear.")
    terminal = at_terminal(sample_project, "--by", "reader-1", EDITOR=program, VISUAL="")
    terminal.answer("edit")
    assert "Clear." in terminal.answer("yes")
    terminal.answer("quit")
    assert terminal.end()[0] == 1
    after = article(sample_project)
    assert (after.count("coder: coder-1"), after.count("verified_by: reader-1")) == (3, 1)


@pytest.mark.parametrize("name", ["vi", "nano"])
def test_without_editor_a_common_one_is_taken(
    sample_project: Project, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "programs"
    folder.mkdir()
    editor(folder, "charge_daffaires", "official", name)
    variables = {"PATH": str(folder), "EDITOR": "", "VISUAL": ""}
    terminal = at_terminal(sample_project, "--by", "reader-1", **variables)
    terminal.answer("edit")
    assert "has changed" in terminal.answer("quit")
    terminal.end()


@pytest.mark.parametrize("program", ["", "no-such-editor", "'unclosed"])
def test_an_editor_that_cannot_be_run_is_said(
    sample_project: Project, tmp_path: Path, program: str
) -> None:
    variables = {"PATH": str(tmp_path), "EDITOR": program, "VISUAL": ""}
    terminal = at_terminal(sample_project, "--by", "reader-1", **variables)
    terminal.answer("edit")
    assert "Set EDITOR to the name of your editor" in terminal.answer("quit")
    terminal.end()


def test_end_of_input_keeps_what_was_refused(sample_project: Project) -> None:
    at_note = at_terminal(sample_project, "--by", "reader-1")
    at_note.answer("no")
    at_note.answer(END_OF_INPUT, "What is wrong? > ")
    code, seen = at_note.end()
    assert (code, f"{SOURCE}-e01: no reason given" in seen, "Aborted" in seen) == (1, True, False)
    at_question = at_terminal(sample_project, "--by", "reader-1")
    at_question.answer("no")
    at_question.answer("Wrong rank", "What is wrong? > ")
    at_question.answer(END_OF_INPUT)
    code, seen = at_question.end()
    assert (code, f"{SOURCE}-e01: Wrong rank" in seen, "Aborted" in seen) == (1, True, False)


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


def test_a_passage_that_is_not_there_cannot_be_signed(sample_project: Project, edit: Edit) -> None:
    edit(f"dataset/articles/{SOURCE}.yaml", "passage_length: 112", "passage_length: 111")
    terminal = at_terminal(sample_project, "--by", "reader-1")
    assert "does not stand" in terminal.answer("yes", "next / edit / quit > ")
    assert "Answer next, edit or quit." in terminal.answer("next", "next / edit / quit > ")
    for _ in range(2):
        terminal.answer("yes", "no / edit / quit > ")
    assert terminal.end()[0] == 1
    assert article(sample_project).count("verified_by") == 2


def test_the_text_of_another_article_is_refused(sample_project: Project) -> None:
    other = text_of("steppe-2024-list")
    terminal = Terminal(sample_project, SOURCE, "--text", other, "--by", "reader-1")
    code, seen = terminal.end()
    assert code == 2
    assert f"None of the 3 passages stands in {other}: is it the text of another article?" in seen


def test_a_lapsed_claim_is_asked_about_again(sample_project: Project, edit: Edit) -> None:
    source = "steppe-2024-list"
    arguments = [source, "--text", text_of(source), "--by", "coder-2"]
    before = without_terminal(sample_project, *arguments)
    assert "2 claims: none offered to coder-2; 2 verified already." in before.stdout
    assert before.stdout.endswith("Nothing left for coder-2 to verify.\n")
    edit(f"dataset/articles/{source}.yaml", "speaker: the ministry", "speaker: a ministry")
    shown = without_terminal(sample_project, *arguments).stdout
    assert "2 claims: 1 offered to coder-2; 1 verified already." in shown
    assert "Verified by coder-2, and edited since" in shown
    assert without_terminal(sample_project, *arguments, f"--accept={source}-e01").returncode == 0
    assert check_annotations(sample_project).findings == []


def test_a_persons_check_replaces_that_of_a_model(sample_project: Project) -> None:
    source = "steppe-2024-list"
    terminal = Terminal(sample_project, source, "--text", text_of(source), "--by", "reader-1")
    shown = terminal.answer("yes")
    assert "2 claims: 2 offered to reader-1." in shown
    assert "Verified by coder-2, a language model; a person's check replaces that." in shown
    terminal.answer("yes")
    assert terminal.end()[0] == 0
    after = article(sample_project, source)
    assert (after.count("verified_by: reader-1"), after.count("verified_")) == (2, 6)
    assert check_annotations(sample_project).findings == []


@pytest.mark.parametrize(
    ("verified_by", "to_a_person", "to_a_model"),
    [
        (None, "", ""),
        ("model-2", "", "verified already"),
        ("person-2", "verified already by a person", "verified already by a person"),
    ],
)
def test_who_can_verify_what(verified_by: str | None, to_a_person: str, to_a_model: str) -> None:
    persons = {"person-1", "person-2"}
    claim = {"coder": "model-1", "country_id": "RUS"}
    signed = claim | {"verified_by": verified_by, "verified_digest": claim_digest(claim)}
    assert obstacle(signed, "person-1", persons) == to_a_person
    assert obstacle(signed, "model-3", persons) == to_a_model
    assert obstacle(signed, "model-1", persons) == "coded by model-1, for someone else to verify"
    lapsed = signed | {"country_id": "KAZ"}
    assert obstacle(lapsed, "person-1", persons) == obstacle(lapsed, "model-3", persons) == ""


def test_another_publication_voids_what_was_verified_and_makes_nobody_a_coder(
    sample_project: Project, edit: Edit
) -> None:
    path = sample_project.dataset / "articles/steppe-2024-list.yaml"
    kind = annotation_kinds(load_schemas(sample_project.schema))["article"]
    before = read_article_file(sample_project, path, kind)
    edit(str(path.relative_to(sample_project.root)), "_end: 2024-03-20", "_end: 2024-03-19")
    after = read_article_file(sample_project, path, kind)
    assert [has_lapsed(before.claim(row)) for row in before.evidence] == [False, False]
    assert [has_lapsed(after.claim(row)) for row in after.evidence] == [True, True]
    assert changed_claims(before, after) == []


def test_a_source_is_named_by_its_file_too(sample_project: Project) -> None:
    more = ["--text", text_of(SOURCE), "--by", "coder-2"]
    done = without_terminal(sample_project, f"dataset/articles/{SOURCE}.yaml", *more)
    assert (done.returncode, done.stdout.count("Type claimed:")) == (0, 3)
    elsewhere = without_terminal(sample_project, f"elsewhere/{SOURCE}.yaml", *more)
    assert (elsewhere.returncode, "There is no source" in elsewhere.stderr) == (2, True)


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
    shown = without_terminal(sample_project, *arguments).stdout
    assert "none offered to coder-1; 3 coded by coder-1, for someone else to verify." in shown
    assert "Nothing left for coder-1 to verify." in shown
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
