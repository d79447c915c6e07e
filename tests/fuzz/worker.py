"""One process that makes inputs, reads them, and reports."""

import resource
import signal
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random

from fuzz.command_layer import COMMAND
from fuzz.edit_layers import EDITS
from fuzz.ground import Ground, prepare
from fuzz.layers import LAYERS, Input, Layer
from fuzz.package_layers import PACKAGE_LAYERS, WHOLE_PACKAGE, WHOLE_PROJECT
from fuzz.text_layers import TEXT_LAYERS

LONGEST = 20
"""Seconds that an input may take, the command apart."""

LARGEST = 8 * 1024**3
"""Address space of a worker in bytes."""

_EVERY = {4000: ("command", COMMAND), 2000: ("whole package", WHOLE_PACKAGE),
          800: ("edit", None), 400: ("whole project", WHOLE_PROJECT)}  # fmt: skip
_LIGHT = [*LAYERS.items(), *TEXT_LAYERS.items()] * 4 + [*PACKAGE_LAYERS.items()]


@dataclass(frozen=True, slots=True)
class Failure:
    """An input that crashed, hung, or passed wrongly."""

    layer: str
    origin: str
    content: bytes
    number: int
    what: str


@dataclass(slots=True)
class Report:
    """What became of the inputs since the last report, and which number follows."""

    following: int
    outcomes: Counter[tuple[str, str]] = field(default_factory=Counter)
    failures: list[Failure] = field(default_factory=list)
    slowest: list[tuple[float, str, int]] = field(default_factory=list)
    peak: int = 0


def layer_of(number: int, chance: Random) -> tuple[str, Layer]:
    """Which layer reads the input of a number."""
    for every, (name, layer) in _EVERY.items():
        if number % every == number // every * 37 % every:  # now odd, now even, for all workers
            return (name, layer) if layer else chance.choice(list(EDITS.items()))
    return chance.choice(_LIGHT)


def work(parent: Connection, seed: int, numbers: range) -> None:
    """Reads the inputs of these numbers and reports every two hundred, or few seconds."""
    resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
    signal.signal(signal.SIGALRM, _too_long)
    with tempfile.TemporaryDirectory(dir=_in_memory()) as scratch:
        ground = prepare(Path(scratch))
        report, begun = Report(numbers.start), time.monotonic()
        for number in numbers:
            _one(ground, seed, number, report)
            report.following = number + numbers.step
            if len(report.slowest) >= 200 or time.monotonic() - begun > 5:
                _send(parent, report)
                report, begun = Report(report.following), time.monotonic()
        report.following = max(report.following, numbers.stop)
        _send(parent, report)


def _in_memory() -> str | None:
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def _send(parent: Connection, report: Report) -> None:
    report.slowest = sorted(report.slowest, reverse=True)[:5]
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    report.peak = max(resource.getrusage(each).ru_maxrss for each in who)
    parent.send(report)


def _one(ground: Ground, seed: int, number: int, report: Report) -> None:
    chance = Random(f"{seed}:{number}")
    name, layer = layer_of(number, chance)
    given = layer.make(ground, chance)
    begun = time.perf_counter()
    try:
        with _alarm(LONGEST if layer is not COMMAND else 4 * LONGEST):
            outcome = layer.read(ground, given)
    except BaseException as error:  # polars' panics are no subclass of Exception
        outcome = f"FAILED {type(error).__name__}"
        what = traceback.format_exc()
        report.failures.append(Failure(name, given.origin, given.content, number, what))
    report.outcomes[name, outcome] += 1
    report.slowest.append((time.perf_counter() - begun, name, number))


@contextmanager
def _alarm(seconds: float) -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError("the input takes too long")


__all__ = ["Failure", "Input", "Report", "work"]
