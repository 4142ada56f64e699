"""What a short text reports once the learned voice is heard beside the rules."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.events.learned import Opinion
from agents.classify.events.merge import codes_of
from agents.classify.events.rule import Cue
from agents.classify.events.rules import Rules
from agents.classify.text.document import Document
from schemas.taxonomy import EventType, Modality

LEARNED = "learned"
"""What stands for a rule's id in a trigger that the learned voice heard."""
_RATIO = 3.0
"""How many times likelier another subtype must be than the rules' one to take its place."""


def first_by_voice(opinion: Opinion, document: Document, rules: Rules, reserve: float) -> tuple[Candidate, ...]:
    """What the voice makes of a document of which the rules made nothing; nothing where that is likelier with `reserve`
    added to its share.
    """
    kind, share = opinion.best_type({EventType.NONE: reserve})
    if kind is EventType.NONE or not document.sentences:
        return ()
    triggers = _triggers(opinion, document)
    sentences = tuple(dict.fromkeys(trigger.sentence for trigger in triggers)) or (0,)
    subtype = best_subtype(kind, None, opinion)
    return (
        Candidate(
            type=kind,
            subtype=subtype,
            modality=Modality.ACTUAL,
            confidence=_confidence(share, rules),
            triggers=triggers,
            sentences=sentences,
            codes=codes_of(rules.types[kind], subtype, Modality.ACTUAL),
        ),
    )


def amended(found: Sequence[Candidate], opinion: Opinion, document: Document, rules: Rules) -> tuple[Candidate, ...]:
    """The rules' candidates, the first of another type or subtype where the voice is surer of that than rules and voice
    together are of theirs. A deed that they heard outright may be moved behind what is said of it, but not taken away,
    and only one thing that they doubt may be nothing: a miss is worse than a false alarm.
    """
    first, *others = found
    if first.modality is not Modality.ACTUAL:
        return tuple(found)
    kind, share = opinion.best_type(_by_rules(found, document, rules))
    if kind is EventType.NONE:
        doubted = not others and first.confidence < rules.weighing.voice_silences_below
        return () if doubted else tuple(found)
    if kind is first.type:
        subtype = best_subtype(first.type, first.subtype, opinion)
        codes = codes_of(rules.types[first.type], subtype, first.modality)
        return (replace(first, subtype=subtype, codes=codes), *others)
    same = [one for one in others if one.type is kind]
    if same:
        return _in_order(found, same[0], document, rules)
    kept = (first,) if _is_told_beside(first, kind, rules) else ()
    subtype = best_subtype(kind, None, opinion)
    changed = replace(
        first,
        type=kind,
        subtype=subtype,
        confidence=_confidence(share, rules),
        triggers=_triggers(opinion, document) or first.triggers,
        codes=codes_of(rules.types[kind], subtype, first.modality),
        context=(),
    )
    return (changed, *kept, *others)


def _in_order(
    found: Sequence[Candidate], preferred: Candidate, document: Document, rules: Rules
) -> tuple[Candidate, ...]:
    """Of events that rules heard outright none is taken away; the voice says which is the news where it heard most of
    the text and no title says it.
    """
    first = found[0]
    outright = first.confidence >= rules.weighing.least_beside
    titled = document.text_start > 0 and 0 in first.sentences
    if outright and (titled or len(document.tokens) > rules.weighing.voice_orders):
        return tuple(found)
    behind = found if outright else found[1:]
    return (preferred, *(one for one in behind if one is not preferred))


def _by_rules(found: Sequence[Candidate], document: Document, rules: Rules) -> dict[EventType, float]:
    """What the rules add to the voice's shares: more, the surer they are, and most for what a title tells."""
    weighing, titled = rules.weighing, document.text_start > 0
    return {
        one.type: (weighing.voice_title if titled and 0 in one.sentences else weighing.voice_rules) * one.confidence
        for one in reversed(found)
    }


def _is_told_beside(deed: Candidate, kind: EventType, rules: Rules) -> bool:
    """Whether a deed that the rules heard outright stays beside what is said of it: a claim presupposes its attack."""
    weighing = rules.weighing
    outright = deed.confidence >= weighing.least_beside
    return outright and deed.type in weighing.voice_keeps and kind in weighing.voice_keeps_beside


def in_modality(candidate: Candidate, cues: Sequence[Cue], rules: Rules) -> Candidate:
    """What only the voice heard, in the modality of the first cue of title and lead that is of its type."""
    modality = next((cue.modality for cue in cues if candidate.type in cue.types), Modality.ACTUAL)
    codes = codes_of(rules.types[candidate.type], candidate.subtype, modality)
    return replace(candidate, modality=modality, codes=codes)


def best_subtype(kind: EventType, heard: str | None, opinion: Opinion) -> str | None:
    """The subtype that the rules heard, unless the voice finds another several times as likely."""
    shares = opinion.subtypes(kind)
    if not shares:
        return heard
    best = max(shares, key=lambda name: shares[name])
    if heard is not None and shares.get(heard, 0.0) * _RATIO >= shares[best]:
        return heard
    return best


def _confidence(share: float, rules: Rules) -> float:
    least = rules.weighing.least
    return round(least + share * (1.0 - least) * 0.7, 3)


def _triggers(opinion: Opinion, document: Document) -> tuple[Trigger, ...]:
    return tuple(
        Trigger(rule=LEARNED, first=at, last=at + 1, sentence=_sentence(document, at)) for at in opinion.evidence
    )


def _sentence(document: Document, token: int) -> int:
    for number, sentence in enumerate(document.sentences):
        if token < sentence.last:
            return number
    return len(document.sentences) - 1
