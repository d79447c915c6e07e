"""The workflow for contributions: what it may do, and the summary that its own commands write."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from packages import sample_package, write
from samples import REPOSITORY, copy_sample

WORKFLOWS = sorted((REPOSITORY / ".github").rglob("*.yml"))
CI = yaml.safe_load((REPOSITORY / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
STEPS = {
    step["name"]: step["run"]
    for step in CI["jobs"]["contribution"]["steps"]
    if "name" in step and "run" in step
}
ACTION = "dataset/actions/AZE/AZE-2024-01.yaml"
ARTICLE = "dataset/articles/herald-2024-embassy-moscow.yaml"
NEW = "dataset/articles/herald-2024-baku-office.yaml"


def steps(workflow: Path) -> list[dict[str, Any]]:
    document = yaml.safe_load(workflow.read_text(encoding="utf-8"))
    jobs = document.get("jobs") or {"action": document["runs"]}
    return [step for job in jobs.values() for step in job["steps"]]


# What it may do


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_pinned_by_commit_and_scripts_hold_no_expression(workflow: Path) -> None:
    for step in steps(workflow):
        uses = step.get("uses", "./")
        assert uses.startswith("./") or re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", uses)
        # an expression in a script runs whatever a stranger names a branch or a file
        assert "${{" not in step.get("run", "")
        if uses.startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_a_contribution_gets_no_secret_and_may_only_read() -> None:
    text = (REPOSITORY / ".github/workflows/ci.yml").read_text(encoding="utf-8")
    assert set(CI[True]) == {"push", "pull_request"}  # YAML 1.1 takes `on` for true
    assert CI["permissions"] == {}
    assert [job["permissions"] for job in CI["jobs"].values()] == [{"contents": "read"}] * 2
    assert all(job["timeout-minutes"] <= 45 for job in CI["jobs"].values())
    assert "secrets." not in text
    assert "github.token" not in text


def test_a_contribution_is_judged_by_the_code_of_its_base() -> None:
    local = [step["uses"] for step in CI["jobs"]["contribution"]["steps"] if "uses" in step]
    assert [uses for uses in local if uses.startswith("./")] == ["./base/.github/actions/validate"]
    assert not any("head/" in line.replace("head/dataset", "")
                   for line in STEPS["What changes in the data"].splitlines())  # fmt: skip


# What it says


class Runner:
    """A machine of a workflow: a workspace with both branches, and a summary."""

    def __init__(self, folder: Path) -> None:
        self.workspace = folder / "workspace"
        self.summary = folder / "summary.md"
        program = folder / "temp/kabul-ties/bin/kabul-ties"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m kabul_ties "$@"\n')
        program.chmod(0o755)
        self.environment = {
            **os.environ,
            "RUNNER_TEMP": str(folder / "temp"),
            "GITHUB_STEP_SUMMARY": str(self.summary),
        }

    def run(self, name: str) -> str:
        """Runs a step as GitHub does; returns what it prints."""
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS[name]],
            cwd=self.workspace, env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def all(self) -> str:
        """Runs every step of the contribution that has a script; returns the summary."""
        for name in STEPS:
            self.run(name)
        return self.summary.read_text(encoding="utf-8")


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org"]
    subprocess.run(["git", "-C", str(folder), *who, *arguments], check=True, capture_output=True)


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose one commit is the base of a contribution."""
    project = copy_sample(tmp_path / "clone")
    write(sample_package(), project.package)
    shutil.copytree(REPOSITORY / ".ci", project.root / ".ci")
    git(project.root, "init", "--initial-branch=main")
    git(project.root, "add", ".")
    git(project.root, "commit", "-m", "Base")
    return project.root


def contributed(clone: Path, tmp_path: Path) -> Runner:
    """Commits what was changed, and checks both commits out as the workflow does."""
    git(clone, "add", "--all")
    git(clone, "commit", "-m", "Contribution")
    runner = Runner(tmp_path)
    for name, revision in (("base", "main~1"), ("head", "main")):
        git(clone, "clone", "--quiet", str(clone), str(runner.workspace / name))
        git(runner.workspace / name, "checkout", "--quiet", revision.replace("main", "origin/main"))
    return runner


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_the_summary_tells_rows_dates_and_sources(clone: Path, tmp_path: Path) -> None:
    article = (clone / ARTICLE).read_text(encoding="utf-8")
    head, _, row = article.partition("evidence:\n")
    third = row.partition("  - evidence_id: herald-2024-embassy-moscow-e03")[2]
    text = f"{head}evidence:\n  - evidence_id: herald-2024-baku-office-e01{third}"
    for old, new in (
        ("title: Embassy in Moscow handed over", "title: 'Office <img src=x> | `soon` in Kabul'"),
        ("herald.example/2024/04/embassy", "herald.example/2024/04/office"),
        ("2024-04-16", "2024-04-20"),
        ("23605b742d129f7f", "0000000000000000"),
        ("c5ee9f3cb9f1b9d0", "0000000000000000"),
    ):
        assert old in text
        text = text.replace(old, new)
    (clone / NEW).write_text(text, encoding="utf-8")
    replaced(clone / ARTICLE, "date_argument: SAT", "date_argument: SUN")
    replaced(clone / ARTICLE, "date_phrase: on Saturday", "date_phrase: on Sunday")
    summary = contributed(clone, tmp_path).all()
    assert "## What changes in the data" in summary
    assert "herald-2024-baku-office" in summary
    assert "2024-04-14" in summary
    assert "RUS-2024-01" in summary
    assert "Changes outside" not in summary
    assert "<img" not in re.sub(r"(`+).*?\1", "", summary)


def test_the_summary_of_annotations_that_are_broken_says_so(clone: Path, tmp_path: Path) -> None:
    replaced(clone / ACTION, "conclusion: pending", "conclusion: perhaps")
    summary = contributed(clone, tmp_path).all()
    assert "The annotations give no package" in summary


def test_changes_outside_of_the_data_are_said(clone: Path, tmp_path: Path) -> None:
    (clone / "schema" / "`x` <b>.md").write_text("x", encoding="utf-8")
    replaced(clone / ".ci/run", "set -euo pipefail", "exit")
    runner = contributed(clone, tmp_path)
    assert "::warning::" in runner.run("What changes outside of dataset/")
    lines = runner.summary.read_text(encoding="utf-8").splitlines()
    changes = [line for line in lines if line.startswith("    ")]
    assert [line.split("\t")[1] for line in changes] == ["base/.ci/run", "head/schema/`x` <b>.md"]


def test_a_contribution_cannot_bring_the_script_that_tells_of_it(
    clone: Path, tmp_path: Path
) -> None:
    (clone / ".ci/differences").write_text("echo nothing changes\n", encoding="utf-8")
    replaced(clone / ACTION, "place: Kabul", "place: Baku")
    summary = contributed(clone, tmp_path).all()
    assert "nothing changes" not in summary
    assert "Baku" in summary
