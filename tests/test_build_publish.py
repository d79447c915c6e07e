"""A package is published whole or not at all: kills, full disks, left-over folders, two builds."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kabul_ties.package import publish as publishing
from kabul_ties.package.exchange import exchanged
from kabul_ties.package.publish import publish

SCRIPTS = Path(__file__).parent.parent / "scripts"
NAMES = [f"{folder}/{number}" for folder in ("csv", "parquet") for number in range(8)]
OLD, NEW = (dict.fromkeys(NAMES, letter * 20_000) for letter in (b"a", b"b"))

PUBLISH_FOR_EVER = """
import itertools, sys
from pathlib import Path
from kabul_ties.package import publish as publishing
if sys.argv[2] == "without exchange":
    publishing.exchanged = lambda *_: False
names = [f"{folder}/{number}" for folder in ("csv", "parquet") for number in range(8)]
for letter in itertools.cycle([b"b", b"a"]):
    publishing.publish({name: letter * 20_000 for name in names}, Path(sys.argv[1]))
    print("published", flush=True)
"""

BUILD = """
import typer
from kabul_ties.commands.build import build
typer.run(build)
"""


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture(params=["with exchange", "without exchange"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """With the system's exchange of folders, and with two renamings."""
    if request.param == "without exchange":
        monkeypatch.setattr(publishing, "exchanged", lambda *_: False)
    return str(request.param)


def test_replaces_all_and_leaves_nothing_beside(tmp_path: Path, way: str) -> None:
    target = tmp_path / "deep" / "package"
    publish(OLD | {"old-only": b""}, target)
    publish(NEW, target)
    assert files_of(target) == NEW
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.skipif(sys.platform != "linux", reason="renameat2 is Linux's; macOS has renamex_np")
def test_linux_exchanges_in_one_step(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.mkdir()
    other.mkdir()
    (one / "file").touch()
    assert exchanged(one, other)
    assert (other / "file").exists()
    with pytest.raises(FileNotFoundError):
        exchanged(one, tmp_path / "missing")


def test_killed_at_any_moment_leaves_a_whole_package(tmp_path: Path, way: str) -> None:
    target = tmp_path / "package"
    for _ in range(12):
        publish(OLD, target)
        process = subprocess.Popen(
            [sys.executable, "-c", PUBLISH_FOR_EVER, str(target), way],
            env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
            stdout=subprocess.PIPE,
        )
        with process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(random.uniform(0, 0.1))
            process.send_signal(signal.SIGKILL)
        if way == "with exchange":
            assert files_of(target) in (OLD, NEW)
        publishing._recover(target, alone=True)
        assert files_of(target) in (OLD, NEW)
        assert list(tmp_path.iterdir()) == [target], "the next build clears away what was left"


def test_a_whole_build_killed_at_any_moment(sample_project: object, tmp_path: Path) -> None:
    root, target = tmp_path / "project", tmp_path / "built" / "package"
    command = [sys.executable, "-c", BUILD, "--out", str(target)]
    environment = os.environ | {"PYTHONPATH": str(SCRIPTS)}

    def build() -> float:
        started = time.monotonic()
        quiet = subprocess.DEVNULL
        subprocess.run(command, cwd=root, env=environment, check=True, stdout=quiet)
        return time.monotonic() - started

    outlets = root / "dataset" / "outlets.csv"
    text = outlets.read_text(encoding="utf-8")
    outlets.write_text(text.replace("Herald", "New Herald"), encoding="utf-8")
    build()
    new = files_of(target)
    outlets.write_text(text, encoding="utf-8")
    takes = build()
    old = files_of(target)
    assert old != new
    outlets.write_text(text.replace("Herald", "New Herald"), encoding="utf-8")
    for moment in (0.3, 0.7, 0.85, 0.95, 1.0):
        quiet = subprocess.DEVNULL
        with subprocess.Popen(command, cwd=root, env=environment, stdout=quiet) as process:
            time.sleep(takes * moment * random.uniform(0.95, 1.05))
            process.kill()
        assert files_of(target) in (old, new)
    build()
    assert files_of(target) == new
    assert list(target.parent.iterdir()) == [target]


@pytest.mark.parametrize("rename", [1, 2])
def test_an_error_between_two_renamings_brings_the_old_package_back(
    tmp_path: Path, rename: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(OLD, tmp_path / "package")
    monkeypatch.setattr(publishing, "exchanged", lambda *_: False)
    left, real = rename, Path.rename

    def failing(path: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left == 0:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path, target)

    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="error"):
        publish(NEW, tmp_path / "package")
    assert files_of(tmp_path / "package") == OLD
    assert list(tmp_path.iterdir()) == [tmp_path / "package"]


def test_folders_of_killed_builds_go_and_others_stay(tmp_path: Path) -> None:
    for name in (".package-0123abcd.tmp", ".package-mine", ".packages", "package-0123abcd.tmp"):
        (tmp_path / name / "inside").mkdir(parents=True)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (tmp_path / ".package-ffffffff.tmp").symlink_to(elsewhere)
    publish(NEW, tmp_path / "package")
    names = {path.name for path in tmp_path.iterdir()} - {"package", "elsewhere"}
    assert names == {
        ".package-mine", ".packages", "package-0123abcd.tmp", ".package-ffffffff.tmp",
    }  # fmt: skip
    assert elsewhere.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folders")
def test_a_running_build_is_waited_for_and_its_folder_left_alone(tmp_path: Path) -> None:
    written: list[Path] = []
    waiting: list[subprocess.Popen[bytes]] = []

    def accept(folder: Path) -> None:
        written.append(folder)
        waiting.append(
            subprocess.Popen(
                [sys.executable, "-c", PUBLISH_FOR_EVER, str(tmp_path / "package"), ""],
                env=os.environ | {"PYTHONPATH": str(SCRIPTS)},
                stdout=subprocess.PIPE,
            )
        )
        time.sleep(1)
        assert files_of(folder) == OLD

    publish(OLD, tmp_path / "package", accept)
    with waiting[0] as process:
        assert process.stdout
        assert process.stdout.readline() == b"published\n"
        process.kill()
    assert not written[0].exists()


def test_what_is_not_accepted_is_not_published(tmp_path: Path) -> None:
    publish(OLD, tmp_path / "package")

    def refuse(folder: Path) -> None:
        assert files_of(folder) == NEW
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        publish(NEW, tmp_path / "package", refuse)
    assert files_of(tmp_path / "package") == OLD
    assert list(tmp_path.iterdir()) == [tmp_path / "package"]


@pytest.mark.parametrize("path", ["../outside", "/outside", "csv/../../outside"])
def test_no_file_leads_outside(tmp_path: Path, path: str) -> None:
    with pytest.raises(ValueError, match="outside"):
        publish({path: b""}, tmp_path / "package")
    assert list(tmp_path.iterdir()) == []


def test_a_package_set_aside_by_a_killed_build_comes_back(tmp_path: Path) -> None:
    publish(OLD, tmp_path / "package")
    (tmp_path / "package").rename(tmp_path / ".package-old-package")

    def refuse(_: Path) -> None:
        assert files_of(tmp_path / "package") == OLD
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        publish(NEW, tmp_path / "package", refuse)
    assert files_of(tmp_path / "package") == OLD
    assert list(tmp_path.iterdir()) == [tmp_path / "package"]
