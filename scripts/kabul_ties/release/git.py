"""What a release asks git; nothing here changes a repository."""

import os
import subprocess
from pathlib import Path

from kabul_ties.release.versions import ReleaseError, Version, parse_version

_OTHER_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
_SHOWN = 10


def refuse_unclean(root: Path) -> None:
    """ReleaseError if a file in the clone is changed or untracked."""
    changed = _git(root, "status", "--porcelain", "--untracked-files=all").decode().splitlines()
    if changed:
        more = f"\n … and {len(changed) - _SHOWN} more" if len(changed) > _SHOWN else ""
        listed = "\n".join(changed[:_SHOWN])
        raise ReleaseError(f"Commit or remove these first:\n{listed}{more}")


def released_versions(root: Path) -> list[Version]:
    """The versions of all tags ``vX.Y.Z``, lowest first."""
    tags = _git(root, "tag", "--list", "v*").decode().splitlines()
    versions = []
    for tag in tags:
        try:
            versions.append(parse_version(tag.removeprefix("v")))
        except ReleaseError:
            continue  # another kind of tag
    return sorted(versions)


def package_of(root: Path, version: Version) -> bytes:
    """The package that the tag of a version holds, as a zip.

    Raises:
        ReleaseError: The tag holds no ``dataset/package``.
    """
    try:
        return _git(root, "archive", "--format=zip", f"v{version}:./dataset/package")
    except ReleaseError as error:
        message = f"The tag v{version} holds no package to compare with; name one with --against."
        raise ReleaseError(message) from error


def _git(root: Path, *arguments: str) -> bytes:
    environment = {k: v for k, v in os.environ.items() if k not in _OTHER_REPOSITORY}
    try:
        done = subprocess.run(  # noqa: S603  (fixed commands; versions are three numbers)
            ["git", "-C", str(root), *arguments],  # noqa: S607  (whichever git the person uses)
            capture_output=True,
            check=True,
            env=environment,
        )
    except FileNotFoundError as error:
        raise ReleaseError("git is not installed.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise ReleaseError(f"git {arguments[0]} failed: {said}") from error
    return done.stdout
