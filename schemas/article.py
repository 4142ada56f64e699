"""An incoming news article, as a feed or a crawler delivers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article after reading: every field in its one form, nothing cleaned yet.

    `id` is the sender's, or a hash of URL or content. `text` is plain text or HTML (`html` says which), `published`
    is the sender's date in UTC and None where there was none or none that can be read: never the time of arrival.
    `withdrawn` says that the source takes back what it sent under this id or address; it needs no text then.
    """

    id: str
    title: str = ""
    text: str = ""
    html: bool = False
    url: str | None = None
    source: str | None = None
    published: datetime | None = None
    language: str | None = None
    byline: str | None = None
    withdrawn: bool = False
    unread: tuple[str, ...] = ()
    """Fields that were there and could not be read, as `name: value`, so that nothing is lost in silence."""
