"""What stands in the package's files: digests, descriptor, CSV and Parquet."""

import io
import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kabul_ties.check import check_annotations
from kabul_ties.package.builder import package_files
from kabul_ties.package.csv_files import canonical_csv
from kabul_ties.package.parquet_files import WRITER, content_digest, parquet_bytes
from kabul_ties.paths import Project
from kabul_ties.schemas.columns import polars_schema

PROFILE = Path(__file__).parent / "profiles" / "datapackage-2.0.json"

Files = dict[str, bytes]


@pytest.fixture
def files(sample_project: Project) -> Files:
    return package_files(check_annotations(sample_project), sample_project)


@pytest.fixture
def descriptor(files: Files) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(files["datapackage.json"])
    return document


def test_descriptor_satisfies_the_official_profile(descriptor: dict[str, Any]) -> None:
    profile = json.loads(PROFILE.read_text(encoding="utf-8"))
    validator = jsonschema.Draft7Validator(profile, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(descriptor)] == []
    assert not validator.is_valid({**descriptor, "resources": []})


def test_digests_and_counts_are_right(files: Files, descriptor: dict[str, Any]) -> None:
    assert descriptor["parquet_written_by"] == WRITER
    for resource in descriptor["resources"]:
        csv, twin = files[resource["path"]], resource["parquet"]
        parquet = files[twin["path"]]
        assert resource["hash"] == f"sha256:{sha256(csv).hexdigest()}"
        assert twin["content_sha256"] == sha256(csv).hexdigest()
        assert twin["sha256"] == sha256(parquet).hexdigest()
        assert (resource["bytes"], twin["bytes"]) == (len(csv), len(parquet))
        assert resource["rows"] == pq.ParquetFile(pa.BufferReader(parquet)).metadata.num_rows


def test_every_file_that_is_no_table_is_vouched_for(
    files: Files, descriptor: dict[str, Any]
) -> None:
    others = sorted(
        path
        for path in files
        if path != "datapackage.json" and not path.startswith(("csv/", "parquet/"))
    )
    assert {"README.md", "load.R", "annotation/action.schema.json"} <= set(others)
    assert descriptor["files"] == [
        {"path": path, "bytes": len(files[path]), "sha256": sha256(files[path]).hexdigest()}
        for path in others
    ]


def test_parquet_says_what_the_csv_says(sample_project: Project, files: Files) -> None:
    checked = check_annotations(sample_project)
    for name, schema in checked.schemas.items():
        types = polars_schema(schema)
        csv = pl.read_csv(files[f"csv/{name}.csv"], schema=types)
        parquet = pl.read_parquet(io.BytesIO(files[f"parquet/{name}.parquet"])).select(
            pl.col(column).cast(kind) for column, kind in types.items()
        )
        assert csv.equals(parquet)
        assert csv.equals(checked.tables[name])


def test_parquet_has_real_dates_codes_and_descriptions(files: Files) -> None:
    dates = pq.ParquetFile(pa.BufferReader(files["parquet/dates.parquet"])).schema_arrow
    assert dates.field("start").type == pa.date32()
    assert pa.types.is_dictionary(dates.field("milestone").type)
    assert dates.field("start").metadata[b"title"] == b"Earliest day"
    assert b"pandas" not in (dates.metadata or {})
    column = pq.ParquetFile(pa.BufferReader(files["parquet/dates.parquet"])).read()["milestone"]
    assert column.chunk(0).dictionary.to_pylist()[0] == "proposed", "codes keep their order"


def test_a_value_that_is_no_code_is_never_written(sample_project: Project) -> None:
    checked = check_annotations(sample_project)
    wrong = checked.tables["dates"].with_columns(milestone=pl.lit("finished"))
    with pytest.raises(ValueError, match="no code"):
        parquet_bytes(wrong, checked.schemas["dates"])


def test_content_digest_sees_one_other_cell(sample_project: Project, files: Files) -> None:
    checked = check_annotations(sample_project)
    schema, frame = checked.schemas["dates"], checked.tables["dates"]
    other = frame.with_columns(start=pl.col("start").dt.offset_by("-1d"))
    digest = sha256(files["csv/dates.csv"]).hexdigest()
    assert content_digest(parquet_bytes(frame, schema), schema) == digest
    assert content_digest(parquet_bytes(other, schema), schema) != digest


def test_canonical_csv_is_what_it_says() -> None:
    frame = pl.DataFrame(
        {
            "text": ['say "so", twice', None, "Ḵābul, کابل", "NA"],
            "whole": [1, None, -3, 0],
            "number": [0.1, None, 1.0, 1e-05],
            "truth": [True, None, False, True],
            "day": [date(2021, 8, 15), None, date(2024, 2, 29), date(2030, 1, 1)],
        }
    )
    assert canonical_csv(frame).decode() == (
        "text,whole,number,truth,day\n"
        '"say ""so"", twice",1,0.1,true,2021-08-15\n'
        ",,,,\n"
        '"Ḵābul, کابل",-3,1.0,false,2024-02-29\n'
        "NA,0,1e-05,true,2030-01-01\n"
    )
    assert canonical_csv(frame.clear()) == b"text,whole,number,truth,day\n"
    with pytest.raises(TypeError, match="no CSV form"):
        canonical_csv(pl.DataFrame({"list": [[1]]}))
