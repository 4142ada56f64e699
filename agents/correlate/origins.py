"""Who first wrote a report: corroboration counts origins, not copies.

A wire story that forty sites reprint is one origin, whether the sites credit the agency or only copy its text.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from agents.correlate import words
from agents.correlate.signatures import Signature, alike
from agents.correlate.writings import Writing
from schemas.event import Report

UNNAMED = "unnamed"
"""The origin of a report that names neither agency nor site: all such count as one, since none can be told apart."""


def origin_of(report: Report, signed: Signature, writings: Iterable[Writing], resemblance: float) -> str:
    """The origin of a report: that of the source that it copies or updates, else the agency credited, else the site.

    `signed` is the report's signature; from `resemblance` (0 to 1) on two texts are one piece of writing.
    """
    url = words.canonical_url(report.url)
    for writing in writings:
        source = writing.source
        if source.article == report.article or (url is not None and url == writing.url):
            return source.origin
        if alike(signed, writing.signature, resemblance):
            return source.origin
    return _credited(report) or site(report.source) or site(report.url) or UNNAMED


def site(name: str | None) -> str | None:
    """The host of a URL, or a source's name, folded and without `www.`; None where there is none.

    >>> site("https://www.Example.org/a"), site("Example News")
    ('example.org', 'example news')
    """
    if name is None or not name.strip():
        return None
    folded = name.strip().casefold()
    if "//" in folded:
        try:
            folded = urlsplit(folded).hostname or ""
        except ValueError:
            return None
    return folded.removeprefix("www.") or None


def _credited(report: Report) -> str | None:
    return report.credit.strip().casefold() or None if report.credit else None
