"""Which language a text is in: script first, then English by its small words, then statistics.

In this order because of cost: most news that is read here is English, and for it a count of common words is enough
(some 10 µs); py3langid takes 0.1 to 0.4 ms a text and almost a second to load, paid by the first text that needs it.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"

_SAMPLE_TOKENS = 120
_SAMPLE = 1200
"""Characters that are looked at."""
_ENGLISH_SHARE = 0.12
"""Of the sampled tokens. English news has 0.2 to 0.35, other languages in Latin letters under 0.05."""
_ENGLISH_WORDS = 3
"""Different English words that a sample must hold, unless it is so short that two are a third of it."""
_SURE = 0.6
"""Probability under which statistics do not decide."""
_SURE_OF_SHARED = 0.8
"""The same against the sender's word, in a script of which neighbours share the letters: short headlines look alike."""
_LEAST_OF_SHARED = 0.35
"""And where nothing else tells: among a few neighbours the likeliest is right more often than none."""
_FEWEST_LETTERS = 12


@dataclass(frozen=True, slots=True)
class Script:
    """Letters that tell a language: `language`, or the first of `special` whose letters occur; "" asks statistics."""

    language: str
    ranges: tuple[tuple[int, int], ...]
    special: tuple[tuple[str, frozenset[str]], ...]


@dataclass(frozen=True, slots=True)
class Languages:
    """What knowledge/languages.toml says."""

    english: frozenset[str]
    scripts: tuple[Script, ...]


@cache
def languages() -> Languages:
    """The knowledge file, read once.

    Raises:
        ValueError: an entry lacks a part or has a range that ends before it begins.
    """
    path = files("agents.classify") / "knowledge" / "languages.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return Languages(frozenset(data["english"]), tuple(_script(entry) for entry in data["script"]))


def _script(entry: dict[str, object]) -> Script:
    language, ranges, letters = entry.get("language"), entry.get("ranges"), entry.get("letters", [])
    if not isinstance(language, str) or not isinstance(ranges, list) or not isinstance(letters, list):
        raise ValueError(f"languages.toml: script {language!r}: expected language, ranges and letters, got {entry}")
    if not all(first < last for first, last in ranges):
        raise ValueError(f"languages.toml: script {language!r}: ranges: a range ends before it begins: {ranges}")
    return Script(
        language,
        tuple((first, last) for first, last in ranges),
        tuple((name, frozenset(found)) for name, found in letters),
    )


def language_of(text: str, lower: Sequence[str], declared: str | None = None) -> str:
    """The ISO 639-1 code of the text's language, "und" where it cannot be told.

    `lower` are the text's tokens in lower case; `declared` is what the sender says, believed only where the text itself
    does not tell. Reads the first `_SAMPLE` characters.
    """
    if is_english(lower):
        return "en"
    sample = text[:_SAMPLE]
    script = None if sample.isascii() else _script_in(sample)
    if script is None:
        return _of_statistics(sample, _SURE) or declared or UNKNOWN
    present = frozenset(sample)
    by_letters = next((name for name, special in script.special if special & present), script.language)
    return by_letters or _of_shared(sample, script, declared) or UNKNOWN


def is_english(lower: Sequence[str]) -> bool:
    """Whether English small words make up enough of these tokens."""
    sample, english = lower[:_SAMPLE_TOKENS], languages().english
    found = sum(map(english.__contains__, sample))
    if found < _ENGLISH_SHARE * len(sample):
        return False
    return (found >= 2 and found * 3 >= len(sample)) or len(english.intersection(sample)) >= _ENGLISH_WORDS


def _script_in(sample: str) -> Script | None:
    """The script of most letters; None for Latin."""
    letters = [char for char in sample if char.isalpha()]
    counts = Counter(map(_script_of, letters))
    if counts["ja"] and counts["zh"]:
        return next(script for script in languages().scripts if script.language == "ja")
    top = max((script for script in counts if script is not None), key=lambda script: counts[script], default=None)
    if top is None or counts[top] * 2 < len(letters):
        return None
    return next(script for script in languages().scripts if _key(script) == top)


def _of_shared(sample: str, script: Script, declared: str | None) -> str | None:
    """The language of a text in a script whose letters leave it open."""
    if declared is not None and any(declared == name for name, _ in script.special):
        return _of_statistics(sample, _SURE_OF_SHARED) or declared
    return _of_statistics(sample, _SURE) or declared or _of_statistics(sample, _LEAST_OF_SHARED)


@cache
def _script_of(char: str) -> str | None:
    code = ord(char)
    for script in languages().scripts:
        if any(first <= code <= last for first, last in script.ranges):
            return _key(script)
    return None


def _key(script: Script) -> str:
    return script.language or f"script at {script.ranges[0][0]}"


def _of_statistics(sample: str, sure: float) -> str | None:
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return None
    encodable = sample.encode("utf-8", "replace").decode()
    # Text all in capitals looks like no language to a model that has read mixed case.
    language, probability = _identifier().classify(encodable.lower() if encodable.isupper() else encodable)
    return str(language) if probability >= sure and len(language) == 2 else None


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
