"""Ways to break real inputs: bytes, tokens that mean something to a parser, meanings."""

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random

TOKENS: Sequence[bytes] = [
    # YAML
    b"- ", b": ", b"? ", b"&a ", b"*a", b"!!python/object:os.system ", b"!<x> ", b"---\n",
    b"...\n", b"%YAML 1.1\n", b"%TAG ! !\n", b"|\n", b">-\n", b"|9\n", b" ~", b" null", b"{", b"}",
    b"[", b"]", b"<<: ", b" #", b'"', b"'", b"\t", b"\\x41", b"`", b"@", b"  ", b"\n\n", b"\n",
    # CSV and spreadsheets
    b",", b'""', b'"\n"', b"\r\n", b"\r", b";", b"=1+1", b"+1", b"@x", b"-x", b",,,,",
    # JSON
    b'{"a":', b"NaN", b"-Infinity", b"1e400", b"-0", b"1.0", b'"\\ud800"', b"true", b"[]", b"{}",
    b'"$ref": "#"', b"\\u0000", b"null",
    # zip and Parquet
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07",
    b"\x01\x00\x10\x00", b"\xff\xff\xff\xff", b"\xff\xff", b"\x00\x00\x00\x00", b"PAR1", b"\x80",
    # Unicode, whole and broken
    b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xc0\x80", b"\xf4\x90\x80\x80", b"\x00",
    *(text.encode() for text in (
        "\u200b", "\u202e", "\u200c", "\u2028", "\x85", "\xa0", "e\u0301", "\ufdfa", "\ufb00",
        "٢", "۱۴", "İ", "ß", "😀", "\U000e0041", "\ufffe", "\x1b[2J", "::error::x", "[bold", "%0A",
    )),
    # numbers, days, names
    b"9" * 30, b"9" * 5000, b"-1", b"0", b"2147483648", b"9223372036854775808", b"1e309", b"0x1F",
    b"2024-02-30", b"9999-12-31", b"0001-01-01", b"2021-08-15", b"2024-W01",
    b"solar-hijri:1403-12-30", b"lunar-hijri:1445-09-30", b"../../etc/passwd", b"RUS-2024-01",
    b"x" * 300, b"NA", b"$(id)", b"{evidence_id}", b"%s",
]  # fmt: skip

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LINE = re.compile(r"^(?P<head> *(?:- )?[a-z][a-z0-9_]*: ?)(?P<value>.*)$", re.MULTILINE)
_NAME = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)+")
_MOST_BYTES = 300_000

Mutator = Callable[[bytes, Sequence[bytes], Random], bytes]
"""Takes an input, others of its kind, and chance."""


def _range(content: bytes, chance: Random, longest: int = 64) -> tuple[int, int]:
    start = chance.randrange(len(content) + 1)
    return start, min(len(content), start + chance.randrange(1, longest))


def flipped(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """One bit is another."""
    if not content:
        return b"\x00"
    changed = bytearray(content)
    changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def overwritten(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A few bytes are others."""
    start, end = _range(content, chance, 9)
    return content[:start] + chance.randbytes(end - start) + content[end:]


def inserted(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A token stands where it should not."""
    start = chance.randrange(len(content) + 1)
    return content[:start] + chance.choice(TOKENS) + content[start:]


def piled(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A token stands there many times."""
    start, token = chance.randrange(len(content) + 1), chance.choice(TOKENS)
    times = min(chance.choice((3, 12, 200, 4000)), 20_000 // len(token))
    return content[:start] + token * times + content[start:]


def replaced(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A token stands in place of something."""
    start, end = _range(content, chance)
    return content[:start] + chance.choice(TOKENS) + content[end:]


def deleted(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A piece is gone."""
    start, end = _range(content, chance)
    return content[:start] + content[end:]


def truncated(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """The end is gone, or the beginning."""
    at = chance.randrange(len(content) + 1)
    return content[:at] if chance.random() < 0.8 else content[at:]


def duplicated(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A piece stands twice, here or elsewhere."""
    start, end = _range(content, chance, 400)
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[start:end] + content[at:]


def spliced(content: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """The beginning of one input goes on as another."""
    other = chance.choice(others)
    return content[: chance.randrange(len(content) + 1)] + other[chance.randrange(len(other) + 1) :]


def lines_mixed(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """Two lines change places, or one is doubled or gone."""
    lines = content.split(b"\n")
    one, two = chance.randrange(len(lines)), chance.randrange(len(lines))
    kind = chance.randrange(3)
    if kind == 0:
        lines[one], lines[two] = lines[two], lines[one]
    elif kind == 1:
        lines.insert(one, lines[two])
    else:
        del lines[one]
    return b"\n".join(lines)


def day_moved(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """A day is another day."""
    text = content.decode("utf-8", "surrogateescape")
    if not (days := list(_DAY.finditer(text))):
        return inserted(content, _others, chance)
    found = chance.choice(days)
    try:
        step = timedelta(days=chance.choice((-4000, -365, -31, -7, -1, 1, 7, 31, 365, 4000)))
        moved = (date.fromisoformat(found.group()) + step).isoformat()
    except (ValueError, OverflowError):
        moved = "2024-02-30"
    text = text[: found.start()] + moved + text[found.end() :]
    return text.encode("utf-8", "surrogateescape")


def values_swapped(content: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """Two fields exchange their values, or one takes that of another file."""
    text = content.decode("utf-8", "surrogateescape")
    if not (fields := list(_LINE.finditer(text))):
        return cells_swapped(content, others, chance)
    one = chance.choice(fields)
    foreign = list(_LINE.finditer(chance.choice(others).decode("utf-8", "replace")))
    two = chance.choice(foreign if foreign and chance.random() < 0.5 else fields)
    text = text[: one.start("value")] + two["value"] + text[one.end("value") :]
    return text.encode("utf-8", "surrogateescape")


def cells_swapped(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """Two cells of a line of CSV change places, or one goes to another line."""
    lines = [line.split(b",") for line in content.split(b"\n")]
    one, two = chance.choice(lines), chance.choice(lines)
    i, j = chance.randrange(len(one)), chance.randrange(len(two))
    one[i], two[j] = two[j], one[i]
    return b"\n".join(b",".join(line) for line in lines)


def name_nearly(content: bytes, _others: Sequence[bytes], chance: Random) -> bytes:
    """An id is a near one."""
    text = content.decode("utf-8", "surrogateescape")
    if not (names := list(_NAME.finditer(text))):
        return flipped(content, _others, chance)
    found = chance.choice(names)
    at = chance.randrange(found.start(), found.end())
    text = text[:at] + chance.choice("aeKZ019-_ x") + text[at + 1 :]
    return text.encode("utf-8", "surrogateescape")


SYNTACTIC: Sequence[Mutator] = [
    flipped, overwritten, inserted, piled, replaced, deleted, truncated, duplicated, spliced,
    lines_mixed,
]  # fmt: skip
SEMANTIC: Sequence[Mutator] = [day_moved, values_swapped, cells_swapped, name_nearly, lines_mixed]


def mutated(content: bytes, others: Sequence[bytes], chance: Random) -> bytes:
    """One to four changes, a third of them of meaning; at most 300,000 bytes."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 4))):
        kinds = SEMANTIC if chance.random() < 0.35 else SYNTACTIC
        content = chance.choice(kinds)(content, others, chance)
    return content[:_MOST_BYTES]
