"""The files of a package, wherever they lie, and what keeps them from being read safely."""

import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kabul_ties.finding import Finding, Place
from kabul_ties.package.descriptor import DESCRIPTOR

MOST_BYTES = 256 * 1024**2
"""Most bytes that all files of a package may have, unpacked: a hundred times what it has."""

MOST_FILES = 10_000
"""Most files that a package may have."""


class BadPackageError(Exception):
    """A package that cannot be read, or not safely; carries the findings."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__("; ".join(f"{f.place}: {f.message}" for f in findings))
        self.findings = list(findings)


@dataclass(frozen=True, slots=True)
class Archive:
    """The files of a folder or zip.

    Attributes:
        name: Path of the folder or zip, as it was given; places of findings begin with it.
        sizes: Bytes of each file, unpacked, by its path inside the package.
        content_of: Reads the file of a path that ``sizes`` holds.
    """

    name: str
    sizes: Mapping[str, int]
    content_of: Callable[[str], bytes]

    def place(self, path: str, line: int = 0, column: int = 0) -> Place:
        """The place of a file of the package, or of a line or cell in it."""
        return Place(f"{self.name}/{path}", line, column)

    def read(self, path: str) -> bytes:
        """The bytes of a file.

        Raises:
            BadPackageError: It cannot be read, or is not as its archive declares it.
        """
        try:
            return self.content_of(path)
        except (
            OSError,
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            RuntimeError,
            ValueError,
        ) as error:
            message = f"The file cannot be read: {error}."
            raise refused(self.place(path).file, "file-is-readable", message) from error


def refused(place: str, rule: str, message: str, mend: str = "") -> BadPackageError:
    """The error for one defect that keeps a package from being opened."""
    mend = mend or "Do not use this copy; get the package anew from where it was published."
    return BadPackageError(Finding(Place(place), rule, message, mend=mend, layer="package"))


def without_descriptor(name: str) -> BadPackageError:
    """The error for a folder or zip that is no package."""
    return refused(
        name,
        "descriptor-is-readable",
        f"This holds no {DESCRIPTOR}, so it is no package.",
        "Name the folder or zip that a release consists of, or the folder dataset/package.",
    )


def path_problem(path: str) -> str | None:
    """Why a path may lead out of a package, as the rest of a sentence; None if it cannot."""
    parts = path.split("/")
    if path.startswith(("/", "~")) or "\\" in path or ":" in path:
        return "is an address or an absolute path"
    if ".." in parts:
        return "leads upwards"
    if "" in parts or "." in parts:
        return "is not a plain relative path"
    if not path.isprintable():
        return "holds characters that cannot be seen"
    return None
