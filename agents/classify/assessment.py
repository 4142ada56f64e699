"""From an event's parts to the facts that severity depends on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.casualties.select import Casualties
from agents.classify.casualties.words import TollKind
from agents.classify.events.candidate import Candidate
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.phrases import OwnedPhrases, owned_index, spelled_out
from agents.classify.severity import SeverityFacts
from agents.classify.text.document import Document
from schemas.event import Actor, ActorKind, Role, Thing
from schemas.evidence import Span
from schemas.taxonomy import EventType

_FILE = Path(__file__).parent / "knowledge" / "assessment.toml"
_TALKING = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT)
_MAIN = 3
_ACTING = (Role.SOURCE, Role.CLAIMED, Role.ATTRIBUTED, Role.PARTY)


class Sign(StrEnum):
    """What words of the file are a sign of, by its table and field."""

    BORDERS = "scale.borders"
    CITY = "scale.city"
    SEVERAL = "scale.several"
    HEADS = "talks.heads"
    MINISTERS = "talks.ministers"
    OUTCOME = "talks.outcome"
    ESCALATION = "escalation.words"
    RELATIONS_BROKEN = "relations_broken.words"
    ULTIMATUM = "ultimatum.words"
    LEADER = "leader.words"
    OPEN_WAR = "open_war.words"
    MOBILISED = "mobilised.words"
    FAILED = "failed_coup.words"


_SCALES = (Sign.BORDERS, Sign.CITY, Sign.SEVERAL)
_WHO_TALKS = (Sign.HEADS, Sign.MINISTERS)
_TALK_SIGNS = (*_WHO_TALKS, Sign.OUTCOME)


@dataclass(frozen=True, slots=True)
class AssessmentWords:
    """The knowledge file, checked: `at_war` holds pairs of actor ids, `states_fighting` of countries, each in order."""

    signs: OwnedPhrases[Sign]
    rare: frozenset[str]
    daily: frozenset[str]
    at_war: frozenset[tuple[str, str]]
    states_fighting: frozenset[tuple[str, str]]


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
    return AssessmentWords(
        signs=read_signs(root),
        rare=frozenset(_texts(root, "baseline.rare")),
        daily=frozenset(_texts(root, "baseline.daily")),
        at_war=_pairs(root, "pairs", "actor ids"),
        states_fighting=_pairs(root, "states", "countries"),
    )


def _pairs(root: Entry, field: str, what: str) -> frozenset[tuple[str, str]]:
    found = root.table("at_war").get(field)
    if not isinstance(found, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in found):
        raise KnowledgeError(root.where, f"at_war.{field}", found, f"needs pairs of {what}")
    return frozenset((min(pair), max(pair)) for pair in found)


def read_signs(root: Entry) -> OwnedPhrases[Sign]:
    """The words of a file that was read, each with what it is a sign of; raises KnowledgeError."""
    return owned_index((words, sign) for sign in Sign for text in _texts(root, sign) for words in spelled_out(text))


def _texts(root: Entry, path: str) -> list[str]:
    table, _, field = path.partition(".")
    found = root.table(table).get(field)
    if not isinstance(found, list) or not found or not all(isinstance(text, str) and text.strip() for text in found):
        raise KnowledgeError(root.where, path, found, "needs a list of texts")
    return found


def signs_in(document: Document, sentences: Sequence[int], words: AssessmentWords) -> dict[Sign, tuple[int, Span]]:
    """Each sign that the sentences hold: the position among them of the first to hold it, and where it is read."""
    lower, index = document.lower, words.signs
    found: dict[Sign, tuple[int, Span]] = {}
    for order, number in enumerate(sentences):
        sentence = document.sentences[number]
        if index.keys().isdisjoint(lower[sentence.first : sentence.last]):
            continue
        for at in range(sentence.first, sentence.last):
            if lower[at] not in index:
                continue
            for phrase, sign in index[lower[at]]:
                end = at + len(phrase)
                if sign not in found and end <= sentence.last and lower[at:end] == phrase:
                    found[sign] = (order, document.span_of_tokens(at, end))
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
    *,
    in_town: bool = False,
) -> SeverityFacts:
    """What `assess` needs to know of an event, each with the words that say so; `in_town`: its place is a town."""
    signs = signs_in(document, candidate.sentences, words)
    evidence: dict[str, Span | None] = {
        "fatalities": casualties.span(TollKind.KILLED),
        "injured": casualties.span(TollKind.INJURED),
        "hostages": casualties.span(TollKind.ABDUCTED),
        "weapon": None if weapon is None else weapon.evidence,
        "target": None if target is None else target.evidence,
    }
    scale = next((sign for sign in _SCALES if sign in signs), None)
    evidence["scale"] = None if scale is None else signs[scale][1]
    evidence["escalation"] = signs[Sign.ESCALATION][1] if Sign.ESCALATION in signs else None
    evidence |= {sign.value.replace(".", "-"): signs[sign][1] for sign in _TALK_SIGNS if sign in signs}
    actor, evidence["actor"] = _attacker(actors, country, words)
    between = _between_parties(actors, words)
    talks = _talks(signs, candidate, between) if candidate.type in _TALKING else ()
    return SeverityFacts(
        type=candidate.type,
        subtype=candidate.subtype,
        modality=candidate.modality,
        killed=casualties.killed,
        injured=casualties.injured,
        abducted=casualties.abducted,
        weapon=None if weapon is None else weapon.kind,
        target=None if target is None else target.kind,
        actor=actor,
        scale=None if scale is None else scale.value.partition(".")[2],
        baseline=_baseline(country, words),
        talks=talks,
        escalation=Sign.ESCALATION in signs,
        leader_killed=Sign.LEADER in signs,
        between_states=actor == "state_against_state" and Sign.OPEN_WAR in signs,
        mobilised=Sign.MOBILISED in signs,
        populated=in_town,
        toppled=Sign.FAILED not in signs,
        relations_broken=Sign.RELATIONS_BROKEN in signs,
        ultimatum=Sign.ULTIMATUM in signs,
        evidence=tuple((name, span) for name, span in evidence.items() if span is not None),
    )


def _attacker(actors: Sequence[Actor], country: str | None, words: AssessmentWords) -> tuple[str | None, Span | None]:
    """What kind of actor attacks: state against state where both sides are states, or where one attacks in the country
    of another that it fights and no armed group is named as what it attacks; else the attacker's kind.
    """
    states = (ActorKind.STATE, ActorKind.STATE_FORCES)
    attackers = [actor for actor in actors if actor.role in _ACTING]
    countries = {actor.country for actor in attackers if actor.kind in states and actor.country}
    hit = {actor.country for actor in actors if actor.role is Role.TARGET and actor.kind in states and actor.country}
    if len(countries) > 1 or (countries and hit - countries):
        return "state_against_state", attackers[0].evidence
    if any(_fight(words, one, country) for one in countries) and not _hits_group(actors):
        return "state_against_state", attackers[0].evidence
    for actor in attackers:
        if actor.kind is ActorKind.ARMED_GROUP:
            return "armed_group", actor.evidence
        if actor.kind in states:
            return "state_forces", actor.evidence
    return None, None


def _fight(words: AssessmentWords, one: str, other: str | None) -> bool:
    """Whether the forces of two states, by their countries, fight one another."""
    return other is not None and (min(one, other), max(one, other)) in words.states_fighting


def _hits_group(actors: Sequence[Actor]) -> bool:
    return any(actor.kind is ActorKind.ARMED_GROUP and actor.role is Role.TARGET for actor in actors)


def _between_parties(actors: Sequence[Actor], words: AssessmentWords) -> bool:
    """Whether sides of a conflict talk: a listed pair, or an armed group with anyone else."""
    sides = [actor for actor in actors if actor.role in (Role.PARTY, Role.SOURCE, Role.TARGET)]
    ids = sorted({actor.id for actor in sides if actor.id})
    if any((one, other) in words.at_war for one in ids for other in ids):
        return True
    return len(ids) > 1 and any(actor.kind is ActorKind.ARMED_GROUP for actor in sides)


def _talks(signs: Mapping[Sign, tuple[int, Span]], candidate: Candidate, between: bool) -> tuple[str, ...]:
    """The weights of talks, by the first three sentences that tell of them."""
    main = {sign for sign, (order, _) in signs.items() if order < _MAIN}
    who = next((sign for sign in _WHO_TALKS if sign in main), None)
    weights = [] if who is None else [who.value.partition(".")[2]]
    if between:
        weights.append("war")
    if candidate.type is EventType.AGREEMENT or Sign.OUTCOME in main:
        weights.append("outcome")
    return tuple(weights)


def _baseline(country: str | None, words: AssessmentWords) -> str | None:
    if country in words.rare:
        return "rare"
    return "daily" if country in words.daily else None
