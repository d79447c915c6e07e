"""Passages as digests: how text is normalised, and how a passage is found again in an article.

Articles are other people's property, so the data set holds the SHA-256 and the length of a passage
and not the passage. Both are taken after normalising, so that furniture, typography and keyboards
may differ between the coder's copy of an article and the reader's.

The tables below fold more than two careful typists would call equal. That is safe here: folding
too little loses a passage, folding too much would matter only if two passages of one article
differed in nothing else. They are written out, and taken from no character property, so that a
newer Unicode in a newer Python changes no digest. Any change to them is a new NORMALISER_VERSION.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from itertools import accumulate

NORMALISER_VERSION = 1
"""Version of ``normalise``; digests of different versions cannot be compared."""

_SINGLE_AND_DOUBLE_QUOTES = (
    "\"`'\u00ab\u00b4\u00bb\u02b9\u02ba\u02bb\u02bc\u02bd\u02ee\u2018\u2019\u201a\u201b\u201c\u201d"
    "\u201e\u201f\u2032\u2033\u2034\u2035\u2036\u2039\u203a\u275b\u275c\u275d\u275e\u300c\u300d"
    "\u300e\u300f\u301d\u301e\u301f"
)
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2043\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d"
_UNSEEN = (
    *range(0x09), *range(0x0E, 0x1C), *range(0x7F, 0x85), *range(0x86, 0xA0),  # controls
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180F),
    *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070),  # zero width, bidi
    *range(0xFE00, 0xFE10), 0xFEFF, *range(0xFFF9, 0xFFFC), *range(0xE0000, 0xE1000),
)  # fmt: skip
"""Soft hyphen, zero-width marks, direction marks, variation selectors. ZWNJ and ZWJ are among them:
Persian and Pashto pages set, drop or lose them between the same two letters."""

_ARABIC_MARKS = (
    0x640,  # tatweel, which only stretches a word
    *range(0x610, 0x61B), *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD),
    *range(0x6DF, 0x6E5), 0x6E7, 0x6E8, *range(0x6EA, 0x6EE), *range(0x8D3, 0x8E2),
    *range(0x8E3, 0x900),
)  # fmt: skip
"""Vowel signs and other marks, hamza and madda above and below among them: news text has them by
chance, and a letter with its hamza may be typed as one character or as two."""

_ARABIC_LETTERS = {
    # Keyboards for Arabic, Persian, Pashto and Urdu give different characters for one letter.
    "ا": "آأإٱٲٳ",
    "و": "ؤ",
    "ی": "يىئ",  # not ې and ۍ, which are other letters in Pashto, nor ے, one in Urdu
    "ے": "ۓ",
    "ک": "كڪ",
    "گ": "ګ",
    "ه": "ہھەۀۂ",  # not ة, which is another letter in Arabic and no slip of a keyboard
    "ة": "ۃ",
}
_DIGITS = {"0123456789"[i]: chr(0x660 + i) + chr(0x6F0 + i) for i in range(10)}

_FOLDS: dict[int, str] = {
    **{ord(quote): "'" for quote in _SINGLE_AND_DOUBLE_QUOTES},
    **{ord(dash): "-" for dash in _DASHES},
    **dict.fromkeys((*_UNSEEN, *_ARABIC_MARKS), ""),
    **{
        ord(variant): letter
        for letter, variants in (_ARABIC_LETTERS | _DIGITS).items()
        for variant in variants
    },
    0x22EF: "...",
}
_RUNS = re.compile(r"(?P<quote>'{2,})|(?P<dash>-{2,})|(?P<dots>\.{2,})|(?P<space>\s+)")
_RUN_BECOMES = {"quote": "'", "dash": "-", "dots": "...", "space": " "}


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage without its words.

    Attributes:
        sha256: Hexadecimal SHA-256 of the normalised passage in UTF-8.
        length: Its number of characters (code points).
    """

    sha256: str
    length: int


def normalise(text: str) -> str:
    """``text`` in the form in which passages are compared.

    NFKC; quotes of all kinds, dashes, ellipses, digits and letter variants of the Arabic script
    folded; marks that cannot be seen dropped; every run of white space one space, none at the ends.
    Normalising twice changes nothing.
    """
    while (folded := _fold(text)) != text:
        text = folded
    return text


def _fold(text: str) -> str:
    """One round; NFKC may compose what a fold brought together, so ``normalise`` repeats it."""
    composed = unicodedata.normalize("NFKC", text.translate(_FOLDS))
    return _RUNS.sub(lambda run: _RUN_BECOMES[run.lastgroup or ""], composed).strip()


def text_digest(text: str) -> str:
    """Hexadecimal SHA-256 of the normalised text."""
    return hashlib.sha256(normalise(text).encode()).hexdigest()


def passage_of(text: str) -> Passage:
    """Digest and length of a passage, normalised."""
    normal = normalise(text)
    return Passage(hashlib.sha256(normal.encode()).hexdigest(), len(normal))


def find_passage(text: str, sha256: str, length: int) -> int | None:
    """Where a passage stands in a text.

    Args:
        text: The article; it is normalised here.
        sha256: Digest of the normalised passage.
        length: Its number of characters.

    Returns:
        Offset of its first occurrence in the normalised text, in characters; None if it does not
        stand there. Takes about a microsecond for each character of the text.
    """
    content = normalise(text)
    if not 0 < length <= len(content):
        return None
    starts = [0, *accumulate(len(character.encode()) for character in content)]
    window = memoryview(content.encode())
    for offset in range(len(content) - length + 1):
        between = window[starts[offset] : starts[offset + length]]
        if hashlib.sha256(between).hexdigest() == sha256:
            return offset
    return None
