"""The tolls that an article tells, each where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.classify.casualties.numbers import number_at
from agents.classify.casualties.people import Group, Text, chain_at, group_at
from agents.classify.casualties.words import TollKind, Voice, Words, casualty_words
from agents.classify.text.document import Document, Sentence
from schemas.event import Count

_BEFORE = 28
_AFTER = 40


@dataclass(frozen=True, slots=True)
class Toll:
    """One statement of how many: tokens `first` to `last` (one past), in sentence number `sentence`.

    `cumulative`: over a longer time than the incident. `corrected`: a revision of what was said before. `unreal`: said
    not to have happened. `part`: "including three children". `of` are the heads of the nouns that say who.
    """

    kind: TollKind
    count: Count
    sentence: int
    first: int
    last: int
    cumulative: bool = False
    corrected: bool = False
    unreal: bool = False
    part: bool = False
    named: bool = False
    of: tuple[str, ...] = ()
    fighters: bool = False


def find_casualties(document: Document, words: Words | None = None) -> tuple[Toll, ...]:
    """Every toll of the document, in its order. Never raises; linear in the length of the document."""
    known = casualty_words() if words is None else words
    tolls: list[Toll] = []
    anchors = known.anchors
    lower = document.lower
    for number, sentence in enumerate(document.sentences):
        found = [at for at in range(sentence.first, sentence.last) if lower[at] in anchors]
        if found:
            text = Text(document.tokens, lower, _shouted(document.tokens, sentence))
            tolls.extend(_of_sentence(text, sentence, number, found, known))
    return tuple(tolls)


def _shouted(tokens: Sequence[str], sentence: Sentence) -> bool:
    """Whether most words of a sentence begin with a capital, so that capitals do not tell a name."""
    some = [token for token in tokens[sentence.first : min(sentence.last, sentence.first + 30)] if token[0].isalpha()]
    return sum(token[0].isupper() for token in some) * 10 > len(some) * 7


def _of_sentence(text: Text, sentence: Sentence, number: int, anchors: Sequence[int], words: Words) -> Iterator[Toll]:
    whole = " ".join(text.lower[sentence.first : min(sentence.last, sentence.first + 120)])
    cumulative = any(phrase in whole for phrase in words.cumulative)
    corrected = any(word in words.revised for word in text.lower[sentence.first : sentence.first + 120])
    taken: set[int] = set()
    for at in anchors:
        kind, voices = words.anchors[text.lower[at]]
        groups = _groups(text, sentence, at, kind, voices, words)
        fresh = [group for group in groups if not taken.intersection(range(group.first, group.last))]
        if not fresh or (kind is TollKind.MISSING and not any(group.count.low for group in fresh)):
            continue
        taken.update(index for group in fresh for index in range(group.first, group.last))
        unreal = any(word in words.unreal for word in text.lower[max(sentence.first, at - 4) : at])
        part = any(
            word in words.including for word in text.lower[max(sentence.first, fresh[0].first - 2) : fresh[0].first]
        )
        yield from _tolls(kind, fresh, number, (cumulative, corrected, unreal, part))


def _tolls(
    kind: TollKind, groups: Sequence[Group], sentence: int, marks: tuple[bool, bool, bool, bool]
) -> Iterator[Toll]:
    attackers = [group for group in groups if group.attackers and kind is TollKind.KILLED]
    victims = [group for group in groups if group not in attackers]
    for which, part in ((TollKind.ATTACKERS_KILLED, attackers), (kind, victims)):
        if part:
            yield Toll(
                which,
                total(part),
                sentence,
                min(group.first for group in part),
                max(group.last for group in part),
                *marks,
                named=all(group.named for group in part),
                of=tuple(group.head for group in part if group.head),
                fighters=all(group.fighters for group in part),
            )


def total(groups: Sequence[Group]) -> Count:
    """The people of separate groups together: open where one of them is open."""
    best = [group.count.best for group in groups]
    high = [group.count.high for group in groups]
    return Count(
        sum(group.count.low for group in groups),
        None if None in best else sum(value for value in best if value is not None),
        None if None in high else sum(value for value in high if value is not None),
    )


def _groups(
    text: Text, sentence: Sentence, at: int, kind: TollKind, voices: frozenset[Voice], words: Words
) -> list[Group]:
    low, high = max(sentence.first, at - _BEFORE), min(sentence.last, at + _AFTER)
    passive = any(word in words.be for word in text.lower[max(low, at - 3) : at])
    if (Voice.PAST in voices and not passive) or Voice.ACTIVE in voices:
        after = _object(text, at + 1, high, words)
        if after:
            return after
    if Voice.PAST in voices or Voice.INTRANSITIVE in voices:
        before = _subject(text, low, at, words)
        if before:
            return before + _along_with(text, at + 1, high, words)
    if Voice.NOUN in voices:
        return _counted_noun(text, low, at, high, words)
    return []


def _along_with(text: Text, at: int, high: int, words: Words) -> list[Group]:
    """The others of "was killed along with four colleagues"."""
    if tuple(text.lower[at : at + 2]) != ("along", "with") or at + 2 >= high:
        return []
    return chain_at(text, at + 2, high, words)


def _object(text: Text, at: int, high: int, words: Words) -> list[Group]:
    while at < high and text.lower[at] in ("dead", "and", "injured", "wounded", "at", "critically", "seriously", "or"):
        if text.lower[at] == "at":
            break
        at += 1
    groups = chain_at(text, at, high, words) if at < high else []
    if len(groups) == 1 and groups[0].named and groups[0].last < high and text.lower[groups[0].last] in words.be:
        return []
    return groups


def _subject(text: Text, low: int, at: int, words: Words) -> list[Group]:
    """The list of people nearest before a participle that no preposition governs; a number hard before it wins."""
    best: list[Group] = []
    governed: list[Group] = []
    index = low
    while index < at:
        if text.lower[index] in words.stops and number_at(text.lower, index, at, words) is None:
            index += 1
            continue
        if (
            index > low
            and text.tokens[index - 1][0].isalnum()
            and text.tokens[index - 1][0].isupper()
            and text.tokens[index][0].isupper()
        ):
            index += 1
            continue
        groups = chain_at(text, index, at, words)
        if not groups:
            index += 1
            continue
        ruled = index > low and text.lower[index - 1] in words.prepositions and groups[-1].last < at
        if groups[0].named and groups[-1].named and (best or at - groups[-1].last > 5):
            pass
        elif ruled:
            governed = governed or groups
        else:
            best = groups
        index = groups[-1].last
    return best or governed


def _counted_noun(text: Text, low: int, at: int, high: int, words: Words) -> list[Group]:
    """ "12 deaths", "injuries to a policeman", "the death toll rose to 12"."""
    for start in range(max(low, at - 7), at):
        group = group_at(text, start, at + 1, words)
        if (
            group is not None
            and not group.named
            and group.last >= at
            and group.first < at
            and group.head != text.lower[at - 1]
        ) and (number_at(text.lower, start, at, words) is not None or text.lower[start] in ("one", "1", "a")):
            return [group]
    if text.lower[at] == "toll":
        for start in range(at + 1, min(at + 7, high)):
            number = number_at(text.lower, start, high, words)
            if number is not None and not number.bare_year:
                return [Group(number.count, start, number.end, "")]
    if at + 2 < high and text.lower[at + 1] in ("to", "of", "among"):
        return [group for group in chain_at(text, at + 2, high, words) if not group.named]
    return []
