"""A package as one zip whose bytes depend on its files alone."""

import io
import stat
import zipfile
from collections.abc import Mapping

_BEGINNING = (1980, 1, 1, 0, 0, 0)


def zip_bytes(files: Mapping[str, bytes]) -> bytes:
    """A zip of ``files``, sorted by path, all of one time and mode.

    The files are stored and not deflated: deflated bytes differ between versions of zlib, and a
    citation promises the same bytes for years.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for path in sorted(files):
            member = zipfile.ZipInfo(path, _BEGINNING)
            member.create_system = 3  # Unix, whatever this runs on
            member.external_attr = (stat.S_IFREG | 0o644) << 16
            archive.writestr(member, files[path])
    return target.getvalue()
