"""Who a verb or noun of dying, injury or abduction is said of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agents.classify.casualties.lists import People, without_apposition
from agents.classify.casualties.people import ONE, Group
from agents.classify.casualties.words import TollKind, Voice

_FAR = 30
_NEAR = 6
_LONGEST_NOUN = 4
_LONGEST_VERB = 9


class Verb(NamedTuple):
    """Verbs that say one thing together ("shot and killed"): tokens `first` to `last`, auxiliaries from `start`."""

    kinds: tuple[TollKind, ...]
    voices: frozenset[Voice]
    start: int
    first: int
    last: int
    passive: bool
    unreal: bool
    perfect: bool


def verb_at(people: People, at: int) -> Verb:
    """The verb around an anchor, with those that follow it at once."""
    words, text = people.words, people.text
    anchor = words.anchors[text.lower[at]]
    kinds, voices, last = list(anchor.kinds), set(anchor.voices), at + 1
    while last - at < _LONGEST_VERB and (step := _next_verb(people, last)) is not None:
        other = words.anchors[text.lower[step]]
        kinds += [kind for kind in other.kinds if kind not in kinds]
        voices |= other.voices
        last = step + 1
    start, aux = at, []
    while start > text.first and at - start < 8 and _is_auxiliary(people, start - 1):
        start -= 1
        aux.append(text.lower[start])
    return Verb(
        kinds=_settled(kinds, text.lower[at:last], people.word(at - 1)),
        voices=frozenset(voices),
        start=start,
        first=at,
        last=last,
        passive=any(word in words.lists.finite for word in aux),
        unreal=_unreal(people, start, at, aux),
        perfect=any(word in ("have", "has", "'ve") for word in aux),
    )


def _next_verb(people: People, at: int) -> int | None:
    """The next verb that tells of the same people: after "and", "or", a comma, adverbs, or at once."""
    words = people.words
    for step in range(at, min(at + 4, people.text.last)):
        if step in people.at and people.text.lower[step] not in words.anchors:
            return None
        word = people.text.lower[step]
        anchor = words.anchors.get(word)
        if anchor is not None:
            joined = bool(anchor.voices & {Voice.PAST, Voice.INTRANSITIVE})
            other = people.text.lower[at] == "and" and people.word(at - 1) == "dead" and step + 1 in people.at
            return step if joined and not other else None
        if not (word in words.lists.adverbs or (word in ("and", "or", ",", "/") and step == at)):
            return None
    return None


def _settled(kinds: Sequence[TollKind], verb: Sequence[str], before: str) -> tuple[TollKind, ...]:
    """What the verbs say together: shot and killed is killed, fatally wounded is killed."""
    known = [kind for kind in kinds if kind is not TollKind.HIT]
    if TollKind.KILLED in known and ("fatally" in verb or before == "fatally" or before == "mortally"):
        known = [kind for kind in known if kind is not TollKind.INJURED]
    return tuple(known) or tuple(kinds)


def _is_auxiliary(people: People, at: int) -> bool:
    lists, word = people.words.lists, people.text.lower[at]
    if at in people.at or (people.holding(at) is not None and word not in ("was", "were")):
        return False
    return word in lists.be or word in lists.adverbs or word in lists.unreal or word in ("and", "'", "-")


def _unreal(people: People, start: int, at: int, aux: Sequence[str]) -> bool:
    """Whether the words before a verb say that it did not happen, or not yet."""
    lists = people.words.lists
    if any(word in lists.unreal for word in aux) and not ("have" in aux and not _DOUBTED.isdisjoint(aux)):
        return True
    nearest = people.word(start - 1), people.word(start - 2), people.word(at - 1)
    if Voice.RESULT not in people.words.anchors[people.word(at)].voices and any(
        word in lists.unreal_verbs for word in nearest
    ):
        return True
    to = at - 1 if people.word(at - 1) == "to" else at - 2 if people.word(at - 2) == "to" else None
    return to is not None and "have" not in aux and people.word(at) in _INFINITIVES


_DOUBTED = frozenset(("may", "might"))
"""With "have been killed" these say that it is not sure, not that it did not happen."""
_INFINITIVES = frozenset(
    ("kill", "die", "abduct", "kidnap", "murder", "assassinate", "injure", "wound", "hurt", "shoot")
)


def people_of_verb(people: People, verb: Verb, taken: set[int]) -> list[Group]:
    """The people that a verb is said of; none where they are not told."""
    active = bool(verb.voices & {Voice.PAST, Voice.ACTIVE}) and not verb.passive
    after = object_of(people, verb) if active else []
    bare = bool(verb.voices & {Voice.PAST, Voice.INTRANSITIVE}) and not (active and _has_object(people, verb))
    before = subject_of(people, verb, taken) if bare and (not after or _headline(people, verb, after)) else []
    if not before and not after and verb.passive and verb.kinds[0] is not TollKind.HIT:
        before = _somebody(people, verb)
    if before:
        return before + _besides(people, verb.last)
    if after and Voice.PAST in verb.voices and people.word(verb.first - 1) in people.words.lists.determiners:
        return []
    return after


def _has_object(people: People, verb: Verb) -> bool:
    """Whether a verb has something else than people as its object: "killed the game"."""
    return people.word(verb.last) in ("the", "a", "an", "its", "our", "my") and Voice.INTRANSITIVE not in verb.voices


def _somebody(people: People, verb: Verb) -> list[Group]:
    """One person whom no known noun names: "an air marshal was killed"."""
    start = verb.start
    while start > max(verb.start - _LONGEST_NOUN, people.text.first) and people.word(start - 1).isalpha():
        start -= 1
        word = people.word(start)
        if (
            word in ("a", "an", "the")
            and start + 1 < verb.start
            and people.word(start - 1) not in people.words.lists.prepositions
        ):
            return [Group(ONE, start, verb.start)] if people.word(verb.start) != "were" else []
        if word in people.words.breakers or word in people.words.lists.things:
            break
    return []


def _headline(people: People, verb: Verb, after: Sequence[Group]) -> bool:
    """Whether "2 killed 5 injured" or "two wounded soldiers" has its people before the verb, though some follow it."""
    number = people.numbers_before(verb.first)
    if not number or not people.groups[number[0]].counted or people.groups[number[0]].last != verb.first:
        return False
    return people.word(after[-1].last) in people.words.anchors or not after[0].counted


def object_of(people: People, verb: Verb) -> list[Group]:
    """The list of people right after a verb."""
    at = verb.last
    while at not in people.at and people.word(at) in people.words.lists.adverbs:
        at += 1
    if people.word(verb.first) in ("shot", "stabbed", "hurt") and people.word(at) == "at" and at not in people.at:
        return []
    number = people.at.get(at)
    if number is None or people.word(at) in ("he", "she"):
        return []
    return object_from(people, number)


def object_from(people: People, number: int) -> list[Group]:
    """The list from a group on, without a last item that is the subject of what follows."""
    chain = people.chain_from(number)
    while len(chain) > 1 and _begins_clause(people, chain[-1].last):
        chain.pop()
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
    weak: list[Group] = []
    for number in people.numbers_before(verb.start):
        group = people.groups[number]
        gap = verb.start - group.last
        if gap > _FAR or ";" in people.text.lower[group.last : verb.start]:
            break
        if group.first in taken or group.itself or not _governs(people, number, verb, taken):
            continue
        if gap > 1 and not verb.passive and _loose(people, verb):
            break
        chain = without_apposition(people, people.chain_to(number, taken))
        if group.named or group.pronoun or _vague(group):
            weak = weak or (chain if gap <= _NEAR else [])
            if group.pronoun and gap <= 1:
                return chain
            continue
        if weak and not group.counted:
            return weak
        return _of_relative(people, number, verb, taken) or chain
    return weak


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
    if before not in lists.prepositions:
        return True
    return (gap <= 1 and not verb.passive and before in ("with", "to", "in", "for", "from", "than")) or before == "with"


def _loose(people: People, verb: Verb) -> bool:
    """Whether an adjective needs its people next to it: "dead", "missing", unlike "died"."""
    return people.word(verb.first) in ("dead", "missing", "hostage", "fatally", "death", "unaccounted")


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
