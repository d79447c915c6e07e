"""Normalising, digests of passages and of claims, and finding texts and passages again."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kabul_ties.claims import CLAIM_FIELDS, claim_digest
from kabul_ties.files import write_new, write_whole
from kabul_ties.passages import find_passage, normalise, passage_of, text_digest
from kabul_ties.texts import find_text, read_article, read_articles, text_folders

SCHEMA = Path(__file__).resolve().parent.parent / "schema"
TEXT = (
    "The embassy, “long closed”, was handed over on Saturday — the ministry said…\n\n"
    "سفارت افغانستان در مسکو به دیپلومات امارت اسلامی سپرده شد. ۱۲ اپریل\n"
)
awkward = st.text(
    alphabet=st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("ا\u0640\u0654\u064b\u0653'\"-. \u200c\u00b4\u2026هىيۀ\u06d5\u00ad\u0301"),
    )
)


@given(awkward)
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_normalising_any_single_character_twice_changes_nothing() -> None:
    for code in range(sys.maxunicode + 1):
        normal = normalise(chr(code))
        assert normalise(normal) == normal


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("“a” and ‘b’", "\"a\" and 'b'"),
        ("«a»", '"a"'),
        ("a – b — c ‑ d", "a - b -- c - d"),
        ("wait…", "wait..."),
        ("  a\u00a0\n\t b\u2003", "a b"),
        ("co\u00adoperate", "cooperate"),
        ("a\u200bb\ufeff\u200e\u202bc", "abc"),
        ("می\u200cشود", "میشود"),
        ("كابل", "کابل"),
        ("علي", "علی"),
        ("على", "علی"),
        ("إسلامي أفغانستان آمد", "اسلامی افغانستان امد"),
        ("ا\u0653مد", "آمد"),
        ("مؤمن", "مو\u0654من"),
        ("خانۀ", "خانه\u0654"),
        ("ګوند", "گوند"),
        ("مـــسکو", "مسکو"),
        ("مُحَمَّد", "محمد"),
        ("۱۴۰۳ ١٤٠٣", "1403 1403"),
        ("ﷲ ﻻ", "الله لا"),
        ("ﬁrst ｆｕｌｌ", "first full"),
        ("Ilha\u0301m", "Ilhám"),
        ("İstanbul", "I\u0307stanbul"),
    ],
)
def test_typography_and_keyboards_make_no_difference(one: str, other: str) -> None:
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("A", "a"), ("ې", "ی"), ("ۍ", "ی"), ("ے", "ی"), ("ة", "ه"), ("ء", ""), ("a b", "ab")],
)
def test_other_letters_stay_other_letters(one: str, other: str) -> None:
    assert normalise(one) != normalise(other)


@given(st.data())
def test_a_passage_is_found_where_it_stands(data: st.DataObject) -> None:
    normal = normalise(TEXT)
    start = data.draw(st.integers(0, len(normal) - 1))
    end = data.draw(st.integers(start + 1, len(normal)))
    passage = passage_of(normal[start:end])
    if passage.length:
        offset = find_passage(TEXT, passage.sha256, passage.length)
        assert offset is not None
        assert passage_of(normal[offset : offset + passage.length]) == passage


def test_the_first_occurrence_counts() -> None:
    passage = passage_of("again and")
    assert find_passage("x again and again and", passage.sha256, passage.length) == 2


@pytest.mark.parametrize("length", [-1, 0, 5, 1000])
def test_what_does_not_stand_there_is_not_found(length: int) -> None:
    assert find_passage(TEXT, passage_of("nowhere to be found").sha256, length) is None


def test_the_digests_are_those_of_version_1() -> None:
    """A change here needs a new NORMALISER_VERSION, and every digest taken anew."""
    assert passage_of(TEXT).length == 146
    assert text_digest(TEXT) == passage_of(TEXT).sha256
    assert text_digest(TEXT).startswith("384ad94f0433098b")


def test_a_claim_is_its_typed_fields_and_nothing_else() -> None:
    claim: dict[str, str | None] = {"country_id": "RUS", "passage_length": "148"}
    assert claim_digest(claim) == claim_digest(claim | {"note": "x", "speaker": "", "coder": "y"})
    assert claim_digest(claim) != claim_digest(claim | {"speaker": "x"})
    assert claim_digest(claim | {"speaker": "x"}) != claim_digest(claim | {"date_phrase": "x"})


def test_the_days_that_a_date_counts_from_belong_to_the_claim() -> None:
    claim: dict[str, str | None] = {"country_id": "RUS", "published_end": "2024-03-20"}
    assert claim_digest(claim) != claim_digest(claim | {"published_end": "2024-03-19"})
    assert claim_digest(claim) != claim_digest(claim | {"published_start": "2024-03-12"})


def test_the_fields_of_a_claim_are_fields_of_evidence() -> None:
    document = json.loads((SCHEMA / "evidence.json").read_text(encoding="utf-8"))
    fields = {field["name"]: field["origin"] for field in document["fields"]}
    assert {fields[name] for name in CLAIM_FIELDS} <= {"typed", "from_file"}


def test_a_text_is_found_by_its_digest_and_else_by_its_passages(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Menu. " + TEXT, encoding="utf-8")
    (tmp_path / "b.txt").write_text(TEXT, encoding="utf-8-sig")
    (tmp_path / "c.txt").write_bytes(b"\xff\xfe broken")
    articles = read_articles([tmp_path])
    assert [article.path.name for article in articles] == ["a.txt", "b.txt"]
    passages = [passage_of("handed over on Saturday")]
    by_digest = find_text(articles, text_digest(TEXT), passages)
    by_passage = find_text(articles, "0" * 64, passages)
    assert by_digest is articles[1]
    assert by_passage is articles[0]
    assert find_text(articles, None, [*passages, passage_of("not there at all")]) is None
    assert find_text(articles, None) is None


def test_folders_of_texts_are_named_by_the_environment(tmp_path: Path) -> None:
    assert text_folders({}) == ()
    assert len(text_folders({"KABUL_TIES_TEXTS": "a:b" if sys.platform != "win32" else "a;b"})) == 2
    with pytest.raises(FileNotFoundError, match="no folder"):
        read_articles([tmp_path / "misspelt"])


def test_a_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff")
    with pytest.raises(ValueError, match="UTF-8"):
        read_article(tmp_path / "a.txt")


def test_a_file_is_replaced_whole_and_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_text("old", encoding="utf-8")
    path.chmod(0o640)
    write_whole(path, "new\n")
    assert path.read_bytes() == b"new\n"
    assert path.stat().st_mode & 0o777 == 0o640
    with pytest.raises(UnicodeEncodeError):
        write_whole(path, "half\ud800")
    assert path.read_bytes() == b"new\n"
    assert [found.name for found in tmp_path.iterdir()] == ["a.yaml"]


def test_a_new_file_never_replaces_one(tmp_path: Path) -> None:
    write_new(tmp_path / "b" / "a.yaml", "new\n")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "b" / "a.yaml", "other\n")
    assert (tmp_path / "b" / "a.yaml").read_text(encoding="utf-8") == "new\n"
