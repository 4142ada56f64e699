"""What was used and what it was used against, from `knowledge/things.toml`: words, and the words around them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from pathlib import Path

from agents.classify.events.candidate import Candidate
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.phrases import OwnedPhrases, Phrases, owned_index, spelled_out
from agents.classify.text.document import Document
from schemas.event import Thing
from schemas.taxonomy import EventType

_FILE = Path(__file__).parent / "knowledge" / "things.toml"
_WORDS = ("deeds", "suffered", "auxiliaries", "stops", "other", "named_by_of", "idle_after", "idle")
_CUES = ("direct", "located", "close", "harmed")
_REACH = 6
_MOST_SENTENCES = 6
_GENERAL = "civilians"


class Closeness(IntEnum):
    """How plainly a thing is said to be hit: the lower, the plainer."""

    HIT = 0
    THERE = 1
    NEAR = 2


@dataclass(frozen=True, slots=True)
class Kind:
    """What a phrase names. The lower the rank, the sooner it is taken; `people`: those who are harmed, not a place.

    It does not count where one of `unless_next` follows or one of `unless_before` leads up to it. If `not_near`, what
    happens near it is not done to it.
    """

    id: str
    rank: int
    people: bool = False
    not_near: bool = False
    unless_next: frozenset[str] = frozenset()
    unless_before: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Things:
    """The knowledge file, checked. Cues are indexed by their last word."""

    weapons: OwnedPhrases[Kind]
    targets: OwnedPhrases[Kind]
    cues: Mapping[str, Phrases]
    words: Mapping[str, frozenset[str]]
    types: Mapping[str, frozenset[EventType]]


@cache
def thing_file() -> Things:
    """The shipped file, read once."""
    return load_things(_FILE)


def load_things(path: Path) -> Things:
    """The weapons and targets of a file; raises KnowledgeError naming file, entry, field and value."""
    return read_things(read(path))


def read_things(root: Entry) -> Things:
    """The weapons and targets of a file that was read; raises KnowledgeError."""
    where = Entry(f"{root.where}: where", root.table("where"))
    types = Entry(f"{root.where}: types", root.table("types"))
    return Things(
        weapons=_index(root, "weapon", {"words": False}),
        targets=_index(root, "target", {"places": False, "people": True}),
        cues={name: _cues(where, name) for name in _CUES},
        words={name: frozenset(_some(where, name)) for name in _WORDS},
        types={name: frozenset(_types(types, name)) for name in ("weapon", "target", "places_only")},
    )


def _some(entry: Entry, field: str) -> tuple[str, ...]:
    texts = entry.texts(field)
    if not texts or not all(text.split() for text in texts):
        raise KnowledgeError(entry.where, field, texts, "needs at least one phrase")
    return texts


def _types(entry: Entry, field: str) -> Iterator[EventType]:
    for name in _some(entry, field):
        yield Entry(entry.where, {field: name}).member(field, EventType)


def _cues(entry: Entry, field: str) -> Phrases:
    found = owned_index(((words, None) for text in _some(entry, field) for words in spelled_out(text)), by_last=True)
    return {word: tuple(words for words, _ in phrases) for word, phrases in found.items()}


def _index(root: Entry, table: str, fields: Mapping[str, bool]) -> OwnedPhrases[Kind]:
    pairs = []
    for rank, row in enumerate(root.rows(table)):
        if not any(row.has(field) for field in fields):
            raise KnowledgeError(row.where, next(iter(fields)), None, "needs at least one phrase")
        for field in (field for field in fields if row.has(field)):
            kind = Kind(
                row.text("id"),
                rank,
                fields[field],
                row.flag("not_near"),
                frozenset(row.texts("unless_next")),
                tuple(words for text in row.texts("unless_before") for words in spelled_out(text)),
            )
            pairs += [(form, kind) for text in _some(row, field) for form in _forms(text)]
    if not pairs:
        raise KnowledgeError(root.where, table, pairs, f"needs tables [[{table}]]")
    return owned_index(pairs)


def _forms(text: str) -> Iterator[tuple[str, ...]]:
    for words in spelled_out(text):
        yield words
        yield (*words[:-1], words[-1] + "s")


def find_weapon(
    document: Document, sentences: Sequence[int], candidate: Candidate | None = None, things: Things | None = None
) -> Thing | None:
    """The weapon that the first of the sentences to name one names; None where none does."""
    known = thing_file() if things is None else things
    if candidate is not None and candidate.type not in known.types["weapon"]:
        return None
    for number in sentences:
        found = [
            (kind.rank, first, last, kind.id)
            for first, last, kind in _phrases(document, number, known.weapons)
            if _meant(document, number, first, last, kind)
        ]
        if found:
            _, first, last, name = min(found)
            return _thing(document, first, last, name)
    return None


def find_target(
    document: Document, sentences: Sequence[int], candidate: Candidate | None = None, things: Things | None = None
) -> Thing | None:
    """What was hit, by the words around it; None where nothing is said to be. A market counts before its shoppers.

    A place counts where it is hit, named by the deed or the scene of it, people where they are harmed; of several the
    one most plainly hit in the earliest sentence.
    """
    known = thing_file() if things is None else things
    if candidate is not None and candidate.type not in known.types["target"]:
        return None
    hit_only = candidate is not None and candidate.type in known.types["places_only"]
    best: tuple[tuple[bool, int, Closeness, int], int, int, Kind] | None = None
    for order, number in enumerate(sentences[:_MOST_SENTENCES]):
        for first, last, kind in _phrases(document, number, known.targets):
            closeness = _closeness(document, number, first, last, kind, known)
            if closeness is None or (hit_only and (kind.people or closeness is not Closeness.HIT)):
                continue
            key = (kind.id == _GENERAL, order, closeness, kind.rank)
            if best is None or key < best[0]:
                best = (key, first, last, kind)
    return None if best is None else _thing(document, best[1], best[2], best[3].id)


def _thing(document: Document, first: int, last: int, kind: str) -> Thing:
    span = document.span_of_tokens(first, last)
    return Thing(kind=kind, text=span.text, evidence=span)


def _phrases(document: Document, number: int, index: OwnedPhrases[Kind]) -> Iterator[tuple[int, int, Kind]]:
    """The longest phrase at each place of a sentence, none within another."""
    lower, sentence = document.lower, document.sentences[number]
    if index.keys().isdisjoint(lower[sentence.first : sentence.last]):
        return
    free = sentence.first
    for at in range(sentence.first, sentence.last):
        if lower[at] not in index or at < free:
            continue
        for words, kind in index[lower[at]]:
            end = at + len(words)
            if end <= sentence.last and lower[at:end] == words:
                yield at, end, kind
                free = end
                break


def _meant(document: Document, number: int, first: int, last: int, kind: Kind) -> bool:
    sentence = document.sentences[number]
    if last < sentence.last and document.lower[last] in kind.unless_next:
        return False
    return not any(
        first - len(words) >= sentence.first and document.lower[first - len(words) : first] == words
        for words in kind.unless_before
    )


def _closeness(document: Document, number: int, first: int, last: int, kind: Kind, things: Things) -> Closeness | None:
    """How plainly the thing at tokens `first` to `last` is hit; None where it is not."""
    lower, sentence, words = document.lower, document.sentences[number], things.words
    following = lower[last] if last < sentence.last else ""
    if not kind.people and following in words["deeds"]:
        return Closeness.HIT
    if following in words["other"] and not (following == "of" and lower[last - 1] in words["named_by_of"]):
        return None
    if _suffers(lower, last, sentence.last, things):
        return Closeness.HIT
    if kind.people:
        return Closeness.HIT if _after_cue(lower, sentence.first, first, ("harmed",), things) else None
    if first > sentence.first and lower[first] in words["idle"] and lower[first - 1] in words["idle_after"]:
        return None
    cue = _after_cue(lower, sentence.first, first, ("direct", "located", "close"), things)
    if cue is None or (cue == "close" and kind.not_near):
        return None
    return Closeness(_CUES.index(cue))


def _suffers(lower: Sequence[str], at: int, last: int, things: Things) -> bool:
    """Whether it is said after the thing what was done to it, across forms of "be" and the like."""
    for where in range(at, min(at + _REACH, last)):
        if lower[where] in things.words["suffered"]:
            return True
        if lower[where] not in things.words["auxiliaries"]:
            return False
    return False


def _after_cue(lower: Sequence[str], low: int, first: int, names: Sequence[str], things: Things) -> str | None:
    """The nearest cue before the thing, no other phrase between."""
    for at in range(first - 1, max(low, first - 1 - _REACH) - 1, -1):
        for name in names:
            for words in things.cues[name].get(lower[at], ()):
                start = at + 1 - len(words)
                if start >= low and lower[start : at + 1] == words:
                    return name
        if lower[at] in things.words["stops"]:
            return None
    return None
