"""What ``kabul-ties verify`` needs before it can begin: file, text and coder."""

from pathlib import Path

from rich.console import Console

from kabul_ties.annotations.hand_kept import hand_kept_rows
from kabul_ties.annotations.kinds import annotation_kinds
from kabul_ties.annotations.text_files import BadFileError
from kabul_ties.commands.verifying import Verifier
from kabul_ties.finding import nearest_first
from kabul_ties.new_files import article_path
from kabul_ties.passages import Passage
from kabul_ties.paths import NoProjectError, Project, find_project
from kabul_ties.schemas.table_schema import Schemas, load_schemas
from kabul_ties.texts import (
    TEXTS_VARIABLE,
    ArticleText,
    find_text,
    read_article,
    read_articles,
    text_folders,
)
from kabul_ties.verification import ArticleFile, quotation, read_article_file

_SHOWN = 3


class CannotVerifyError(Exception):
    """Something that verifying needs is missing or broken; says what."""


def prepared(source_id: str, text: Path | None, coder_id: str) -> Verifier:
    """Reads everything that verifying one source needs.

    Raises:
        CannotVerifyError: Something of it is missing or broken.
    """
    try:
        project = find_project(Path.cwd())
        schemas = load_schemas(project.schema)
        persons = _persons(project, schemas, coder_id)
        file = _article_file(project, schemas, _source_id(project, source_id))
        article = read_article(text) if text else _sought_text(file)
        _check_text(file, article)
    except BadFileError as error:
        place = error.finding.place
        raise CannotVerifyError(f"{place}: {error} Run `kabul-ties validate`.") from error
    except (NoProjectError, OSError, ValueError) as error:
        raise CannotVerifyError(str(error)) from error
    console = Console(highlight=False)
    if article.sha256 != file.source.get("text_sha256"):
        console.print("The text is not quite the one that was coded; its passages decide.")
    return Verifier(file, article, coder_id, persons, schemas["evidence"], console)


def _persons(project: Project, schemas: Schemas, coder_id: str) -> frozenset[str]:
    """The coders who are persons; ValueError if ``coder_id`` is no coder at all."""
    kinds = {row["coder_id"]: row["kind"] for row in hand_kept_rows(project, schemas["coders"])}
    if coder_id not in kinds:
        known = ", ".join(nearest_first(coder_id, kinds)[:_SHOWN]) or "nobody yet"
        raise ValueError(
            f"{coder_id} is no coder of {schemas['coders'].files}, which has {known}. "
            "Add a row for yourself first."
        )
    return frozenset(known for known, kind in kinds.items() if kind == "person")


def _source_id(project: Project, given: str) -> str:
    """The id of a source that is named by its id, or by the path of its file."""
    path = Path(given)
    is_file = path.resolve() == article_path(project, path.stem).resolve()
    return path.stem if is_file else given


def _article_file(project: Project, schemas: Schemas, source_id: str) -> ArticleFile:
    path = article_path(project, source_id)
    names = sorted(found.stem for found in path.parent.glob("*.yaml"))
    if source_id not in names:
        nearest = ", ".join(nearest_first(source_id, names)[:_SHOWN]) or "none"
        raise ValueError(f"There is no source {source_id}. Nearest: {nearest}.")
    return read_article_file(project, path, annotation_kinds(schemas)["article"])


def _check_text(file: ArticleFile, article: ArticleText) -> None:
    """ValueError if the text holds none of the passages, as that of another article does."""
    claims = [row.texts() for row in file.evidence]
    if not claims or any(quotation(article.text, claim) for claim in claims):
        return
    count = len({claim.get("passage_sha256") for claim in claims})
    none = (
        "The only passage does not stand" if count == 1 else f"None of the {count} passages stands"
    )
    raise ValueError(f"{none} in {article.path}: is it the text of another article?")


def _sought_text(file: ArticleFile) -> ArticleText:
    """The article's text from the folders of ``KABUL_TIES_TEXTS``."""
    folders = text_folders()
    if not folders:
        raise ValueError(f"Name the article's text with --text, or its folder in {TEXTS_VARIABLE}.")
    claims = [row.texts() for row in file.evidence]
    passages = [
        Passage(claim.get("passage_sha256") or "", int(claim.get("passage_length") or 0))
        for claim in claims
    ]
    found = find_text(read_articles(folders), file.source.get("text_sha256"), passages)
    if found is None:
        raise ValueError(f"No text in {TEXTS_VARIABLE} is that of {file.path.stem}; name --text.")
    return found
