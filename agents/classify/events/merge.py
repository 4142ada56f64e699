"""Hits of rules merged into one candidate an event.

1. In a sentence, a hit gives way to a stronger type (`precedence.toml`): "sanctions over the attack" is a sanction.
2. The evidence of a type in a sentence is 1 − Π(1 − weight) over its different rules.
3. A sentence counts by its place: the title and lead whole, the second 0.95, later ones 0.9.
4. A type's modality is that of its strongest sentence, where what happened goes before what did not (`preference`).
5. Confidence = evidence × place × preference of the strongest sentence, and a twentieth of what is missing to 1 for
   each further sentence. Under 0.5 is no event.
6. Beside the surest candidate another stays only if its own evidence is at least 0.8, it happened (or is planned
   talks), and it is no mere consequence of the first (`precedence.toml`, scope article) unless several sentences
   tell of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.events.rules import Rule, Rules, TypeKnowledge
from schemas.event import Codes
from schemas.taxonomy import EventType, Modality

_LEAST = 0.5
_LEAST_BESIDE = 0.8
_SEVERAL = 3
_PLACE = (1.0, 1.0, 0.95)
_LATER = 0.9
_FURTHER = 0.05


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A rule that matched tokens `first` to `last` of a sentence, with its weight there."""

    rule: Rule
    first: int
    last: int
    sentence: int
    weight: float
    modality: Modality


@dataclass(frozen=True, slots=True)
class _Scored:
    sentence: int
    modality: Modality
    evidence: float
    score: float
    hits: tuple[Hit, ...]


def merge(hits: Sequence[Hit], rules: Rules, sentences: int) -> tuple[Candidate, ...]:
    """The candidates of a document of that many sentences, surest first."""
    by_sentence: dict[int, list[Hit]] = defaultdict(list)
    for hit in hits:
        by_sentence[hit.sentence].append(hit)
    scored: dict[EventType, list[_Scored]] = defaultdict(list)
    for sentence, found in by_sentence.items():
        for kind, row in _score_sentence(sentence, found, rules):
            scored[kind].append(row)
    candidates = [_candidate(kind, rows, rules) for kind, rows in scored.items()]
    sure = [pair for pair in candidates if pair[0].confidence >= _LEAST]
    sure.sort(key=lambda pair: (-pair[0].confidence, pair[0].sentences[0], pair[0].type))
    return tuple(_independent(sure, rules))


def _score_sentence(sentence: int, hits: Sequence[Hit], rules: Rules) -> Iterable[tuple[EventType, _Scored]]:
    present = {key for hit in hits if hit.weight >= _LEAST for key in keys(hit.rule)}
    place = _PLACE[sentence] if sentence < len(_PLACE) else _LATER
    groups: dict[tuple[EventType, Modality], dict[str, tuple[float, Hit]]] = defaultdict(dict)
    for hit in hits:
        weight = hit.weight * _share(keys(hit.rule), present, rules.sentence_precedence)
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


def keys(rule: Rule) -> tuple[str, ...]:
    """What a rule is called in the precedence table."""
    kind = rule.type.value
    return (kind, rule.id) if rule.subtype is None else (kind, f"{kind}.{rule.subtype}", rule.id)


def _share(own: Iterable[str], present: set[str], table: Mapping[str, Mapping[str, float]]) -> float:
    shares = [keep for key in own if key in table for stronger, keep in table[key].items() if stronger in present]
    return min(shares, default=1.0)


def _candidate(kind: EventType, rows: Sequence[_Scored], rules: Rules) -> tuple[Candidate, float]:
    best = max(rows, key=lambda row: (row.score, -row.sentence))
    same = [row for row in rows if row.modality is best.modality and row.evidence >= _LEAST]
    if best not in same:
        same.append(best)
    others = sorted((row for row in same if row is not best), key=lambda row: row.sentence)
    confidence = best.score
    for _ in others:
        confidence += (1.0 - confidence) * _FURTHER
    ordered = (best, *others)
    subtype = _subtype(kind, ordered, rules)
    known = rules.types[kind]
    candidate = Candidate(
        type=kind,
        subtype=subtype,
        modality=best.modality,
        confidence=round(min(confidence, 0.99), 3),
        triggers=tuple(
            Trigger(rule=hit.rule.id, first=hit.first, last=hit.last, sentence=hit.sentence)
            for row in ordered
            for hit in sorted(row.hits, key=lambda hit: hit.first)
        ),
        sentences=tuple(row.sentence for row in ordered),
        codes=_codes(known, subtype, best.modality),
        context=tuple(sorted({word for row in ordered for hit in row.hits for word in hit.rule.context})),
    )
    return candidate, best.evidence


def _codes(known: TypeKnowledge, subtype: str | None, modality: Modality) -> Codes:
    codes = known.codes if subtype is None else known.subtype_codes[subtype]
    if modality is Modality.PLANNED and known.planned_plover is not None:
        return replace(codes, plover=known.planned_plover)
    return codes


def _subtype(kind: EventType, rows: Sequence[_Scored], rules: Rules) -> str | None:
    """The subtype of the weightiest hit, the best sentence first; the generic one only where no other is sure."""
    weights: dict[str, list[float]] = defaultdict(list)
    for number, row in enumerate(rows):
        for hit in row.hits:
            if hit.rule.subtype is not None:
                weights[hit.rule.subtype].append(hit.weight * (1.0 if number == 0 else 0.6))
    generic = rules.types[kind].generic
    special = {name: max(found) + 0.005 * len(found) for name, found in weights.items() if name != generic}
    if not special:
        return generic
    name = max(special, key=lambda name: special[name])
    return name if special[name] >= _LEAST or generic not in weights else generic


def _independent(sure: Sequence[tuple[Candidate, float]], rules: Rules) -> list[Candidate]:
    kept: list[Candidate] = []
    for candidate, evidence in sure:
        if kept and not _stays(candidate, evidence, kept, rules):
            continue
        kept.append(candidate)
    return kept


def _stays(candidate: Candidate, evidence: float, kept: Sequence[Candidate], rules: Rules) -> bool:
    happened = candidate.modality is Modality.ACTUAL or (
        candidate.modality is Modality.PLANNED and candidate.type is EventType.DIPLOMATIC_TALKS
    )
    present = {key for other in kept for key in (other.type.value, f"{other.type.value}.{other.subtype}")}
    own = (candidate.type.value, f"{candidate.type.value}.{candidate.subtype}")
    share = _share(own, present, rules.article_precedence)
    if len(candidate.sentences) >= _SEVERAL and happened:
        share = max(share, 0.9)
    return happened and evidence * share >= _LEAST_BESIDE
