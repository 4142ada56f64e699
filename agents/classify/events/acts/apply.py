"""Acts and events together: the finer code of an event, and the event of a sentence that tells nothing but an act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agents.classify.events.acts.frame import Acts, Kind, Signs
from agents.classify.events.acts.read import Act, act_in
from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.events.lead import Lead
from agents.classify.events.rule import TypeKnowledge
from agents.classify.text.document import Document, Sentence
from schemas.event import Codes
from schemas.taxonomy import EventType, Modality

_VIOLENT = "ASSAULT"


def coded(found: Sequence[Candidate], document: Document, tokens: Sequence[str], acts: Acts) -> tuple[Candidate, ...]:
    """The candidates, each with the code of the act that its main sentence tells.

    A text of a single sentence reports what its verb does. In a longer one only a main verb that stands at the words
    that told the event, or before them, speaks of it; and a deed of violence keeps its own code there, since
    condemnation and arrests are told around it.
    """
    alone = document.text_start == 0 and len(document.sentences) == 1
    return tuple(_coded(candidate, document, tokens, acts, alone) for candidate in found)


def _coded(candidate: Candidate, document: Document, tokens: Sequence[str], acts: Acts, alone: bool) -> Candidate:
    if candidate.type in acts.deeds and not alone:
        return candidate
    act = _act(candidate.sentences[0], document, tokens, acts)
    if act is None or (candidate.codes.plover is not None and not _speaks_of(act, candidate, alone)):
        return candidate
    if act.root == _VIOLENT and candidate.type in acts.blind:
        return candidate
    return replace(candidate, codes=_codes(candidate.codes, act, acts))


def _speaks_of(act: Act, candidate: Candidate, alone: bool) -> bool:
    """Whether the act, and not the type of the event, has the say on its code."""
    if alone:
        return not act.frame.hint
    told = [trigger.last for trigger in candidate.triggers if trigger.sentence == candidate.sentences[0]]
    return act.main and act.first < max(told, default=act.last)


def _codes(codes: Codes, act: Act, acts: Acts) -> Codes:
    if codes.plover == act.root:
        return codes
    cameo = act.frame.cameo if act.frame.root == act.root else acts.roots[act.root].cameo
    return replace(codes, plover=act.root, cameo=cameo)


def told_by_act(
    document: Document, lead: Lead, tokens: Sequence[str], acts: Acts, types: Mapping[EventType, TypeKnowledge]
) -> tuple[Candidate, ...]:
    """The event of a title or first sentence that tells an act of a political actor, where no rule told any."""
    for at in (lead.title, lead.first):
        act = None if at is None else _act(at, document, tokens, acts)
        if at is None or act is None or not act.main:
            continue
        kind = act.frame.kind if act.frame.root == act.root else acts.roots[act.root].kind
        if kind.type in acts.told and _among_actors(document.sentences[at], act, tokens, acts.signs):
            return (_event(kind, act, at, acts, types[kind.type].subtype_codes[kind.subtype]),)
    return ()


def _event(kind: Kind, act: Act, sentence: int, acts: Acts, codes: Codes) -> Candidate:
    return Candidate(
        type=kind.type,
        subtype=kind.subtype,
        modality=Modality.ACTUAL,
        confidence=acts.confidence,
        triggers=(Trigger(act.frame.id, act.first, act.last, sentence),),
        sentences=(sentence,),
        codes=_codes(codes, act, acts),
    )


def _among_actors(sentence: Sentence, act: Act, tokens: Sequence[str], signs: Signs) -> bool:
    """Whether a named state or organisation acts, or a political actor that does it to another."""
    before, after = tokens[sentence.first : act.first], tokens[act.first : sentence.last]
    if not signs.named.isdisjoint(before):
        return True
    return not (signs.actor.isdisjoint(before) or signs.actor.isdisjoint(after))


def _act(sentence: int, document: Document, tokens: Sequence[str], acts: Acts) -> Act | None:
    bounds = document.sentences[sentence]
    return act_in(tokens, bounds.first, bounds.last, acts)
