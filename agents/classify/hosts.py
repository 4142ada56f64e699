"""Who has talks at home where no place is named: Erdogan hosts the presidents, the White House hosts a summit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agents.classify.actor_names import FoundActor
from agents.classify.places.scene_cues import load_scene_cues
from agents.classify.role_cues import FARTHEST, RoleCues, role_cues
from agents.classify.roles import Clause, office_holder
from agents.classify.text.document import Document
from schemas.event import ActorKind


def host_of(document: Document, found: Iterable[FoundActor], sentences: Sequence[int]) -> str | None:
    """The country of the state, its leader or its seat of government that hosts, or receives somebody, in one of the
    sentences, the main one first; None where none does. States receive letters, so only leaders and seats receive.
    """
    told = {number: rank for rank, number in reversed(list(enumerate(sentences)))}
    states = [one for one in found if one.sentence in told and one.entry.kind is ActorKind.STATE]
    for one in sorted(states, key=lambda one: (told[one.sentence], one.first)):
        if _hosts(document, one, role_cues()):
            return one.entry.country
    return None


def _hosts(document: Document, one: FoundActor, cues: RoleCues) -> bool:
    sentence, lower, words = document.sentences[one.sentence], document.lower, load_scene_cues().words
    if lower[max(sentence.first, one.first - 2) : one.first] == ("hosted", "by"):
        return True
    clause = Clause(document.tokens, lower, sentence.first, sentence.last, frozenset())
    owned = one.last < sentence.last and lower[one.last] in cues.words["owners"]
    start, _ = office_holder(clause, one.last + owned, cues)
    for at in range(start, min(start + FARTHEST, sentence.last)):
        if lower[at] in words["host_after"]:
            return True
        if lower[at] in words["receives_after"]:
            return one.name.person is not None or one.name.metonym
        if lower[at] not in cues.words["auxiliaries"]:
            return False
    return False
