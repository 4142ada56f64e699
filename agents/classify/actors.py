"""Who takes part in an event, and how: the actors that an article names, each with its role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from agents.classify.actor_names import Entry, FoundActor
from agents.classify.events.candidate import Candidate
from agents.classify.role_cues import Reading, RoleCues, Standing, role_cues
from agents.classify.roles import Clause, NounPhrase, near_trigger, noun_phrase, office_holder, standing_of
from agents.classify.text.document import Document
from schemas.event import Actor, ActorKind, Role

_SAID = (Role.CLAIMED, Role.ATTRIBUTED)
_JOINT = 4
_MAIN = 3


@dataclass(frozen=True, slots=True)
class _Named:
    """A noun phrase that names an actor; `entry` is None for a person with an office but no state.

    `leads`: it is a leader who is named for the state.
    """

    entry: Entry | None
    phrase: NounPhrase
    country: str | None
    leads: bool = False


def has_actors(candidate: Candidate) -> bool:
    """Whether an event of the candidate's type has actors: for others no article need be read for names."""
    return candidate.type in role_cues().readings


def actors_of(
    document: Document,
    found: Sequence[FoundActor],
    candidate: Candidate,
    country: str | None = None,
    cues: RoleCues | None = None,
) -> tuple[Actor, ...]:
    """The actors of one event in the order of the text, its main sentence first: one an entry and role, at most eight.

    Roles come from the words around the names in the sentences that tell of the event; the fourth and later ones count
    only where the first three name nobody, and the sentences right after may still say who claims it or is blamed. Who
    hosts talks anywhere in them is no party. An actor at home in several countries acts in that of the event.
    """
    known = role_cues() if cues is None else cues
    reading = known.readings.get(candidate.type)
    if reading is None:
        return ()
    told = dict.fromkeys(candidate.sentences)
    after = _following(told, len(document.sentences), known.following)
    mentions = _by_sentence(one for one in found if one.sentence in told or one.sentence in after)
    clauses = _clauses(document, candidate)
    hosts: set[str] = set()
    actors: dict[tuple[str, Role], Actor] = {}
    for order, number in enumerate((*told, *after)):
        if number not in mentions and not reading.persons:
            continue
        background = number in after or (order >= _MAIN and bool(actors))
        for actor in _in_clause(document, clauses(number), mentions.get(number, ()), reading, known, hosts):
            if not background or actor.role in _SAID:
                actors.setdefault((actor.id or actor.name, actor.role), actor)
        if len(actors) >= known.most:
            break
    present = (actor for actor in actors.values() if actor.role is not Role.PARTY or actor.id not in hosts)
    local = (_at(actor, country, found) for actor in _refined(present, found))
    return tuple({(actor.id or actor.name, actor.role): actor for actor in local}.values())[: known.most]


def _by_sentence(found: Iterable[FoundActor]) -> dict[int, list[FoundActor]]:
    mentions: dict[int, list[FoundActor]] = defaultdict(list)
    for one in found:
        mentions[one.sentence].append(one)
    return mentions


def _clauses(document: Document, candidate: Candidate) -> Callable[[int], Clause]:
    """What gives the clause of a sentence by its number, with the tokens of the event's triggers in it."""
    triggers: dict[int, set[int]] = defaultdict(set)
    for trigger in candidate.triggers:
        triggers[trigger.sentence].update(range(trigger.first, trigger.last))

    def clause(number: int) -> Clause:
        sentence = document.sentences[number]
        here = frozenset(triggers.get(number, ()))
        return Clause(document.tokens, document.lower, sentence.first, sentence.last, here)

    return clause


def _following(told: Mapping[int, None], sentences: int, reach: int) -> dict[int, None]:
    """The sentences right after those that tell of the event."""
    near = (after for number in told for after in range(number + 1, min(number + reach + 1, sentences)))
    return {number: None for number in near if number not in told}


def _in_clause(
    document: Document,
    clause: Clause,
    mentions: Sequence[FoundActor],
    reading: Reading,
    cues: RoleCues,
    hosts: set[str],
) -> Iterator[Actor]:
    """The actors of a sentence; those whom it names as hosts or go-betweens are added to `hosts`."""
    named = _named(clause, mentions, cues)
    if reading.persons:
        named = sorted([*named, *_persons(clause, named, cues)], key=lambda one: one.phrase.first)
    for group in _lists(clause, named, cues):
        last = group[-1].phrase
        whole = last if len(group) == 1 else replace(last, first=group[0].phrase.first)
        standing = standing_of(clause, whole, cues)
        if standing is None and reading.by_trigger and near_trigger(clause, whole, cues):
            standing = Standing.SUBJECT
        if standing is Standing.HOST:
            hosts.update(one.entry.id for one in group if one.entry is not None)
        role = None if standing is None else reading.roles.get(standing)
        if role is not None:
            for one in group:
                if not (one.leads and role is Role.TARGET and not reading.named_only):  # a leader shot at is no state
                    yield from _actors(document, one, role, reading)


def _named(clause: Clause, mentions: Sequence[FoundActor], cues: RoleCues) -> list[_Named]:
    """The noun phrases of the names; a name within the phrase of another is part of that one."""
    named: list[_Named] = []
    shared: _Named | None = None
    free = clause.first
    for at, one in enumerate(mentions):
        if one.first < free or (one.entry.is_role and clause.lower[one.first - 1] in cues.words["possessives"]):
            continue
        following = mentions[at + 1] if at + 1 < len(mentions) else None
        if following is not None and _describes(clause, one, following, cues):
            continue
        name = one.name
        phrase = noun_phrase(
            clause, one.first, one.last, adjective=name.adjective, name=name.name or name.metonym, cues=cues
        )
        if phrase is None:
            shared = _shared(clause, one, following, cues)
            continue
        if shared is not None and shared.phrase.last + 1 == one.first:
            named.append(shared)
        while named and named[-1].phrase.first >= phrase.first:
            named.pop()
        country = one.entry.country
        if at and _describes(clause, mentions[at - 1], one, cues):
            country = mentions[at - 1].entry.country
            phrase = replace(phrase, first=min(phrase.first, mentions[at - 1].first))
        if name.person is not None and one.last - one.first > 1 and phrase.person is None:
            phrase = replace(phrase, person=(one.first, one.last))
        named.append(_Named(one.entry, phrase, country, leads=name.person is not None))
        free = phrase.last
    return named


def _shared(clause: Clause, one: FoundActor, following: FoundActor | None, cues: RoleCues) -> _Named | None:
    """An adjective that shares the noun of the next name: "Israeli and Hamas negotiators"."""
    if following is None or not one.name.adjective or following.first != one.last + 1:
        return None
    if clause.lower[one.last] not in cues.words["conjunctions"]:
        return None
    phrase = NounPhrase(one.first, one.last, one.first, one.last, adjective=True)
    return _Named(one.entry, phrase, one.entry.country)


def _describes(clause: Clause, one: FoundActor, following: FoundActor, cues: RoleCues) -> bool:
    """Whether a state only says whose the role after it is: "Kenyan police", but not "Israeli troops"."""
    if one.entry.kind is not ActorKind.STATE or not following.entry.is_role or following.entry.of_state:
        return False
    gap = clause.lower[one.last : following.first]
    return not gap or (len(gap) == 1 and gap[0] in cues.words["owners"])


def _persons(clause: Clause, named: Sequence[_Named], cues: RoleCues) -> Iterator[_Named]:
    """Persons named with an office that no state's name comes with: "President Joe Biden"."""
    titles = cues.words["titles"]
    covered = {at for one in named for at in range(one.phrase.first, one.phrase.last)}
    for at in range(clause.first, clause.last):
        if clause.lower[at] in titles and at not in covered:
            end, person = office_holder(clause, at, cues)
            if person is not None and covered.isdisjoint(range(*person)):
                yield _Named(None, NounPhrase(at, end, at, end, adjective=False, person=person), None)


def _lists(clause: Clause, named: Sequence[_Named], cues: RoleCues) -> Iterator[list[_Named]]:
    """Phrases joined by "and" share what is said of them; a comma joins only within such a list."""
    joined = [_joint(clause, one, other, cues) for one, other in pairwise(named)]
    for at in range(len(joined) - 2, -1, -1):
        joined[at] = joined[at] or (joined[at + 1] and _comma(clause, named[at], named[at + 1], cues))
    group: list[_Named] = []
    for at, one in enumerate(named):
        group.append(one)
        if at >= len(joined) or not joined[at]:
            yield group
            group = []


def _joint(clause: Clause, one: _Named, other: _Named, cues: RoleCues) -> bool:
    gap = clause.lower[one.phrase.last : other.phrase.first]
    return not cues.words["conjunctions"].isdisjoint(gap[:2]) and _comma(clause, one, other, cues)


def _comma(clause: Clause, one: _Named, other: _Named, cues: RoleCues) -> bool:
    gap = clause.lower[one.phrase.last : other.phrase.first]
    joints, links = cues.words["joints"], cues.words["links"]
    return 0 < len(gap) <= _JOINT and gap[0] in joints and all(word in joints or word in links for word in gap)


def _actors(document: Document, one: _Named, role: Role, reading: Reading) -> Iterator[Actor]:
    """The actor of a noun phrase, and the person it names. Civilians are nobody's side: as such they are left out."""
    entry, phrase = one.entry, one.phrase
    if entry is not None and not (reading.named_only and entry.is_role):
        civilians = entry.kind is ActorKind.CIVILIANS and role is Role.PARTY
        if not civilians:
            span = document.span_of_tokens(phrase.name_first, phrase.name_last)
            yield Actor(name=entry.name, role=role, kind=entry.kind, id=entry.id, country=one.country, evidence=span)
    if reading.persons and phrase.person is not None:
        span = document.span_of_tokens(*phrase.person)
        yield Actor(name=span.text, role=role, kind=ActorKind.PERSON, country=one.country, evidence=span)


def _refined(actors: Iterable[Actor], found: Sequence[FoundActor]) -> Iterator[Actor]:
    """A movement becomes its branch where the article names exactly one: "Islamic State" that is ISIS-K elsewhere."""
    branches: dict[str, dict[str, Entry]] = defaultdict(dict)
    for one in found:
        if one.entry.parent is not None:
            branches[one.entry.parent][one.entry.id] = one.entry
    for actor in actors:
        theirs = branches.get(actor.id or "")
        if theirs is None or len(theirs) != 1:
            yield actor
            continue
        (branch,) = theirs.values()
        yield replace(actor, name=branch.name, id=branch.id, kind=branch.kind, country=branch.country)


def _at(actor: Actor, country: str | None, found: Sequence[FoundActor]) -> Actor:
    """The actor in the country of the event, if it acts there."""
    if country is None or actor.country == country or actor.id is None:
        return actor
    entry = next((one.entry for one in found if one.entry.id == actor.id), None)
    return replace(actor, country=country) if entry is not None and country in entry.countries else actor
