"""Whether a path is a built package, before anything heavy is loaded to look into it."""

from pathlib import Path

DESCRIPTOR = "datapackage.json"
"""Name of the descriptor's file."""

_ZIP_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06")
"""First bytes of a zip, and of an empty one."""


def package_at(path: Path) -> Path | None:
    """The folder or zip of the package that a path names; None if it names none.

    A package is named by its folder, by its descriptor, or by a zip, which is known by its suffix
    or, whatever it is called, by its first bytes. Only plain files are opened.

    Raises:
        OSError: A plain file cannot be read.
    """
    if path.is_dir():
        return path if (path / DESCRIPTOR).exists() else None
    if path.name == DESCRIPTOR:
        return path.parent
    return path if path.suffix.lower() == ".zip" or _begins_as_zip(path) else None


def _begins_as_zip(path: Path) -> bool:
    if not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) in _ZIP_BEGINNINGS
