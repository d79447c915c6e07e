"""What a release asks git; nothing here changes a repository."""

from pathlib import Path

from kabul_ties.release.versions import ReleaseError, Version, parse_version
from kabul_ties.repository import GitError, git

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
    try:
        return git(root, *arguments)
    except GitError as error:
        raise ReleaseError(str(error)) from error
