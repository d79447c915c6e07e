"""Feeds mutated inputs to every layer that reads, and counts what becomes of them.

``python tests/fuzz/fuzz.py --inputs 1000000 --seed 1 --jobs 2`` makes one input after another from
the seed and its number, so that any of them can be had again: ``--replay NUMBER``. Every 4000th
goes through the command, every 2000th through a whole package, every 800th is an edited cell of
one, and every 400th goes through a whole project; the others go to single layers.
What crashes, hangs or passes wrongly is written to the folder that ``--failures`` names, and makes
the exit code 1.
"""

import argparse
import signal
import sys
import time
from collections import Counter
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from fuzz.worker import Failure, Report, work  # noqa: E402  (the folder of tests is known by now)

HANGS = 120.0
"""Seconds without a word after which a worker is taken for dead; it reports every few seconds."""


class Total:
    """What all workers have reported."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder, self.seed = folder, seed
        self.outcomes: Counter[tuple[str, str]] = Counter()
        self.slowest: list[tuple[float, str, int]] = []
        self.failures: list[Failure] = []
        self.peak = 0

    def add(self, report: Report) -> None:
        """Takes up a report, and writes its failures down."""
        self.outcomes.update(report.outcomes)
        self.slowest = sorted([*self.slowest, *report.slowest], reverse=True)[:10]
        self.peak = max(self.peak, report.peak)
        for failure in report.failures:
            self.fail(failure)

    def fail(self, failure: Failure) -> None:
        """Writes a failure into a folder of its own."""
        self.failures.append(failure)
        folder = self.folder / f"seed-{self.seed}-number-{failure.number}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "input").write_bytes(failure.content)
        (folder / "what.txt").write_text(
            f"{failure.layer}: {failure.origin}\n{failure.what}\n", encoding="utf-8"
        )

    def lines(self, seconds: float) -> list[str]:
        """The closing table."""
        count = self.outcomes.total()
        peak = f"peak memory {self.peak // 1024} MiB"
        lines = [f"{count} inputs in {seconds:.0f} s, {len(self.failures)} failures, {peak}"]
        for layer in sorted({layer for layer, _ in self.outcomes}):
            of_layer = Counter({o: n for (of, o), n in self.outcomes.items() if of == layer})
            lines.append(f"\n{layer}: {of_layer.total()}")
            lines += [f"  {number:>8}  {outcome}" for outcome, number in of_layer.most_common(12)]
        lines.append("\nslowest inputs")
        lines += [f"  {t:7.2f} s  {layer}, number {number}" for t, layer, number in self.slowest]
        lines += [f"FAILED {f.layer}, number {f.number}: {f.what[-200:]}" for f in self.failures]
        return lines


class Crew:
    """The workers, each of which is started again behind an input that it did not survive."""

    def __init__(self, inputs: int, seed: int, jobs: int, total: Total) -> None:
        self.inputs, self.seed, self.jobs, self.total = inputs, seed, jobs, total
        self.context = get_context("spawn")
        self.told = time.monotonic()
        self.running: dict[Connection, tuple[BaseProcess, int, float]] = {}

    def start(self, number: int) -> None:
        """A worker for every ``jobs``-th input from ``number`` on."""
        if number >= self.inputs:
            return
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(
            target=work,
            args=(theirs, self.seed, range(number, self.inputs, self.jobs)),
            daemon=True,
        )
        process.start()
        theirs.close()
        self.running[ours] = process, number, time.monotonic()

    def run(self) -> None:
        """Until every input was read."""
        for number in range(self.jobs):
            self.start(number)
        while self.running:
            for ours in wait(list(self.running), timeout=5):
                self.hear(ours)  # type: ignore[arg-type]
            for ours, (process, _, heard) in list(self.running.items()):
                if time.monotonic() - heard > HANGS:
                    process.kill()
                    self.lost(ours, "hangs")

    def hear(self, ours: Connection) -> None:
        """Takes what a worker says: a report, or the number of the next dangerous input."""
        process, number, _ = self.running[ours]
        try:
            said = ours.recv()
        except EOFError:
            process.join()
            self.lost(ours, f"died with {process.exitcode}")
            return
        if isinstance(said, Report):
            self.total.add(said)
            number = said.following
            self.tell()
        self.running[ours] = process, number, time.monotonic()
        if number >= self.inputs:
            self.running.pop(ours)
            process.join()

    def tell(self) -> None:
        """Says every minute how far it is."""
        if time.monotonic() > self.told + 60:
            self.told = time.monotonic()
            count = self.total.outcomes.total()
            print(f"{count} of {self.inputs}, {len(self.total.failures)} failures", flush=True)

    def lost(self, ours: Connection, what: str) -> None:
        """A worker is gone: the inputs since its last report are read one by one."""
        process, number, _ = self.running.pop(ours)
        process.join()
        print(f"A worker {what} at or behind number {number}.", flush=True)
        last = range(number, min(number + 400 * self.jobs, self.inputs), self.jobs)
        culprit = next((n for n in last if not self.survives(n)), last[-1])
        self.total.fail(Failure("worker", "", b"", culprit, what))
        self.start(culprit + self.jobs)

    def survives(self, number: int) -> bool:
        """Whether a worker reads a single input."""
        ours, theirs = self.context.Pipe(duplex=False)
        process = self.context.Process(
            target=work, args=(theirs, self.seed, range(number, number + 1))
        )
        process.start()
        theirs.close()
        if not ours.poll(HANGS):
            process.kill()
        try:
            self.total.add(ours.recv())
        except EOFError:
            return False
        return True


def main() -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--replay", type=int, metavar="NUMBER")
    parser.add_argument("--failures", type=Path, default=Path("fuzz-failures"))
    asked = parser.parse_args()
    total = Total(asked.failures, asked.seed)
    begun = time.monotonic()
    crew = Crew(asked.inputs, asked.seed, asked.jobs, total)
    if asked.replay is not None:
        crew.survives(asked.replay)
    else:
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        with suppress(KeyboardInterrupt):  # then what was read so far is told
            crew.run()
    print("\n".join(total.lines(time.monotonic() - begun)))
    return 1 if total.failures else 0


if __name__ == "__main__":
    sys.exit(main())
