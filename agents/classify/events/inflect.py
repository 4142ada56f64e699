"""The forms of English verbs and nouns, so that a pattern can name a word once."""

from __future__ import annotations

from collections.abc import Mapping

_VOWELS = "aeiou"


def verb(base: str, irregular: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """All forms of a verb. `irregular` gives the past forms (and others) that spelling rules cannot.

    >>> verb("kill", {})
    ('kill', 'kills', 'killed', 'killing')
    >>> verb("stop", {})
    ('stop', 'stops', 'stopped', 'stopping')
    """
    if base in irregular:
        return (base, _with_s(base), _stem(base) + "ing", *irregular[base])
    stem = _stem(base)
    past = base + "d" if base.endswith("e") else _y_to_i(base) + "ed" if base.endswith("y") else stem + "ed"
    return (base, _with_s(base), past, stem + "ing")


def noun(base: str, irregular: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Singular and plural.

    >>> noun("casualty", {})
    ('casualty', 'casualties')
    """
    if base in irregular:
        return (base, *irregular[base])
    return (base, _with_s(base))


def _with_s(base: str) -> str:
    if base.endswith(("s", "x", "z", "ch", "sh")):
        return base + "es"
    changed = _y_to_i(base)
    return changed + "es" if changed != base else base + "s"


def _y_to_i(base: str) -> str:
    if len(base) > 1 and base.endswith("y") and base[-2] not in _VOWELS:
        return base[:-1] + "i"
    return base


def _stem(base: str) -> str:
    """What "ing" is put behind: the final e dropped, or the final consonant of a short word doubled."""
    if base.endswith("e") and not base.endswith(("ee", "oe", "ye")):
        return base[:-1]
    if _doubles(base):
        return base + base[-1]
    return base


def _doubles(base: str) -> bool:
    if len(base) < 3 or base[-1] in "wxy" or base[-1] in _VOWELS:
        return False
    one_syllable = sum(letter in _VOWELS for letter in base) == 1
    return one_syllable and base[-2] in _VOWELS and base[-3] not in _VOWELS
