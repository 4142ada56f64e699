"""Where the learned voice is asked: when the rules are silent, or less than sure of what they heard in the lead."""

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


def first_by_voice(opinion: Opinion, document: Document, rules: Rules, hinted: bool) -> tuple[Candidate, ...]:
    """What the voice makes of a document of which the rules made nothing; nothing where it is not sure enough.

    `hinted` says that it holds a word of hard news or that a rule matched, though too weakly to count.
    """
    kind, share = opinion.best_type()
    weighing = rules.weighing
    least = weighing.voice_alone if hinted else weighing.voice_unhinted
    if document.text_start > 0:
        least = weighing.voice_alone_titled
    if kind is EventType.NONE or share < least or not document.sentences:
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
    """The rules' candidates, the first of another type or subtype where the voice is much surer of that.

    Nothing is left of one thing that the rules doubt where the voice is sure that nothing is told. Else, a text with a
    title is an article: what the rules heard in its title and lead stands. A deed that they heard may be moved behind
    what is said of it, but is not taken away.
    """
    first, *others = found
    kind, share = opinion.best_type()
    if first.modality is not Modality.ACTUAL:
        return tuple(found)
    if kind is EventType.NONE and share >= rules.weighing.voice_silences and _is_doubted(found, document, rules):
        return ()
    if document.text_start > 0:
        return tuple(found)
    lead = share - opinion.share_of(first.type)
    if kind in (EventType.NONE, first.type) or lead < rules.weighing.voice_swap:
        subtype = best_subtype(first.type, first.subtype, opinion)
        codes = codes_of(rules.types[first.type], subtype, first.modality)
        return (replace(first, subtype=subtype, codes=codes), *others)
    same = [one for one in others if one.type is kind]
    kept = (first,) if _is_told_beside(first, kind, rules) else ()
    if same:
        return (same[0], *kept, *(one for one in others if one is not same[0]))
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


def _is_doubted(found: Sequence[Candidate], document: Document, rules: Rules) -> bool:
    """Whether the rules heard one thing alone, not in a title, and are not sure of it: else nobody may say that there
    was nothing.
    """
    in_title = document.text_start > 0 and 0 in found[0].sentences
    return len(found) == 1 and not in_title and found[0].confidence < rules.weighing.voice_silences_below


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
