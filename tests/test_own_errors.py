"""An error of our own ends in exit code 2 and a sentence, never in a verdict or a traceback."""

import os
import subprocess
import sys

import pytest

from kabul_ties.paths import Project

CRASHES = {
    "a rule": "import kabul_ties.rules.application as a, dataclasses\n"
    "rule = a.ALL_RULES['dispute-is-explained']\n"
    "broken = dataclasses.replace(rule, broken_rows=lambda tables: 1 / 0)\n"
    "a.ALL_RULES[rule.id] = broken\n",
    "a check of pandera": "import kabul_ties.schemas.pandera_schema as p\n"
    "def crash(field):\n    yield ('value-is-a-code', lambda value: 1 / 0)\n"
    "p._conditions = crash\n",
    "a panic below polars": "import kabul_ties.check as c\n"
    "class PanicException(BaseException): pass\n"
    "def panic(*_): raise PanicException('out of bounds')\n"
    "c.compute = panic\n",
}


def run(project: Project, before: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """``kabul-ties validate`` in a process of its own, after running ``before``."""
    program = f"import sys\nsys.argv = ['kabul-ties', 'validate']\n{before}\n"
    program += "from kabul_ties.__main__ import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=project.root,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("crash", CRASHES.values(), ids=CRASHES)
def test_a_crash_is_no_verdict(crash: str, sample_project: Project) -> None:
    result = run(sample_project, crash)
    assert result.returncode == 2
    assert "Valid" not in result.stdout
    assert "Traceback" not in result.stderr
    assert result.stderr


def test_the_environment_cannot_switch_the_checks_off(sample_project: Project) -> None:
    file = sample_project.dataset / "actions/AZE/AZE-2024-01.yaml"
    text = file.read_text(encoding="utf-8").replace("conclusion: pending", "conclusion: pendign")
    file.write_text(text, encoding="utf-8")
    for value in ("False", "0"):
        result = run(sample_project, "", PANDERA_VALIDATION_ENABLED=value)
        assert result.returncode == 1, result.stderr
        assert "value-is-a-code" in result.stdout
    result = run(sample_project, "", PANDERA_VALIDATION_DEPTH="SCHEMA_ONLY")
    assert result.returncode == 1, result.stderr


def validate(
    project: Project, *arguments: str, stdout: int = subprocess.PIPE, **environment: str
) -> subprocess.CompletedProcess[str]:
    """``kabul-ties validate`` as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "kabul_ties", "validate", *arguments],
        cwd=project.root,
        env=os.environ | environment,
        stdout=stdout,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def test_a_terminal_that_lacks_a_letter_gets_it_escaped(sample_project: Project) -> None:
    file = sample_project.dataset / "actions/AZE/AZE-2024-01.yaml"
    text = file.read_text(encoding="utf-8").replace("conclusion: pending", "conclusion: pendé…")
    file.write_text(text, encoding="utf-8")
    result = validate(sample_project, PYTHONIOENCODING="ascii")
    assert (result.returncode, result.stderr) == (1, "")
    assert "pend\\xe9\\u2026" in result.stdout


def test_a_reader_that_leaves_changes_no_verdict(sample_project: Project) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    result = validate(sample_project, stdout=writing)
    os.close(writing)
    assert (result.returncode, result.stderr) == (0, "")


def test_a_report_that_cannot_be_written_is_no_verdict(sample_project: Project) -> None:
    result = validate(sample_project, "--output", "/nonexistent/report")
    assert result.returncode == 2
    assert "Could not write the report" in result.stderr
