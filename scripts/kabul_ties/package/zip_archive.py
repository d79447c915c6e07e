"""A package that lies in a zip, read without unpacking it to disk."""

import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kabul_ties.package.archive import (
    MOST_BYTES,
    MOST_FILES,
    Archive,
    path_problem,
    refused,
    without_descriptor,
)
from kabul_ties.package.descriptor import DESCRIPTOR

_HIGHEST_RATIO = 200
_LARGE = 1024**2
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def zip_archive(path: Path) -> Archive:
    """Lists the files of a zip, at its root or under the one folder that it holds.

    Raises:
        BadPackageError: It is no zip, holds no descriptor, or holds what could lead outside of it
            or fill the memory.
    """
    if not path.is_file():  # to open a pipe would be to wait for whoever writes into it
        message = "This is neither a folder nor a plain file."
        raise refused(str(path), "package-is-readable", message)
    try:
        with zipfile.ZipFile(path) as opened:
            members = opened.infolist()
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        message = f"This is no zip that can be read: {error}."
        raise refused(str(path), "package-is-readable", message) from error
    if len(members) > MOST_FILES:
        message = f"The zip has more than {MOST_FILES} members."
        raise refused(str(path), "package-is-not-too-large", message)
    for member in members:
        for rule, message in _problems(member):
            raise refused(f"{path}/{member.filename}", rule, message)
    by_name = _by_name(path, [member for member in members if not member.is_dir()])

    def content_of(name: str) -> bytes:
        with zipfile.ZipFile(path) as opened:
            return opened.read(by_name[name])

    return Archive(str(path), {name: m.file_size for name, m in by_name.items()}, content_of)


def _problems(member: zipfile.ZipInfo) -> Iterator[tuple[str, str]]:
    """Rules that a member breaks, each with a message."""
    for name in (member.filename, member.orig_filename):
        if problem := path_problem(name.removesuffix("/")):
            yield "file-is-inside", f"The name of this member {problem}."
    if stat.S_IFMT(member.external_attr >> 16) not in {0, stat.S_IFREG, stat.S_IFDIR}:
        yield "file-is-regular", "This member is a link or a device where a plain file belongs."
    if member.is_dir() and member.file_size:
        yield "file-is-regular", "This member is a folder with content of its own."
    if member.flag_bits & 1:
        yield "file-is-readable", "This member is encrypted."
    if member.compress_type not in _METHODS:
        yield "file-is-readable", "This member is packed by another method than deflate."
    unpacked, packed = member.file_size, max(member.compress_size, 1)
    if unpacked > MOST_BYTES or (unpacked > _LARGE and unpacked > _HIGHEST_RATIO * packed):
        yield "package-is-not-too-large", f"This member would unpack to {unpacked} bytes."


def _by_name(path: Path, members: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
    prefix = _prefix(str(path), [member.filename for member in members])
    by_name: dict[str, zipfile.ZipInfo] = {}
    folded: set[str] = set()
    for member in members:
        name = member.filename.removeprefix(prefix)
        if name.casefold() in folded:
            message = "Two members of the zip have this name, or names that differ only in case."
            raise refused(f"{path}/{name}", "file-stands-once", message)
        folded.add(name.casefold())
        by_name[name] = member
    return by_name


def _prefix(name: str, names: list[str]) -> str:
    """The one folder under which all files stand, with its slash; empty if that is the root."""
    if DESCRIPTOR in names:
        return ""
    folders = {f"{PurePosixPath(path).parts[0]}/" for path in names}
    if len(folders) == 1 and f"{(folder := folders.pop())}{DESCRIPTOR}" in names:
        return folder
    raise without_descriptor(name)
