"""Fixtures: the sample project, copied so that a test may break it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kabul_ties.paths import Project
from samples import copy_sample


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
