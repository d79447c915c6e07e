"""The package built from the sample, and how tests damage it."""

import io
import json
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from kabul_ties.check import check_annotations
from kabul_ties.package.builder import package_files
from kabul_ties.package.parquet_files import content_digest, parquet_bytes
from kabul_ties.schemas.columns import typed
from kabul_ties.schemas.table_schema import load_schemas
from samples import REPOSITORY, copy_sample

Files = dict[str, bytes]

SCHEMAS = load_schemas(REPOSITORY / "schema")


@cache
def _sample_package() -> Files:
    with TemporaryDirectory() as folder:
        project = copy_sample(Path(folder) / "project")
        return package_files(check_annotations(project), project)


def sample_package() -> Files:
    """A copy of the files of the package that the sample gives."""
    return dict(_sample_package())


def write(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def describe(files: Files, change: Callable[[dict[str, Any]], object]) -> None:
    """Changes the descriptor."""
    document = json.loads(files["datapackage.json"])
    change(document)
    files["datapackage.json"] = json.dumps(document).encode()


def named(members: Any, key: Any) -> Any:
    """A member of an object by its key, or of a list by its number, name or path."""
    if isinstance(members, dict) or isinstance(key, int):
        return members[key]
    return next(each for each in members if key in {each.get("name"), each.get("path")})


def holder(document: Any, keys: Sequence[Any]) -> Any:
    """The object or list that holds what ``keys`` lead to."""
    for key in keys[:-1]:
        document = named(document, key)
    return document


def resource(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = named(document["resources"], name)
    return found


def signed(files: Files, table: str) -> None:
    """Makes the descriptor right about the bytes of a table's two files."""
    csv, parquet = files[f"csv/{table}.csv"], files[f"parquet/{table}.parquet"]

    def sign(document: dict[str, Any]) -> None:
        entry = resource(document, table)
        entry |= {"bytes": len(csv), "hash": f"sha256:{sha256(csv).hexdigest()}"}
        entry["parquet"] |= {"bytes": len(parquet), "sha256": sha256(parquet).hexdigest()}

    describe(files, sign)


def vouched(files: Files, path: str) -> None:
    """Lists a file that is no table, right about its bytes."""
    content = files[path]
    entry = {"path": path, "bytes": len(content), "sha256": sha256(content).hexdigest()}

    def vouch(document: dict[str, Any]) -> None:
        others = [each for each in document["files"] if each["path"] != path]
        document["files"] = [*others, entry]

    describe(files, vouch)


def with_twin(files: Files, table: str) -> None:
    """Makes the Parquet file of a table, and all that is said of both, follow from its CSV file."""
    rows = pl.read_csv(files[f"csv/{table}.csv"], infer_schema=False)
    frame = rows.with_columns(pl.all().replace({"": None})).select(
        typed(field) for field in SCHEMAS[table].fields
    )
    files[f"parquet/{table}.parquet"] = parquet = parquet_bytes(frame, SCHEMAS[table])
    signed(files, table)
    content = content_digest(parquet, SCHEMAS[table])

    def count(document: dict[str, Any]) -> None:
        resource(document, table)["rows"] = len(frame)
        resource(document, table)["parquet"]["content_sha256"] = content

    describe(files, count)


def with_csv(files: Files, table: str, old: str, new: str) -> None:
    """Replaces a text in a table's CSV file, and makes all that follows from it anew."""
    text = files[f"csv/{table}.csv"].decode()
    assert old in text
    files[f"csv/{table}.csv"] = text.replace(old, new, 1).encode()
    with_twin(files, table)


def only_csv(files: Files, table: str, old: bytes, new: bytes) -> None:
    """Replaces a text in a table's CSV file alone, and signs it."""
    assert old in files[f"csv/{table}.csv"]
    files[f"csv/{table}.csv"] = files[f"csv/{table}.csv"].replace(old, new, 1)
    signed(files, table)


def with_parquet(files: Files, table: str, change: Callable[[Any], Any]) -> None:
    """Changes a table's Parquet file alone, and signs its bytes."""
    sink = io.BytesIO()
    read = pq.ParquetFile(pa.BufferReader(files[f"parquet/{table}.parquet"])).read()
    pq.write_table(change(read), sink)
    files[f"parquet/{table}.parquet"] = sink.getvalue()
    signed(files, table)


def with_content(files: Files, table: str) -> None:
    """Makes the descriptor right about the content of a table's Parquet file."""
    content = content_digest(files[f"parquet/{table}.parquet"], SCHEMAS[table])
    describe(files, lambda d: resource(d, table)["parquet"].update(content_sha256=content))
