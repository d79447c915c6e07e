"""Inputs made to crash, to hang or to fill the memory: each ends in a finding or a clear error."""

import io
import json
import os
import shutil
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from fuzz.ground import Ground, prepare, write_files
from fuzz.package_layers import raw_of
from kabul_ties import structure
from kabul_ties.check import check_annotations
from kabul_ties.package.archive import Archive, BadPackageError
from kabul_ties.package.checks import package_findings
from kabul_ties.package.csv_reader import read_csv
from kabul_ties.package.parquet_checks import parquet_findings
from kabul_ties.package.reader import PackageFiles, open_package
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import parse_schema, read_json
from samples import REPOSITORY


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    return prepare(tmp_path_factory.mktemp("ground"))


def rules(findings: list[Any]) -> set[str]:
    return {finding.rule for finding in findings}


def test_a_quote_inside_a_cell_moves_no_column(
    sample_project: Project, edit: Callable[[str, str, str], None]
) -> None:
    """Found by mutated tables: a quote counts where a cell begins with it, and nowhere else."""
    edit("dataset/missions.csv", "Moscow,embassy", 'Mosc"ow,embasy')
    [found] = [f for f in check_annotations(sample_project).findings if f.value == "embasy"]
    lines = (sample_project.dataset / "missions.csv").read_text(encoding="utf-8").split("\n")
    assert lines[found.place.line - 1][found.place.column - 1 :].startswith("embasy")


def test_a_name_that_is_no_text_is_a_finding_and_hides_none(sample_project: Project) -> None:
    articles = os.fsencode(sample_project.dataset / "articles")
    source = sample_project.dataset / "articles" / "steppe-2024-list.yaml"
    try:
        shutil.copyfile(source, articles + b"/\xff-2024.yaml")
        (sample_project.dataset / "actions" / os.fsdecode(b"\xfe")).mkdir()
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    found = check_annotations(sample_project).findings
    assert [f.rule for f in found] == ["file-is-expected", "file-is-expected"]
    assert all("UTF-8" in f.message for f in found)


def test_a_finding_in_each_of_many_rows_is_told_so_often_and_no_more(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(structure, "MOST_FINDINGS", 50)
    with (sample_project.dataset / "missions.csv").open("a", encoding="utf-8") as file:
        file.write("x,x,x,x,x,x\n" * 500)
    found = check_annotations(sample_project).findings
    assert 50 <= len(found) <= 100


@pytest.mark.parametrize(
    "content",
    [b"[" * 100_000, b'{"a":' * 100_000, b"\xff", b"9" * 5000, b"", b"NaN", b"{}"],
    ids=["lists", "objects", "no text", "number", "nothing", "no number", "no schema"],
)
def test_a_schema_that_is_none_is_a_clear_error(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "schema.json"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=r"."):
        parse_schema(read_json(path))


def changed(key: str, value: object) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["fields"][0].update({key: value})


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda d: d.update(fields=["a"]), "another kind"),
        (lambda d: d.update(foreignKeys=[{"fields": [], "reference": {"fields": [1]}}]), "another"),
        (lambda d: d["fields"].append(d["fields"][0]), "two fields"),
        (lambda d: d.update(primaryKey=["nothing"]), "'nothing'"),
        (lambda d: d.update(primaryKey=[]), "names no field"),
        (changed("type", "datetime"), "the type is one of"),
        (changed("origin", "elsewhere"), "the origin is one of"),
        (changed("title", 5), "title is of another kind"),
        (changed("vocabulary", 5), "vocabulary is of another kind"),
        (changed("constraints", {"minLength": "x"}), "min_length is of another kind"),
        (changed("constraints", {"minimum": "x"}), "minimum is of another kind"),
        (changed("constraints", {"pattern": "[a-Z]"}), "no regular expression"),
        (changed("constraints", {"required": "x"}), "required is of another kind"),
        (changed("constraints", {"enum": [1]}), "enum is a list of texts"),
        (lambda d: d.update(files=5), "files is a text"),
        (lambda d: d.update(title=5), "are texts"),
    ],
)
def test_an_odd_schema_is_a_clear_error(
    change: Callable[[dict[str, Any]], None], said: str
) -> None:
    document = read_json(REPOSITORY / "schema" / "missions.json")
    change(document)
    with pytest.raises(ValueError, match=said):
        parse_schema(document)


def test_a_panic_over_csv_is_a_finding(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    def panic(*_: object, **__: object) -> None:
        raise pl.exceptions.PanicException("out of bounds")

    content = ground.package["csv/dates.csv"]
    archive = Archive("package", {"csv/dates.csv": len(content)}, lambda _: content)
    monkeypatch.setattr(pl, "read_csv", panic)
    with pytest.raises(BadPackageError) as caught:
        read_csv(archive, "csv/dates.csv", ground.schemas["dates"])
    assert rules(caught.value.findings) == {"csv-is-well-formed"}


def test_a_member_whose_two_names_differ_is_refused(ground: Ground, tmp_path: Path) -> None:
    """Its name is UTF-8 in the zip's list of members, and no text before the member itself."""
    content = bytearray(zip_bytes(ground.package))
    listed = content.rindex(b"PK\x01\x02")
    (member,) = struct.unpack_from("<I", content, listed + 42)
    content[listed + 9] |= 0x08  # the flag for UTF-8
    content[member + 30] = 0xFF
    (tmp_path / "bad.zip").write_bytes(content)
    assert rules(package_findings(tmp_path / "bad.zip")) == {"file-is-readable"}


@pytest.mark.parametrize("error", [OSError("gone"), ValueError("odd name"), EOFError("short")])
def test_a_file_that_cannot_be_read_is_refused(error: Exception) -> None:
    def fails(_: str) -> bytes:
        raise error

    with pytest.raises(BadPackageError, match=str(error)):
        Archive("package", {"a": 1}, fails).read("a")


def described(ground: Ground, tmp_path: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    document = json.loads(ground.package["datapackage.json"])
    change(document)
    files = {**ground.package, "datapackage.json": json.dumps(document).encode()}
    return write_files(files, tmp_path / "package")


def refusal(path: Path) -> list[Any]:
    with pytest.raises(BadPackageError) as caught:
        open_package(path)
    return caught.value.findings


def test_a_descriptor_without_measure_is_refused_at_once(ground: Ground, tmp_path: Path) -> None:
    many = described(ground, tmp_path, lambda d: d.update(resources=[{}] * 200_000))
    found = refusal(many)
    assert rules(found) == {"descriptor-fits-the-profile"}
    assert len(found) <= 100
    large = described(ground, tmp_path, lambda d: d.update(title="x" * 3_000_000))
    assert rules(refusal(large)) == {"descriptor-is-readable"}
    long = described(ground, tmp_path, lambda d: d.update(version="9" * 5000 + ".0.0"))
    assert rules(refusal(long)) == {"descriptor-fits-the-profile"}


def twin(ground: Ground, table: str, content: bytes) -> set[str]:
    """The rules that a table's Parquet file breaks."""
    resource = ground.resources[table]
    sizes = {resource.path: len(ground.package[resource.path])}
    files = PackageFiles(
        Archive("package", sizes, lambda _: content), "0.1.0", {}, ground.resources
    )
    return rules(parquet_findings(files, resource, raw_of(ground, table)))


def written(table: Any, **options: Any) -> bytes:
    sink = io.BytesIO()
    pq.write_table(table, sink, **options)
    return sink.getvalue()


def test_a_text_that_stands_once_and_counts_in_every_row_is_refused_unwritten(
    ground: Ground,
) -> None:
    """Two hundred bytes of file for each gigabyte of text: a dictionary of one long entry."""
    good = pq.ParquetFile(pa.BufferReader(ground.package["parquet/codes.parquet"])).read()
    at = good.column_names.index("definition")
    long = pa.chunked_array([pa.array(["x" * 1_000_000])] * len(good))  # one copy in memory
    bomb = written(good.set_column(at, good.field(at), long), compression="zstd")
    most = pa.default_memory_pool().max_memory()
    assert twin(ground, "codes", bomb) == {"csv-equals-parquet"}
    assert pa.default_memory_pool().max_memory() <= max(most, 100_000_000)
    assert twin(ground, "codes", written(good, row_group_size=7)) == set()


def test_a_footer_that_lies_about_rows_is_refused(ground: Ground) -> None:
    good = pq.ParquetFile(pa.BufferReader(ground.package["parquet/codes.parquet"])).read()
    content = bytearray(written(good))
    footer = len(content) - 8 - struct.unpack_from("<I", content, len(content) - 8)[0]
    count = bytes([0x16]) + varint(2 * len(good))  # the field num_rows, in the compact protocol
    at = content.index(count, footer)
    content[at : at + len(count)] = bytes([0x16]) + varint(2 * (len(good) - 1))
    assert twin(ground, "codes", bytes(content)) == {"row-count-is-right"}


def varint(number: int) -> bytes:
    """A number as Thrift's compact protocol writes it."""
    low = bytearray()
    while number > 0x7F:
        low.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes([*low, number])


def test_a_zip_that_lies_about_sizes_is_refused(ground: Ground, tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, content in ground.package.items():
            opened.writestr(name, content)
    zipped = bytearray(path.read_bytes())
    listed = zipped.rindex(b"PK\x01\x02")
    for lie in (1, 2**20, 2**31, 2**32 - 1):
        struct.pack_into("<I", zipped, listed + 24, lie)
        path.write_bytes(zipped)
        assert package_findings(path), lie
