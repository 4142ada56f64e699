"""One spelling for the addresses of one page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid|ocid|cmpid|smid|ref_src)\Z", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The address without what does not change the page: scheme, `www.`, default port, fragment, tracking parameters.

    A text that is no address comes back stripped of spaces and otherwise as it was. Never raises.

    >>> canonical_url("HTTPS://www.Example.org:443/a/?utm_source=x&id=7#top")
    'example.org/a?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url.strip()
    if not host:
        return url.strip()
    if port is not None and port not in {80, 443}:
        host = f"{host}:{port}"
    query = "&".join(part for part in parts.query.split("&") if part and not _TRACKING.match(part.split("=")[0]))
    return f"{host}{parts.path.rstrip('/')}{'?' if query else ''}{query}"


def is_address(url: str) -> bool:
    """Whether an address can be taken apart: one like `http://[::1` cannot."""
    try:
        return urlsplit(url).hostname is not None
    except ValueError:
        return False
