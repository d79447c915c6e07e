"""Addresses of pages, compared without what leads to the same page."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(r"^(utm_.*|fbclid|gclid|mc_cid|mc_eid|ref_src|igshid)$", re.IGNORECASE)
"""Names of query parameters that tell whence a reader came, and change no page."""


def page_of(address: str) -> str:
    """The page that an address leads to.

    Without scheme, ``www.``, standard port, fragment, slash at the end and tracking parameters; the
    path keeps its case, as servers may tell it apart.
    """
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:  # no address that any browser would open
        return address
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in asked if not _TRACKING.match(pair[0])])
    return f"{host}{port}{parts.path.rstrip('/')}{f'?{query}' if query else ''}"
