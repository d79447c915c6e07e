"""Which characters a cell may hold, stated once for files, cells and messages."""

import re

_CONTROLS = r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
_INVISIBLE = r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b\u200e\u200f"
_BIDIRECTIONAL = r"\u202a-\u202e\u2066-\u2069"
_REST = r"\u2800\u2028\u2029\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\uffff"
_PLANES = r"\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"

HIDDEN_CHARACTERS = re.compile(f"[{_CONTROLS}{_INVISIBLE}{_BIDIRECTIONAL}{_REST}{_PLANES}]")
"""Controls (tab and line feed apart), invisible and direction-changing characters.

U+200C and U+200D stay allowed: Persian and Pashto spelling needs them.
"""

PASTED_MARKS = re.compile(r"[\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff]")
"""Marks that come along with text pasted from a page and mean nothing here: soft hyphens, marks of
direction, spaces and joiners without width. What turns the order of letters is not among them."""

SPREADSHEET_FORMULA = r"^[=+\-@\t＝＋－＠]"
"""Beginnings of a cell that a spreadsheet would run as a formula; some run the wide signs too."""
