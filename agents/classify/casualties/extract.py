"""The tolls that an article tells, each where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple

from agents.classify.casualties.clause import Verb, people_of_verb, verb_at
from agents.classify.casualties.lists import People, people_of, total
from agents.classify.casualties.nouns import is_toll, number_of_toll, own_death, people_of_noun, people_of_result
from agents.classify.casualties.people import Group, Text, text_of
from agents.classify.casualties.times import Times, times_of
from agents.classify.casualties.words import TollKind, Voice, Words, casualty_words
from agents.classify.text.document import Document, Sentence
from schemas.event import Count


class Toll(NamedTuple):
    """One statement of how many: tokens `first` to `last` (one past), in sentence number `sentence`.

    `cumulative`: over a longer time than the incident. `past`: of another time. `corrected`: a revision of what was
    said before. `unreal`: said not to have happened. `part`: "including three children". `of`: the nouns that say who.
    `again`: somebody told of before ("she", "the boy"). `also`: "in addition, two were killed". `claimed`: by one side
    of a fight. `kin`: one person, told by a bond to another. `total`: told as the toll.
    """

    kind: TollKind
    size: Count
    sentence: int
    first: int
    last: int
    cumulative: bool = False
    past: bool = False
    corrected: bool = False
    unreal: bool = False
    part: bool = False
    of: tuple[str, ...] = ()
    again: bool = False
    also: bool = False
    claimed: bool = False
    kin: bool = False
    fighters: bool = False
    total: bool = False


def find_casualties(
    document: Document, only: Collection[int] | None = None, words: Words | None = None
) -> tuple[Toll, ...]:
    """Every toll of the document, or of `only` some of its sentences, in its order; each sentence is read by itself.

    Never raises; linear in the length of the document.
    """
    known = casualty_words() if words is None else words
    lower, is_anchor = document.lower, known.anchors.__contains__
    tolls: list[Toll] = []
    for number, sentence in enumerate(document.sentences):
        if only is not None and number not in only:
            continue
        within = lower[sentence.first : sentence.last]
        if known.anchors.keys().isdisjoint(within):
            continue
        anchors = compress(range(sentence.first, sentence.last), map(is_anchor, within))
        telling = [at for at in anchors if not _idle(lower, at, sentence, known)]
        if telling:
            text = text_of(document.tokens, lower, sentence.first, sentence.last)
            tolls.extend(_of_sentence(text, number, telling, known))
    return tuple(tolls)


def _idle(lower: Sequence[str], at: int, sentence: Sentence, words: Words) -> bool:
    """Whether a noun is neither counted nor followed by whose it is, so that its sentence need not be read for it."""
    if not words.anchors[lower[at]].voices <= _NOUNS:
        return False
    if at + 1 < sentence.last and lower[at + 1] in ("of", "to", "among", "or"):
        return lower[at] in ("life", "lives") and words.lists.result_verbs.isdisjoint(lower[max(at - 6, 0) : at])
    before = lower[max(sentence.first, at - 6) : at]
    return (
        words.number_starts.isdisjoint(before[-4:])
        and words.lists.result_verbs.isdisjoint(before)
        and not (
            words.lists.no.intersection(before) or any(word[0].isdigit() for word in before[-4:]) or "in" in before[-2:]
        )
    )


_NOUNS = frozenset((Voice.NOUN, Voice.RESULT, Voice.NONE))


def _of_sentence(text: Text, number: int, anchors: Sequence[int], words: Words) -> Iterator[Toll]:
    people = people_of(text, words)
    times: Times | None = None
    taken: dict[TollKind, set[int]] = defaultdict(set)
    read_to = text.first
    for at in anchors:
        if at < read_to:
            continue
        verb = verb_at(people, at)
        kinds, groups = _said_of(people, verb, taken)
        if not groups:
            continue
        read_to = verb.last
        times = times_of(text, words) if times is None else times
        for kind in kinds:
            yield from _tolls(people, kind, groups, number, verb, times)
            for other in _SHARED.get(kind, (kind,)):
                taken[other].update(group.first for group in groups)


_SHARED = {
    TollKind.KILLED: (TollKind.KILLED, TollKind.INJURED, TollKind.MISSING, TollKind.HIT, TollKind.ABDUCTED),
    TollKind.INJURED: (TollKind.KILLED, TollKind.INJURED, TollKind.MISSING, TollKind.HIT),
    TollKind.MISSING: (TollKind.KILLED, TollKind.INJURED, TollKind.MISSING),
}
"""Of whom one of these is said, the others are not said in the same sentence; who was shot may have died too."""


def _said_of(
    people: People, verb: Verb, taken: Mapping[TollKind, set[int]]
) -> tuple[tuple[TollKind, ...], list[Group]]:
    """What happened, and to whom."""
    used = taken[verb.kinds[0]]
    kinds = verb.kinds
    if Voice.OWN in verb.voices:
        return kinds, own_death(people, verb)
    if Voice.TOLL in verb.voices or is_toll(people, verb.first):
        return kinds, number_of_toll(people, verb.first)
    groups: list[Group] = []
    if verb.voices & {Voice.NOUN, Voice.NONE}:
        groups = people_of_noun(people, verb)
        if groups and TollKind.HIT in kinds and people.word(verb.first - 1) in people.words.lists.fatal:
            kinds = (TollKind.KILLED,)
        if groups and TollKind.INJURED in kinds and TollKind.KILLED in kinds and groups[0].size.low:
            groups = []
    if not groups and Voice.RESULT in verb.voices:
        groups = people_of_result(people, verb, used)
    if not groups and verb.voices & {Voice.PAST, Voice.ACTIVE, Voice.INTRANSITIVE} and not _other_sense(people, verb):
        groups = people_of_verb(people, verb, used)
    return kinds, [group for group in groups if group.first not in used]


def _other_sense(people: People, verb: Verb) -> bool:
    """Whether the word is no verb here: "a shot", "sentenced to death", "to his death" and "the dead"."""
    word, before = people.word(verb.first), people.word(verb.first - 1)
    if word == "shot":
        return before in people.words.lists.determiners or before in ("gun", "fatal", "single", "warning", "fired")
    if word == "death":
        return before != "to" or people.word(verb.first - 2) in ("sentenced", "condemned", "due", "led", "leading")
    if word == "dead" or word == "missing":
        return before in ("the", "a", "of", "brain", "some") or people.word(verb.last) in people.words.people
    return word == "fatally" and verb.last == verb.first + 1 and people.word(verb.last) in ("flawed", "weakened")


def _tolls(
    people: People, kind: TollKind, groups: Sequence[Group], number: int, verb: Verb, times: Times
) -> Iterator[Toll]:
    """The tolls of people killed and of attackers killed, apart."""
    words = people.words
    if kind is not TollKind.KILLED or not any(
        group.itself or group.head in words.attackers or group.head in words.fighters for group in groups
    ):
        yield _toll(people, kind, groups, number, verb, times)
        return
    civil = any(group.head not in words.fighters for group in groups)
    attackers = [
        group
        for group in groups
        if group.itself or group.head in words.attackers or (civil and group.head in words.fighters)
    ]
    victims = [group for group in groups if group not in attackers]
    for which, part in ((TollKind.ATTACKERS_KILLED, attackers), (kind, victims)):
        if part:
            yield _toll(people, which, part, number, verb, times)


def _toll(people: People, kind: TollKind, groups: Sequence[Group], number: int, verb: Verb, times: Times) -> Toll:
    words, first = people.words, groups[0]
    before = people.before(first)
    spans = [verb.first, *(group.first for group in groups)], [verb.last, *(group.last for group in groups)]
    told = Voice.TOLL in verb.voices or is_toll(people, verb.first)
    one = len(groups) == 1
    return Toll(
        kind=kind,
        size=total(groups),
        sentence=number,
        first=min(group.first for group in groups),
        last=max(group.last for group in groups),
        cumulative=times.cumulative(min(spans[0]), max(spans[1]), perfect=verb.perfect),
        past=times.past(min(spans[0]), max(spans[1])),
        claimed=times.claimed(min(spans[0])),
        corrected=told and times.revised,
        unreal=verb.unreal and total(groups).low > 0,
        part=(before in words.lists.including and before != "among") or _of_a_total(people, first),
        of=tuple(group.head for group in groups if group.head),
        again=one and (first.pronoun or (first.definite and not first.more)),
        also=_also(people, verb),
        kin=one and first.head in words.lists.kin,
        fighters=all(group.head in words.fighters for group in groups),
        total=told,
    )


def _of_a_total(people: People, group: Group) -> bool:
    """Whether "some of the 42" are told, of whom the 42 are not."""
    word = people.word(group.first - 2)
    return people.before(group) == "of" and (word in ("some", "most", "part") or word in people.words.numbers)


def _also(people: People, verb: Verb) -> bool:
    """Whether "also killed" or "in addition" sets people beside those told before."""
    also = people.words.lists.also
    return not also.isdisjoint(people.text.lower[verb.start : verb.last]) or not also.isdisjoint(
        people.text.lower[people.text.first : people.text.first + 3]
    )
