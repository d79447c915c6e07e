"""Changes the rules' code in small ways and lists the changes that no test notices.

``python tests/mutation/mutate.py`` goes through the named rules, the conclusions and the dating,
and ends with 1 if a mutant survives that ``survivors.md`` gives no reason for. Maintained mutation
testers either pass over decorated functions, as every rule is, or run the whole suite per mutant.
"""

import argparse
import ast
import importlib
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path[0] = str(Path(__file__).resolve().parents[1])

from mutation.operators import Mutant, mutants  # noqa: E402  (the folder of tests is known by now)
from mutation.oracles import (  # noqa: E402
    Case,
    Rows,
    broken_rows,
    gallery_cases,
    tests_pass,
    variants_hold,
)
from mutation.swap import Place, changed, functions, modules, source_tree  # noqa: E402

REASONS = Path(__file__).with_name("survivors.md")
LONGEST = 60
"""Seconds after which a mutant counts as noticed: it loops."""

RULES = [
    "actions", "conclusions", "dates", "dating", "evidence", "ids", "relations", "sources",
    "verification", "vocabularies",
]  # fmt: skip
DATING = ["arguments", "calendars", "interval", "periods", "rules", "windows"]
TESTED_BY = {
    "kabul_ties.conclusions": ("test_conclusion_variants.py", "test_conclusions.py"),
    "kabul_ties.evidence_dates": ("test_conclusions.py",),
    **{f"kabul_ties.dating.{name}": ("dating",) for name in DATING},
}


@dataclass(frozen=True)
class Survivor:
    """A mutant that nothing noticed."""

    module: str
    function: str
    mutant: Mutant

    def __str__(self) -> str:
        """As ``survivors.md`` names it: without the line, which moves."""
        return f"{self.module}.{self.function}: `{self.mutant.what}`"


def noticed(check: Callable[[], bool]) -> bool:
    """Whether a check fails, crashes or takes too long.

    It runs in this process, as polars is not safe in a forked one.
    """
    for cached in _caches():
        cached.cache_clear()
    signal.alarm(LONGEST)
    try:
        return not check()
    except BaseException:
        return True
    finally:
        signal.alarm(0)


def _too_long(_signal: int, _frame: object) -> None:
    raise TimeoutError


@cache
def _caches() -> list[Any]:
    """What remembers answers of unchanged code."""
    found = [each for module in modules() for each in vars(module).values()]
    return [each for each in found if hasattr(each, "cache_clear")]


def places(module: ModuleType) -> Iterator[tuple[str, ast.AST]]:
    """Functions, and tables of rules that are made of constants.

    What dating reads from its tables it reads while it is imported, too early to change them.
    """
    tree = source_tree(module)
    yield from functions(tree)
    if not module.__name__.startswith("kabul_ties.rules."):
        return
    for node in tree.body:
        if not (isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)):
            continue
        if isinstance(node.value, ast.List | ast.Tuple | ast.Constant):
            yield node.targets[0].id, node


@contextmanager
def mutated(module: ModuleType, name: str, node: ast.AST, tree: ast.Module) -> Iterator[None]:
    """Runs the module with its function, or its constant, from the changed tree."""
    if isinstance(node, ast.FunctionDef):
        with changed([(Place(module, name), tree)]):
            yield
        return
    spare: dict[str, object] = dict(vars(module))
    exec(compile(ast.fix_missing_locations(tree), "<changed>", "exec"), spare)
    before = getattr(module, name)
    setattr(module, name, spare[name])
    try:
        yield
    finally:
        setattr(module, name, before)


def survivors(module: ModuleType, check: Callable[[], bool]) -> Iterator[Survivor | None]:
    """For each mutant of a module None if it is noticed, else the mutant."""
    for name, node in places(module):
        for mutant in mutants(source_tree(module), node):

            def run(mutant: Mutant = mutant, name: str = name, node: ast.AST = node) -> bool:
                with mutated(module, name, node, mutant.tree):
                    return check()

            yield None if noticed(run) else Survivor(module.__name__, name, mutant)


def checks(only: str) -> Iterator[tuple[str, Callable[[], bool]]]:
    """Each module to mutate, and what should notice."""
    wanted = [name for name in RULES if only in f"kabul_ties.rules.{name}"]
    cases = gallery_cases() if wanted else []
    for name in wanted:
        module = f"kabul_ties.rules.{name}"
        good = broken_rows(cases, module)
        yield module, partial(_rules_hold, cases, module, good)
    for module, files in TESTED_BY.items():
        yield module, partial(tests_pass, *files)


def _rules_hold(cases: list[Case], module: str, good: Rows) -> bool:
    """Whether the gallery and the variants get the answers that they have."""
    sample = next(case.tables for case in cases if case.name == "sample")
    return variants_hold(sample, module) and broken_rows(cases, module, good) == good


def main() -> int:
    """Runs what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", help="part of the names of the modules to mutate")
    asked = parser.parse_args()
    signal.signal(signal.SIGALRM, _too_long)
    reasons = REASONS.read_text(encoding="utf-8") if REASONS.exists() else ""
    count, left, unexplained = 0, 0, 0
    for name, check in checks(asked.only):
        if asked.only not in name:
            continue
        for found in survivors(importlib.import_module(name), check):
            count += 1
            if found:
                left += 1
                unexplained += str(found) not in reasons
                print(f"{found}  (line {found.mutant.line})", flush=True)
        print(f"{name}: {count} mutants so far, {left} survive", flush=True)
    print(f"{count} mutants, {count - left} noticed, {left} survive, {unexplained} unexplained")
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main())
