"""Measures what the project promises of its speed, and prints it as a Markdown table of ratios.

``python tests/benchmarks/bench.py [RUNS]``. Nothing is asserted: a busy machine is no defect. What
is compared runs in turn, so that other work on the machine disturbs both sides alike.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from unittest.mock import patch

import pandas as pd
import polars as pl

from kabul_ties import loading
from kabul_ties.check import check_annotations
from kabul_ties.package.parquet_files import parquet_bytes
from kabul_ties.paths import Project

REPOSITORY = Path(__file__).resolve().parents[2]
RUNS = 7
MANY_ROWS = 200_000


@dataclass(frozen=True)
class Cost:
    """What one action takes, in seconds."""

    wall: float
    cpu: float


@dataclass(frozen=True)
class Line:
    """One line of the report: a cost beside what it is measured against."""

    what: str
    cost: Cost
    beside: str = ""
    other: Cost | None = None
    target: str = ""

    def cells(self) -> list[str]:
        """The line's cells as text."""
        ratio = f"{self.cost.wall / self.other.wall:.2f}" if self.other else ""
        other = f"{self.other.wall:.4f}" if self.other else ""
        costs = [f"{self.cost.wall:.4f}", f"{self.cost.cpu:.4f}"]
        return [self.what, *costs, self.beside, other, ratio, self.target]


def cpu_seconds() -> float:
    """CPU time of this process and of all its children that have ended."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def cost(action: Callable[[], object]) -> Cost:
    wall, cpu = time.perf_counter(), cpu_seconds()
    action()
    return Cost(time.perf_counter() - wall, cpu_seconds() - cpu)


def in_turn(actions: Sequence[Callable[[], object]], runs: int) -> list[Cost]:
    """The median cost of each action, after one run that warms the caches."""
    for action in actions:
        action()
    rounds = [[cost(action) for action in actions] for _ in range(runs)]
    return [
        Cost(median(each.wall for each in costs), median(each.cpu for each in costs))
        for costs in zip(*rounds, strict=True)
    ]


def command(*arguments: str) -> Callable[[], object]:
    """A Python program of its own, in the repository."""
    environment = os.environ | {"PYTHONPATH": str(REPOSITORY / "scripts")}
    return partial(
        subprocess.run,
        [sys.executable, *arguments],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )


def command_lines(runs: int) -> Iterable[Line]:
    (validate,) = in_turn([command("-m", "kabul_ties", "validate")], min(runs, 5))
    yield Line("`kabul-ties validate`, the repository", validate, target="3 s CPU")
    asked, nothing, typer = in_turn(
        [
            command("-m", "kabul_ties", "--help"),
            command("-c", "pass"),
            command("-c", "import typer"),
        ],
        runs,
    )
    yield Line("`kabul-ties --help`", asked, "`python -c pass`", nothing, "0.1 s")
    yield Line("`kabul-ties --help`", asked, "`import typer`", typer)


def loads(runs: int, folder: Path) -> Iterable[Line]:
    """`load` beside the bare reader, on the repository's actions and on very many."""
    checked = check_annotations(Project(REPOSITORY))
    if checked.findings:
        sys.exit("The annotations are not valid, so that there is nothing to load.")
    few = checked.tables["actions"]
    times = MANY_ROWS // len(few) + 1
    many = pl.concat([few] * times).head(MANY_ROWS)
    many = many.with_columns(action_id=pl.format("{}-{}", "action_id", pl.int_range(MANY_ROWS)))
    for name, frame in {"repository": few, "synthetic": many}.items():
        file = folder / name / "dataset" / "package" / "parquet" / "actions.parquet"
        file.parent.mkdir(parents=True)
        file.write_bytes(parquet_bytes(frame, checked.schemas["actions"]))
        with patch.object(loading, "own_project", partial(Project, folder / name)):
            ours, bare = in_turn([loading.load, partial(pd.read_parquet, file)], runs * 3)
        what = f'`load("actions")`, {name}, {len(frame)} rows'
        yield Line(what, ours, "`pandas.read_parquet`", bare, "1.3 times")


def main() -> None:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else RUNS
    print(f"Medians of {runs} runs or more, in seconds; {os.cpu_count()} cores.\n")
    print("| what | wall | CPU | beside | its wall | ratio | target |")
    print("| --- | ---: | ---: | --- | ---: | ---: | --- |")
    with tempfile.TemporaryDirectory() as folder:
        for lines in (command_lines(runs), loads(runs, Path(folder))):
            for line in lines:
                print(f"| {' | '.join(line.cells())} |", flush=True)


if __name__ == "__main__":
    main()
