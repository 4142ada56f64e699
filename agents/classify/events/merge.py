"""Hits of rules merged into one candidate an event.

1. In a sentence, a hit gives way to a stronger type (`precedence.toml`): "sanctions over the attack" is a sanction.
2. The evidence of a type in a sentence is 1 − Π(1 − weight) over its different rules.
   A bare toll counts little in an article whose lead tells of a stronger type (`precedence.toml`, scope article).
3. A sentence counts by its place: title, lead, second sentence, later ones.
4. A type's modality is that of the title where it is sure of the type, else of its strongest sentence, where what
   happened goes before what did not (`preference`).
5. Confidence = evidence × place × preference of the strongest sentence, and a little of what is missing to 1 for
   each further sentence. Under `least` is no event.
6. What the title or lead tells comes first. Beside the first candidate another stays only if its own evidence is high,
   it happened (or is planned talks), and it is no mere consequence of the first (`precedence.toml`, scope article)
   unless the title or several sentences tell of it.
7. A deed of violence that is told as one stays also beside talks, arrests and the like (`concrete.py`). What only
   stands after the lead is no event where it is talk of violence at large, or long past.

The numbers stand in `precedence.toml` under `weighing`, with their reasons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.events.hit import Hit
from agents.classify.events.lead import Lead
from agents.classify.events.rule import Rule, TypeKnowledge, Weighing
from agents.classify.events.rules import Rules
from schemas.event import Codes
from schemas.taxonomy import EventType, Modality

_TOLD = 0.8
"""The weight from which a rule's words by themselves tell of an event."""
_IN_DETAIL = 0.6
"""The share of a hit outside the lead in the choice of the subtype."""
_OF_SEVERAL = 0.9
"""What several sentences leave of the evidence of a consequence."""


Deed = Callable[[], bool | None]


class _Scored(NamedTuple):
    sentence: int
    modality: Modality
    evidence: float
    score: float
    hits: tuple[Hit, ...]


class _Found(NamedTuple):
    candidate: Candidate
    evidence: float
    in_lead: bool
    title: int | None
    may_be_deed: bool


def merge(hits: Sequence[Hit], rules: Rules, lead: Lead, tells_of_deed: Deed) -> tuple[Candidate, ...]:
    """The candidates of a document, the main event first.

    `tells_of_deed` is only asked where it decides: whether the document tells of one deed of violence (`concrete.py`);
    false where it speaks of violence at large, None where either may be.
    """
    told = {key for hit in hits if lead.holds(hit.sentence) and hit.weight >= _TOLD for key in hit.rule.keys}
    by_sentence: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        share = _share_of_rule(hit.rule, told, rules)
        by_sentence[hit.sentence].append(hit if share == 1.0 else hit._replace(weight=hit.weight * share))
    scored: dict[EventType, list[_Scored]] = defaultdict(list)
    for sentence, found in by_sentence.items():
        for kind, row in _score_sentence(sentence, found, rules, lead):
            scored[kind].append(row)
    candidates = (_candidate(kind, rows, rules, lead, tells_of_deed) for kind, rows in scored.items())
    sure = [one for one in candidates if one is not None]
    sure.sort(key=lambda found: (not found.in_lead, -found.candidate.confidence, found.candidate.type))
    return tuple(_independent(sure, rules, tells_of_deed))


def _share_of_rule(rule: Rule, told: set[str], rules: Rules) -> float:
    table = rules.article_precedence.get(rule.id)
    if table is None:
        return 1.0
    return min((keep for stronger, keep in table.items() if stronger in told), default=1.0)


def _place(sentence: int, lead: Lead, weighing: Weighing) -> float:
    if sentence == lead.title:
        return weighing.place_title
    if sentence == lead.first:
        return weighing.place_lead
    return weighing.place_second if sentence == lead.second else weighing.place_later


def _score_sentence(
    sentence: int, hits: Sequence[Hit], rules: Rules, lead: Lead
) -> Iterable[tuple[EventType, _Scored]]:
    present = {key for hit in hits if hit.weight >= rules.weighing.least for key in hit.rule.keys}
    place = _place(sentence, lead, rules.weighing)
    groups: dict[tuple[EventType, Modality], dict[str, tuple[float, Hit]]] = defaultdict(dict)
    for hit in hits:
        weight = hit.weight * _share(hit.rule.keys, present, rules.sentence_precedence)
        chosen = groups[hit.rule.type, hit.modality]
        if hit.rule.id not in chosen or chosen[hit.rule.id][0] < weight:
            chosen[hit.rule.id] = (weight, hit)
    for (kind, modality), chosen in groups.items():
        missing = 1.0
        for weight, _ in chosen.values():
            missing *= 1.0 - weight
        evidence = 1.0 - missing
        score = evidence * place * rules.preference[modality]
        yield kind, _Scored(sentence, modality, evidence, score, tuple(hit for _, hit in chosen.values()))


def _share(own: Iterable[str], present: set[str], table: Mapping[str, Mapping[str, float]]) -> float:
    if table.keys().isdisjoint(own):
        return 1.0
    shares = [keep for key in own if key in table for stronger, keep in table[key].items() if stronger in present]
    return min(shares, default=1.0)


def _candidate(
    kind: EventType, rows: Sequence[_Scored], rules: Rules, lead: Lead, tells_of_deed: Deed
) -> _Found | None:
    """The candidate of a type; None where it is not sure enough."""
    weighing = rules.weighing
    best = _main(rows, weighing, lead)
    same = [row for row in rows if row.modality is best.modality and row.evidence >= weighing.least]
    if best not in same:
        same.append(best)
    others = sorted((row for row in same if row is not best), key=lambda row: row.sentence)
    in_lead = any(lead.holds(row.sentence) for row in same)
    is_attack = kind is EventType.ATTACKS
    if not in_lead and (best.modality is Modality.HISTORICAL or (is_attack and tells_of_deed() is False)):
        return None
    may_be_deed = is_attack and best.modality is Modality.ACTUAL and best.evidence >= rules.concrete.outspoken
    confidence = _confidence(best.score, len(others), weighing)
    if confidence < weighing.least:
        if not may_be_deed or not tells_of_deed():
            return None
        confidence = weighing.least
    ordered = (best, *others)
    subtype = _subtype(kind, ordered, rules, lead)
    known = rules.types[kind]
    candidate = Candidate(
        type=kind,
        subtype=subtype,
        modality=best.modality,
        confidence=confidence,
        triggers=tuple(
            Trigger(hit.rule.id, hit.first, hit.last, hit.sentence)
            for row in ordered
            for hit in sorted(row.hits, key=lambda hit: hit.first)
        ),
        sentences=tuple(row.sentence for row in ordered),
        codes=codes_of(known, subtype, best.modality),
        context=tuple(sorted({word for row in ordered for hit in row.hits for word in hit.rule.context})),
    )
    return _Found(candidate, best.evidence, in_lead, lead.title, may_be_deed)


def _confidence(score: float, further: int, weighing: Weighing) -> float:
    """The sureness of a sentence and of the `further` ones that say the same."""
    return round(min(1.0 - (1.0 - score) * (1.0 - weighing.further) ** further, 0.99), 3)


def _main(rows: Sequence[_Scored], weighing: Weighing, lead: Lead) -> _Scored:
    best = max(rows, key=lambda row: (row.score, -row.sentence))
    titles = [row for row in rows if row.sentence == lead.title and row.evidence >= weighing.title_decides]
    if not titles:
        return best
    modality = max(titles, key=lambda row: row.score).modality
    return max((row for row in rows if row.modality is modality), key=lambda row: (row.score, -row.sentence))


def codes_of(known: TypeKnowledge, subtype: str | None, modality: Modality) -> Codes:
    """The codes of a subtype (or of the type where there is none) in this modality."""
    codes = known.codes if subtype is None else known.subtype_codes[subtype]
    if modality is Modality.PLANNED and known.planned is not None:
        return replace(codes, plover=known.planned.plover, cameo=known.planned.cameo)
    return codes


def _subtype(kind: EventType, rows: Sequence[_Scored], rules: Rules, lead: Lead) -> str | None:
    """The subtype of the weightiest hit, title and lead first; the generic one only where no other is sure."""
    weights: dict[str, list[float]] = defaultdict(list)
    leading = {row.sentence for row in rows} & {lead.title, lead.first} or {rows[0].sentence}
    for row in rows:
        share = 1.0 if row.sentence in leading else _IN_DETAIL
        for hit in row.hits:
            if hit.rule.subtype is not None:
                weights[hit.rule.subtype].append(hit.weight * share)
    generic = rules.types[kind].generic
    special = {name: max(found) + 0.005 * len(found) for name, found in weights.items() if name != generic}
    if not special:
        return generic
    name = max(special, key=lambda name: special[name])
    return name if special[name] >= rules.weighing.least or generic not in weights else generic


def _independent(sure: Sequence[_Found], rules: Rules, tells_of_deed: Deed) -> list[Candidate]:
    kept: list[Candidate] = []
    for found in sure:
        if not kept or _stays(found, kept, rules) or _is_deed_beside(found, kept[0], rules, tells_of_deed):
            kept.append(found.candidate)
    return kept


def _is_deed_beside(found: _Found, first: Candidate, rules: Rules, tells_of_deed: Deed) -> bool:
    """Whether a deed is told as well as what leads; beside a battle only in a sentence that does not tell of that."""
    if not found.may_be_deed or first.type not in rules.concrete.beside:
        return False
    if first.type is EventType.ARMED_CONFLICT and found.candidate.sentences[0] in first.sentences:
        return False
    return tells_of_deed() is True


def _stays(found: _Found, kept: Sequence[Candidate], rules: Rules) -> bool:
    candidate, weighing = found.candidate, rules.weighing
    happened = candidate.modality is Modality.ACTUAL or (
        candidate.modality is Modality.PLANNED and candidate.type is EventType.DIPLOMATIC_TALKS
    )
    if found.title is not None and found.title in candidate.sentences:
        known = happened or candidate.modality is Modality.HISTORICAL or candidate.modality is Modality.PLANNED
        table = rules.precedence_in_title
        return known and found.evidence * _article_share(candidate, kept, table) >= weighing.least_beside
    if not happened:
        return False
    share = _article_share(candidate, kept, rules.article_precedence)
    if len(candidate.sentences) >= weighing.several:
        share = max(share, _OF_SEVERAL)
    least = weighing.least_beside if found.in_lead else weighing.later.get(candidate.type, 2.0)
    return found.evidence * share >= least


def _article_share(candidate: Candidate, kept: Sequence[Candidate], table: Mapping[str, Mapping[str, float]]) -> float:
    """The share by the most particular entry: that of the subtype goes before that of the type."""
    present = {key for other in kept for key in (other.type.value, f"{other.type.value}.{other.subtype}")}
    for key in (f"{candidate.type.value}.{candidate.subtype}", candidate.type.value):
        share = _share((key,), present, table)
        if share < 1.0:
            return share
    return 1.0
