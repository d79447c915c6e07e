"""Writing files: a file is there whole, as it was, or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, text: str) -> None:
    """Writes ``text`` as UTF-8, replacing the file in one step.

    A reader, or a crash, meets the old content or the new and nothing between. The mode of an
    existing file is kept; a new one gets the mode that ``open`` would give it. A link is followed,
    so that it stays a link.

    Raises:
        OSError: The folder is missing, or nothing can be written there.
    """
    target = path.resolve()
    mode = target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_mask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def write_new(path: Path, text: str) -> None:
    """Writes ``text`` as UTF-8 to a file that is not there yet, with the folders above it.

    Raises:
        FileExistsError: Something of that name is there, even if it came this moment.
        OSError: Nothing can be written there.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8", newline="") as file:
        file.write(text)


def _mask() -> int:
    """The umask; there is no way to ask for it without setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
