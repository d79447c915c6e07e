"""Whatever the machine sets, lacks or does: the same verdict, or exit code 2, and no traceback."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kabul_ties.paths import Project

ENOUGH = 6 * 1024**3
"""Bytes of address space in which the command has to do; most of it is never touched."""

ENVIRONMENTS = {
    "without assertions and docstrings": {"PYTHONOPTIMIZE": "2"},
    "without a language": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "TZ": "Asia/Kabul"},
    "a narrow terminal": {"COLUMNS": "1", "LINES": "x", "TERM": "dumb", "FORCE_COLOR": "1"},
    "checks switched off": {
        "PANDERA_VALIDATION_ENABLED": "False", "PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY",
        "PANDERA_CACHE_DATAFRAME": "True", "PYTHONWARNINGS": "error", "COLUMNS": "many",
    },
}  # fmt: skip


def limited() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (ENOUGH, ENOUGH))
    signal.signal(signal.SIGINT, signal.default_int_handler)


def command(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[str]":
    """``kabul-ties`` as a process of its own, with bounded memory."""
    environment = os.environ | options.pop("set", {})
    return subprocess.run(
        [sys.executable, "-m", "kabul_ties", *arguments],
        env=environment, preexec_fn=limited, text=True, check=False, timeout=120,
        **{"capture_output": True, **options},
    )  # fmt: skip


@pytest.mark.parametrize("machine", ENVIRONMENTS.values(), ids=ENVIRONMENTS)
def test_the_environment_changes_no_verdict(
    machine: dict[str, str],
    sample_project: Project,
    edit: Callable[[str, str, str], None],
) -> None:
    done = command("validate", cwd=sample_project.root, set=machine)
    assert (done.returncode, done.stderr) == (0, "")
    edit("dataset/actions/AZE/AZE-2024-01.yaml", "conclusion: pending", "conclusion: disputed")
    done = command("validate", "--format", "json", cwd=sample_project.root, set=machine)
    assert (done.returncode, done.stderr) == (1, "")
    assert "dispute-is-explained" in done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full here")
def test_a_full_disk_is_no_verdict(sample_project: Project) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = command(
            "validate", cwd=sample_project.root, capture_output=False, stdout=full,
            stderr=subprocess.PIPE,
        )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    done = command("validate", "--format", "json", "--output", "/dev/full", cwd=sample_project.root)
    assert done.returncode == 2
    assert "Could not write the report" in done.stderr


@pytest.mark.parametrize("arguments", [["validate"], ["format"], ["new", "action", "CHN"]])
def test_a_folder_that_is_gone_is_no_verdict(arguments: list[str], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    program = "import os, sys; os.rmdir(os.getcwd()); sys.argv[0] = 'kabul-ties'\n"
    program += "from kabul_ties.__main__ import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=gone, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_an_interrupted_run_is_no_verdict(sample_project: Project) -> None:
    program = "import kabul_ties.check, os, signal\n"
    program += (
        "kabul_ties.check.read_annotations = lambda *_: os.kill(os.getpid(), signal.SIGINT)\n"
    )
    program += "import sys; sys.argv = ['kabul-ties', 'validate']\n"
    program += "from kabul_ties.__main__ import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=sample_project.root, capture_output=True, text=True, check=False, preexec_fn=limited,
    )  # fmt: skip
    assert done.returncode == 130
    assert "Traceback" not in done.stderr
    assert "Valid" not in done.stdout


def test_little_memory_is_no_verdict_and_no_traceback(sample_project: Project) -> None:
    """A machine without memory for the libraries themselves."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "kabul_ties", "validate"],
        cwd=sample_project.root, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28)),
    )  # fmt: skip
    assert done.returncode not in {0, 1}
    assert time.monotonic() - begun < 60
