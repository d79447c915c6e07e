"""A built package from elsewhere: good ones that pass, and what the gallery cannot hold."""

import os
import zipfile
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from kabul_ties.finding import Finding
from kabul_ties.package import archive, parquet_checks
from kabul_ties.package.checks import package_findings
from kabul_ties.package.reader import BadPackageError, open_package, read_tables
from kabul_ties.package.recognise import package_at
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.texts import read_article, read_articles
from packages import (
    SCHEMAS,
    Files,
    describe,
    named,
    only_csv,
    resource,
    sample_package,
    with_csv,
    with_parquet,
    write,
)


@pytest.fixture
def good() -> Files:
    return sample_package()


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def test_good_package_passes_as_folder_and_zip(good: Files, tmp_path: Path) -> None:
    assert package_findings(write(good, tmp_path / "package")) == []
    zipped = tmp_path / "package.zip"
    zipped.write_bytes(zip_bytes(good))
    assert package_findings(zipped) == []


def test_near_misses_pass(good: Files, tmp_path: Path) -> None:
    files = {f"kabul-ties-0.1.0/{name}": content for name, content in good.items()}
    zipped = tmp_path / "below.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive_:
        archive_.mkdir("kabul-ties-0.1.0")
        for name, content in files.items():
            archive_.writestr(name, content)
    assert package_findings(zipped) == []
    folder = write({**good, ".DS_Store": b"x", ".git/config": b"x"}, tmp_path / "package")
    (folder / "README.md").rename(folder / ".git/readme")
    (folder / "README.md").symlink_to(".git/readme")
    assert package_findings(folder) == []


def test_texts_of_schemas_may_differ(good: Files, tmp_path: Path) -> None:
    files = dict(good)

    def reworded(document: dict[str, Any]) -> None:
        missions = resource(document, "missions")
        city = named(missions["schema"]["fields"], "city")
        city |= {"title": "Town", "description": "Other.", "example": "Bonn"}
        missions["schema"] |= {"title": "Posts", "description": "In other words."}
        missions |= {"title": "Posts", "description": "In other words."}
        missions["dialect"] = dict(reversed(missions["dialect"].items()))
        document["version"] = "9.0.0"
        document["doi"] = "10.5281/zenodo.1"

    describe(files, reworded)
    assert package_findings(write(files, tmp_path / "package")) == []


def test_places_are_those_of_the_cells(good: Files, tmp_path: Path) -> None:
    files = dict(good)
    lines = files["csv/missions.csv"].decode().splitlines()
    line = next(n for n, text in enumerate(lines, 1) if ",RUS," in text)
    with_csv(files, "missions", ",RUS,", ",QQQ,")
    [found] = package_findings(write(files, tmp_path / "package"))
    column = lines[line - 1].index(",RUS,") + 2
    assert str(found.place) == f"{tmp_path}/package/csv/missions.csv:{line}:{column}"


def test_package_that_is_not_there(tmp_path: Path) -> None:
    assert rules(package_findings(tmp_path / "none.zip")) == {"package-is-readable"}
    (tmp_path / "text.zip").write_text("no zip")
    assert rules(package_findings(tmp_path / "text.zip")) == {"package-is-readable"}
    assert rules(package_findings(tmp_path)) == {"descriptor-is-readable"}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes in folders here")
def test_pipes_are_not_waited_for(good: Files, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.zip"
    os.mkfifo(pipe)
    assert package_at(pipe) == pipe
    assert rules(package_findings(pipe)) == {"package-is-readable"}
    os.mkfifo(tmp_path / "pipe")
    assert package_at(tmp_path / "pipe") is None
    folder = write(good, tmp_path / "package")
    (folder / "load.R").unlink()
    os.mkfifo(folder / "load.R")
    assert rules(package_findings(folder)) == {"file-is-regular"}
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a.txt").write_text("Text.")
    os.mkfifo(texts / "pipe.txt")
    assert [article.path.name for article in read_articles([texts])] == ["a.txt"]
    with pytest.raises(ValueError, match="no plain file"):
        read_article(texts / "pipe.txt")
    (texts / "link.txt").symlink_to("a.txt")
    assert read_article(texts / "link.txt").text == "Text."


def test_package_is_recognised_whatever_names_it(good: Files, tmp_path: Path) -> None:
    folder = write(good, tmp_path / "package")
    assert package_at(folder) == folder
    assert package_at(folder / "datapackage.json") == folder
    assert package_at(tmp_path) is None
    assert package_at(folder / "README.md") is None
    assert package_at(tmp_path / "not-there") is None
    for name in ("pkg.ZIP", "pkg", "kabul-ties-0.1.0"):
        zipped = tmp_path / name
        zipped.write_bytes(zip_bytes(good))
        assert package_at(zipped) == zipped
        assert package_findings(zipped) == []
    (tmp_path / "text.zip").write_text("no zip")
    assert package_at(tmp_path / "text.zip") == tmp_path / "text.zip"
    (tmp_path / "zip").write_text("PK")
    assert package_at(tmp_path / "zip") is None


def test_bombs_are_refused_before_they_unpack(
    good: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    zipped = tmp_path / "bomb.zip"
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("datapackage.json", b" " * 4_000_000)
    assert rules(package_findings(zipped)) == {"package-is-not-too-large"}
    monkeypatch.setattr("kabul_ties.package.reader.MOST_BYTES", 1000)
    assert rules(package_findings(write(good, tmp_path / "p"))) == {"package-is-not-too-large"}
    monkeypatch.setattr("kabul_ties.package.reader.MOST_BYTES", archive.MOST_BYTES)
    monkeypatch.setattr(parquet_checks, "MOST_BYTES", 10)
    assert rules(package_findings(tmp_path / "p")) == {"package-is-not-too-large"}


def test_damaged_members_are_refused(good: Files, tmp_path: Path) -> None:
    for path, whole in good.items():
        damaged = bytearray(zip_bytes(good))
        damaged[damaged.index(whole) + len(whole) // 2] ^= 1
        (tmp_path / "damaged.zip").write_bytes(damaged)
        [found] = package_findings(tmp_path / "damaged.zip")
        assert (found.rule, found.place.file) == (
            "file-is-readable",
            f"{tmp_path}/damaged.zip/{path}",
        )


def test_tables_have_the_types_of_their_schemas(good: Files, tmp_path: Path) -> None:
    tables = read_tables(open_package(write(good, tmp_path / "package")))
    assert tables["dates"].schema["start"] == pl.Date
    assert list(tables) == list(SCHEMAS)
    files = dict(good)
    only_csv(files, "actions", b",1,", b",one,")
    with pytest.raises(BadPackageError, match="does not have its type"):
        read_tables(open_package(write(files, tmp_path / "other")))


def test_zip_is_the_same_for_any_order_of_files(good: Files) -> None:
    assert zip_bytes(good) == zip_bytes(dict(reversed(good.items())))


def test_a_few_hundred_thousand_rows_pass_in_columns(good: Files, tmp_path: Path) -> None:
    """No row-by-row work: this would take minutes."""
    files = dict(good)
    first = files["csv/participants.csv"].decode().splitlines()[1].split(",")
    rows = "".join(f"{first[0]},Person {n:06},emirate,,official\n" for n in range(200_000))
    with_csv(files, "participants", "level\n", "level\n" + rows)
    assert package_findings(write(files, tmp_path / "package")) == []


def test_parquet_that_would_mislead_readers_in_memory_is_refused(
    good: Files, tmp_path: Path
) -> None:
    """pyarrow reads text that is no UTF-8 without a word, and polars trusts it."""
    files = dict(good)

    def unreadable(read: Any) -> Any:
        at = read.column_names.index("city")
        bad = pa.array([b"\xff"] * len(read), pa.binary()).view(pa.string())
        return read.set_column(at, read.field(at), bad)

    with_parquet(files, "missions", unreadable)
    assert rules(package_findings(write(files, tmp_path / "package"))) == {"parquet-is-readable"}
    files = dict(good)
    field = {b"title": b"\xff"}
    with_parquet(
        files,
        "missions",
        lambda read: read.cast(pa.schema([f.with_metadata(field) for f in read.schema])),
    )
    assert package_findings(write(files, tmp_path / "other")) == []
