"""Fixtures: the sample project, copied so that a test may break it."""

import os
import re
from collections.abc import Callable, Generator
from pathlib import Path

import pytest
from hypothesis import settings

from kabul_ties.paths import Project
from samples import copy_sample

# a busy machine is no defect
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")

REQUIRED = {"r": r"\bR\b", "duckdb": r"(?i)duckdb", "texts": r"KABUL_TIES_TEXTS"}
"""What KABUL_TIES_REQUIRE can name, and how the reason of a skip for want of it reads."""


def fail_if_required(report: pytest.TestReport | pytest.CollectReport) -> None:
    """Turns a skip for want of something that KABUL_TIES_REQUIRE names into a failure."""
    if not (report.skipped and isinstance(report.longrepr, tuple)):
        return
    reason = report.longrepr[2]
    names = os.environ.get("KABUL_TIES_REQUIRE", "").split(",")
    if any(name in names and re.search(words, reason) for name, words in REQUIRED.items()):
        report.outcome = "failed"
        report.longrepr = f"{reason} (required by KABUL_TIES_REQUIRE)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    fail_if_required(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    fail_if_required(report)
    return report


@pytest.fixture
def sample_project(tmp_path: Path) -> Project:
    """A valid project of two articles and three actions."""
    return copy_sample(tmp_path / "project")


@pytest.fixture
def edit(sample_project: Project) -> Callable[[str, str, str], None]:
    """Replaces a text in a file of the sample; the text must be there."""

    def replace(path: str, old: str, new: str) -> None:
        file = sample_project.root / path
        text = file.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {path}"
        file.write_text(text.replace(old, new, 1), encoding="utf-8")

    return replace
