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

    Inputs that are made by a recipe (see tests/bad/README.md) are shown by their recipes: broken
    ones behind ``-``, those that pass behind ``+``. Nothing, where there is no such folder.
    """
    folder = gallery / rule
    passing = sorted(folder.glob("passes*"), key=lambda path: path.stem)
    mended = next((path for path in passing if path.is_dir()), folder / "passes")
    for broken in sorted(folder.glob("broken*"), key=lambda path: path.stem):
        if broken.is_dir():
            yield from _differences(broken, mended, gallery.parent / "sample")
        else:
            yield from _recipe("-", broken)
    for path in passing:
        if path.is_file():
            yield from _recipe("+", path)


def _recipe(sign: str, path: Path) -> Iterator[str]:
    yield f"{sign * 3} {path.name}"
    for line in path.read_text(encoding="utf-8").splitlines():
        yield f"{sign}{visible(line)}"


def _differences(broken: Path, mended: Path, sample: Path) -> Iterator[str]:
    for path in _files(broken, mended):
        before, after = _lines(broken, sample, path), _lines(mended, sample, path)
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
