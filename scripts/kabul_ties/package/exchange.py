"""Two folders change places in one step, so that a reader never meets half of one."""

import ctypes
import errno
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2
_UNABLE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP}


def exchanged(one: Path, other: Path) -> bool:
    """Lets two existing folders of one file system change places atomically.

    Sources: ``renameat2(2)`` with RENAME_EXCHANGE (Linux 3.15), ``renamex_np(2)`` with RENAME_SWAP
    (macOS 10.12).

    Returns:
        False if this system or file system cannot; nothing has changed then.

    Raises:
        OSError: It could, but failed, for want of a permission for example.
    """
    failure = _swap(os.fsencode(one), os.fsencode(other))
    if failure in _UNABLE:
        return False
    if failure:
        raise OSError(failure, os.strerror(failure), str(one), None, str(other))
    return True


def _swap(one: bytes, other: bytes) -> int:
    """0, or the error number; ENOSYS where the C library has no such function."""
    try:
        if sys.platform == "linux":
            library = ctypes.CDLL(None, use_errno=True)
            result = library.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            library = ctypes.CDLL(None, use_errno=True)
            result = library.renamex_np(one, other, _RENAME_SWAP)
        else:
            return errno.ENOSYS
    except AttributeError:
        return errno.ENOSYS
    return ctypes.get_errno() if result else 0
