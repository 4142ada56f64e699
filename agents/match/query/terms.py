"""Words of a text and of a query, brought to the same form.

A word is a run of letters, digits and marks; hyphens and apostrophes part words, a possessive 's is dropped, dotted
initials are one word ("U.S." is "US"), and so is a number with thousands separators. Scripts that are written without
spaces (Han, kana, Thai, Lao, Khmer, Burmese) and Hangul, whose particles stick to the word, give one word a
character, so that a query word in them is found as a run of characters. A run longer than 64 characters is read in
pieces.

`fold` removes case, accents, presentation forms and the spellings that Arabic and Persian keyboards tell apart; it
keeps the vowel signs of Indic scripts, which are letters and not accents. `term_of` also removes simple English
inflection: Porter's steps 1 and 5a (plurals, -ed, -ing, final -e and -y), with the words of `inflection/en.tsv` set by
hand; other languages are read by `inflection.py`. Both are applied to texts and to queries alike. No function here
raises for any text, and all are linear in its length.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cache, lru_cache
from itertools import chain

from agents.match.query.tables import rows

LONGEST = 64
"""Characters of a word; longer runs are read in pieces."""

_UNSPACED = (
    "\u0e01-\u0e2e\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eae\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6"  # Thai, Lao
    "\u1000-\u102a\u1780-\u17b3"  # Burmese, Khmer
    "\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f"  # kana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f"  # Han
    "\uac00-\ud7a3"  # Hangul syllables
)
_AROUND = ".,;:!?()\"'"
"""What may stand around a word and is no part of it."""
_JOINERS = "\u00ad\u200c\u200d"
"""Soft hyphen and zero-width (non-)joiners: inside a word, without a meaning that tells words apart."""

# Letters that Unicode does not take apart into a base and a mark, and letters that differ by keyboard only.
_SAME = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th",
        "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ـ": None, "\u00ad": None, "\u200c": None, "\u200d": None,
        "’": "'", ".": None, ",": None,
    }
)  # fmt: skip


@cache
def _pattern() -> re.Pattern[str]:
    marks = _marks()
    letter = rf"[^\W_{_UNSPACED}]"
    word = rf"{letter}{{1,{LONGEST}}}(?:[{marks}]{{1,8}}{letter}{{0,{LONGEST}}}){{0,16}}"
    return re.compile(
        r"(?=\w)("
        r"[A-Za-z]{2,64}(?=[ ,\n])"  # what the rest would find too, four times as fast
        r"|(?:[^\W\d_]\.){2,8}"  # dotted initials
        r"|\d{1,3}(?:,\d{3}){1,8}(?![\d])"  # a number with thousands separators
        rf"|{word}"
        rf"|[{_UNSPACED}][{marks}]{{0,8}})"
        r"(?:['’][sS]\b)?"  # a possessive belongs to the word but is no part of its term
    )


@cache
def _marks() -> str:
    """Every combining mark, as the inside of a character class."""
    found = [code for code in range(0x300, 0x20000) if unicodedata.category(chr(code))[0] == "M"]
    ranges: list[list[int]] = []
    for code in found:
        if ranges and ranges[-1][1] == code - 1:
            ranges[-1][1] = code
        else:
            ranges.append([code, code])
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + _JOINERS


def words(text: str) -> list[str]:
    """The words of a text as they are written, in order."""
    bare = text.strip(_AROUND)
    if bare.isascii() and bare.isalpha() and len(bare) <= LONGEST:
        return [bare]  # what stands between two spaces is mostly that
    return _pattern().findall(text)


def spans(text: str) -> list[tuple[int, int]]:
    """Where each of `words(text)` starts and ends."""
    return [found.span(1) for found in _pattern().finditer(text)]


def is_unspaced(word: str) -> bool:
    """Whether a word is one character of a script in which each character counts as a word."""
    return not word.isascii() and _unspaced_pattern().match(word) is not None


@cache
def _unspaced_pattern() -> re.Pattern[str]:
    return re.compile(f"[{_UNSPACED}]")


def analyse(text: str) -> list[str]:
    """The terms of a text, in order: `term_of` each of its words.

    >>> analyse("The U.S. Embassy's bombing in Kunduz, Đà Nẵng and Bogotá")
    ['the', 'us', 'embassi', 'bomb', 'in', 'kunduz', 'da', 'nang', 'and', 'bogota']
    """
    return list(map(term_of, words(text)))


@lru_cache(maxsize=1 << 16)
def fold(word: str) -> str:
    """A word without case and accents, as wildcards compare it.

    >>> fold("Kündüz"), fold("Straße"), fold("مي‌رود"), fold("Йемен")
    ('kunduz', 'strasse', 'میرود', 'иемен')
    """
    if word.isascii():
        return word.lower().replace(".", "").replace(",", "")
    bare = "".join(char for char in unicodedata.normalize("NFKD", word) if not _is_accent(char))
    folded = bare.casefold().translate(_SAME)
    return unicodedata.normalize("NFC", folded)


def _is_accent(char: str) -> bool:
    # Classes 10–35 are Hebrew and Arabic points, 200 and more the accents; vowel signs and viramas have others.
    position = unicodedata.combining(char)
    return position >= 200 or 10 <= position <= 35


@lru_cache(maxsize=1 << 16)
def surface(word: str) -> str:
    """A word as case-sensitive terms compare it: as written, without the dots of initials."""
    return unicodedata.normalize("NFKC", word).replace(".", "")


@lru_cache(maxsize=1 << 16)
def term_of(word: str) -> str:
    """The term of a word: folded, and without English inflection where it is written in Latin letters.

    >>> [term_of(word) for word in ("Bombings", "cities", "fired", "planes", "planned", "news", "men", "agreed")]
    ['bomb', 'citi', 'fire', 'plane', 'plan', 'news', 'man', 'agre']
    """
    return sys.intern(read_once(word))


def read_once(word: str) -> str:
    """The same, where it is not worth remembering."""
    folded = word.lower() if word.isascii() and word.isalpha() else fold(word)
    if len(folded) < 3 or not folded.isascii() or not folded.isalpha():
        return folded
    return _by_hand().get(folded) or (_stem(folded) if folded[-1] in _INFLECTED else folded)


@cache
def _by_hand() -> dict[str, str]:
    return {row[1]: row[2] for row in rows("inflection/en.tsv")}


_INFLECTED = "sdgye"
"""What a word ends in that any of the steps changes."""
_VOWEL = re.compile(r"[aeiou]|(?<=[^aeiou])y")
_MEASURE = re.compile(r"(?:[aeiou]|(?<=[^aeiou])y)(?=[^aeiouy]|(?<=[aeiou])y)")
_SHORT = re.compile(r"(?:.*[^aeiou])?[^aeiou]?[aeiouy][^aeiouwxy]\Z")


def _stem(word: str) -> str:
    return _drop_final_e(_y_to_i(_past_and_ing(_plural(word))))


def _plural(word: str) -> str:
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith("ies"):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and len(word) > 3 and word[-2] not in "sui":
        return word[:-1]
    return word


def _past_and_ing(word: str) -> str:
    if word.endswith("eed"):
        return word[:-1] if _measure(word[:-3]) > 0 else word
    for suffix in ("ed", "ing"):
        if word.endswith(suffix):
            stem = word[: -len(suffix)]
            return _restore(stem) if len(stem) > 1 and _VOWEL.search(stem) else word
    return word


def _restore(stem: str) -> str:
    """A stem that lost -ed or -ing, as its plain form is written."""
    if stem.endswith(("at", "bl", "iz")) or (len(stem) == 2 and stem[1] not in "ao"):
        return stem + "e"
    if stem[-1] == stem[-2] and stem[-1] not in "aeioulsz":
        return stem[:-1]
    if _measure(stem) == 1 and _is_short(stem):
        return stem + "e"
    return stem


def _y_to_i(word: str) -> str:
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 and _VOWEL.search(word[:-1]) else word


def _drop_final_e(word: str) -> str:
    if not word.endswith("e"):
        return word
    stem = word[:-1]
    measure = _measure(stem) if len(stem) > 2 else 0
    return stem if measure > 1 or (measure == 1 and not _is_short(stem)) else word


def _measure(stem: str) -> int:
    """Porter's m: how often a vowel run is followed by a consonant run."""
    return len(_MEASURE.findall(stem))


def _is_short(stem: str) -> bool:
    """Porter's *o: ends consonant, vowel, consonant, the last not w, x or y."""
    return len(stem) > 2 and _SHORT.match(stem[-3:]) is not None and stem[-3] not in "aeiou"


class Chunks(dict[str, tuple[str, ...]]):
    """What the words between two spaces are made to; of short chunks only, and of some at a time.

    No word reaches over a space, so a chunk is read once and then known: word by word takes several times as long.
    """

    def __init__(self, made: Callable[[list[str]], Iterable[str]]) -> None:
        super().__init__()
        self._made = made

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        found = tuple(self._made(words(chunk)))
        if len(chunk) <= LONGEST:
            if len(self) >= _MOST_CHUNKS:
                self.clear()
            self[chunk] = found
        return found

    def of(self, chunks: Iterable[str]) -> Iterator[str]:
        """Those of several chunks, one after the other.

        >>> list(SURFACES.of("The U.S. (and) allies".split()))
        ['The', 'US', 'and', 'allies']
        """
        return chain.from_iterable(map(self.__getitem__, chunks))


_MOST_CHUNKS = 1 << 16
FOLDED = Chunks(lambda found: map(fold, found))
"""Words as wildcards compare them."""
SURFACES = Chunks(lambda found: map(surface, found))
"""Words as case-sensitive clauses compare them."""
BEGINNINGS = Chunks(lambda found: chain.from_iterable(map(beginnings, found)))
"""How words begin, as an index looks for it."""
SHORTEST_BEGINNING, LONGEST_BEGINNING = 3, 6
"""Letters; shorter ones would be the beginnings of too many words, longer ones of hardly fewer."""


def beginning(prefix: str) -> str:
    """What stands for words that begin so: no term, since no word has an asterisk.

    >>> beginning("kidnappe")
    'kidnap*'
    """
    return sys.intern(f"{prefix[:LONGEST_BEGINNING]}*")


def beginnings(word: str) -> list[str]:
    """Every `beginning` that fits a word.

    >>> beginnings("Bombed"), beginnings("in")
    (['bom*', 'bomb*', 'bombe*', 'bombed*'], [])
    """
    folded = fold(word)
    longest = min(len(folded), LONGEST_BEGINNING)
    return [beginning(folded[:length]) for length in range(SHORTEST_BEGINNING, longest + 1)]
