"""A package that lies in a folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from kabul_ties.package.archive import (
    MOST_FILES,
    Archive,
    refused,
    without_descriptor,
)
from kabul_ties.package.descriptor import DESCRIPTOR

_LEFT_BEHIND = frozenset({".git", ".gitattributes", ".gitignore", ".DS_Store"})
"""What git and file managers leave in a folder of their own accord, and no reader opens."""


def folder_archive(root: Path) -> Archive:
    """Lists the files of a folder; what git and file managers leave in it is passed over.

    Raises:
        BadPackageError: It holds no descriptor, a link that leads out, or no plain file where one
            belongs.
    """
    if not (root / DESCRIPTOR).is_file():
        raise without_descriptor(str(root))
    sizes: dict[str, int] = {}
    home = root.resolve()
    for path in _files_below(root):
        name = path.relative_to(root).as_posix()
        if not path.resolve().is_relative_to(home):
            raise refused(f"{root}/{name}", "file-is-inside", "This link leads out of the package.")
        if not path.is_file():
            message = "This is a link to a folder, a device or nothing where a plain file belongs."
            raise refused(f"{root}/{name}", "file-is-regular", message)
        sizes[name] = path.stat().st_size
        if len(sizes) > MOST_FILES:
            break
    return Archive(str(root), sizes, lambda name: (root / name).read_bytes())


def _files_below(root: Path) -> Iterator[Path]:
    """Files, devices and links, in the order of their names; no linked folder is entered."""
    for folder, folders, names in os.walk(root):
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        folders[:] = sorted(set(folders) - _LEFT_BEHIND - set(links))
        for name in sorted({*names, *links} - _LEFT_BEHIND):
            yield Path(folder) / name
