"""What notices a mutant: the tables of the gallery for rules, and the quick tests for the rest."""

import contextlib
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest

from kabul_ties.annotations.reader import read_annotations
from kabul_ties.check import compute
from kabul_ties.paths import Project
from kabul_ties.rules.application import ALL_RULES
from kabul_ties.schemas.table_schema import load_schemas
from kabul_ties.structure import check_structure
from samples import REPOSITORY, copy_sample
from variants import VARIANTS, edited

GALLERY = REPOSITORY / "tests" / "bad"

Rows = dict[tuple[str, str], list[int] | str]


@dataclass(frozen=True)
class Case:
    """The computed tables of a broken input or a near miss."""

    name: str
    tables: dict[str, pl.DataFrame]


def gallery_cases() -> list[Case]:
    """Every input of the gallery that gets as far as the named rules, and the sample."""
    with TemporaryDirectory() as scratch:
        return list(_cases(Path(scratch)))


def _cases(scratch: Path) -> Iterator[Case]:
    folders = [path for path in sorted(GALLERY.glob("*/*")) if path.is_dir()]
    for folder in [None, *folders]:
        shutil.rmtree(scratch / "project", ignore_errors=True)
        project = copy_sample(scratch / "project")
        if folder:
            shutil.copytree(folder, project.root, dirs_exist_ok=True)
        if tables := computed(project):
            yield Case(f"{folder.parent.name}/{folder.name}" if folder else "sample", tables)


def computed(project: Project) -> dict[str, pl.DataFrame] | None:
    """The computed tables; None if form or structure is broken."""
    annotations = read_annotations(project, load_schemas(project.schema))
    structure = check_structure(annotations.tables, computed=False)
    if annotations.findings or structure.findings:
        return None
    tables, _ = compute(structure.tables, annotations.tables)
    return tables


def broken_rows(cases: list[Case], module: str, good: Rows | None = None) -> Rows:
    """Which rows each rule of a module finds in each case, or the error that it ends in.

    Stops at the first that is not as in ``good``.
    """
    found: Rows = {}
    for rule in ALL_RULES.values():
        if rule.broken_rows.__module__ != module:
            continue
        for case in cases:
            try:
                rows = rule.broken_rows(case.tables)
                told = [rule.message.format(**row) for row in rows.iter_rows(named=True)]
                found[rule.id, case.name] = sorted(rows["row"].to_list()) if told else []
            except Exception as error:
                found[rule.id, case.name] = type(error).__name__
            if good and found[rule.id, case.name] != good[rule.id, case.name]:
                return found
    return found


def variants_hold(sample: dict[str, pl.DataFrame], module: str) -> bool:
    """Whether the rules of a module judge every variant as ``test_rule_variants`` asks."""
    for variant in VARIANTS:
        rule = ALL_RULES[variant.rule]
        if rule.broken_rows.__module__ == module:
            found = rule.broken_rows(edited(sample, variant.edits)).sort("row")
            said = [rule.message.format(**facts) for facts in found.iter_rows(named=True)]
            if found["row"].to_list() != list(variant.rows) or variant.says not in "".join(
                said[:1]
            ):
                return False
    return True


def tests_pass(*files: str) -> bool:
    """Whether the tests of these files pass, run here and now, up to the first that fails."""
    quiet = ["-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "--no-header", "-Wignore"]
    paths = [str(REPOSITORY / "tests" / file) for file in files]
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return pytest.main([*quiet, f"--rootdir={REPOSITORY}", *paths]) == 0
