"""Whose deaths, wounds and tolls the nouns tell: "12 deaths", "lost their lives", "the toll rose to 12"."""

from __future__ import annotations

from agents.classify.casualties.clause import object_from, subject_of
from agents.classify.casualties.lists import People
from agents.classify.casualties.numbers import Shape, number_at
from agents.classify.casualties.sentence import ONE, Group
from agents.classify.casualties.unnamed import shouted_name
from agents.classify.casualties.verbs import Verb
from agents.classify.casualties.words import Voice
from schemas.event import Count

_TOLL_REACH = 20


def people_of_noun(people: People, verb: Verb) -> list[Group]:
    """ "12 deaths", "no casualties", "the death of a guard", "claimed the lives of 12"."""
    at = verb.first
    if Voice.NONE in verb.voices and _untold(people, at):
        return []
    group = people.holding(at)
    if people.word(at) in people.words.lists.bodies:
        found = _found_dead(people, at)
        named = people.word(at + 1) != "of" and group is not None and group.definite
        if found or (named and not _found_near(people, at)):
            return found
    if group is None:
        number = people.numbers_before(at)
        near = people.groups[number[0]] if number else None
        group = near if near is not None and near.last == at and near.counted else None
    if group is not None and group.counted and group.last <= at + 1 and _counts_noun(people, group, at):
        return [group] if Voice.NOUN in verb.voices or not group.size.low else []
    if Voice.NONE in verb.voices and _denied(people, at):
        return [Group(Count(0, 0, 0), at, at + 1, counted=True)]
    return _of_whom(people, verb)


def _of_whom(people: People, verb: Verb) -> list[Group]:
    """Those of "the death of a guard" and "the bodies of two hikers"."""
    at, end = verb.first, verb.last
    if Voice.NOUN in verb.voices and people.word(end) in ("of", "to", "among") and end + 1 in people.at:
        if people.word(at) in ("life", "lives") and not _result_verb(people, at):
            return []
        return object_from(people, people.at[end + 1])
    if people.text.shouted and Voice.NOUN in verb.voices and people.word(end) == "of" and people.word(at) in _OF_ONE:
        return shouted_name(people, end + 1, 1)
    return []


_OF_ONE = frozenset(("murder", "assassination", "death", "killing", "slaying", "kidnapping", "abduction"))


def _counts_noun(people: People, group: Group, at: int) -> bool:
    """Whether a number before a noun counts it: "12 lives" only where they were lost."""
    if people.word(at) not in ("life", "lives", "remains", "murder", "killing", "death", "shooting", "stabbing"):
        return True
    if people.word(at) != "lives":
        return False
    return _result_verb(people, group.first) is not None or people.word(at + 2) in people.words.lists.result_verbs


def _found_dead(people: People, at: int) -> list[Group]:
    """Who is dead where "their bodies were found" or "divers found a corpse"."""
    owner = people.word(at - 1)
    if not _found_near(people, at):
        return []
    if owner == "their":
        return [Group(Count(2), at - 1, at + 1, "they", pronoun=True)]
    if owner in ("his", "her"):
        return [Group(ONE, at - 1, at + 1, pronoun=True)]
    alone = owner in ("a", "another") and people.word(at + 1) != "of"
    return [Group(ONE, at - 1, at + 1, more=owner == "another")] if alone else []


def _found_near(people: People, at: int) -> bool:
    """Whether bodies are said to be found, so that "the two bodies" are not those of a state."""
    return not people.words.lists.found.isdisjoint(people.text.lower[max(people.text.first, at - 6) : at + 7])


def _denied(people: People, at: int) -> bool:
    """Whether "no", "nor" or "without" a few words before says that there were none."""
    before = people.text.lower[max(people.text.first, at - 6) : at]
    return any(word in people.words.lists.no for word in before) and not any(word in ",;:" for word in before)


def _untold(people: People, at: int) -> bool:
    """Whether nothing is known yet: "no word of casualties", "no injuries were known"."""
    lists, before = people.words.lists, people.text.lower[max(people.text.first, at - 6) : at]
    if lists.no.isdisjoint(before):
        return False
    return not lists.untold.isdisjoint(before) or people.word(at + 2) in lists.untold


def people_of_result(people: People, verb: Verb, taken: set[int]) -> list[Group]:
    """Those who "lost their lives" or "suffered burns"."""
    at = _result_verb(people, verb.first)
    own = people.word(verb.first - 1) in _OWN
    if people.word(verb.first) in ("life", "lives") and not own:
        return []
    if people.word(verb.first) in ("death", "deaths") and not (own and people.word(verb.first - 2) == "to"):
        return []
    if at is None or (people.word(at) in ("have", "has") and not _of_wounds(people, at + 1, verb.first)):
        return []
    if people.word(at) in _COST and at + 1 in people.at:
        return object_from(people, people.at[at + 1])
    if people.word(at) in ("claimed", "claims", "claiming", "claim") or people.word(at) in _COST:
        return []
    found = Verb(verb.kinds, frozenset((Voice.INTRANSITIVE, Voice.PAST)), at, at, at + 1, False, False, False, False)
    while found.start > people.text.first and people.word(found.start - 1) in people.words.lists.be:
        found = Verb(found.kinds, found.voices, found.start - 1, at, at + 1, True, False, False, False)
    groups = subject_of(people, found, taken)
    if groups and "own" in people.text.lower[at : verb.first]:
        return [Group(group.size, group.first, group.last, "himself", itself=True) for group in groups[:1]]
    return groups


_COST = frozenset(("cost", "costing", "costs"))
_OWN = frozenset(("his", "her", "their", "own", "its"))


def _result_verb(people: People, at: int) -> int | None:
    """The verb a few words before a noun whose subject suffers it."""
    if people.word(at) in ("hospital", "care"):
        return _in_hospital(people, at)
    if people.word(at) == "condition":
        return at - 2 if people.word(at - 2) == "in" and people.word(at - 1) in people.words.lists.states else None
    for step in range(at - 1, max(people.text.first, at - 6) - 1, -1):
        if people.word(step) in people.words.lists.result_verbs:
            return step if people.word(at) not in _HELP or people.word(step) in _GETS else None
    return None


_HELP = frozenset(("treatment", "help", "attention"))
_GETS = frozenset(("sought", "received", "receiving", "needed", "required", "under", "undergoing", "undergo"))


def _of_wounds(people: People, first: int, last: int) -> bool:
    """Whether only what kind of wounds they are stands between "have" and the noun."""
    words = people.words
    return all(word in words.lists.of_wounds or word in words.counts for word in people.text.lower[first:last])


def _in_hospital(people: People, at: int) -> int | None:
    """The "in" of "are in hospital" or "in intensive care", or of "three in hospital" where the clause ends with it."""
    start = at - 1 - (people.word(at - 1) in ("the", "a", "intensive"))
    ends = not people.word(at + 1)[:1].isalnum()
    near = people.numbers_before(start)
    counted = bool(near) and people.groups[near[0]].last == start and people.groups[near[0]].counted
    ends = ends or (counted and people.word(at + 1) in people.words.lists.conjunctions | {"following"})
    lies = people.word(start - 1) in people.words.lists.be or people.word(start - 1) == "still"
    return start if people.word(start) == "in" and (lies or ends) else None


def number_of_toll(people: People, at: int) -> list[Group]:
    """The number of "the toll rose from 9 to at least 12": that after "to" where there is one."""
    found: list[Group] = []
    text, words = people.text, people.words
    step = at + 1
    while step < min(at + _TOLL_REACH, text.last):
        word = text.lower[step]
        number = (
            number_at(text.lower, step, text.last, words) if word in words.number_starts or word[0].isdigit() else None
        )
        if number is None or word in ("the", "a", "all") or not number.size.low:
            step += 1
            continue
        counts = number.shape is Shape.PLAIN and people.word(number.end) not in words.units
        if counts and people.word(step - 1) not in words.lists.months:
            least = people.word(step - 1) in words.lists.tops and number.size.best is not None
            size = Count(number.size.low, number.size.best, None) if least else number.size
            if people.word(step - 1) == "from" and number.size.best is None and number.size.high is not None:
                size = Count(number.size.high, number.size.high, number.size.high)  # from 18 to 21, no range
            group = Group(size, step, number.end, counted=True)
            found = [group] if not found or people.word(step - 1) in ("to", "reached", "at", "passed") else found
        step = number.end
    return found or _taken_to(people, at)


def _taken_to(people: People, at: int) -> list[Group]:
    """The number before "the number of dead": taking to eight the number of dead."""
    text = people.text
    for step in range(at - 1, max(text.first + 2, at - _NUMBER_REACH) - 1, -1):
        if text.lower[step] in _NUMBER and text.lower[step - 1] == "the":
            before = people.numbers_before(step - 1)
            group = people.groups[before[0]] if before else None
            if group is not None and group.counted and group.last == step - 1 and people.before(group) == "to":
                return [group]
    return []


_NUMBER = frozenset(("number", "count"))
_NUMBER_REACH = 6


def own_death(people: People, verb: Verb) -> list[Group]:
    """The attackers who "blew themselves up"."""
    number = people.at.get(verb.first + 1)
    if number is not None and people.groups[number].itself:
        return [people.groups[number]]
    return []
