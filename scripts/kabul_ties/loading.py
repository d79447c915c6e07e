"""Loads a table of the published package: ``kabul_ties.load("actions")``.

Imports nothing of this package but paths, so that loading costs what the reader itself costs.
"""

from typing import TYPE_CHECKING, Any, Literal, overload

from kabul_ties.paths import own_project

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    import polars as pl
    import pyarrow as pa

Engine = Literal["pandas", "polars", "arrow"]


@overload
def load(table: str = ..., engine: Literal["pandas"] = ...) -> "pd.DataFrame": ...
@overload
def load(table: str = ..., *, engine: Literal["polars"]) -> "pl.DataFrame": ...
@overload
def load(table: str, engine: Literal["polars"]) -> "pl.DataFrame": ...
@overload
def load(table: str = ..., *, engine: Literal["arrow"]) -> "pa.Table": ...
@overload
def load(table: str, engine: Literal["arrow"]) -> "pa.Table": ...
def load(table: str = "actions", engine: Engine = "pandas") -> Any:
    """A table of the package that came with this code, whole.

    Args:
        table: Name of the table, for example ``actions``, ``dates``, ``evidence`` or ``sources``.
        engine: Whose table to give: ``pandas`` (days as ``datetime64``, codes as categories,
            whole numbers and booleans as the types that know missing values), ``polars`` or
            ``arrow``.

    Raises:
        ValueError: There is no such table or engine.
        ImportError: pandas is asked for and not installed.
        FileNotFoundError: This clone holds no built package.
    """
    readers = {"pandas": _pandas, "polars": _polars, "arrow": _arrow}
    if engine not in readers:
        raise ValueError(f"{engine!r} is no engine: use {', '.join(map(repr, readers))}.")
    return readers[engine](_file(table))


def _file(table: str) -> "Path":
    folder = own_project().package / "parquet"
    tables = sorted(path.stem for path in folder.glob("*.parquet"))
    if not tables:
        raise FileNotFoundError(f"{folder} holds no tables; `kabul-ties build` makes them.")
    if table not in tables:
        from kabul_ties.finding import nearest_first  # noqa: PLC0415  (only when mistyped)

        names = ", ".join(nearest_first(str(table), tables))
        raise ValueError(f"There is no table {table!r}. Nearest first, there are: {names}.")
    return folder / f"{table}.parquet"


def _arrow(file: "Path") -> Any:
    import pyarrow.parquet as pq  # noqa: PLC0415

    return pq.ParquetFile(file, pre_buffer=True).read()


def _polars(file: "Path") -> "pl.DataFrame":
    import polars as pl  # noqa: PLC0415

    return pl.read_parquet(file)


def _pandas(file: "Path") -> "pd.DataFrame":
    try:
        import pandas as pd  # noqa: PLC0415
    except ImportError as error:
        raise ImportError(
            "Loading into pandas needs pandas: pip install 'kabul-ties[pandas]', "
            "or ask for engine='polars'."
        ) from error
    import pyarrow as pa  # noqa: PLC0415

    types = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    frame: pd.DataFrame = _arrow(file).to_pandas(date_as_object=False, types_mapper=types.get)
    return frame
