"""The usual slips behind text that is not YAML, found where they stand and said plainly.

A parser notices a slip only where it cannot go on, lines below, and in its own words.
"""

import re
from collections.abc import Iterator

from kabul_ties.annotations.text_files import TextFile
from kabul_ties.finding import Finding, Place

_TAB = re.compile(r"^ *\t")
_NO_SPACE = re.compile(r"^ *(?:- )?[a-z][a-z0-9_]*:(?=[^\s:/])")
_OPEN_QUOTE = re.compile(r"""^ *(?:- )?[a-z][a-z0-9_]*: (?P<quote>["'])(?P<rest>.*)$""")
_KEY = re.compile(r"^(?P<indent> *)(?:- )?[a-z][a-z0-9_]*:(\s|$)")


def likely_slip(file: TextFile) -> Finding | None:
    """The first slip of a text that is not YAML; None if it has none of the usual ones."""
    return next(_slips(file), None)


def _slips(file: TextFile) -> Iterator[Finding]:
    for number, line in enumerate(file.text.split("\n"), start=1):
        place = Place(file.path, number)
        if _TAB.match(line):
            yield _slip(place, "The line is indented with a tab.", "Indent with spaces.")
        elif match := _NO_SPACE.match(line):
            column = Place(file.path, number, match.end())
            yield _slip(column, "A space is missing behind the colon.", "Write `field: value`.")
        elif (match := _OPEN_QUOTE.match(line)) and match["rest"].count(match["quote"]) == 0:
            column = Place(file.path, number, match.start("quote") + 1)
            yield _slip(column, "The quote is opened and never closed.", "Close it on this line.")
        elif (match := _KEY.match(line)) and len(match["indent"]) % 2:
            spaces = len(match["indent"])
            message = f"The line is indented by {spaces} spaces."
            yield _slip(Place(file.path, number, spaces + 1), message, "Indent by steps of two.")


def _slip(place: Place, message: str, mend: str) -> Finding:
    return Finding(place, "yaml-is-well-formed", message, mend=mend)
