"""Words and addresses by which reports are recognised.

All are functions of the text alone: no counts, no order of arrival, and hashes that are the same in every process.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from importlib import resources
from urllib.parse import urlsplit

from agents.correlate.knowledge import KnowledgeError

_RUN = re.compile(r"[^\W_]+")
_UNSPACED = re.compile("[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_MARKS = re.compile("[\u0300-\u036f\u064b-\u065f\u0670]+")
_POSSESSIVE = re.compile("'s(?![^\\W_])")
_PLURAL = re.compile(rb"s (?<=[^ ]{2}[^ su]s )")  # the s first: a search for one letter is a fast one
_TYPESET = (("\u2019", "'"), ("\u2018", "'"), *((mark, " ") for mark in "\u201c\u201d\u2013\u2014\u2026"))
"""Signs of typeset English that are no part of a word: without them most of it is ASCII."""
_LETTERS = bytes(code if code < 128 and chr(code).isalnum() else 32 for code in range(256))
"""What ASCII is read as: letters and digits, and spaces for all else."""
_LONGEST_WORD = 24
_CAPITALISED = re.compile("[A-Z\u00c0-\u00de\u0100-\u017f\u0391-\u03a9\u0400-\u042f](?<=[\\w,;] .)[^\\W\\d_]{2,}")
_CAPITALISED_ASCII = re.compile("[A-Z](?<=[A-Za-z0-9_,;] .)[A-Za-z]{2,}")
NAME = "@"
"""What a proper name begins with among an incident's words; no other word can."""
_CLASS = 0.099  # share of reports that a class of synonyms is given at most: below what is not kept at all
_EVERYWHERE = 0.1  # share of reports from which on a word ("the", "of") is not kept at all


def tokens(text: str) -> list[str]:
    """The words of a text in their order: folded, without accents, plural and possessive s; Chinese, Japanese,
    Korean and Thai, which write no spaces, as pairs of characters.

    >>> tokens("Kunduz's mosques: 55 dead")
    ['kunduz', 'mosque', '55', 'dead']
    """
    folded = _POSSESSIVE.sub(" ", _fold(text))
    if folded.isascii():
        found = _PLURAL.sub(b" ", folded.encode().translate(_LETTERS) + b" ").decode().split()
        return found if max(map(len, found), default=0) < _LONGEST_WORD else list(map(_stem, _RUN.findall(folded)))
    runs: list[str] = _RUN.findall(folded)
    if _UNSPACED.search(folded):
        runs = [part for word in runs for part in _pairs(word)]
    return list(map(_stem, runs))


@lru_cache(maxsize=2)
def telling(title: str, text: str, lead_chars: int, most: int) -> tuple[str, ...]:
    """The distinct words of title and lead, in order, at most `most`; those of one letter say nothing.

    A word of a class of synonyms is given as the first of its class.
    """
    told = tokens(f"{title[:lead_chars]} {text[:lead_chars]}")
    distinct = dict.fromkeys(map(synonyms().get, told, told))
    ignored = _ignored()
    return tuple([word for word in distinct if word not in ignored and len(word) > 1])[:most]


@lru_cache(maxsize=2)
def names(text: str, chars: int, most: int) -> tuple[str, ...]:
    """The distinct proper names in the first `chars` of a text, in order, at most `most`, each marked with `NAME`:
    of victims, suspects, streets and schools. A word that begins a sentence, or is a common one, is not taken for one.

    >>> names("Police near Fenwick Street said that Jorem Talvik, 16, had died.", 800, 9)
    ('@fenwick', '@jorem', '@talvik')
    """
    pattern = _CAPITALISED_ASCII if text.isascii() else _CAPITALISED
    written = list(dict.fromkeys(pattern.findall(text[:chars])))
    listed = " ".join(written)
    folded = tokens(listed) if listed.isascii() else [_stem(_fold(word)) for word in written]
    common = background()
    return tuple(dict.fromkeys([NAME + word for word in folded if word and word not in common]))[:most]


def apart(told: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """An incident's words without the names, which come after them, and the names."""
    first = len(told)
    while first and told[first - 1][0] == NAME:
        first -= 1
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

    The word that stands for a class of synonyms is as common as all of them together, at most `_CLASS`.

    Raises:
        KnowledgeError: a line is not a word and a share between 0 and 1.
    """
    shares: dict[str, float] = {}
    for number, line in _rows("background.tsv", "word\tshare"):
        word, _, share = line.partition("\t")
        try:
            shares[word] = float(share)
        except ValueError:
            raise KnowledgeError(f"background.tsv: line {number}: expected WORD<tab>SHARE, got {line!r}") from None
        if not 0 < shares[word] <= 1:
            raise KnowledgeError(f"background.tsv: line {number}: share of {word!r} is not in 0–1: {share}")
    return shares | _shares_of_classes(shares)


def _rows(name: str, head: str) -> Iterator[tuple[int, str]]:
    """The lines of a table of this room with their numbers, without its head and comments."""
    lines = resources.files("agents.correlate").joinpath(name).read_text("utf-8").splitlines()
    return ((number, line) for number, line in enumerate(lines, 1) if line != head and not line.startswith("#"))


def _shares_of_classes(shares: dict[str, float]) -> dict[str, float]:
    summed: dict[str, float] = {}
    for word, first in synonyms().items():
        summed[first] = min(_CLASS, summed.get(first, 0.0) + shares.get(word, 0.0))
    return {first: share for first, share in summed.items() if share}


@lru_cache(maxsize=1)
def synonyms() -> dict[str, str]:
    """The first word of its class, from `synonyms.tsv`, for each word of it.

    Raises:
        KnowledgeError: a line is not words and a reason, or a word stands twice.
    """
    first_of: dict[str, str] = {}
    for number, line in _rows("synonyms.tsv", "words\treason"):
        told, _, reason = line.partition("\t")
        words = told.split()
        if len(words) < 2 or not reason:
            raise KnowledgeError(f"synonyms.tsv: line {number}: expected WORD WORD…<tab>REASON, got {line!r}")
        for word in words:
            if word in first_of:
                raise KnowledgeError(f"synonyms.tsv: line {number}: {word!r} is in another class too")
            first_of[word] = words[0]
    return first_of


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


def _pairs(word: str) -> list[str]:
    if word.isascii() or not _UNSPACED.search(word):
        return [word]
    return [word[i : i + 2] for i in range(max(1, len(word) - 1))]


def _fold(text: str) -> str:
    folded = text.casefold()
    for sign, plain in _TYPESET:
        if folded.isascii():
            return folded
        folded = folded.replace(sign, plain)
    return folded if folded.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", folded))


def _stem(word: str) -> str:
    word = word[:_LONGEST_WORD]
    if len(word) > 3 and word[-1] == "s" and word[-2] not in "su" and word.isascii():
        return word[:-1]
    return word
