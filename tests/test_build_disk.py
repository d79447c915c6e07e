"""A full disk: nothing is published, nothing is left behind, and the command says so."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kabul_ties.package.publish import publish

SCRIPTS = Path(__file__).parent.parent / "scripts"
NAMES = [f"csv/{number}" for number in range(16)]
OLD, NEW = (dict.fromkeys(NAMES, letter * 20_000) for letter in (b"a", b"b"))

BUILD = """
import typer
from kabul_ties.commands.build import build
typer.run(build)
"""

LIMITED_BUILD = f"""
import resource
resource.setrlimit(resource.RLIMIT_FSIZE, (40_000, 40_000))
{BUILD}
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("step", range(0, 20, 3))
def test_an_error_while_writing_changes_nothing(
    tmp_path: Path, step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(OLD, tmp_path / "package")
    left = step
    real = os.fsync

    def fsync(handle: int) -> None:
        nonlocal left
        left -= 1
        if left < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    if step < len(NAMES):
        with pytest.raises(OSError, match="No space left"):
            publish(NEW, tmp_path / "package")
        assert files_of(tmp_path / "package") == OLD
    else:  # folders that cannot be flushed are no reason to refuse
        publish(NEW, tmp_path / "package")
        assert files_of(tmp_path / "package") == NEW
    assert list(tmp_path.iterdir()) == [tmp_path / "package"]


def test_build_on_a_full_disk_says_so_and_changes_nothing(
    sample_project: object, tmp_path: Path
) -> None:
    """A limit on the size of files stands in for the disk: a real write fails, root or not."""
    target = tmp_path / "package"
    done = subprocess.run(
        [sys.executable, "-c", LIMITED_BUILD, "--out", str(target)],
        cwd=tmp_path / "project",
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    assert "File too large" in done.stderr
    assert "Nothing was written" in done.stderr
    assert not target.exists()
    assert not list(tmp_path.glob(".package*"))


def test_build_on_a_disk_that_is_really_full(sample_project: object, tmp_path: Path) -> None:
    """A file system of a quarter of a megabyte, in a mount namespace of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["unshare", "--mount", "--user", "--map-root-user", "sh", "-c"]
    mounted = f"mount -t tmpfs -o size=256k none {disk} && "
    if subprocess.run([*mount, mounted + "true"], capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount a tmpfs in a namespace of their own")
    script = (
        f'{mounted} mkdir {disk}/package && echo \'{{"name": "kabul-ties"}}\' '
        f"> {disk}/package/datapackage.json && "
        f'{{ "$0" -c "$1" --out {disk}/package; echo "exit $?"; ls -A {disk} {disk}/package; }}'
    )
    done = subprocess.run(
        [*mount, script, sys.executable, BUILD],
        cwd=tmp_path / "project",
        env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "No space left" in done.stderr
    assert "Nothing was written" in done.stderr
    listing = f"exit 2\n{disk}:\npackage\n\n{disk}/package:\ndatapackage.json\n"
    assert done.stdout == listing
