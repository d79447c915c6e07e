"""`kabul_ties.load`: from a clone and from an installed wheel, in three engines."""

import os
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kabul_ties import loading
from kabul_ties.check import Checked, check_annotations
from kabul_ties.package.builder import package_files
from kabul_ties.package.parquet_files import parquet_bytes
from kabul_ties.package.publish import publish
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import read_json

REPOSITORY = Path(__file__).parent.parent


@pytest.fixture
def checked(sample_project: Project) -> Checked:
    return check_annotations(sample_project)


@pytest.fixture
def built(sample_project: Project, checked: Checked, monkeypatch: pytest.MonkeyPatch) -> Project:
    """The sample with its package, in the place of the clone's own data."""
    publish(package_files(checked, sample_project), sample_project.package)
    monkeypatch.setattr(loading, "own_project", lambda: sample_project)
    return sample_project


def test_pandas_frames_have_real_dates_and_categories(built: Project, checked: Checked) -> None:
    actions = loading.load()
    assert isinstance(actions, pd.DataFrame)
    assert actions["start"].dtype.kind == "M"
    assert actions["level"].dtype == "category"
    assert actions["source_count"].dtype == pd.Int64Dtype()
    assert loading.load("evidence")["agrees"].dtype == pd.BooleanDtype()
    expected = checked.tables["actions"]
    assert actions["action_id"].tolist() == expected["action_id"].to_list()
    days = [None if pd.isna(day) else day.date() for day in actions["start"]]
    assert days == expected["start"].to_list()


@pytest.mark.parametrize("engine", ["pandas", "polars", "arrow"])
def test_every_table_loads_in_every_engine(
    built: Project, checked: Checked, engine: loading.Engine
) -> None:
    for name, frame in checked.tables.items():
        assert loading.load(name, engine).shape == frame.shape


def test_polars_and_arrow_give_their_own_kinds(built: Project) -> None:
    dates = loading.load("dates", "polars")
    assert isinstance(dates, pl.DataFrame)
    assert dates.schema["start"] == pl.Date
    assert isinstance(dates["start"][0], date)
    table = loading.load("dates", engine="arrow")
    assert table.schema.field("start").type == pa.date32()


def test_a_mistyped_table_or_engine_is_answered_with_the_right_ones(built: Project) -> None:
    with pytest.raises(ValueError, match=r"no table 'action'\. Nearest first, there are: action"):
        loading.load("action")
    with pytest.raises(ValueError, match=r"no table '\.\./parquet/actions'"):
        loading.load("../parquet/actions")
    with pytest.raises(ValueError, match="'spark' is no engine"):
        loading.load("actions", "spark")  # type: ignore[call-overload]


def test_without_pandas_one_sentence_says_what_to_install(
    built: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'kabul-ties\[pandas\]'"):
        loading.load()


def test_a_clone_without_a_package_says_how_to_build_it(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "own_project", lambda: sample_project)
    with pytest.raises(FileNotFoundError, match="kabul-ties build"):
        loading.load()


def ratio(action: Callable[[], object], bare: Callable[[], object]) -> float:
    """How many times as long an action takes; in turn, so that other work disturbs both."""

    def seconds(each: Callable[[], object]) -> float:
        started = time.perf_counter()
        each()
        return time.perf_counter() - started

    pairs = [(seconds(action), seconds(bare)) for _ in range(15)]
    return min(pair[0] for pair in pairs) / min(pair[1] for pair in pairs)


def test_costs_at_most_a_third_more_than_the_bare_reader(built: Project, checked: Checked) -> None:
    file = built.package / "parquet" / "evidence.parquet"
    many = pl.concat([checked.tables["evidence"]] * 10_000)
    file.write_bytes(parquet_bytes(many, checked.schemas["evidence"]))
    bare = {"pandas": pd.read_parquet, "arrow": pq.read_table, "polars": pl.read_parquet}
    engine: loading.Engine
    for engine in ("pandas", "arrow", "polars"):
        rounds = (
            ratio(partial(loading.load, "evidence", engine), partial(bare[engine], file))
            for _ in range(3)
        )
        assert any(times <= 1.3 for times in rounds), engine


def test_importing_load_brings_no_frame_library() -> None:
    heavy = "{'polars', 'pandas', 'pyarrow', 'pandera', 'frictionless'}"
    code = f"import sys, kabul_ties; kabul_ties.load; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY / "scripts")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


FROM_WHEEL = """
import kabul_ties, pandas, sys
assert kabul_ties.__file__.startswith(sys.prefix), kabul_ties.__file__
frame = kabul_ties.load("actions")
assert frame["start"].dtype.kind == "M" and frame["level"].dtype == "category"
assert len(frame) == len(kabul_ties.load("actions", "polars"))
assert len(frame) == kabul_ties.load("actions", "arrow").num_rows
print(len(frame), kabul_ties.__version__)
"""


def test_loads_from_an_installed_wheel(built: Project, checked: Checked, tmp_path: Path) -> None:
    """The wheel goes alone into a fresh environment; its dependencies are this environment's."""
    source = tmp_path / "source"
    source.mkdir()
    shutil.copy(REPOSITORY / "pyproject.toml", source)
    for name in ("README.md", "LICENSE", "LICENSE-DATA"):
        (source / name).write_text("stands in for the real one\n")
    ignore = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "scripts", source / "scripts", ignore=ignore)
    for folder in ("schema", "dataset"):
        shutil.copytree(built.root / folder, source / folder)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    wheels = tmp_path / "wheels"
    subprocess.run([*pip, "wheel", "--no-deps", "-w", wheels, source], check=True)
    fresh = tmp_path / "fresh"
    venv.create(fresh, with_pip=False)
    python = fresh / "bin" / "python"
    (wheel,) = wheels.iterdir()
    install = [*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(wheel)]
    subprocess.run(install, check=True)
    (packages,) = fresh.glob("lib/python*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    version = read_json(built.schema / "descriptor.json")["version"]
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [python, "-c", FROM_WHEEL], cwd="/", env=clean, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [str(len(checked.tables["actions"])), version]
