"""Who a verb or noun of dying, injury or abduction is said of."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.casualties.lists import People, without_apposition
from agents.classify.casualties.sentence import ONE, Group
from agents.classify.casualties.unnamed import found_dead, somebody
from agents.classify.casualties.verbs import Verb
from agents.classify.casualties.words import TollKind, Voice

_FAR = 30
_NEAR = 6
_BACK = 8


def people_of_verb(people: People, verb: Verb, taken: set[int]) -> list[Group]:
    """The people that a verb is said of; none where they are not told."""
    if verb.passive and _only_aimed_at(people, verb):
        return []
    active = bool(verb.voices & {Voice.PAST, Voice.ACTIVE}) and not verb.passive
    after = object_of(people, verb) if active else []
    bare = bool(verb.voices & {Voice.PAST, Voice.INTRANSITIVE}) and not (active and _has_object(people, verb))
    before = subject_of(people, verb, taken) if bare and (not after or _headline(people, verb, after)) else []
    if not before and not after and verb.kinds[0] is not TollKind.HIT:
        before = somebody(people, verb) if verb.passive else found_dead(people, verb)
    if before:
        return before + _besides(people, verb.last)
    if not after and active and (whom := _whom(people, verb)):
        return whom
    if after and Voice.PAST in verb.voices and people.word(verb.first - 1) in people.words.lists.determiners:
        return []
    return after


def _whom(people: People, verb: Verb) -> list[Group]:
    """The people of "the six hundred whom the flood killed"."""
    for number in people.numbers_before(verb.start):
        group = people.groups[number]
        if verb.start - group.last > _NEAR:
            break
        if people.word(group.last) == "whom" and group.counted:
            return [group]
    return []


def _only_aimed_at(people: People, verb: Verb) -> bool:
    """Whether "were shot at by gunmen" says that they were fired upon, unlike "were shot at a party"."""
    if people.word(verb.first) != "shot" or people.word(verb.last) != "at":
        return False
    after = people.word(verb.last + 1)
    return after in ("by", "while", "when", "as", "from", "and", "but", "") or not after[0].isalnum()


def _has_object(people: People, verb: Verb) -> bool:
    """Whether a verb has something else than people as its object: "killed the game"."""
    return people.word(verb.last) in ("the", "a", "an", "its", "our", "my") and Voice.INTRANSITIVE not in verb.voices


def _headline(people: People, verb: Verb, after: Sequence[Group]) -> bool:
    """Whether "2 killed 5 injured" or "two wounded soldiers" has its people before the verb, though some follow it."""
    number = people.numbers_before(verb.first)
    if not number or not people.groups[number[0]].counted or people.groups[number[0]].last != verb.first:
        return False
    if people.word(after[-1].last) in people.words.anchors:
        return True
    return not after[0].counted and not after[0].named and people.word(after[0].first) in people.words.people


def object_of(people: People, verb: Verb) -> list[Group]:
    """The list of people right after a verb."""
    at = verb.last
    if people.word(at) == "to" and people.word(verb.first) in people.words.companies:
        return []
    while at not in people.at and people.word(at) in people.words.lists.adverbs:
        at += 1
    if people.word(verb.first) in ("shot", "stabbed", "hurt") and people.word(at) == "at" and at not in people.at:
        return []
    number = people.at.get(at)
    if number is None and not _attribute(people, verb):
        number = _of_what_kind(people, at)
    if number is None or people.word(at) in ("he", "she", "they"):
        return []
    if people.groups[number].head == "them":
        return [_meant(people, number)]
    return object_from(people, number)


def _of_what_kind(people: People, at: int) -> int | None:
    """The people right after a noun that tells of what kind they are: "killed village headman Omar Sab"."""
    for step in (at, at + 1):
        word = people.word(step)
        if not word.isalpha() or (word in people.words.breakers and word not in people.words.units):
            return None
        number = people.at.get(step + 1)
        if number is not None:
            return number if people.word(step + 1) in people.words.people else None
    return None


def _meant(people: People, number: int) -> Group:
    """The people whom "they" or "them" means in a sentence, as many as were counted in it before; else the word."""
    before = (people.groups[earlier] for earlier in range(number - 1, max(number - _BACK, 0) - 1, -1))
    return next((group for group in before if (group.size.best or 0) > 1 and group.head), people.groups[number])


def object_from(people: People, number: int) -> list[Group]:
    """The list from a group on, without a last item that is the subject of what follows."""
    chain = people.chain_from(number)
    while len(chain) > 1 and _begins_clause(people, chain[-1].last):
        last = chain.pop()
        while len(chain) > 1 and people.before(last) == "and" and people.before(chain[-1]) == ",":
            last = chain.pop()  # "killed nine people, a porter and two traders said": these two say it together
    if len(chain) == 1 and chain[0].named and people.word(chain[0].last) in people.words.lists.finite:
        return []
    return without_apposition(people, chain)


def _begins_clause(people: People, at: int) -> bool:
    word, words = people.word(at), people.words
    anchor = words.anchors.get(word)
    if anchor is not None:
        return bool(anchor.voices & {Voice.PAST, Voice.INTRANSITIVE, Voice.ACTIVE})
    return word in words.lists.finite or word in ("has", "have", "had", "said", "suffered", "told", "sustained")


def _besides(people: People, at: int) -> list[Group]:
    """The others of "was killed along with four colleagues"."""
    for phrase in people.words.besides:
        end = at + len(phrase)
        if end in people.at and tuple(people.text.lower[at:end]) == phrase:
            return [group for group in object_from(people, people.at[end]) if not group.named]
    return []


def subject_of(people: People, verb: Verb, taken: set[int]) -> list[Group]:
    """The nearest list of people before a verb that no preposition governs; a relative clause is stepped over."""
    if _beasts(people, verb) or _attribute(people, verb):
        return []
    weak: list[Group] = []
    renamed = False
    for number in people.numbers_before(verb.start):
        group = people.groups[number]
        gap = verb.start - group.last
        if gap > _FAR or ";" in people.text.lower[group.last : verb.start]:
            break
        if group.first in taken and gap <= 2 and people.word(group.last) in people.words.lists.relative:
            break
        object_only = group.head in _OBJECTS and not (_loose(people, verb) and group.last == verb.first)
        if group.first in taken or group.itself or object_only or not _governs(people, number, verb, taken):
            continue
        if gap > 1 and not verb.passive and _loose(people, verb) and not _left(people, group, gap):
            break
        if people.word(group.first) == "both" and group.last == group.first + 1:
            return [group]
        chain = without_apposition(people, people.chain_to(number, taken))
        if group.named or group.pronoun or _vague(group):
            weak = weak or (chain if gap <= _NEAR or _apposed(people, group, verb) else [])
            renamed = renamed or (group.named and people.before(group) == "," == people.word(group.last))
            if group.pronoun and gap <= 1:
                return [_meant(people, number)] if group.head in ("they", "them") else chain
            continue
        if weak and not group.counted and not renamed:
            return weak
        return _of_relative(people, number, verb, taken) or _who_is(people, chain[0], verb) or chain
    return weak


_OBJECTS = frozenset(("him", "her", "them"))
"""Pronouns that are the subject of no verb: only of "dead" and its like, as in "shot them dead"."""


def _beasts(people: People, verb: Verb) -> bool:
    """Whether animals stand right before a verb, or before "that" and a verb: "ducks that died"."""
    if people.word(verb.last) in people.words.animals:
        return True
    at = verb.start - 1
    at -= people.word(at) in people.words.lists.relative
    if people.word(at) not in people.words.animals:
        return False
    near = people.numbers_before(at)
    return not (near and at - people.groups[near[0]].last < _NEAR and people.word(people.groups[near[0]].last) == "and")


def _attribute(people: People, verb: Verb) -> bool:
    """Whether a participle only tells of what kind people are who follow it: "to fetch wounded government troops"."""
    if verb.passive or people.word(verb.first) not in ("wounded", "injured") or verb.last - verb.first > 1:
        return False
    near = people.numbers_before(verb.start)
    if near and people.groups[near[0]].last == verb.start:
        return False
    at = next((step for step in range(verb.last, verb.last + 3) if step in people.at), None)
    return at is not None and not people.groups[people.at[at]].counted and people.word(at) in people.words.people


def _left(people: People, group: Group, gap: int) -> bool:
    """Whether only words that belong to people stand before "dead": "left 16 of his flock dead"."""
    if not group.counted or gap > _NEAR or people.before(group) not in people.words.lists.leaving:
        return False
    return "," not in people.text.lower[group.last : group.last + gap]


def _apposed(people: People, group: Group, verb: Verb) -> bool:
    """Whether all that stands between a name and its verb only tells who it is: "Ana Ruiz, head of a bank, was"."""
    if not group.named or verb.start <= group.last:
        return False
    return people.word(group.last) == "," == people.word(verb.start - 1) or people.word(verb.start) == "and"


def _who_is(people: People, told: Group, verb: Verb) -> list[Group]:
    """The name whom single people before a verb only describe: "Ana Ruiz, a judge and the head of a bank, was"."""
    if told.size != ONE or told.counted or not verb.passive or people.word(verb.start) not in ("was", "is", "has"):
        return []
    for number in people.numbers_before(told.first):
        group = people.groups[number]
        if _apposed(people, group, verb) and people.word(group.last + 1) in people.words.lists.determiners:
            return [group]
    return []


def _governs(people: People, number: int, verb: Verb, taken: set[int]) -> bool:
    """Whether a list of people can be the subject of a verb: no preposition stands before it, or it is next to it."""
    lists, chain = people.words.lists, people.chain_to(number, taken)
    before, gap = people.before(chain[0]), verb.start - chain[-1].last
    if 0 < gap <= 2 and people.word(chain[-1].last) in lists.relative and before not in lists.including:
        return True
    if before in lists.including or before == "'s":
        return before == "among" and gap <= 2
    if people.word(chain[-1].last) == "of" and people.word(chain[-1].last + 1) in ("them", "whom") and gap > 2:
        return False
    if before not in lists.prepositions or (before in lists.conjunctions and gap <= 2):
        return True
    if chain[-1].named and before != "with":
        return False
    return (gap <= 1 and not verb.passive and before in ("with", "to", "in", "for", "from", "than")) or before == "with"


def _loose(people: People, verb: Verb) -> bool:
    """Whether an adjective needs its people next to it: "dead", "missing", unlike "died"."""
    return people.word(verb.first) in ("dead", "alive", "missing", "hostage", "fatally", "death", "unaccounted")


def _vague(group: Group) -> bool:
    return not group.counted and group.size.best is None


def _of_relative(people: People, number: int, verb: Verb, taken: set[int]) -> list[Group]:
    """The "two guards" of "two guards who were with a judge were killed"."""
    if not verb.passive or number == 0:
        return []
    earlier, between = people.groups[number - 1], people.groups[number]
    if earlier.first in taken or people.word(earlier.last) not in people.words.lists.relative:
        return []
    clause = people.text.lower[earlier.last : between.first]
    return [earlier] if any(word in people.words.lists.finite for word in clause) else []
