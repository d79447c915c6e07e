"""Publishes a package as a whole: a build killed at any moment leaves the previous one whole.

The files are written beside the target into ``.package-XXXXXXXX.tmp`` and flushed to the disk; then
the two folders change places. Where the system cannot exchange folders, the old one is renamed to
``.package-old-NAME`` first, and the next build brings it back if the second renaming never came.
One build at a time works in a folder; what a killed one left there, the next one removes.
"""

import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath

from kabul_ties.package.exchange import exchanged

_LEFT_OVER = re.compile(r"\.package-[0-9a-f]{8}\.tmp")


def publish(
    files: Mapping[str, bytes], target: Path, accept: Callable[[Path], None] | None = None
) -> None:
    """Makes ``target`` a folder that holds exactly ``files``.

    Args:
        files: Contents by relative path, with slashes.
        target: The folder to replace or make; no link.
        accept: Looks at the written folder before it is published, and refuses by raising.

    Raises:
        OSError: Writing failed, on a full disk for example. As after any exception, what stood at
            ``target`` still stands there.
        ValueError: A path of ``files`` leads outside.
    """
    target = target.parent.resolve() / target.name
    target.parent.mkdir(parents=True, exist_ok=True)
    with _alone_in(target.parent) as alone:
        _recover(target, alone=alone)
        temporary = target.parent / f".package-{secrets.token_hex(4)}.tmp"
        try:
            _write(files, temporary)
            if accept:
                accept(temporary)
            _replace(target, temporary)
        finally:
            shutil.rmtree(temporary, ignore_errors=True)
        _flush_folder(target.parent)


@contextmanager
def _alone_in(folder: Path) -> Iterator[bool]:
    """Waits until no other build works in ``folder``; False where that cannot be known.

    The lock is on the folder itself, leaves no file behind, and ends with the process.
    """
    if sys.platform == "win32":  # no such lock there, and no folder that could be opened
        yield False
        return
    import fcntl  # noqa: PLC0415

    handle = os.open(folder, os.O_RDONLY)
    try:
        locked = False
        with suppress(OSError):  # some network file systems lock no folders
            fcntl.flock(handle, fcntl.LOCK_EX)
            locked = True
        yield locked
    finally:
        os.close(handle)


def _recover(target: Path, *, alone: bool) -> None:
    """Brings back a package that a killed build had set aside, and removes what others left."""
    aside = _aside(target)
    if aside.is_dir() and not target.exists():
        aside.rename(target)
    if not alone:
        return
    left_over = [path for path in target.parent.iterdir() if _LEFT_OVER.fullmatch(path.name)]
    for path in [*left_over, aside]:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)


def _aside(target: Path) -> Path:
    return target.parent / f".package-old-{target.name}"


def _write(files: Mapping[str, bytes], folder: Path) -> None:
    folder.mkdir()
    for name, content in files.items():
        relative = PurePosixPath(name)
        if relative.is_absolute() or ".." in relative.parts:
            raise ValueError(f"{name} leads outside of the package.")
        path = folder / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    for each in (folder, *(path for path in folder.rglob("*") if path.is_dir())):
        _flush_folder(each)


def _replace(target: Path, temporary: Path) -> None:
    """Puts ``temporary`` in the target's place; the old target is then where ``temporary`` was."""
    if not target.exists():
        temporary.rename(target)
    elif not exchanged(temporary, target):
        aside = _aside(target)
        target.rename(aside)
        try:
            temporary.rename(target)
        except BaseException:
            aside.rename(target)
            raise
        shutil.rmtree(aside, ignore_errors=True)


def _flush_folder(folder: Path) -> None:
    """Makes the names in a folder lasting; systems that cannot open folders need it not."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
