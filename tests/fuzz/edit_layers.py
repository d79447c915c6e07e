"""Cells of a valid package that come to say something else: whoever edits one is found out."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

import polars as pl

from fuzz.ground import Ground, write_files
from fuzz.layers import FooledError, Input, Layer
from fuzz.package_layers import raw_of
from kabul_ties.claims import CLAIM_FIELDS
from kabul_ties.package.checks import package_findings
from kabul_ties.package.csv_files import canonical_csv, digest
from kabul_ties.package.parquet_files import parquet_bytes
from kabul_ties.schemas.columns import typed


def make_edit(ground: Ground, chance: Random) -> Input:
    """A cell of a table, and a value that its field may have."""
    name = chance.choice([name for name, table in ground.checked.tables.items() if len(table)])
    frame = raw_of(ground, name).frame
    field = chance.choice(ground.schemas[name].fields)
    values = [*field.enum, *frame[field.name].drop_nulls().unique(maintain_order=True)]
    values += ["true", "false"] if field.type == "boolean" else [field.example]
    origin = json.dumps([name, chance.randrange(len(frame)), field.name])
    return Input(origin, chance.choice(values).encode())


def read_unsigned(ground: Ground, given: Input) -> str:
    """An edited CSV file beside a descriptor that does not know of it: always refused."""
    return _judged(ground, given, signed=False)


def read_signed(ground: Ground, given: Input) -> str:
    """An edit of all copies and digests: refused where it touches what is computed or verified.

    Any other edit that breaks no rule is a data set that could have been.
    """
    return _judged(ground, given, signed=True)


def _judged(ground: Ground, given: Input, *, signed: bool) -> str:
    table, row, field = json.loads(given.origin)
    files = _edited(ground, table, row, field, given.content.decode(), signed=signed)
    if not files:
        return "the same, or not of its type"
    folder = write_files({**ground.package, **files}, ground.scratch / "edited")
    found = package_findings(folder)
    if found:
        return found[0].rule
    if not signed or not _is_free(ground, table, row, field):
        raise FooledError(f"an edit of {given.origin} passes")
    return "valid: another claim, soundly made"


def _is_free(ground: Ground, table: str, row: int, field: str) -> bool:
    """Whether the cell is typed by a coder, and no verifier has signed it."""
    if ground.schemas[table].by_name[field].origin == "computed":
        return False
    is_claim = table == "evidence" and field in CLAIM_FIELDS
    return not (is_claim and ground.checked.tables["evidence"]["verified_digest"][row])


def _edited(
    ground: Ground, table: str, row: int, field: str, value: str, *, signed: bool
) -> Mapping[str, bytes]:
    """The files that the edit changes; none if it changes nothing, or its copies cannot be made."""
    schema, frame = ground.schemas[table], raw_of(ground, table).frame.drop("row")
    if frame[field][row] == value:
        return {}
    cells = frame[field].to_list()
    cells[row] = value
    frame = frame.with_columns(pl.Series(field, cells, dtype=pl.String))
    csv = canonical_csv(frame)
    if not signed:
        return {f"csv/{table}.csv": csv}
    rows = frame.select(typed(field) for field in schema.fields)
    try:
        parquet = parquet_bytes(rows, schema)
    except ValueError:
        return {}
    document: dict[str, Any] = json.loads(ground.package["datapackage.json"])
    entry = next(entry for entry in document["resources"] if entry["name"] == table)
    entry |= {"bytes": len(csv), "hash": f"sha256:{digest(csv)}"}
    entry["parquet"] |= {
        "bytes": len(parquet), "sha256": digest(parquet), "content_sha256": digest(csv)
    }  # fmt: skip
    return {
        f"csv/{table}.csv": csv,
        f"parquet/{table}.parquet": parquet,
        "datapackage.json": json.dumps(document).encode(),
    }


EDITS: Mapping[str, Layer] = {
    "edited cell, digests left": Layer(make_edit, read_unsigned),
    "edited cell, digests made anew": Layer(make_edit, read_signed),
}
"""Semantic mutations of a valid package."""
