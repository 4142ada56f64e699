"""How a name is written as a key of the gazetteer."""

from __future__ import annotations

import re
import unicodedata

_WORD = re.compile(r"[^\W\d_]+|\d+")
_UNDECOMPOSED = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ß": "ss", "æ": "ae", "œ": "oe", "ð": "d", "þ": "th", "ə": "a", "ŋ": "n"}
)
# The middle consonant of "Ma‘rib" and "Sana'a" has no letter in English: these marks join what they stand between.
_MARKS = str.maketrans("", "", "'’‘ʻʼ`´ʿʾ′")


def plain(word: str) -> str:
    """A word in lower case without its diacritics, so that Bogotá and Bogota meet.

    >>> plain("Łódź")
    'lodz'
    """
    lowered = word.lower()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered.translate(_UNDECOMPOSED))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def key(name: str) -> str:
    """The words of a name as the gazetteer files it: plain, one blank between, marks and hyphens gone.

    >>> key("Saint-Denis"), key("Sana'a"), key("St. Louis")
    ('saint denis', 'sanaa', 'st louis')
    """
    return " ".join(_WORD.findall(plain(name.translate(_MARKS))))
