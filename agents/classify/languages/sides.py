"""Who takes part in an event of a language without a grammar of roles: by where a name stands from the trigger.

Simpler than what English has (`roles.py`): before the words that tell of a deed stands who does it, behind them whom it
is done to; a preposition ("por", "gegen") says otherwise. Those who talk, sign or fight each other are parties.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.classify.actor_names import Entry, FoundActor
from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.events.knowledge import Entry as Row
from agents.classify.phrases import Phrases, phrase_index
from agents.classify.places.toponym import Toponym
from agents.classify.text.document import Document, Sentence
from schemas.event import Actor, ActorKind, Role
from schemas.evidence import Span
from schemas.taxonomy import EventType

_TOGETHER = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.ARMED_CONFLICT)
_WITHOUT = (EventType.NONE, EventType.DISASTER_HEALTH)
_REACH = 3
_ARTICLE = 3
"""Letters of an article at most."""
_MOST = 8
_SENTENCES = 3


@dataclass(frozen=True, slots=True)
class SideWords:
    """What stands right before a name: `by` before who did it, `against` before whom it was done to, `scene` before a
    state as a place, `claims` and `blames` before who says or is said to have done it.
    """

    by: Phrases
    against: Phrases
    scene: Phrases
    claims: Phrases
    blames: Phrases


def side_words(root: Row) -> SideWords:
    """The words of a file's table "sides"; raises KnowledgeError."""
    sides = Row(f"{root.where}: sides", root.table("sides"))
    names = ("by", "against", "scene", "claims", "blames")
    return SideWords(**{name: phrase_index(sides.texts(name)) for name in names})


def sides_of(
    document: Document, found: Sequence[FoundActor], candidate: Candidate, words: SideWords
) -> tuple[Actor, ...]:
    """The actors of one event, from the first sentences that tell of it: one an entry and role, at most eight."""
    if candidate.type in _WITHOUT:
        return ()
    actors: dict[tuple[str, Role], Actor] = {}
    for number in candidate.sentences[:_SENTENCES]:
        trigger = next((one for one in candidate.triggers if one.sentence == number), None)
        for one in found:
            role = _role(document, one, trigger, candidate.type, words) if one.sentence == number else None
            if role is not None and not (one.entry.is_role and one.entry.kind is ActorKind.CIVILIANS):
                entry, span = one.entry, document.span_of_tokens(one.first, one.last)
                actors.setdefault((entry.id, role), _actor(entry, role, span))
    return tuple(actors.values())[:_MOST]


def _actor(entry: Entry, role: Role, span: Span) -> Actor:
    return Actor(name=entry.name, role=role, kind=entry.kind, id=entry.id, country=entry.country, evidence=span)


def _role(
    document: Document, one: FoundActor, trigger: Trigger | None, kind: EventType, words: SideWords
) -> Role | None:
    first = document.sentences[one.sentence].first
    for phrases, role in ((words.claims, Role.CLAIMED), (words.blames, Role.ATTRIBUTED)):
        if _before(document.lower, first, one.first, phrases):
            return role
    if kind in _TOGETHER:
        scene = one.entry.kind is ActorKind.STATE and _before(document.lower, first, one.first, words.scene)
        return None if scene else Role.PARTY
    if _before(document.lower, first, one.first, words.by):
        return Role.SOURCE
    if _before(document.lower, first, one.first, words.against):
        return Role.TARGET
    if trigger is None or _before(document.lower, first, one.first, words.scene):
        return None
    if one.first < trigger.first:
        return Role.SOURCE
    # A state behind the deed is where it happened, unless it describes somebody: "in Kabul, Afghanistan".
    return None if one.entry.kind is ActorKind.STATE and not one.name.adjective else Role.TARGET


def held_places(document: Document, places: Iterable[Toponym], words: SideWords) -> frozenset[int]:
    """Where those places begin that a word of place stands before ("en", "im"), as a document with keys says."""
    held = set()
    for place in places:
        at = bisect_left(document.starts, place.start)
        sentence = document.sentences[bisect_right(document.sentences, at, key=_first) - 1]
        if not place.mention and at > sentence.first and _held(document, sentence.first, at, words.scene):
            held.add(place.start)
    return frozenset(held)


def _first(sentence: Sentence) -> int:
    return sentence.first


def _held(document: Document, first: int, at: int, phrases: Phrases) -> bool:
    """Whether a phrase ends right before a token, but for a short word between: an article."""
    return _ends(document.lower, first, at, phrases) or (
        at - 1 > first
        and len(document.tokens[at - 1]) <= _ARTICLE
        and document.tokens[at - 1].islower()
        and _ends(document.lower, first, at - 1, phrases)
    )


def _before(keys: Sequence[str], first: int, at: int, phrases: Phrases) -> bool:
    """Whether one of the phrases ends right before a name, but for an article between."""
    return _ends(keys, first, at, phrases) or _ends(keys, first, at - 1, phrases)


def _ends(keys: Sequence[str], first: int, end: int, phrases: Phrases) -> bool:
    """Whether one of the phrases ends right before a token."""
    return any(
        tuple(keys[start:end]) == words
        for start in range(max(first, end - _REACH), end)
        for words in phrases.get(keys[start], ())
    )
