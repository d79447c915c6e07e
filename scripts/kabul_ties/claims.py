"""The claim of a row of evidence as one digest, so that a later edit of a verified claim shows.

The days on which its source can have been published count in: a verifier is shown the interval that
the date rule gives from them.
"""

import hashlib
import json
from collections.abc import Mapping

CLAIM_FIELDS = (
    "source_id",
    "country_id",
    "claimed_type",
    "milestone",
    "claimed_level",
    "stance",
    "attributed_to",
    "speaker",
    "date_phrase",
    "date_rule",
    "date_argument",
    "passage_sha256",
    "passage_length",
)
"""What a verifier compares with the passage, in ``evidence``.

Not among them: the name of the row, the action that it is linked to (a conclusion, which may
change), who coded it and when, the note.
"""

PUBLICATION_FIELDS = ("published_start", "published_end")
"""What dates count from, in ``sources``."""


def claim_digest(row: Mapping[str, str | None]) -> str:
    """Hexadecimal SHA-256 of the claim.

    Args:
        row: A row of ``evidence`` with its values as written (before typing), and the publication
            fields of its source. Fields that it lacks, None and the empty text all count as
            missing.
    """
    claim = {name: row.get(name) or None for name in (*CLAIM_FIELDS, *PUBLICATION_FIELDS)}
    canonical = json.dumps(claim, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
