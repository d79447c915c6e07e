"""The form layer: hostile files that git cannot carry, and the places of what is wrong."""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType

import pytest

from kabul_ties.annotations import text_files
from kabul_ties.annotations.reader import read_annotations
from kabul_ties.check import check_annotations
from kabul_ties.finding import Finding
from kabul_ties.paths import Project
from kabul_ties.schemas.table_schema import load_schemas

ACTION = "dataset/actions/AZE/AZE-2024-01.yaml"
ARTICLE = "dataset/articles/herald-2024-embassy-moscow.yaml"
OTHER_ARTICLE = "dataset/articles/steppe-2024-list.yaml"
PATIENCE = 20


@pytest.fixture(autouse=True)
def _no_test_hangs() -> Iterator[None]:
    """A pipe or device that is opened after all would block for ever."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        raise TimeoutError(f"More than {PATIENCE} seconds.")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def found(project: Project) -> list[Finding]:
    """What is wrong with a project; the form layer takes less than a second to say so."""
    schemas = load_schemas(project.schema)
    start = time.process_time()
    annotations = read_annotations(project, schemas)
    assert time.process_time() - start < 1
    findings = check_annotations(project, agreement=False).findings
    assert set(annotations.findings) <= set(findings)
    return findings


def rules(project: Project) -> list[tuple[str, str]]:
    return [(finding.rule, str(finding.place)) for finding in found(project)]


def replaced(project: Project, path: str, content: bytes) -> Project:
    (project.root / path).write_bytes(content)
    return project


def test_a_link_out_of_the_project_is_not_followed(sample_project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text("source: secret", encoding="utf-8")
    for path in (ACTION, "dataset/articles/secret-2024-file.yaml"):
        (sample_project.root / path).unlink(missing_ok=True)
        (sample_project.root / path).symlink_to(outside)
    findings = found(sample_project)
    assert [str(f.place) for f in findings if f.rule == "file-is-regular"] == [
        ACTION,
        "dataset/articles/secret-2024-file.yaml",
    ]
    assert "secret" not in " ".join(f.message + (f.value or "") for f in findings)


def test_a_linked_folder_is_not_entered(sample_project: Project, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "UZB-2024-01.yaml").write_text("action:\n  country_id: UZB\n", encoding="utf-8")
    (sample_project.dataset / "actions/UZB").symlink_to(outside)
    (sample_project.dataset / "actions/loop").symlink_to(sample_project.dataset)
    assert rules(sample_project) == [
        ("file-is-expected", "dataset/actions/UZB"),
        ("file-is-regular", "dataset/actions/UZB/UZB-2024-01.yaml"),
        ("file-is-expected", "dataset/actions/loop"),
    ]


def test_pipes_devices_and_folders_are_not_opened(sample_project: Project) -> None:
    articles = sample_project.dataset / "articles"
    os.mkfifo(articles / "pipe-2024-file.yaml")
    (articles / "zero-2024-file.yaml").symlink_to("/dev/zero")
    (articles / "folder-2024-file.yaml").mkdir()
    assert rules(sample_project) == [
        ("file-is-regular", "dataset/articles/folder-2024-file.yaml"),
        ("file-is-regular", "dataset/articles/pipe-2024-file.yaml"),
        ("file-is-regular", "dataset/articles/zero-2024-file.yaml"),
    ]


def test_a_pipe_instead_of_a_hand_kept_table_is_not_opened(sample_project: Project) -> None:
    (sample_project.dataset / "registry.csv").unlink()
    os.mkfifo(sample_project.dataset / "registry.csv")
    assert ("file-is-regular", "dataset/registry.csv") in rules(sample_project)


def test_a_file_that_cannot_be_read_is_a_finding(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreadable = sample_project.root / ACTION
    unreadable.chmod(0)
    if os.access(unreadable, os.R_OK):  # root may read everything
        read_bytes = Path.read_bytes

        def refuse(path: Path) -> bytes:
            if path == unreadable:
                raise PermissionError(13, "Permission denied", str(path))
            return read_bytes(path)

        monkeypatch.setattr(Path, "read_bytes", refuse)
    findings = found(sample_project)
    assert (findings[0].rule, str(findings[0].place)) == ("file-is-readable", ACTION)
    assert "Permission denied" in findings[0].message


REFERRING = (
    "outlets",
    "registry",
    "coverage",
    "collected_acts",
    "public_counts",
    "listed_missions",
)
"""Hand-kept tables that a data set without articles leaves empty."""

HAND_KEPT = ["coders", "countries", "missions", *REFERRING]


@pytest.mark.parametrize("table", HAND_KEPT)
def test_a_hand_kept_table_that_was_deleted_is_missing(table: str, sample_project: Project) -> None:
    (sample_project.dataset / f"{table}.csv").unlink()
    (finding,) = [f for f in found(sample_project) if f.rule == "table-file-is-given"]
    assert str(finding.place) == f"dataset/{table}.csv"
    assert "_id," in finding.mend or "table,id," in finding.mend


def test_a_deleted_code_table_of_the_schema_is_missing(sample_project: Project) -> None:
    (sample_project.schema / "vocabularies/action_types.csv").unlink()
    assert ("table-file-is-given", "schema/vocabularies/action_types.csv") in rules(sample_project)


@pytest.mark.parametrize("emptied", [False, True])
def test_annotations_that_were_deleted_are_missing(emptied: bool, sample_project: Project) -> None:
    for folder in ("articles", "actions", "codings"):
        shutil.rmtree(sample_project.dataset / folder)
        if emptied:
            (sample_project.dataset / folder).mkdir()
    assert rules(sample_project) == [
        ("table-file-is-given", "dataset/actions"),
        ("table-file-is-given", "dataset/articles"),
    ]


def test_second_codings_may_be_absent(sample_project: Project) -> None:
    shutil.rmtree(sample_project.dataset / "codings")
    assert rules(sample_project) == []


def test_an_empty_data_set_needs_no_folders(sample_project: Project) -> None:
    for folder in ("articles", "actions", "codings"):
        shutil.rmtree(sample_project.dataset / folder)
    for table in REFERRING:
        path = sample_project.dataset / f"{table}.csv"
        path.write_text(path.read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    assert rules(sample_project) == []


@pytest.mark.parametrize("folder", ["", "articles", "actions", "actions/AZE", "codings"])
def test_a_folder_that_cannot_be_listed_is_a_finding(
    folder: str, sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = sample_project.dataset / folder
    scandir = os.scandir

    def refuse(path: Path) -> Iterator[os.DirEntry[str]]:  # root may list everything
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    (finding,) = found(sample_project)
    assert (finding.rule, finding.place.file) == (
        "file-is-readable",
        f"dataset/{folder}".rstrip("/"),
    )
    assert "Permission denied" in finding.message


def test_a_file_that_cannot_be_looked_at_is_a_finding(
    sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    lstat = Path.lstat

    def refuse(path: Path) -> os.stat_result:  # a folder may be listed and not entered
        if path == sample_project.root / ACTION:
            raise PermissionError(13, "Permission denied", str(path))
        return lstat(path)

    monkeypatch.setattr(Path, "lstat", refuse)
    assert ("file-is-readable", ACTION) in rules(sample_project)


def test_hidden_files_are_passed_over(sample_project: Project) -> None:
    for name in (
        "articles/.herald-2024-x.yaml", "articles/.gitkeep", ".outlets.csv",
        "actions/.git/AZE-2024-02.yaml", "actions/AZE/.AZE-2024-01.yaml",
    ):  # fmt: skip
        path = sample_project.dataset / name
        path.parent.mkdir(exist_ok=True)
        path.write_text("No annotation.", encoding="utf-8")
    (sample_project.schema / "vocabularies/.codes.csv").write_text("x", encoding="utf-8")
    assert rules(sample_project) == []


@pytest.mark.parametrize("path", [ARTICLE, "dataset/outlets.csv"])
def test_a_huge_file_is_not_read(
    path: str, sample_project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge = sample_project.root / path
    os.truncate(huge, 200_000_000)  # sparse: it takes no room on the disk
    read_bytes = Path.read_bytes

    def no_huge_file(each: Path) -> bytes:
        assert each != huge
        return read_bytes(each)

    monkeypatch.setattr(Path, "read_bytes", no_huge_file)
    assert ("file-is-not-too-large", path) in rules(sample_project)


def test_a_file_just_small_enough_is_read(sample_project: Project) -> None:
    path = sample_project.root / ACTION
    text = path.read_bytes()
    limit = text_files.MAXIMUM_BYTES[".yaml"]
    path.write_bytes(text + b"#" * (limit - len(text) - 1) + b"\n")
    assert rules(sample_project) == []
    path.write_bytes(text + b"#" * (limit - len(text)) + b"\n")
    assert ("file-is-not-too-large", ACTION) in rules(sample_project)


@pytest.mark.parametrize(
    ("path", "twin", "rule"),
    [
        (OTHER_ARTICLE, "dataset/articles/Steppe-2024-List.yaml", "value-fits-its-pattern"),
        (ACTION, "dataset/actions/AZE/aze-2024-01.yaml", "value-fits-its-pattern"),
        ("dataset/outlets.csv", "dataset/Outlets.csv", "file-is-expected"),
        (ACTION, "dataset/actions/AZE/AZE-2024-02.YAML", "file-is-expected"),
        (ACTION, "dataset/Actions/AZE/AZE-2024-01.yaml", "file-is-expected"),
    ],
)
def test_case_twins_are_refused(path: str, twin: str, rule: str, sample_project: Project) -> None:
    target = sample_project.root / twin
    if target.exists():
        pytest.skip("This file system does not tell upper from lower case.")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes((sample_project.root / path).read_bytes())
    assert rule in {finding.rule for finding in found(sample_project) if finding.place.file == twin}


BOMB = "a: &a [x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        pytest.param(BOMB, "yaml-has-no-aliases", ":1:4", id="alias bomb"),
        pytest.param("action: &a\n  note: *a\n", "yaml-has-no-aliases", ":1:9", id="anchor"),
        pytest.param("[" * 100_000, "yaml-is-not-too-deep", ":1:10", id="deep lists"),
        pytest.param("{a: " * 100_000, "yaml-is-not-too-deep", ":1:34", id="deep mappings"),
        pytest.param("- " * 100_000, "yaml-is-not-too-deep", ":1:19", id="deep dashes"),
        pytest.param("? " * 100_000, "yaml-is-not-too-deep", ":1:19", id="deep keys"),
        pytest.param(
            "".join(f"{' ' * n}a:\n" for n in range(1000)), "yaml-is-not-too-deep", ":9:9",
            id="deep indentation",
        ),
        pytest.param("action:\n  note: a\0b\n", "text-hides-nothing", ":2:10", id="null byte"),
        pytest.param("\0" * 900_000, "text-hides-nothing", ":1:1", id="only null bytes"),
        pytest.param("action:\n\tnote: a\n", "yaml-is-well-formed", ":2", id="tab"),
        pytest.param("action:\n  note: a: b\n", "yaml-is-well-formed", ":2:10", id="colon"),
        pytest.param("action: 'open\n", "yaml-is-well-formed", ":1:9", id="open quote"),
        pytest.param("a:\n  b:c\n  d: e\n", "yaml-is-well-formed", ":2:4", id="no space"),
        pytest.param("a:\n  b: c\n   d: e\n", "yaml-is-well-formed", ":3:4", id="odd indent"),
        pytest.param("action: !!python/object:os.system x\n", "yaml-has-no-tags", ":1:9", id="tag"),
        pytest.param("%YAML 9.9\n---\na: b\n", "yaml-is-well-formed", ":1:1", id="directive"),
        pytest.param("a: 1\n...\n---\nb: 1\n", "yaml-is-one-document", ":3:1", id="documents"),
        pytest.param("a" * 999_000, "section-is-known", ":1:1", id="one long word"),
        pytest.param("x: y\r\n", "file-uses-line-feeds", ":1", id="carriage return"),
        pytest.param("[a, b]", "section-is-known", ":1:1", id="list"),
        pytest.param("\n \n", "file-is-not-empty", "", id="white space"),
        pytest.param("# a\n---\n...\n", "section-is-known", ":3:1", id="empty document"),
    ],
)  # fmt: skip
def test_hostile_yaml_is_refused(
    content: str, rule: str, place: str, sample_project: Project
) -> None:
    replaced(sample_project, ACTION, content.encode())
    assert (rule, f"{ACTION}{place}") in rules(sample_project)


@pytest.mark.parametrize(
    ("content", "rule", "place"),
    [
        ("action:\n".encode("utf-16"), "file-has-no-byte-order-mark", ":1:1"),
        ("action:\n".encode("utf-16-be"), "text-hides-nothing", ":1:1"),
        ("action:\n".encode("utf-8-sig"), "file-has-no-byte-order-mark", ":1:1"),
        ("action:\n  note: Кабул\n".encode("cp1251"), "file-is-utf8", ":2:9"),
        (b"action:\n  note: \xed\xa0\x80\n", "file-is-utf8", ":2:9"),
        (b"action:\n  note: \xc0\xaf\n", "file-is-utf8", ":2:9"),
    ],
)
@pytest.mark.parametrize("path", [ACTION, "dataset/outlets.csv"])
def test_other_encodings_are_refused(
    path: str, content: bytes, rule: str, place: str, sample_project: Project
) -> None:
    assert (rule, f"{path}{place}") in rules(replaced(sample_project, path, content))


@pytest.mark.parametrize(
    ("beginning", "rule"),
    [("", "section-is-known"), ("action:\n", "field-is-known")],
)
def test_ten_thousand_keys_are_ten_thousand_findings(
    beginning: str, rule: str, sample_project: Project
) -> None:
    indent = "  " if beginning else ""
    keys = "".join(f"{indent}key{number}: x\n" for number in range(10_000))
    replaced(sample_project, ACTION, f"{beginning}{keys}".encode())
    places = [f.place for f in found(sample_project) if f.rule == rule]
    lines = 1 + beginning.count("\n")
    assert [place.line for place in places] == list(range(lines, lines + 10_000))


def test_ten_thousand_entries_of_the_wrong_shape(sample_project: Project) -> None:
    replaced(sample_project, ACTION, b"participants:\n" + b"- x\n" * 10_000)
    shapes = [f for f in found(sample_project) if f.rule == "section-has-its-shape"]
    assert len(shapes) == 10_000


def test_many_broken_rows_of_a_hand_kept_table_are_told_in_time(sample_project: Project) -> None:
    rows = "".join(f"outlet-{n},Outlet {n},XXX,agency,,\n" for n in range(4_000))
    with (sample_project.dataset / "outlets.csv").open("a", encoding="utf-8") as file:
        file.write(rows)
    start = time.process_time()
    dangling = [f for f in found(sample_project) if f.rule == "reference-exists"]
    assert len(dangling) == 4_000
    assert {finding.place.column for finding in dangling} == {len("outlet-9,Outlet 9,") + 1} | {
        len(f"outlet-{n},Outlet {n},") + 1 for n in (10, 100, 1000)
    }
    assert time.process_time() - start < 6


Edit = Callable[[str, str, str], None]


@pytest.mark.parametrize(
    ("path", "change", "place"),
    [
        (ARTICLE, ("stance: reports", "stance: told"), ":22:13"),
        (ARTICLE, ("language: en", "language:   'EN'"), ":5:15"),
        (ARTICLE, ("language: en", "language:"), ":5:3"),
        (ARTICLE, ("  language: en\n", ""), ":3:3"),
        (ARTICLE, ("stance: reports", "stance: >-\n      told"), ":22:13"),
        (ARTICLE, ("title: Embassy", 'title: "\\x85'), ":3:10"),
        (ACTION, ("level: not_stated", "level: {a: b}"), ":6:10"),
        (ACTION, ("level: not_stated", "سطح: not_stated"), ":6:3"),
        (ACTION, ("action:", "acton:"), ":2:1"),
    ],
)
def test_places_in_yaml(
    path: str, change: tuple[str, str], place: str, sample_project: Project, edit: Edit
) -> None:
    if '"' in change[1]:
        edit(path, "Moscow handed over", 'Moscow handed over"')
    edit(path, *change)
    assert f"{path}{place}" in {where for _, where in rules(sample_project)}


OUTLETS = "outlet_id,name,country_id,outlet_kind,url,note\n"


@pytest.mark.parametrize(
    ("row", "rule", "column"),
    [
        ("new,New,AFG,agenc,,", "value-is-a-code", 13),
        ('new,"One, Two",AFG,agenc,,', "value-is-a-code", 20),
        ('new,"A ""quoted"", name",AFG,agenc,,', "value-is-a-code", 30),
        ('new,"""",AFG,agenc,,', "value-is-a-code", 14),
        ('new,کابل,AFG,"agenc",,', "value-is-a-code", 14),
        ("new,😀,AFG,agenc,,", "value-is-a-code", 11),
        ("new,New,ZZZ,agency,,", "reference-exists", 9),
        ("new,New,AFG,,,", "value-is-given", 13),
        ("herald,New,AFG,agency,,", "value-is-unique", 1),
        ("new,New,AFG,agency,,-x", "cell-is-no-formula", 21),
        ("new,New,AFG,agency,", "csv-row-has-every-cell", 0),
        ('new,"New\nline",AFG,agency,,', "csv-row-is-one-line", 0),
        ('new,"New" line,AFG,agency,,', "csv-is-well-formed", 0),
        ('new,"New,AFG,agency,,', "csv-is-well-formed", 5),
        ('new,New,AFG,agency,,"Closed', "csv-is-well-formed", 21),
        ("   ", "csv-row-has-every-cell", 0),
        ("", "csv-row-has-every-cell", 0),
    ],
)
def test_places_in_csv(row: str, rule: str, column: int, sample_project: Project) -> None:
    path = sample_project.dataset / "outlets.csv"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(OUTLETS)
    path.write_text(f"{OUTLETS}{row}\n{text.removeprefix(OUTLETS)}", encoding="utf-8")
    findings = [f for f in found(sample_project) if f.place.file == "dataset/outlets.csv"]
    (finding,) = [f for f in findings if f.rule == rule]
    expected_line = 3 if rule == "value-is-unique" else 2
    assert (finding.place.line, finding.place.column) == (expected_line, column)


@pytest.mark.parametrize(
    ("row", "message", "mend"),
    [
        ("", "The line is blank.", "Delete it."),
        ("  ", "The line is blank.", "Delete it."),
        (
            'new,"New,AFG,agency,,',
            "The quote that opens here is not closed on its line.",
            "Close the quote.",
        ),
        (  # the quote that the next row opens closes it
            'new,"New,AFG,agency,,\nnewer,"Newer, News",AFG,agency,,',
            "The quote that opens here is not closed on its line.",
            "Close the quote.",
        ),
    ],
)
def test_slips_in_csv_are_said_plainly(
    row: str, message: str, mend: str, sample_project: Project
) -> None:
    path = sample_project.dataset / "outlets.csv"
    text = path.read_text(encoding="utf-8").replace(OUTLETS, f"{OUTLETS}{row}\n")
    path.write_text(text, encoding="utf-8")
    (finding,) = found(sample_project)
    assert (finding.place.line, finding.message, finding.mend) == (2, message, mend)


def test_a_renamed_article_is_told_once_per_file(sample_project: Project) -> None:
    path = sample_project.root / OTHER_ARTICLE
    path.rename(path.with_name("steppe-2024-liste.yaml"))
    findings = [f for f in found(sample_project) if f.place.file.startswith("dataset/codings")]
    assert [(f.rule, str(f.place), f.value) for f in findings] == [
        ("reference-exists", "dataset/codings/steppe-2024-list/coder-1.yaml", "steppe-2024-list"),
        ("reference-exists", "dataset/codings/steppe-2024-list/coder-2.yaml", "steppe-2024-list"),
    ]
    assert findings[0].message == "source_id names no row of sources. It is the folder's name."
    assert findings[0].allowed[0] == "steppe-2024-liste"


def test_a_letter_of_another_script_in_a_name_is_named(sample_project: Project) -> None:
    path = sample_project.root / ACTION
    path.rename(path.with_name("\u0410ZE-2024-01.yaml"))
    (finding,) = found(sample_project)
    assert (finding.rule, finding.place.line) == ("value-fits-its-pattern", 0)
    assert "Character 1 is U+0410, CYRILLIC CAPITAL LETTER A." in finding.message
    assert "It is the file's name." in finding.message
    assert finding.mend.startswith("Rename the file.")


@pytest.mark.parametrize(
    ("country", "nearest"),
    [("kazakhstan", "KAZ"), ("kaz", "KAZ"), ("Kazakstan", "KAZ"), ("Türkiye", "TUR")],
)
def test_a_country_by_another_name_is_told_its_code(
    country: str, nearest: str, sample_project: Project, edit: Edit
) -> None:
    edit(ACTION, "country_id: AZE", f"country_id: {country}")
    (finding,) = found(sample_project)
    assert (finding.rule, finding.value) == ("value-fits-its-pattern", country)
    assert finding.message.startswith("country_id names no row of countries.")
    assert finding.allowed[0] == nearest
    assert set(finding.allowed) == {"AFG", "AZE", "KAZ", "NAM", "RUS", "TUR", "UN"}
    assert finding.mend == "Write its country_id."


def test_to_a_closed_vocabulary_nobody_adds_a_row(sample_project: Project, edit: Edit) -> None:
    edit(ACTION, "action_type: mission_opened", "action_type: mission_opend")
    (finding,) = found(sample_project)
    assert (finding.rule, finding.allowed[0]) == ("reference-exists", "mission_opened")
    assert "add" not in finding.mend


@pytest.mark.parametrize("mark", [">", "|"])
def test_a_folded_text_that_keeps_its_last_line_end_is_told_once(
    mark: str, sample_project: Project, edit: Edit
) -> None:
    edit(ACTION, "summary: Azerbaijan", f"summary: {mark}\n    Azerbaijan")
    (finding,) = found(sample_project)
    assert finding.rule == "cell-is-one-line"
    assert "`>-`" in finding.mend


def test_a_misspelt_section_is_told_once(sample_project: Project, edit: Edit) -> None:
    edit(ACTION, "\naction:", "\nactions:")
    (finding,) = [f for f in found(sample_project) if f.place.file == ACTION]
    assert (finding.rule, finding.allowed[0]) == ("section-is-known", "action")


@pytest.mark.parametrize("separator", ["\u2028", "\x85", "\x0b", "\x0c", "\x1d"])
def test_what_python_takes_for_a_line_end_is_none(separator: str, sample_project: Project) -> None:
    row = f"new,A{separator}B,AFG,agency,,\n"
    path = sample_project.dataset / "outlets.csv"
    path.write_text(path.read_text(encoding="utf-8") + row, encoding="utf-8")
    assert ("text-hides-nothing", "dataset/outlets.csv:4:6") in rules(sample_project)
