"""Words between powers, apart from those between neighbours: who demands, accuses and threatens must be somebody.

A mother urges a witness to come forward, a man is accused of theft, a suspect refuses to speak: the verbs are those of
diplomacy, and nobody in the story is a state, a party, an armed group or an office of any of these.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set

from agents.classify.actor_names import FoundActor
from agents.classify.events.candidate import Candidate
from agents.classify.places.toponym import Toponym
from agents.classify.text.document import Document
from schemas.event import ActorKind
from schemas.place import PlaceKind
from schemas.taxonomy import EventType

CLAIM = "claim_of_responsibility"
"""The subtype of groups of whom nobody has heard; its toll is its own, since who claims a deed tells of its dead."""
_POWERS = (ActorKind.STATE, ActorKind.ARMED_GROUP, ActorKind.ORGANISATION)
_OPENING = 4  # title and first three sentences: who a story is about is told there


def between_powers(
    candidates: Sequence[Candidate],
    document: Document,
    toponyms: Iterable[Toponym],
    actors: Iterable[FoundActor],
    words: Set[str],
) -> tuple[Candidate, ...]:
    """The candidates without any diplomatic tension in which, and in whose story's opening, no power is named.

    A power is a country or its people, an armed group, an organisation, or one of `words`: minister, party, rebels.
    """
    if not any(map(_spoken, candidates)):
        return tuple(candidates)
    told = {actor.sentence for actor in actors if actor.name.entry.kind in _POWERS}
    starts = [place.start for place in toponyms if place.about.kind is PlaceKind.COUNTRY]
    return tuple(
        candidate
        for candidate in candidates
        if not _spoken(candidate)
        or any(
            number in told or _named(document, number, starts, words)
            for number in {*candidate.sentences, *range(min(_OPENING, len(document.sentences)))}
        )
    )


def _spoken(candidate: Candidate) -> bool:
    return candidate.type is EventType.DIPLOMATIC_TENSION and candidate.subtype != CLAIM


def _named(document: Document, number: int, starts: Sequence[int], words: Set[str]) -> bool:
    sentence = document.sentences[number]
    if not words.isdisjoint(document.lower[sentence.first : sentence.last]):
        return True
    return any(sentence.start <= start < sentence.end for start in starts)
