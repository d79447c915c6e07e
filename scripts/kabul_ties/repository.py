"""What is asked of git; nothing here changes a repository."""

import os
import subprocess
from pathlib import Path

_OTHER_REPOSITORY = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")


class GitError(RuntimeError):
    """git is not there, or refused."""


def git(root: Path, *arguments: str) -> bytes:
    """What git prints when run in the clone at ``root``.

    Raises:
        GitError: git is not installed, or ended with an error, which the message repeats.
    """
    environment = {k: v for k, v in os.environ.items() if k not in _OTHER_REPOSITORY}
    try:
        done = subprocess.run(  # noqa: S603  (fixed commands; revisions follow --end-of-options)
            ["git", "-C", str(root), *arguments],  # noqa: S607  (whichever git the person uses)
            capture_output=True,
            check=True,
            env=environment,
        )
    except FileNotFoundError as error:
        raise GitError("git is not installed.") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip()
        raise GitError(f"git {arguments[0]} failed: {said}") from error
    return done.stdout
