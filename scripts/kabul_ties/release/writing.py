"""Writes a prepared release: all of it, or nothing."""

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from kabul_ties.files import write_whole
from kabul_ties.package.publish import publish
from kabul_ties.paths import Project
from kabul_ties.release.plan import Plan


def write(plan: Plan, project: Project) -> list[Path]:
    """Writes the zip and its digest, the texts, and last the package.

    Whatever goes wrong, an interruption included, every file is as it was before.

    Returns:
        What was written, relative to the project.
    """
    distributions = {
        f"dist/{plan.archive_name}": plan.archive,
        "dist/SHA256SUMS": plan.sums.encode(),
    }
    before = {path: _content(project.root / path) for path in (*distributions, *plan.texts)}
    try:
        (project.root / "dist").mkdir(exist_ok=True)
        for path, content in distributions.items():
            _write_bytes(project.root / path, content)
        for path, text in plan.texts.items():
            write_whole(project.root / path, text)
        publish(plan.package, project.package)
    except BaseException:
        _restore(project.root, before)
        raise
    return [*(Path(path) for path in before), Path("dataset/package")]


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None


def _restore(root: Path, before: Mapping[str, bytes | None]) -> None:
    for path, content in before.items():
        if content is None:
            (root / path).unlink(missing_ok=True)
        elif _content(root / path) != content:
            _write_bytes(root / path, content)
    with contextlib.suppress(OSError):  # it was there before, or holds other files
        (root / "dist").rmdir()


def _write_bytes(path: Path, content: bytes) -> None:
    """Writes a file in one step, with the mode that a new file gets."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
