"""The command in a process of its own, with little memory, little time and an odd environment."""

import os
import resource
import subprocess
import sys
from pathlib import Path
from random import Random

from fuzz.ground import Ground, write_files
from fuzz.layers import FooledError, Input, Layer, mutation_of
from fuzz.package_layers import make_project, project_with, restore
from kabul_ties.package.zip_file import zip_bytes

ENVIRONMENTS: list[dict[str, str]] = [
    {"PYTHONOPTIMIZE": "2"}, {"LANG": "C", "PYTHONUTF8": "0"}, {"LC_ALL": "C", "PYTHONUTF8": "0"},
    {"COLUMNS": "1"}, {"COLUMNS": "many", "TERM": "dumb"}, {"TERM": ""}, {"NO_COLOR": "1"},
    {"TZ": "Pacific/Kiritimati"}, {"PANDERA_VALIDATION_ENABLED": "False"}, {"FORCE_COLOR": "1"},
    {"PANDERA_VALIDATION_DEPTH": "SCHEMA_ONLY"}, {"PYTHONIOENCODING": "ascii"},
    {"PYTHONHASHSEED": "0"}, {"POLARS_FMT_MAX_ROWS": "x"},
]  # fmt: skip
"""What a machine may set; none of it may change a verdict."""

FORMATS = ("text", "github", "json", "sarif")
LARGEST = 6 * 1024**3
"""Address space of the command in bytes; its libraries reserve most of it and use little."""

LONGEST = 60
"""Seconds after which a command counts as hanging."""


def make_target(ground: Ground, chance: Random) -> Input:
    """A mutated file of a project, of a package in a folder, or of one in a zip."""
    form, environment = chance.choice(FORMATS), chance.randrange(len(ENVIRONMENTS))
    kind = chance.choice(("project", "package", "zip"))
    made = make_project(ground, chance) if kind == "project" else _package(ground, kind, chance)
    return Input(f"{kind}|{form}|{environment}|{made.origin}", made.content)


def _package(ground: Ground, kind: str, chance: Random) -> Input:
    return mutation_of("zip" if kind == "zip" and chance.random() < 0.5 else "package")(
        ground, chance
    )


def run(ground: Ground, given: Input) -> str:
    """``kabul-ties validate`` on the input: 0, 1 or 2, and no traceback."""
    kind, form, environment, origin = given.origin.split("|", 3)
    own = Input(origin, given.content)
    if kind == "project":
        done = _validated(project_with(ground, own).root, form, int(environment))
        restore(ground, own)
    else:
        done = _validated(_written(ground, kind, own), form, int(environment))
    said = done.stderr.decode(errors="replace")
    if done.returncode not in {0, 1, 2} or "Traceback" in said or "of kabul-ties itself" in said:
        raise FooledError(f"the command ended with {done.returncode}: {said[-2000:]}")
    return f"exit {done.returncode}"


def _written(ground: Ground, kind: str, own: Input) -> Path:
    if own.origin == "package.zip":
        path = ground.scratch / "command.zip"
        path.write_bytes(own.content)
    elif kind == "zip":
        path = ground.scratch / "command.zip"
        path.write_bytes(zip_bytes({**ground.package, own.origin: own.content}))
    else:
        path = write_files({**ground.package, own.origin: own.content}, ground.scratch / "command")
    return path


def _validated(target: Path, form: str, environment: int) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run(
        [sys.executable, "-m", "kabul_ties", "validate", str(target), "--format", form],
        env=os.environ | ENVIRONMENTS[environment],
        capture_output=True,
        timeout=LONGEST,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST)),
    )


COMMAND = Layer(make_target, run)
