"""The words around a name that tell places from people and firms: `knowledge/places/cues.toml` in memory."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.classify.places.tables import FOLDER, KnowledgeError

_LISTS = (
    "locative", "weak_locative", "compass", "head_after", "head_before", "event_after", "title_before", "person_after",
    "said_after", "street_after", "organisation_after", "organisation_before", "organisation_word", "organisation_ends",
    "not_noun", "nature_after", "alias_before", "name_inside", "off_at_sea",
)  # fmt: skip
_WEIGHTS = (
    "pair", "dateline", "initial_before", "first_name_before", "surname_after", "person_of_text", "common",
    "common_at_start", "inside_run", "street", "lift", "lifts_from",
)  # fmt: skip
_HEADS = (
    "head_after", "organisation_after", "event_after", "street_after", "title_before", "head_before",
    "organisation_before",
)  # fmt: skip
_PRIOR = (
    "country", "area", "admin1", "admin2", "per_magnitude", "offset", "alternate", "famous", "unknown", "unsupported",
    "several_words", "support", "most_support", "surname_below", "across_the", "run_after", "modifier",
    "surely", "barely", "abroad", "abroad_below",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cues:
    """`words[cue]` are the words of a cue, `weight[cue]` what it adds; `prior` is how far size counts.

    `before` is what the word before a name adds, `after` the word behind it: the cues of one word, summed up for speed.
    """

    words: dict[str, frozenset[str]]
    weight: dict[str, float]
    prior: dict[str, float]
    before: dict[str, float]
    after: dict[str, float]
    heads: frozenset[str]
    """Nouns and titles that follow a place with a capital of their own and are no surname: University, Governor."""


def read_cues(folder: Path = FOLDER) -> Cues:
    """Read cues.toml. Raises KnowledgeError with file, entry, field and value where a cue is missing or malformed."""
    found = tomllib.loads((folder / "cues.toml").read_text("utf-8"))
    for name in (*_LISTS, *_WEIGHTS, "prior"):
        check_cue("cues.toml", name, found.get(name), _PRIOR if name == "prior" else ("weight",), name in _LISTS)
    words = {name: frozenset(found[name]["words"]) for name in _LISTS}
    weight = {name: float(found[name]["weight"]) for name in (*_LISTS, *_WEIGHTS)}
    prior = {name: float(found["prior"][name]) for name in _PRIOR}
    before = _sum(words, weight, ("locative", "weak_locative", "compass", "title_before"))
    after = _sum(words, weight, ("head_after", "event_after", "person_after", "said_after", "street_after"))
    return Cues(words, weight, prior, before, after, frozenset().union(*(words[name] for name in _HEADS)))


def check_cue(
    file: str, name: str, table: object, numbers: Iterable[str] = ("weight",), has_words: bool = True
) -> None:
    """Raise KnowledgeError where a cue's table lacks a number, its reason, or words in lower case."""
    if not isinstance(table, dict):
        raise KnowledgeError(file, name, "(table)", table)
    for field in numbers:
        if not isinstance(table.get(field), (int, float)):
            raise KnowledgeError(file, name, field, table.get(field))
    if not isinstance(table.get("reason"), str) or not table["reason"]:
        raise KnowledgeError(file, name, "reason", table.get("reason"))
    if has_words and not all(isinstance(word, str) and word == word.lower() for word in table.get("words") or [None]):
        raise KnowledgeError(file, name, "words", table.get("words"))


def _sum(words: dict[str, frozenset[str]], weight: dict[str, float], names: tuple[str, ...]) -> dict[str, float]:
    added: dict[str, float] = {}
    for name in names:
        for word in words[name]:
            added[word] = added.get(word, 0.0) + weight[name]
    return added


@cache
def load_cues() -> Cues:
    """The committed cues, read once."""
    return read_cues()
