"""Endings that tell no words apart, by language: the rules of `inflection/`, which say of each what it is good for.

A report is read in its own language; which language the words of a query are in, nobody says. So a query word is
brought to its term in each language that is written in its letters, and is looked for, in a report, by its term in the
report's language. English rules are used for English, for languages without rules and where none is known.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from agents.match.query import terms
from agents.match.query.tables import rows

LANGUAGES = ("ar", "de", "es", "fr", "pt", "ru", "uk")
"""Those with rules of their own beside English, as ISO 639-1 codes."""
ENGLISH = "en"
_STEPS = ("prefix", "suffix1", "suffix2")
_SHORTEST = 3
"""Letters of a word that any rule is tried on."""
_MOST_KNOWN = 1 << 16


class Ending(NamedTuple):
    """What becomes of a word's ending (or beginning), if so many letters remain and the rest ends as it must."""

    becomes: str
    least: int
    after: re.Pattern[str] | None


class Rules:
    """The rules of one language."""

    def __init__(self, language: str) -> None:
        self._words: dict[str, str] = {}
        self._steps: dict[str, dict[str, Ending]] = {step: {} for step in _STEPS}
        self._kept: re.Pattern[str] | None = None
        self._letters = re.compile("")
        for kind, form, *rest in rows(f"inflection/{language}.tsv"):
            self._add(kind, form, rest)
        self._lengths = {step: sorted({*map(len, table)}, reverse=True) for step, table in self._steps.items()}

    def _add(self, kind: str, form: str, rest: list[str]) -> None:
        becomes, least, after = ("" if cell == "-" else cell for cell in rest[:3])
        if kind == "letters":
            self._letters = re.compile(f"[{form}]+")
        elif kind == "keep":
            self._kept = re.compile(f"([{form}])")
        elif kind == "word":
            self._words[self._fold(form)] = self._fold(becomes)
        else:
            condition = re.compile(f"(?:{after if '[' in after else f'[{after}]'})\\Z") if after else None
            self._steps[kind][self._fold(form)] = Ending(self._fold(becomes), int(least), condition)

    def term_of(self, word: str) -> str | None:
        """The term of a word, None where it is not written in the language's letters."""
        folded = self._fold(word)
        if len(folded) < _SHORTEST or not self._letters.fullmatch(folded):
            return None
        for step in _STEPS:
            if folded in self._words:
                break
            folded = self._shortened(folded, step)
        return self._words.get(folded, folded)

    def _fold(self, word: str) -> str:
        if self._kept is None or word.isascii():
            return terms.fold(word)
        pieces = self._kept.split(unicodedata.normalize("NFC", word).casefold())
        return "".join(piece if at % 2 else terms.fold(piece) for at, piece in enumerate(pieces))

    def _shortened(self, word: str, step: str) -> str:
        for length in self._lengths[step]:
            form = word[:length] if step == "prefix" else word[-length:]
            ending = self._steps[step].get(form)
            if ending is None or len(word) - length < ending.least:
                continue
            if step == "prefix":
                return ending.becomes + word[length:]
            rest = word[:-length]
            if ending.after is None or ending.after.search(rest[-1:]):
                return rest + ending.becomes
        return word


class Reading:
    """How the words of a text in one language are brought to terms."""

    def __init__(self, language: str, read_once: Callable[[str], str], term_of: Callable[[str], str]) -> None:
        self.language = language
        self.read_once = read_once
        """The term of a word, where it is not worth remembering."""
        self.term_of = term_of
        """The same, remembered."""
        self.terms = terms.Chunks(lambda found: map(term_of, found))
        """The terms of what stands between spaces."""


def reading(tag: str | None) -> Reading:
    """The reading of texts in the language of a BCP 47 tag, or of unknown language."""
    language = primary_language(tag or "")
    return _reading(language if language in LANGUAGES else ENGLISH)


@cache
def _reading(language: str) -> Reading:
    if language == ENGLISH:
        return Reading(language, terms.read_once, terms.term_of)
    of_language = rules(language).term_of

    def read_once(word: str) -> str:
        term = of_language(word)
        return terms.read_once(word) if term is None else term

    return Reading(language, read_once, lru_cache(maxsize=_MOST_KNOWN)(lambda word: sys.intern(read_once(word))))


@cache
def rules(language: str) -> Rules:
    """The rules of one of `LANGUAGES`."""
    return Rules(language)


@lru_cache(maxsize=1 << 14)
def elsewhere(word: str) -> Mapping[str, str] | None:
    """The term of a query word in each language in which it is not the English one; None where there is no such.

    >>> elsewhere("bombas"), elsewhere("Kunduz")
    ({'de': 'bombas'}, None)
    """
    english = terms.term_of(word)
    found = {language: rules(language).term_of(word) for language in LANGUAGES}
    other = {language: sys.intern(term) for language, term in found.items() if term is not None and term != english}
    return other or None


def primary_language(tag: str) -> str:
    """The language of a BCP 47 tag.

    >>> primary_language("pt-BR")
    'pt'
    """
    return tag.strip().lower().partition("-")[0].partition("_")[0]
