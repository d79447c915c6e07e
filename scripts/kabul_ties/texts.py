"""The texts of articles, which the repository does not hold: looked for on the user's own disk."""

import os
import stat
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kabul_ties.passages import Passage, find_passage, text_digest

TEXTS_VARIABLE = "KABUL_TIES_TEXTS"
"""Environment variable that names the folders of texts, separated as in PATH."""

_MAXIMUM_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class ArticleText:
    """The text of one article.

    Attributes:
        path: The file that it was read from.
        text: Its content.
        sha256: Digest of its normalised content, as in ``sources.text_sha256``.
    """

    path: Path
    text: str
    sha256: str

    def holds(self, passages: Iterable[Passage]) -> bool:
        """Whether every one of the passages stands in the text."""
        return all(
            find_passage(self.text, passage.sha256, passage.length) is not None
            for passage in passages
        )


def text_folders(environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """The folders that ``KABUL_TIES_TEXTS`` names; none where it is empty or not set."""
    named = environment.get(TEXTS_VARIABLE, "").split(os.pathsep)
    return tuple(Path(name).expanduser() for name in named if name.strip())


def read_article(path: Path) -> ArticleText:
    """Reads the text of one article.

    Raises:
        OSError: The file cannot be read.
        ValueError: It is no plain file, not UTF-8, or larger than any article.
    """
    found = path.stat()
    if not stat.S_ISREG(found.st_mode):  # to open a pipe would be to wait for its writer
        raise ValueError(f"{path} is no plain file; save the text in one.")
    if found.st_size > _MAXIMUM_BYTES:
        raise ValueError(f"{path} is larger than {_MAXIMUM_BYTES} bytes; that is no article.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text; save it as UTF-8.") from error
    return ArticleText(path, text, text_digest(text))


def read_articles(folders: Iterable[Path]) -> list[ArticleText]:
    """All texts (``*.txt`` at any depth) below the folders, by path; what is no text is left out.

    Raises:
        FileNotFoundError: A folder is not there; a misspelt one must not pass for an empty one.
    """
    articles = []
    for folder in folders:
        if not folder.is_dir():
            raise FileNotFoundError(f"{TEXTS_VARIABLE} names {folder}, which is no folder.")
        for path in sorted(folder.rglob("*.txt")):
            try:
                articles.append(read_article(path))
            except (OSError, ValueError):
                continue
    return articles


def find_text(
    articles: Sequence[ArticleText], text_sha256: str | None, passages: Sequence[Passage] = ()
) -> ArticleText | None:
    """The text of a source among ``articles``.

    Args:
        articles: Where to look.
        text_sha256: The source's digest of the whole text; None if it gives none.
        passages: The passages of its evidence.

    Returns:
        The text of that digest; else the first that holds every passage, as a copy from another
        day or another site does; None if there is neither, or nothing to know it by.
    """
    for article in articles:
        if text_sha256 and article.sha256 == text_sha256:
            return article
    if not passages:
        return None
    return next((article for article in articles if article.holds(passages)), None)
