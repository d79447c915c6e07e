"""A built package from elsewhere: one that is broken for every rule, and good ones that pass."""

import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.package import archive, parquet_checks
from kabul_ties.package.builder import package_files
from kabul_ties.package.checks import package_findings
from kabul_ties.package.parquet_files import content_digest, parquet_bytes
from kabul_ties.package.reader import BadPackageError, open_package, read_tables
from kabul_ties.package.recognise import package_at
from kabul_ties.package.zip_file import zip_bytes
from kabul_ties.schemas.columns import typed
from kabul_ties.schemas.table_schema import load_schemas
from kabul_ties.texts import read_article, read_articles
from samples import REPOSITORY, copy_sample

Files = dict[str, bytes]
Break = Callable[[Files], object]

SCHEMAS = load_schemas(REPOSITORY / "schema")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Files:
    project = copy_sample(tmp_path_factory.mktemp("good") / "project")
    return package_files(check_annotations(project), project)


def write(files: Files, folder: Path) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def rules(findings: list[Finding]) -> set[str]:
    return {finding.rule for finding in findings}


def describe(files: Files, change: Callable[[dict[str, Any]], object]) -> None:
    document = json.loads(files["datapackage.json"])
    change(document)
    files["datapackage.json"] = json.dumps(document).encode()


def resource(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(r for r in document["resources"] if r["name"] == name)
    return found


def signed(files: Files, table: str) -> None:
    """Makes the descriptor right about the bytes of a table's two files."""
    csv, parquet = files[f"csv/{table}.csv"], files[f"parquet/{table}.parquet"]

    def sign(document: dict[str, Any]) -> None:
        entry = resource(document, table)
        entry |= {"bytes": len(csv), "hash": f"sha256:{sha256(csv).hexdigest()}"}
        entry["parquet"] |= {"bytes": len(parquet), "sha256": sha256(parquet).hexdigest()}

    describe(files, sign)


def with_csv(files: Files, table: str, old: str, new: str) -> None:
    """Replaces a text in a table's CSV file, and makes all that follows from it anew."""
    text = files[f"csv/{table}.csv"].decode()
    assert old in text
    replaced = text.replace(old, new, 1)
    rows = pl.read_csv(replaced.encode(), infer_schema=False).with_columns(
        pl.all().replace({"": None})
    )
    frame = rows.select(typed(field) for field in SCHEMAS[table].fields)
    parquet = parquet_bytes(frame, SCHEMAS[table])
    files |= {f"csv/{table}.csv": replaced.encode(), f"parquet/{table}.parquet": parquet}
    signed(files, table)
    content = content_digest(parquet, SCHEMAS[table])

    def count(document: dict[str, Any]) -> None:
        resource(document, table)["rows"] = len(frame)
        resource(document, table)["parquet"]["content_sha256"] = content

    describe(files, count)


def only_csv(files: Files, table: str, old: bytes, new: bytes) -> None:
    assert old in files[f"csv/{table}.csv"]
    files[f"csv/{table}.csv"] = files[f"csv/{table}.csv"].replace(old, new, 1)
    signed(files, table)


def with_parquet(files: Files, table: str, change: Callable[[Any], Any]) -> None:
    sink = io.BytesIO()
    read = pq.ParquetFile(pa.BufferReader(files[f"parquet/{table}.parquet"])).read()
    pq.write_table(change(read), sink)
    files[f"parquet/{table}.parquet"] = sink.getvalue()
    signed(files, table)


def described(change: Callable[[dict[str, Any]], object]) -> Break:
    return lambda files: describe(files, change)


def other_city(read: Any) -> Any:
    at = read.column_names.index("city")
    cities = ["Elsewhere", *read["city"].to_pylist()[1:]]
    return read.set_column(at, read.field(at), [cities])


def altered_field(document: dict[str, Any]) -> None:
    resource(document, "missions")["schema"]["fields"][3]["constraints"] = {"required": False}


def of_version(version: str) -> Break:
    def change(document: dict[str, Any]) -> None:
        altered_field(document)
        document["version"] = version

    return described(change)


def swapped_cell(files: Files) -> None:
    with_csv(files, "dates", ",agreed\n", ",judged\n")


def of_field(table: str, name: str, **properties: object) -> Callable[[dict[str, Any]], object]:
    def change(document: dict[str, Any]) -> None:
        fields = resource(document, table)["schema"]["fields"]
        next(field for field in fields if field["name"] == name).update(properties)

    return change


def beside(document: dict[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = next(entry for entry in document["files"] if entry["path"] == path)
    return found


def unlist(files: Files, path: str) -> None:
    describe(files, lambda document: document["files"].remove(beside(document, path)))


def taken_out(files: Files, path: str) -> None:
    files.pop(path)
    unlist(files, path)


def vouched(files: Files, path: str, content: bytes) -> None:
    entry = {"path": path, "bytes": len(content), "sha256": sha256(content).hexdigest()}
    files[path] = content
    describe(files, lambda document: document["files"].append(entry))


def altered_byte(files: Files, path: str) -> None:
    files[path] = files[path][:-2] + b"#" + files[path][-1:]


def renamed(files: Files, old: str, new: str) -> None:
    files[new] = files.pop(old)
    describe(files, lambda document: resource(document, "dates").update(path=new))


def no_parquet(files: Files) -> None:
    files["parquet/missions.parquet"] = b"PAR1 nothing PAR1"
    signed(files, "missions")


def unsigned(files: Files) -> None:
    files["csv/missions.csv"] = files["csv/missions.csv"].replace(b"Moscow", b"Moscov", 1)


BROKEN: dict[str, list[Break]] = {
    "descriptor-is-readable": [
        lambda files: files.pop("datapackage.json"),
        lambda files: files.update({"datapackage.json": b"[" * 100_000}),
        lambda files: files.update({"datapackage.json": b"{"}),
        lambda files: files.update({"datapackage.json": b'{"a": 1, "a": 2}'}),
        lambda files: files.update({"datapackage.json": b'{"a": NaN}'}),
        lambda files: files.update({"datapackage.json": b'{"a": "\xff"}'}),
        lambda files: files.update({"datapackage.json": rb'{"a": "\ud800"}'}),
    ],
    "descriptor-fits-the-profile": [
        lambda files: files.update({"datapackage.json": b"[]"}),
        described(lambda d: d.pop("version")),
        described(lambda d: resource(d, "dates").update(schema="http://example.org/schema.json")),
        described(lambda d: resource(d, "dates").update(path=["csv/dates.csv"])),
        described(lambda d: resource(d, "dates").update(extrapaths=["/etc/passwd"])),
        described(lambda d: resource(d, "dates").update(hash="md5:0")),
        described(lambda d: resource(d, "dates").update(rows=-1)),
        described(lambda d: resource(d, "dates").pop("dialect")),
        described(lambda d: resource(d, "dates")["dialect"].update(commentChar="R")),
        described(lambda d: resource(d, "dates")["dialect"].update(skipInitialSpace=True)),
        described(lambda d: resource(d, "dates")["dialect"].update(headerRows=[1, 2])),
        described(lambda d: resource(d, "dates")["dialect"].update(header=1)),
        described(lambda d: d.update(profile="https://example.org/profile.json")),
        described(lambda d: d.pop("files")),
        described(lambda d: beside(d, "load.R").update(sha256="0")),
        described(lambda d: beside(d, "load.R").update(url="https://example.org/load.R")),
    ],
    "resource-path-is-safe": [
        described(lambda d: resource(d, "dates").update(path="https://example.org/dates.csv")),
        described(lambda d: resource(d, "dates").update(path="/etc/passwd")),
        described(lambda d: resource(d, "dates").update(path="csv/../../dates.csv")),
        described(lambda d: resource(d, "dates").update(path="csv\\dates.csv")),
        described(lambda d: resource(d, "dates")["parquet"].update(path="../dates.parquet")),
    ],
    "table-stands-once": [described(lambda d: d["resources"].append(d["resources"][0]))],
    "table-is-given": [described(lambda d: d["resources"].pop(3))],
    "table-is-known": [
        described(lambda d: d["resources"].append({**d["resources"][0], "name": "others"}))
    ],
    "schema-version-is-known": [of_version("0.0.1"), of_version("9.0.0")],
    "schema-is-the-versions": [
        described(altered_field),
        *(described(altered) for altered in (
            of_field("dates", "start", format="%d/%m/%Y"),
            of_field("dates", "start", missingValues=["", "2024-01-01"]),
            of_field("actions", "conclusion", categories=["occurred"]),
            of_field("actions", "conclusion", constraints={"required": 1}),
            of_field("evidence", "passage_length", decimalChar=","),
            of_field("evidence", "passage_length", groupChar="1"),
            of_field("evidence", "passage_length", bareNumber=False),
            of_field("countries", "neighbour", trueValues=["false"]),
            of_field("countries", "neighbour", unknown=None),
        )),
        described(lambda d: resource(d, "dates")["schema"].update(fieldsMatch="partial")),
        described(lambda d: resource(d, "dates")["schema"].update(uniqueKeys=[["basis"]])),
        described(lambda d: resource(d, "dates")["schema"].pop("missingValues")),
        described(lambda d: resource(d, "dates")["schema"].pop("foreignKeys")),
    ],
    "resource-is-the-versions": [
        described(lambda d: resource(d, "dates").update(layout={"skipRows": [2]})),
        described(lambda d: resource(d, "dates").update(type="file")),
        described(lambda d: resource(d, "dates").update(profile="https://example.org/p.json")),
        described(lambda d: resource(d, "dates").pop("encoding")),
        described(lambda d: resource(d, "dates")["parquet"].update(mirror="other.parquet")),
        lambda files: renamed(files, "csv/dates.csv", "data/dates.csv"),
    ],
    "file-is-given": [
        lambda files: taken_out(files, "README.md"),
        lambda files: taken_out(files, "annotation/action.schema.json"),
    ],
    "listed-file-exists": [
        lambda files: files.pop("load.R"),
        lambda files: files.pop("annotation/action.schema.json"),
        lambda files: files.pop("csv/dates.csv"),
        lambda files: files.pop("parquet/dates.parquet"),
    ],
    "file-is-listed": [
        lambda files: files.update({"csv/more.csv": b"a\n"}),
        lambda files: files.update({"run-me.exe": b"MZ"}),
        lambda files: files.update({"annotation/more.schema.json": b"{}"}),
        lambda files: unlist(files, "load.R"),
        lambda files: vouched(files, "run-me.exe", b"MZ"),
    ],
    "file-is-listed-once": [
        lambda files: vouched(files, "load.R", files["load.R"]),
        lambda files: vouched(files, "csv/dates.csv", files["csv/dates.csv"]),
    ],
    "size-is-right": [
        lambda f: f.update({"csv/dates.csv": f["csv/dates.csv"] + b"\n"}),
        lambda f: f.update({"README.md": f["README.md"] + b"\n"}),
    ],
    "digest-is-right": [
        unsigned,
        lambda files: altered_byte(files, "load.R"),
        lambda files: altered_byte(files, "README.md"),
        lambda files: altered_byte(files, "annotation/article.schema.json"),
    ],
    "header-is-the-schemas": [
        lambda files: only_csv(files, "missions", b"mission_id", b"missionid"),
        lambda files: only_csv(files, "missions", b"city,kind", b"kind,city"),
        lambda files: only_csv(files, "missions", b"mission_id", b"\xef\xbb\xbfmission_id"),
        lambda files: only_csv(files, "missions", b",note\n", b",note,note\n"),
    ],
    "csv-is-well-formed": [
        lambda files: only_csv(files, "missions", b",embassy,", b",embassy"),
        lambda files: only_csv(files, "missions", b",embassy,", b",embassy,,"),
        lambda files: only_csv(files, "missions", b",embassy,", b',embassy,"swallowed'),
        lambda files: only_csv(files, "missions", b"Moscow", b'"Moscow"'),
        lambda files: only_csv(files, "missions", b"embassy,\n", b"embassy,\r\n"),
        lambda files: only_csv(files, "missions", b"Moscow", b"Mosc\xffw"),
        lambda files: only_csv(files, "missions", b"Moscow", b'"Mos\ncow"'),
        lambda files: only_csv(files, "missions", b",note\n", b",note\n\n"),
    ],
    "csv-equals-parquet": [lambda files: with_parquet(files, "missions", other_city)],
    "content-digest-is-right": [
        described(lambda d: resource(d, "dates")["parquet"].update(content_sha256="0" * 64))
    ],
    "parquet-is-readable": [no_parquet],
    "parquet-fits-the-schema": [
        lambda files: with_parquet(files, "dates", lambda t: t.set_column(
            2, "start", [[str(day) for day in t["start"].to_pylist()]])),
        lambda files: with_parquet(files, "dates", lambda t: t.drop_columns(["basis"])),
    ],
    "row-count-is-right": [
        described(lambda d: resource(d, "dates").update(rows=999)),
        lambda files: with_parquet(files, "dates", lambda t: t.slice(1)),
    ],
    "computed-values-follow": [
        swapped_cell,
        lambda files: with_csv(files, "actions", ",effective,", ",decided,"),
        lambda files: with_csv(
            files, "dates", files["csv/dates.csv"].decode().splitlines()[1] + "\n", ""
        ),
    ],
    "reference-exists": [lambda files: with_csv(files, "missions", ",RUS,", ",QQQ,")],
    "vocabulary-defines-every-code": [
        lambda files: with_csv(files, "codes", "\nstance,denies,", "\nstance,denied,")
    ],
    "retired-id-has-a-reason": [
        lambda files: with_csv(
            files, "registry", "reason\n", "reason\nactions,RUS-2021-01,0.1.0,withdrawn,,\n"
        )
    ],
}  # fmt: skip

CASES = [
    pytest.param(r, b, id=f"{r}-{n}") for r, all_ in BROKEN.items() for n, b in enumerate(all_)
]


@pytest.mark.parametrize(("rule", "damage"), CASES)
def test_each_broken_package_is_found_out(
    rule: str, damage: Break, good: Files, tmp_path: Path
) -> None:
    files = dict(good)
    damage(files)
    found = package_findings(write(files, tmp_path / "package"))
    assert rule in rules(found)
    assert all(finding.place.file.startswith(str(tmp_path)) for finding in found)


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
    (folder / "README.md").rename(folder / ".readme")
    (folder / "README.md").symlink_to(".readme")
    assert package_findings(folder) == []


def test_texts_of_schemas_may_differ(good: Files, tmp_path: Path) -> None:
    files = dict(good)

    def reworded(document: dict[str, Any]) -> None:
        missions = resource(document, "missions")
        of_field("missions", "city", title="Town", description="Other.", example="Bonn")(document)
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


def test_links_out_of_the_package_are_refused(good: Files, tmp_path: Path) -> None:
    folder = write(good, tmp_path / "package")
    (tmp_path / "secret").write_text("secret")
    (folder / "csv" / "dates.csv").unlink()
    (folder / "csv" / "dates.csv").symlink_to(tmp_path / "secret")
    assert rules(package_findings(folder)) == {"file-is-inside"}
    (folder / "csv" / "dates.csv").unlink()
    (folder / "csv" / "dates.csv").symlink_to("nowhere")
    assert rules(package_findings(folder)) == {"file-is-regular"}


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


def link_member() -> zipfile.ZipInfo:
    member = zipfile.ZipInfo("csv/link.csv")
    member.external_attr = (stat.S_IFLNK | 0o777) << 16
    return member


@pytest.mark.parametrize(
    ("member", "rule"),
    [
        ("../slip.csv", "file-is-inside"),
        ("/etc/slip.csv", "file-is-inside"),
        ("C:/slip.csv", "file-is-inside"),
        ("csv//slip.csv", "file-is-inside"),
        ("CSV/Dates.csv", "file-stands-once"),
        (link_member(), "file-is-regular"),
        ("full-folder/", "file-is-regular"),
    ],
)
def test_bad_members_are_refused(
    member: str | zipfile.ZipInfo, rule: str, good: Files, tmp_path: Path
) -> None:
    zipped = tmp_path / "bad.zip"
    zipped.write_bytes(zip_bytes(good))
    with zipfile.ZipFile(zipped, "a") as opened:
        opened.writestr(member, b"content")
    assert rules(package_findings(zipped)) == {rule}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_repeated_member_is_refused(good: Files, tmp_path: Path) -> None:
    zipped = tmp_path / "bad.zip"
    zipped.write_bytes(zip_bytes(good))
    with zipfile.ZipFile(zipped, "a") as opened:
        opened.writestr("csv/dates.csv", b"content")
    assert rules(package_findings(zipped)) == {"file-stands-once"}


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


def test_encrypted_and_damaged_members_are_refused(good: Files, tmp_path: Path) -> None:
    content = bytearray(zip_bytes(good))
    central = content.rindex(b"PK\x01\x02")
    content[central + 8] |= 1
    (tmp_path / "locked.zip").write_bytes(content)
    assert rules(package_findings(tmp_path / "locked.zip")) == {"file-is-readable"}
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
