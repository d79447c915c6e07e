"""What is checked where the articles' texts are at hand: passages, and notes in own words."""

import os
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from kabul_ties.check import check_annotations
from kabul_ties.passages import find_passage
from kabul_ties.paths import Project
from kabul_ties.texts import TEXTS_VARIABLE, find_text, read_articles
from samples import REPOSITORY, SAMPLE

Edit = Callable[[str, str, str], None]
ARTICLE = "dataset/articles/steppe-2024-list.yaml"
FIRST_FIVE = [
    "kabul-times-new-chapter-of-relations",
    "ilkha-2025-muttaqi-kabulov",
    "khaama-2022-embassy-in-moscow",
    "bnn-2024-haqqani-mammadov",
    "al-mayadeen-2023-kazakhstan-list",
]


@pytest.fixture
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(TEXTS_VARIABLE, str(SAMPLE / "texts"))


@pytest.mark.usefixtures("texts")
def test_the_samples_passages_stand_in_its_texts(sample_project: Project) -> None:
    assert check_annotations(sample_project).findings == []


@pytest.mark.usefixtures("texts")
def test_a_digest_that_no_passage_has_is_found(sample_project: Project, edit: Edit) -> None:
    edit(ARTICLE, "passage_length: 42", "passage_length: 41")
    edit(ARTICLE, "    verified_by: coder-2\n    verified_on: 2026-01-11\n", "")
    edit(ARTICLE, "    verified_digest: ", "    # was verified_digest: ")
    edit(ARTICLE, "    verified_digest: ", "    # was verified_digest: ")
    edit(ARTICLE, "    verified_by: coder-2\n    verified_on: 2026-01-11\n", "")
    (finding,) = check_annotations(sample_project).findings
    assert finding.rule == "passage-stands-in-its-text"
    assert finding.place.file == ARTICLE
    assert "41 characters" in finding.message


@pytest.mark.usefixtures("texts")
def test_a_note_that_repeats_a_sentence_is_found(sample_project: Project, edit: Edit) -> None:
    words = "Kazakhstan took the movement off its list on 12 March 2024, the ministry"
    edit(ARTICLE, "note: A denial by a voice without standing.", f"note: {words} wrote.")
    (finding,) = check_annotations(sample_project).findings
    assert finding.rule == "notes-are-in-own-words"
    assert finding.value is not None
    assert finding.value.startswith("kazakhstan took the movement")


def test_a_note_that_holds_a_whole_passage_is_found_without_texts(
    sample_project: Project, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(TEXTS_VARIABLE, raising=False)
    passage = "A lawyer denied that the list had changed."
    edit(ARTICLE, "note: A denial by a voice without standing.", f"note: Weak. {passage}")
    (finding,) = check_annotations(sample_project).findings
    assert finding.rule == "notes-are-in-own-words"
    assert finding.value == passage


@pytest.mark.parametrize("table", ["missions", "outlets", "coverage"])
def test_a_note_of_a_hand_kept_table_that_holds_a_passage_is_found(
    table: str, sample_project: Project
) -> None:
    passage = "A lawyer denied that the list had changed."
    path = sample_project.dataset / f"{table}.csv"
    header, first, *others = path.read_text(encoding="utf-8").split("\n")
    path.write_text("\n".join((header, first + passage, *others)), encoding="utf-8")
    (finding,) = check_annotations(sample_project).findings
    assert (finding.rule, finding.value) == ("notes-are-in-own-words", passage)
    assert finding.place.file == f"dataset/{table}.csv"


def test_a_participants_role_that_is_a_passage_is_found(
    sample_project: Project, edit: Edit
) -> None:
    passage = "A lawyer denied that the list had changed."
    action = "dataset/actions/AZE/AZE-2024-01.yaml"
    entry = f"  - name: A Person\n    side: counterpart\n    role: {passage}\n    level: minister\n"
    edit(action, "relations:", f"participants:\n{entry}relations:")
    (finding,) = check_annotations(sample_project).findings
    assert (finding.rule, finding.value) == ("notes-are-in-own-words", passage)


@pytest.mark.usefixtures("texts")
def test_eleven_words_of_a_sentence_pass(sample_project: Project, edit: Edit) -> None:
    words = "movement off its list on 12 March 2024, the ministry in"
    assert len(words.split()) == 11
    edit(ARTICLE, "note: A denial by a voice without standing.", f"note: Of {words} doubt.")
    assert check_annotations(sample_project).findings == []


def test_without_texts_runs_of_words_are_not_known(
    sample_project: Project, edit: Edit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(TEXTS_VARIABLE, raising=False)
    words = "Kazakhstan took the movement off its list on 12 March 2024, the ministry"
    edit(ARTICLE, "note: A denial by a voice without standing.", f"note: {words} wrote.")
    checked = check_annotations(sample_project)
    assert checked.findings == []
    assert checked.uncompared == len(checked.tables["evidence"])


def test_every_passage_of_the_first_five_articles_stands_in_its_text() -> None:
    folder = os.environ.get(TEXTS_VARIABLE)
    if not folder:
        pytest.skip("the articles' texts are not at hand: name their folder in KABUL_TIES_TEXTS")
    articles = read_articles([Path(folder)])
    checked = check_annotations(Project(REPOSITORY))
    assert checked.findings == []
    sources = dict(checked.tables["sources"].select("source_id", "text_sha256").iter_rows())
    for source_id in FIRST_FIVE:
        text = find_text(articles, sources[source_id])
        assert text is not None, source_id
        for table in ("evidence", "codings"):
            rows = checked.tables[table].filter(pl.col("source_id") == source_id)
            assert len(rows), (source_id, table)
            for sha256, length in rows.select("passage_sha256", "passage_length").iter_rows():
                assert find_passage(text.text, sha256, length) is not None, (source_id, sha256)
