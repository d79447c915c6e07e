"""The gallery of broken inputs: what the tests break is what ``explain`` shows."""

import difflib
from collections.abc import Iterator
from pathlib import Path

from kabul_ties.terminal import visible

_HERE = Path(__file__).resolve().parent


def gallery_folder() -> Path:
    """Where the gallery lies: in an installed wheel, else in the clone."""
    shipped = _HERE / "gallery" / "bad"
    return shipped if shipped.is_dir() else _HERE.parent.parent / "tests" / "bad"


def example(rule: str, gallery: Path) -> Iterator[str]:
    """The lines that break a rule and the mended ones, as a unified diff per file.

    Nothing, where the gallery has no folder of that name (some broken inputs, such as a file of
    200 MB, are made by a recipe in the tests).
    """
    broken, passes = gallery / rule / "broken", gallery / rule / "passes"
    sample = gallery.parent / "sample"
    for path in _files(broken, passes):
        before = _lines(broken, sample, path)
        after = _lines(passes, sample, path)
        yield from difflib.unified_diff(
            before, after, f"broken: {path}", f"mended: {path}", n=1, lineterm=""
        )


def _files(*folders: Path) -> list[str]:
    """Paths, relative to their folders, of the files below any of them."""
    return sorted(
        {
            path.relative_to(folder).as_posix()
            for folder in folders
            for path in folder.rglob("*")
            if path.is_file()
        }
    )


def _lines(folder: Path, sample: Path, path: str) -> list[str]:
    """The lines of a file as the case has it, else as the sample has it, else none."""
    for candidate in (folder / path, sample / path):
        if candidate.is_file():
            text = candidate.read_bytes().decode("utf-8", "backslashreplace")
            return [visible(line) for line in text.split("\n")]
    return []
