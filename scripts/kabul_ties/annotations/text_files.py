"""The first layer: which files there are, and whether each is plain, clean UTF-8 text."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

from kabul_ties.finding import Finding, Place
from kabul_ties.text import HIDDEN_CHARACTERS, PASTED_MARKS

MAXIMUM_BYTES = {".yaml": 1_000_000, ".csv": 5_000_000}
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file's text and its path relative to the project, with forward slashes."""

    path: str
    text: str


class BadFileError(Exception):
    """A file that cannot be read as text; carries the finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


def matching(root: Path, glob: str) -> list[Path]:
    """Paths below ``root`` that fit ``glob``, in the order of their names.

    Hidden ones, whose names begin with a dot, are passed over, and so are names that are no text
    and folders that cannot be listed: ``everything_below`` tells of those.
    """
    first, *others = PurePosixPath(glob).parts
    paths = [root / first]
    for pattern in others:
        paths = [
            Path(entry) for path in paths for entry in _entries(path)
            if fnmatchcase(entry.name, pattern) and _is_text(entry.name)
        ]  # fmt: skip
    return sorted(paths)


def everything_below(root: Path, folder: Path, *, but: Path | None = None) -> list[Path | Finding]:
    """All that stands in ``folder`` and its folders, and a finding for each that cannot be listed.

    There is one for each name that is no text, too, as no row could be named after it. Folders
    themselves, what is hidden, and all below ``but`` are left out; links are not entered.
    """
    try:
        entries = sorted(_listed(folder), key=lambda entry: entry.name)
    except OSError as error:
        name = folder.relative_to(root).as_posix()
        message = f"The folder cannot be listed: {error.strerror}."
        mend = "Give yourself leave to read it, or restore it."
        return [Finding(Place(name), "file-is-readable", message, mend=mend)]
    found: list[Path | Finding] = []
    for entry in entries:
        if not _is_text(entry.name):
            found.append(_nameless(Path(entry).relative_to(root).as_posix()))
        elif not entry.is_dir(follow_symlinks=False):
            found.append(Path(entry))
        elif Path(entry) != but:
            found.extend(everything_below(root, Path(entry), but=but))
    return found


def _is_text(name: str) -> bool:
    """Whether a name is UTF-8; the system hands on other bytes as lone surrogates."""
    return name.encode("utf-8", "ignore").decode() == name


def _nameless(name: str) -> Finding:
    message = "The name is not UTF-8."
    return Finding(Place(name), "file-is-expected", message, mend="Rename it.")


def _entries(folder: Path) -> list[os.DirEntry[str]]:
    try:
        return _listed(folder)
    except OSError:
        return []


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    """What stands in a folder, save what is hidden; unlike ``Path.glob``, raises OSError."""
    with os.scandir(folder) as entries:
        return [entry for entry in entries if not entry.name.startswith(".")]


def read_text(root: Path, path: Path) -> TextFile:
    """Reads one file as UTF-8 text without anything that hides.

    Args:
        root: The project's folder; no file outside it is read.
        path: The file.

    Raises:
        BadFileError: The file is no regular file below ``root``, too large, empty, or not clean.
    """
    name = path.relative_to(root).as_posix()
    try:
        _check_regular(root, path, name)
        content = path.read_bytes()
    except OSError as error:
        raise _bad(
            name, "file-is-readable", f"The file cannot be read: {error.strerror}."
        ) from error
    _check_bytes(name, content)
    text = content.decode("utf-8")
    for finding in _hidden_characters(name, text):
        raise BadFileError(finding)
    return TextFile(name, text)


def _check_regular(root: Path, path: Path, name: str) -> None:
    status = path.lstat()
    if not stat.S_ISREG(status.st_mode) or not path.resolve().is_relative_to(root.resolve()):
        raise _bad(
            name,
            "file-is-regular",
            "This is a link, a device or a folder where a plain file belongs.",
            mend="Put the file itself here.",
        )
    limit = MAXIMUM_BYTES.get(path.suffix, min(MAXIMUM_BYTES.values()))
    if status.st_size > limit:
        raise _bad(
            name,
            "file-is-not-too-large",
            f"The file has {status.st_size} bytes; at most {limit} are read.",
            mend="An annotation is a few kilobytes; look what got into the file.",
        )


def _check_bytes(name: str, content: bytes) -> None:
    if content.startswith(_BYTE_ORDER_MARKS):
        raise _bad(
            name,
            "file-has-no-byte-order-mark",
            "The file begins with a byte order mark.",
            Place(name, 1, 1),
            mend="Save it as UTF-8 without a byte order mark.",
        )
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start]
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise _bad(
            name,
            "file-is-utf8",
            f"Byte 0x{content[error.start]:02x} is not UTF-8.",
            Place(name, before.count(b"\n") + 1, column),
            mend="Save the file as UTF-8.",
        ) from error
    if not content.strip():
        raise _bad(name, "file-is-not-empty", "The file is empty.", mend="Fill it or delete it.")
    if b"\r" in content:
        line = content[: content.index(b"\r")].count(b"\n") + 1
        raise _bad(
            name,
            "file-uses-line-feeds",
            "The line ends with a carriage return.",
            Place(name, line),
            mend="Save with Unix line ends (LF), or run `kabul-ties format`.",
        )


def _hidden_characters(name: str, text: str) -> Iterator[Finding]:
    for match in HIDDEN_CHARACTERS.finditer(text):
        before = text[: match.start()]
        character = match.group()
        mend = "Delete it; type the line anew if you cannot find it."
        if PASTED_MARKS.match(character):
            mend = "Run `kabul-ties format`, which deletes it."
        yield Finding(
            Place(name, before.count("\n") + 1, match.start() - (before.rfind("\n") + 1) + 1),
            "text-hides-nothing",
            f"The character U+{ord(character):04X} cannot be seen and does not belong here.",
            f"U+{ord(character):04X}",
            mend=mend,
        )


def _bad(
    name: str, rule: str, message: str, place: Place | None = None, *, mend: str = ""
) -> BadFileError:
    return BadFileError(Finding(place or Place(name), rule, message, mend=mend))
