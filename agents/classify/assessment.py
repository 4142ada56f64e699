"""From an event's parts to the facts that severity depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.classify.casualties.select import Casualties
from agents.classify.casualties.words import TollKind
from agents.classify.events.candidate import Candidate
from agents.classify.events.knowledge import KnowledgeError, read
from agents.classify.phrases import Phrases, first_phrase, phrase_index
from agents.classify.severity import SeverityFacts
from agents.classify.text.document import Document
from schemas.event import Actor, ActorKind, Role, Thing
from schemas.evidence import Span
from schemas.taxonomy import EventType

_FILE = Path(__file__).parent / "knowledge" / "assessment.toml"
_TALKING = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT)
_VIOLENT = (EventType.ATTACKS, EventType.ARMED_CONFLICT)
_ACTING = (Role.SOURCE, Role.CLAIMED, Role.ATTRIBUTED, Role.PARTY)


@dataclass(frozen=True, slots=True)
class AssessmentWords:
    """The knowledge file, checked. `at_war` holds pairs of actor ids, each in sorted order."""

    scale: Mapping[str, Phrases]
    talks: Mapping[str, Phrases]
    escalation: Phrases
    relations_broken: Phrases
    ultimatum: Phrases
    leader: Phrases
    open_war: Phrases
    rare: frozenset[str]
    daily: frozenset[str]
    at_war: frozenset[tuple[str, str]]


@cache
def assessment_words() -> AssessmentWords:
    """The shipped file, read once."""
    return load_assessment(_FILE)


def load_assessment(path: Path) -> AssessmentWords:
    """The words of a file.

    Raises:
        KnowledgeError: naming file, field and value.
    """
    root = read(path)

    def words(table: str, field: str = "words") -> Phrases:
        return phrase_index(_texts(root.table(table).get(field), table, field, root.where))

    pairs = root.table("at_war").get("pairs")
    if not isinstance(pairs, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in pairs):
        raise KnowledgeError(root.where, "at_war.pairs", pairs, "needs pairs of actor ids")
    return AssessmentWords(
        scale={name: words("scale", name) for name in ("borders", "city", "several")},
        talks={name: words("talks", name) for name in ("heads", "ministers", "outcome")},
        escalation=words("escalation"),
        relations_broken=words("relations_broken"),
        ultimatum=words("ultimatum"),
        leader=words("leader"),
        open_war=words("open_war"),
        rare=frozenset(_texts(root.table("baseline").get("rare"), "baseline", "rare", root.where)),
        daily=frozenset(_texts(root.table("baseline").get("daily"), "baseline", "daily", root.where)),
        at_war=frozenset((min(pair), max(pair)) for pair in pairs),
    )


def _texts(found: object, table: str, field: str, where: str) -> list[str]:
    if not isinstance(found, list) or not found or not all(isinstance(text, str) and text.strip() for text in found):
        raise KnowledgeError(where, f"{table}.{field}", found, "needs a list of texts")
    return found


def severity_facts(
    document: Document,
    candidate: Candidate,
    casualties: Casualties,
    actors: Sequence[Actor],
    target: Thing | None,
    weapon: Thing | None,
    country: str | None,
    words: AssessmentWords,
) -> SeverityFacts:
    """What `assess` needs to know of an event, each with the words that say so."""
    sentences = candidate.sentences
    violent = candidate.type in _VIOLENT
    evidence: dict[str, Span | None] = {
        "fatalities": casualties.span(TollKind.KILLED),
        "injured": casualties.span(TollKind.INJURED),
        "hostages": casualties.span(TollKind.ABDUCTED),
        "weapon": None if weapon is None else weapon.evidence,
        "target": None if target is None else target.evidence,
    }
    scale, evidence["scale"] = _first_of(document, sentences, words.scale)
    escalation = first_phrase(document, sentences, words.escalation)
    evidence["escalation"] = escalation
    actor, evidence["actor"] = _attacker(actors) if violent else (None, None)
    between = _between_parties(actors, words)
    talks = _talks(document, candidate, between, words) if candidate.type in _TALKING else ()
    return SeverityFacts(
        type=candidate.type,
        subtype=candidate.subtype,
        modality=candidate.modality,
        killed=casualties.killed,
        injured=casualties.injured,
        abducted=casualties.abducted,
        weapon=None if weapon is None or not violent else weapon.kind,
        target=None if target is None or not violent else target.kind,
        actor=actor,
        scale=scale,
        baseline=_baseline(country, words) if violent else None,
        talks=talks,
        escalation=escalation is not None,
        between_parties=between,
        leader_killed=violent and first_phrase(document, sentences, words.leader) is not None,
        between_states=actor == "state_against_state" and first_phrase(document, sentences, words.open_war) is not None,
        relations_broken=first_phrase(document, sentences, words.relations_broken) is not None,
        ultimatum=first_phrase(document, sentences, words.ultimatum) is not None,
        evidence=tuple((name, span) for name, span in evidence.items() if span is not None),
    )


def _first_of(
    document: Document, sentences: Sequence[int], choices: Mapping[str, Phrases]
) -> tuple[str | None, Span | None]:
    for name, phrases in choices.items():
        span = first_phrase(document, sentences, phrases)
        if span is not None:
            return name, span
    return None, None


def _attacker(actors: Sequence[Actor]) -> tuple[str | None, Span | None]:
    """What kind of actor attacks: state against state where both sides are states, else the attacker's kind."""
    states = (ActorKind.STATE, ActorKind.STATE_FORCES)
    attackers = [actor for actor in actors if actor.role in _ACTING]
    countries = {actor.country for actor in attackers if actor.kind in states and actor.country}
    hit = {actor.country for actor in actors if actor.role is Role.TARGET and actor.kind in states and actor.country}
    if len(countries) > 1 or (countries and hit - countries):
        return "state_against_state", attackers[0].evidence
    for actor in attackers:
        if actor.kind is ActorKind.ARMED_GROUP:
            return "armed_group", actor.evidence
        if actor.kind in states:
            return "state_forces", actor.evidence
    return None, None


def _between_parties(actors: Sequence[Actor], words: AssessmentWords) -> bool:
    """Whether sides of a conflict talk: a listed pair, or an armed group with anyone else."""
    sides = [actor for actor in actors if actor.role in (Role.PARTY, Role.SOURCE, Role.TARGET)]
    ids = sorted({actor.id for actor in sides if actor.id})
    if any((one, other) in words.at_war for one in ids for other in ids):
        return True
    return len(ids) > 1 and any(actor.kind is ActorKind.ARMED_GROUP for actor in sides)


def _talks(document: Document, candidate: Candidate, between: bool, words: AssessmentWords) -> tuple[str, ...]:
    main = candidate.sentences[:2]
    weights = []
    who, _ = _first_of(document, main, {name: words.talks[name] for name in ("heads", "ministers")})
    if who is not None:
        weights.append(who)
    if between:
        weights.append("war")
    if candidate.type is EventType.AGREEMENT or first_phrase(document, main, words.talks["outcome"]) is not None:
        weights.append("outcome")
    return tuple(weights)


def _baseline(country: str | None, words: AssessmentWords) -> str | None:
    if country in words.rare:
        return "rare"
    return "daily" if country in words.daily else None
