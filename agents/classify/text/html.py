"""A web page to plain text.

By resiliparse and not selectolax: it finds the main content (no menus, footers, cookie banners, scripts) by rules tried
on large crawls and it is what decodes the bytes as well; with selectolax those rules would be our own to write.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

_DIV = re.compile(r"<(/?)div\b[^<>]*>", re.IGNORECASE)
_DEEPEST = 200
"""Nested `div`s. resiliparse takes time in their square: 20,000 of them ten seconds. Real pages have under 60."""

_TOLD_ITEM = re.compile(
    r"<li\b[^<>]*>(?:\s|<p>)*([^<]{25,}(?:</?(?:b|i|em|strong|span)\b[^<>]*>[^<]*)*)(?:</p>)?\s*</li>", re.IGNORECASE
)
"""A list item that is a sentence and no link. resiliparse takes lists for menus, but "What we know" stands in one."""

_TITLES = ('meta[property="og:title"]', "h1", "title")


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says: its headline ("" where it has none) and its main text, paragraphs apart by a blank line."""

    title: str
    text: str


def read_page(html: str) -> Page:
    """The main text and the headline of a page or of a fragment of one. Never raises; linear in the page's length."""
    markup = _flattened(html.encode("utf-8", "replace").decode())
    markup = _TOLD_ITEM.sub(r"</ul></ol><p>\1</p><ul>", markup)
    tree = HTMLTree.parse(markup)
    text = extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)
    if not text.strip():
        text = extract_plain_text(tree, main_content=False, alt_texts=False, list_bullets=False)
    return Page(_headline(tree), text)


def _headline(tree: HTMLTree) -> str:
    for selector in _TITLES:
        found = tree.document.query_selector(selector) if tree.document is not None else None
        title = (
            ""
            if found is None
            else (found.getattr("content") or "" if selector.startswith("meta") else found.text) or ""
        )
        if title.strip():
            return " ".join(title.split())
    return ""


def _flattened(markup: str) -> str:
    """The page with line breaks for its `div`s where they nest deeper than any real page's."""
    depth = deepest = 0
    for found in _DIV.finditer(markup):
        depth += -1 if found.group(1) else 1
        deepest = max(deepest, depth)
    return _DIV.sub("<br>", markup) if deepest > _DEEPEST else markup
