"""Words and addresses by which reports are recognised.

All are functions of the text alone: no counts, no order of arrival, and hashes that are the same in every process.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from itertools import chain
from typing import TypeVar
from urllib.parse import urlsplit

from agents.correlate.knowledge import KnowledgeError

_RUN = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]+")
_POSSESSIVE = re.compile("'s(?![^\\W_])")
_LONGEST_WORD = 24
_CACHED = 32768
_CAPITALISED = re.compile("[A-Z\u00c0-\u00de\u0100-\u017f\u0391-\u03a9\u0400-\u042f](?<=[\\w,;] .)[^\\W\\d_]{2,}")
NAME = "@"
"""What a proper name begins with among an incident's words; no other word can."""
_EVERYWHERE = 0.1  # share of reports from which on a word ("the", "of") is not kept at all


Made = TypeVar("Made")


class _Made(dict[str, Made]):
    """What was made of each of the latest strings: a dict is looked up in half the time of an `lru_cache`."""

    def __init__(self, make: Callable[[str], Made]) -> None:
        self._make = make

    def __missing__(self, text: str) -> Made:
        if len(self) >= _CACHED:
            self.clear()
        made = self[text] = self._make(text)
        return made


def tokens(text: str) -> list[str]:
    """The words of a text in their order: folded, without accents, plural and possessive s; Chinese, Japanese,
    Korean and Thai, which write no spaces, as pairs of characters.

    >>> tokens("Kunduz's mosques: 55 dead")
    ['kunduz', 'mosque', '55', 'dead']
    """
    return list(chain.from_iterable(map(_parts, text.split())))


@lru_cache(maxsize=2)
def telling(title: str, text: str, lead_chars: int, most: int) -> tuple[str, ...]:
    """The distinct words of title and lead, in order, at most `most`; those of one letter say nothing."""
    chunks = chain(title[:lead_chars].split(), text[:lead_chars].split())
    return tuple(dict.fromkeys(chain.from_iterable(map(_TELLING.__getitem__, chunks))))[:most]


@lru_cache(maxsize=2)
def names(text: str, chars: int, most: int) -> tuple[str, ...]:
    """The distinct proper names in the first `chars` of a text, in order, at most `most`, each marked with `NAME`:
    of victims, suspects, streets and schools. A word that begins a sentence, or is a common one, is not taken for one.

    >>> names("Police near Roxbury Street said that Terell Coleman, 16, had died.", 800, 9)
    ('@roxbury', '@terell', '@coleman')
    """
    distinct = dict.fromkeys(map(_NAMES.__getitem__, _CAPITALISED.findall(text[:chars])))
    distinct.pop("", None)
    return tuple(distinct)[:most]


def apart(told: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """An incident's words without the names, which come after them, and the names."""
    first = next((at for at, word in enumerate(told) if word[0] == NAME), len(told))
    return told[:first], told[first:]


@lru_cache(maxsize=4096)
def canonical_url(url: str | None) -> str | None:
    """Host and path, without scheme, `www.`, `m.`, `amp`, query, fragment and last slash; None where nothing is left.

    A query is kept where the path says nothing (`/?id=12`), since it then names the article.
    """
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.").removeprefix("m.").removeprefix("amp.")
    except ValueError:
        return None
    path = parts.path.removesuffix("/amp").rstrip("/")
    if not host:
        return None
    if not path or (path.count("/") == 1 and "." in path and parts.query):
        return f"{host}{path}?{parts.query}" if parts.query else None
    return host + path.removesuffix(".amp")


@lru_cache(maxsize=16384)
def key(kind: str, value: object) -> int:
    """The number under which the index keeps a key of this kind: the same in every process."""
    return int.from_bytes(blake2b(f"{kind}\x1f{value}".encode("utf-8", "replace"), digest_size=5).digest(), "big")


@lru_cache(maxsize=1)
def background() -> dict[str, float]:
    """Share of news reports that hold a word, from `background.tsv`: how common a word is before the stream shows it.

    Raises:
        KnowledgeError: a line is not a word and a share between 0 and 1.
    """
    lines = resources.files("agents.correlate").joinpath("background.tsv").read_text("utf-8").splitlines()
    shares: dict[str, float] = {}
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or line == "word\tshare":
            continue
        word, _, share = line.partition("\t")
        try:
            shares[word] = float(share)
        except ValueError:
            raise KnowledgeError(f"background.tsv: line {number}: expected WORD<tab>SHARE, got {line!r}") from None
        if not 0 < shares[word] <= 1:
            raise KnowledgeError(f"background.tsv: line {number}: share of {word!r} is not in 0–1: {share}")
    return shares


@lru_cache(maxsize=1)
def background_documents(documents: float) -> dict[str, float]:
    """In how many reports each word of the background stands, if that was counted over this many."""
    return {word: documents * share for word, share in background().items()}


@lru_cache(maxsize=1)
def background_bits(unseen: float) -> dict[str, float]:
    """Squared bits that each word of the background tells, and under "" those of a word that it does not hold."""
    return {"": math.log2(unseen) ** 2, **{word: math.log2(share) ** 2 for word, share in background().items()}}


@lru_cache(maxsize=1)
def _ignored() -> frozenset[str]:
    return frozenset(word for word, share in background().items() if share >= _EVERYWHERE)


def _telling_parts(chunk: str) -> tuple[str, ...]:
    ignored = _ignored()
    return tuple([word for word in _parts(chunk) if word not in ignored and len(word) > 1])


def _parts(chunk: str) -> tuple[str, ...]:
    """The words of what stands between two spaces."""
    if chunk.isascii() and chunk.isalpha():  # what the rest would find too, in a fraction of the time
        return (_stem(chunk.lower()),)
    folded = _POSSESSIVE.sub(" ", _fold(chunk))
    found: list[str] = _RUN.findall(folded)
    if not folded.isascii() and _UNSPACED.search(folded):
        found = [part for word in found for part in _pairs(word)]
    return tuple(map(_stem, found))


def _name(word: str) -> str:
    """A proper name as it is kept; empty where it is a common word."""
    stemmed = _stem(_fold(word))
    return NAME + stemmed if stemmed and stemmed not in background() else ""


def _pairs(word: str) -> list[str]:
    if word.isascii() or not _UNSPACED.search(word):
        return [word]
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]


def _fold(text: str) -> str:
    folded = text.casefold()
    if folded.isascii():
        return folded
    folded = folded.replace("’", "'").replace("‘", "'")
    return folded if folded.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", folded))


def _stem(word: str) -> str:
    word = word[:_LONGEST_WORD]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and word.isascii():
        return word[:-1]
    return word


_TELLING = _Made(_telling_parts)
_NAMES = _Made(_name)
