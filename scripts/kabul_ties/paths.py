"""Where schema and data live: in a clone, or beside the package in an installed wheel."""

from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).resolve().parent


@dataclass(frozen=True, slots=True)
class Project:
    """A folder that holds ``dataset/`` and ``schema/``."""

    root: Path

    @property
    def schema(self) -> Path:
        """The normative schemas."""
        return self.root / "schema"

    @property
    def dataset(self) -> Path:
        """The annotations and hand-kept tables."""
        return self.root / "dataset"

    @property
    def package(self) -> Path:
        """The generated package."""
        return self.dataset / "package"


class NoProjectError(LookupError):
    """No folder above holds both ``dataset/`` and ``schema/``."""


def find_project(start: Path) -> Project:
    """Finds the nearest folder at or above ``start`` that holds ``dataset/`` and ``schema/``.

    Copies inside an installed package never count.

    Raises:
        NoProjectError: There is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        is_installed = folder.name == "kabul_ties" and (folder / "paths.py").exists()
        if (folder / "dataset").is_dir() and (folder / "schema").is_dir() and not is_installed:
            return Project(folder)
    raise NoProjectError(
        f"No folder at or above {start} holds both dataset/ and schema/. "
        "Change into a clone of Kabul Ties, or name a built package."
    )


def own_project() -> Project:
    """The schema and data that came with this code: the wheel's, else the clone's."""
    return Project(_HERE if (_HERE / "schema").is_dir() else _HERE.parent.parent)
