"""The tolls that an article tells, each where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import compress
from typing import NamedTuple

from agents.classify.casualties.aboard import lost_with_all
from agents.classify.casualties.ages import OLDEST
from agents.classify.casualties.clause import people_of_verb
from agents.classify.casualties.lists import People, people_of, total
from agents.classify.casualties.nouns import number_of_toll, own_death, people_of_noun, people_of_result
from agents.classify.casualties.numbers import digits
from agents.classify.casualties.sentence import Group, Text, text_of
from agents.classify.casualties.times import Times, times_of
from agents.classify.casualties.verbs import Verb, tells, verb_at
from agents.classify.casualties.words import TollKind, Voice, Words, casualty_words
from agents.classify.text.document import Document, Sentence
from schemas.event import Count


class Toll(NamedTuple):
    """One statement of how many: tokens `first` to `last` (one past), in sentence number `sentence`.

    `cumulative`: over a longer time than the incident. `past`: of another time. `corrected`: a revision of what was
    said before. `unreal`: said not to have happened. `part`: "including three children". `of`: the nouns that say who.
    `again`: somebody told of before ("she", "the boy"). `also`: "in addition, two were killed". `claimed`: by one side
    of a fight. `kin`: one person, told by a bond to another. `total`: told as the toll. `of_them`: "nine of them".
    `more`: "another officer", "two others".
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
    of_them: bool = False
    more: bool = False


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
    lost = lost_with_all(document, known, only)
    if lost is not None:
        tolls.append(Toll(TollKind.KILLED, lost.size, lost.sentence, lost.first, lost.last, total=True))
        tolls.sort(key=lambda toll: toll.sentence)
    return tuple(tolls)


def _idle(lower: Sequence[str], at: int, sentence: Sentence, words: Words) -> bool:
    """Whether a noun is neither counted nor followed by whose it is, so that its sentence need not be read for it."""
    if not tells(lower, at, sentence, words):
        return True
    if not words.anchors[lower[at]].voices <= _NOUNS:
        return False
    if lower[at] in words.lists.bodies and lower[max(sentence.first, at - 1)] in _OWNERS:
        return False
    if at + 1 < sentence.last and lower[at + 1] in ("of", "to", "among", "or"):
        return lower[at] in ("life", "lives") and words.lists.result_verbs.isdisjoint(lower[max(at - 6, 0) : at])
    before = lower[max(sentence.first, at - 6) : at]
    if lower[at] in ("condition", "hospital", "care"):
        return "in" not in before[-2:]
    if lower[at] in words.lists.counted and not words.lists.tops.isdisjoint(lower[at + 1 : at + _TOP_REACH]):
        return False
    counted = not words.counts.isdisjoint(before[-4:]) or any(word[0].isdigit() for word in before[-4:])
    return not counted and words.lists.result_verbs.isdisjoint(before) and words.lists.no.isdisjoint(before)


_TOP_REACH = 7
_OWNERS = frozenset(("his", "her", "their", "a", "another"))
_NOUNS = frozenset((Voice.NOUN, Voice.RESULT, Voice.NONE))


def _of_sentence(text: Text, number: int, anchors: Sequence[int], words: Words) -> list[Toll]:
    """The tolls of a sentence; those of the injured of whom it then says that they died are left out."""
    people = people_of(text, words)
    times: Times | None = None
    taken: dict[TollKind, set[int]] = defaultdict(set)
    tolls: list[Toll] = []
    died: set[int] = set()
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
        if (
            TollKind.KILLED in kinds
            and len(groups) == 1
            and (times.natural(verb.first, verb.last) or _of_old_age(text, verb.last))
        ):
            continue
        for kind in kinds:
            if kind is TollKind.KILLED and len(groups) == 1 and groups[0].size.low:
                died.add(groups[0].first)
            tolls.extend(_tolls(people, kind, groups, number, verb, times))
            for other in _SHARED.get(kind, (kind,)):
                taken[other].update(group.first for group in groups)
    return [toll for toll in tolls if toll.kind is not TollKind.INJURED or toll.first not in died]


def _of_old_age(text: Text, at: int) -> bool:
    """Whether "at 88", "aged 90" or "at the age of 91" follows a death soon: an obituary's."""
    for step in range(at, min(at + _AGE_REACH, text.last - 1)):
        age = digits(text.lower[step + 1])
        if age is not None and _OLD <= age <= OLDEST and text.lower[step] in ("at", "aged", "of"):
            return text.lower[step] != "of" or text.lower[step - 1] == "age"
    return False


_AGE_REACH = 6
_OLD = 75
_SHARED = {
    TollKind.KILLED: (TollKind.KILLED, TollKind.INJURED, TollKind.MISSING, TollKind.HIT, TollKind.ABDUCTED),
    TollKind.INJURED: (TollKind.INJURED, TollKind.MISSING, TollKind.HIT),
    TollKind.MISSING: (TollKind.KILLED, TollKind.INJURED, TollKind.MISSING),
}
"""Of whom one of these is said, the others are not said in the same sentence; who was shot or hurt may have died."""


def _said_of(
    people: People, verb: Verb, taken: Mapping[TollKind, set[int]]
) -> tuple[tuple[TollKind, ...], list[Group]]:
    """What happened, and to whom."""
    used = taken[verb.kinds[0]]
    kinds = verb.kinds
    if Voice.OWN in verb.voices:
        return kinds, own_death(people, verb)
    if verb.told:
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
        if TollKind.HIT in kinds and not people.words.lists.fatal.isdisjoint(
            people.text.lower[max(verb.first - 3, people.text.first) : verb.first]
        ):
            kinds = (TollKind.KILLED,)
    if not groups and _of_those(people, verb.first - 1):
        return kinds, []
    if not groups and verb.voices & {Voice.PAST, Voice.ACTIVE, Voice.INTRANSITIVE} and not _other_sense(people, verb):
        groups = people_of_verb(people, verb, used)
    if _treated(people, verb):
        groups = [group for group in groups if _new(group)]
    return kinds, [group for group in groups if group.first not in used]


def _of_those(people: People, at: int) -> bool:
    """Whether it is said of "those": hundreds came to remember those killed, and none of the hundreds was."""
    while people.word(at) in _BETWEEN_THOSE:
        at -= 1
    return people.word(at) == "those" and people.word(at - 1) != "among"


_BETWEEN_THOSE = frozenset(("who", "that", "were", "was", "had", "have", "has", "been", "being", "recently"))


def _treated(people: People, verb: Verb) -> bool:
    """Whether a word tells what is done for the hurt, most of whom were told of before."""
    company = people.words.companies.get(people.word(verb.first))
    return company is not None and company.new and verb.kinds[0] is TollKind.INJURED


def _new(group: Group) -> bool:
    """Whether people can be others than those told of before, unlike "he", "the driver" and a name."""
    known = group.pronoun or group.definite or group.named
    return group.more or not (known or (group.size.best is None and not group.counted))


def _other_sense(people: People, verb: Verb) -> bool:
    """Whether the word is no verb here: "a shot", "sentenced to death", "to his death" and "the dead"."""
    word, before = people.word(verb.first), people.word(verb.first - 1)
    if word == "shot":
        if people.words.numbers.get(before) == 1 or before == "1":
            return people.word(verb.last) in ("was", "is", "rang", "that", "fired")
        return before in people.words.lists.determiners or before in ("gun", "fatal", "single", "warning", "fired")
    if word == "death":
        return before != "to" or people.word(verb.first - 2) in ("sentenced", "condemned", "due", "led", "leading")
    if word in ("wounded", "injured") and before == "the" and people.word(verb.first - 2) not in ("among", "amongst"):
        return people.holding(verb.last) is None
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
    civil = any(group.head not in words.fighters and not _same_noun(groups, group) for group in groups)
    attackers = [
        group
        for group in groups
        if group.itself or group.head in words.attackers or (civil and group.head in words.fighters)
    ]
    victims = [group for group in groups if group not in attackers]
    for which, part in ((TollKind.ATTACKERS_KILLED, attackers), (kind, victims)):
        if part:
            yield _toll(people, which, part, number, verb, times)


def _same_noun(groups: Sequence[Group], group: Group) -> bool:
    """Whether a number without a noun counts more of those before it: "four fighters from one side and three"."""
    return not group.head and not group.more and group.counted and group is not groups[0]


def _toll(people: People, kind: TollKind, groups: Sequence[Group], number: int, verb: Verb, times: Times) -> Toll:
    words, first = people.words, groups[0]
    before = people.before(first)
    size, start, end = (
        _ordinal(people, groups, kind, verb) or total(groups),
        min(group.first for group in groups),
        max(group.last for group in groups),
    )
    first_said, last_said = min(start, verb.first), max(end, verb.last)
    one = len(groups) == 1
    return Toll(
        kind=kind,
        size=size,
        sentence=number,
        first=start,
        last=end,
        cumulative=times.cumulative(first_said, last_said, perfect=verb.perfect),
        past=not verb.perfect and times.past(first_said, last_said),
        claimed=times.claimed(first_said),
        corrected=verb.told and times.revised,
        unreal=verb.unreal and size.low > 0,
        part=(before in words.lists.including and before != "among") or _of_a_total(people, first, verb),
        of=tuple(group.head for group in groups if group.head),
        again=one and (first.pronoun or (first.definite and not first.more)),
        also=_also(people, verb) and not _treated(people, verb),
        kin=one and first.head in words.lists.kin,
        fighters=all(group.head in words.fighters for group in groups),
        total=verb.told or _ordinal(people, groups, kind, verb) is not None,
        of_them=one and _of_them(people, first),
        more=one and first.more and not _treated(people, verb),
    )


def _of_them(people: People, group: Group) -> bool:
    """Whether a number is of people told of before: "nine of them", "two of whom"."""
    lower, end = people.text.lower, min(group.last + 2, people.text.last)
    return any(lower[at] == "of" and lower[at + 1] in ("them", "whom") for at in range(group.first, end - 1))


def _ordinal(people: People, groups: Sequence[Group], kind: TollKind, verb: Verb) -> Count | None:
    """How many are dead where "a third victim has died", in news of one who was hurt before.

    "A third man died" may stand beside two who were only hurt.
    """
    text, first = people.text, groups[0]
    if (
        kind is not TollKind.KILLED
        or len(groups) > 1
        or not verb.perfect
        or first.first != text.first
        or not first.head
    ):
        return None
    rank = people.words.ordinals.get(people.word(first.first + 1))
    return None if rank is None or people.word(first.first) != "a" else Count(rank, rank, rank)


def _of_a_total(people: People, group: Group, verb: Verb) -> bool:
    """Whether "some of the 42" are told, of whom the 42 are not, or who "were among the injured"."""
    if people.word(verb.first - 1) == "the" and people.word(verb.first - 2) in ("among", "amongst"):
        return True
    if tuple(people.text.lower[group.last : verb.first]) in (("of", "those"), ("of", "the")):
        return True
    word = people.word(group.first - 2)
    return people.before(group) == "of" and (word in ("some", "most", "part") or word in people.words.numbers)


def _also(people: People, verb: Verb) -> bool:
    """Whether "also killed" or "in addition" sets people beside those told before."""
    also = people.words.lists.also
    return not also.isdisjoint(people.text.lower[verb.start : verb.last]) or not also.isdisjoint(
        people.text.lower[people.text.first : people.text.first + 3]
    )
