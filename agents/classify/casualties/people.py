"""People that a sentence counts or names: "two soldiers", "a 16-year-old boy", "Ana Ruiz, 34,"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import NamedTuple

from agents.classify.casualties.numbers import Number, Shape, digits, number_at
from agents.classify.casualties.words import Words
from schemas.event import Count

_LONGEST_PHRASE = 7
_OLDEST = 115
_HEADLINE = 24
_INITIAL = itemgetter(0)
ONE = Count(1, 1, 1)


class Group(NamedTuple):
    """People named or counted by tokens `first` to `last` (one past). `head` is the noun that says who, or "".

    `counted`: with a number. `named`: by a name alone. `pronoun`: by "he" or "she", so somebody already told of.
    `definite`: "the", "his", "both". `more`: beyond others, "another", "two more". `itself`: "himself".
    """

    size: Count
    first: int
    last: int
    head: str = ""
    counted: bool = False
    named: bool = False
    pronoun: bool = False
    definite: bool = False
    more: bool = False
    itself: bool = False


class Text(NamedTuple):
    """The tokens of a sentence that is read: `tokens` as written, `lower` folded; numbers are those of the document.

    `shouted` where most words begin with a capital, so that capitals do not tell a name. `initials` are the first
    characters of its tokens. (Named tuples, since hundreds are made for an article.)
    """

    tokens: Sequence[str]
    lower: Sequence[str]
    first: int
    last: int
    shouted: bool
    initials: Sequence[str]


def text_of(tokens: Sequence[str], lower: Sequence[str], first: int, last: int) -> Text:
    """Tokens `first` to `last` (one past) of a document, to be read as one sentence."""
    initials = list(map(_INITIAL, tokens[first:last]))
    capitals = sum(map(str.isupper, initials[:_HEADLINE]))
    return Text(tokens, lower, first, last, capitals * 10 > sum(map(str.isalpha, initials[:_HEADLINE])) * 7, initials)


def groups_of(text: Text, words: Words) -> Iterator[Group]:
    """The people of a sentence from left to right, without overlap."""
    lower, first, shouted = text.lower, text.first, text.shouted
    starts = map(words.starters.__contains__, lower[first : text.last])
    free = first
    for at, initial, known in zip(range(first, text.last), text.initials, starts, strict=True):
        if at < free or not (known or initial.isdigit() or (not shouted and initial.isupper())):
            continue
        group = _group_at(text, at, words)
        if group is not None:
            yield group
            free = max(group.last, at + 1)
        elif not known and not shouted:
            free = _past_name(text, at, words)


def _past_name(text: Text, at: int, words: Words) -> int:
    """The token after capitalised words that name nobody: not from within them may people be read."""
    end = at + 1
    while end < text.last and text.tokens[end][0].isupper() and text.lower[end] not in words.starters:
        end += 1
    return end


def _group_at(text: Text, at: int, words: Words) -> Group | None:
    lower, word = text.lower, text.lower[at]
    if word in words.lists.pronouns:
        return _pronoun(text, at, words)
    if word in ("nobody", "none") or (word == "no" and at + 1 < text.last and lower[at + 1] == "one"):
        return Group(Count(0, 0, 0), at, at + 1 + (word == "no"), word, counted=True)
    number = number_at(lower, at, text.last, words) if word in words.number_starts or word[0].isdigit() else None
    if number is not None:
        return _numbered(text, at, number, words)
    if word in words.people:
        return _headed(text, ONE, at, at, words)
    if word in words.lists.determiners:
        return _determined(text, at, words)
    return None if text.shouted or not text.tokens[at][0].isupper() else _name(text, at, words)


def _pronoun(text: Text, at: int, words: Words) -> Group | None:
    word = text.lower[at]
    if word in words.lists.self_words:
        return Group(ONE if word != "themselves" else Count(2), at, at + 1, word, itself=True)
    follows = text.lower[at + 1] if at + 1 < text.last else ""
    if word == "her" and (follows in words.people or (follows not in words.lists.stops and follows.isalpha())):
        return _determined(text, at, words)
    return Group(ONE, at, at + 1, word, pronoun=True)


def _determined(text: Text, at: int, words: Words) -> Group | None:
    """A noun phrase after "a", "the", "his"."""
    start, word = at + 1, text.lower[at]
    if start >= text.last:
        return None
    definite, more = word not in ("a", "an", "another", "one"), word == "another"
    if text.lower[start] in ("others", "other"):
        return Group(Count(2), at, start + 1, "others", definite=True, more=True)
    number = number_at(text.lower, start, text.last, words) if text.lower[start] in words.number_starts else None
    if number is not None or text.lower[start][0].isdigit():
        number = number or number_at(text.lower, start, text.last, words)
        group = None if number is None else _numbered(text, start, number, words)
    else:
        group = _headed(text, ONE, at, start, words)
        if group is None and _stands_alone(text, at, words):
            group = Group(ONE, at, start + (not more), more=True)
    return None if group is None else group._replace(first=at, definite=definite, more=more or group.more)


def _stands_alone(text: Text, at: int, words: Words) -> bool:
    """Whether "another" or "a third" has no noun after it: "killing one and wounding another"."""
    end = at + 1
    if text.lower[at] != "another":
        if text.lower[at] != "a" or text.lower[end] not in ("second", "third", "fourth", "fifth", "sixth"):
            return False
        end += 1
    return end >= text.last or text.lower[end] in words.breakers or not text.lower[end][0].isalnum()


def _numbered(text: Text, at: int, number: Number, words: Words) -> Group | None:
    lower, end = text.lower, number.end
    more = any(word in words.lists.more for word in lower[at : end + 1])
    if number.shape is Shape.BARE_YEAR or (end < text.last and _is_measure(lower, end, text.last, words)):
        aged = _after_age(lower, at, text.last)
        return None if aged is None else _of_age(text, at, aged, words)
    before = at - 2 if at - 2 >= text.first and lower[at - 1] == "." else at - 1
    if before >= text.first and (lower[before] in words.lists.not_before or _second_age(lower, at)):
        return None
    found = _headed(text, number.size, at, end, words)
    if found is not None:
        return found._replace(counted=True, more=more, definite=lower[at] in words.lists.definite)
    bare = _bare(text, number.size, at, end, words)
    return None if bare is None else bare._replace(counted=True, more=more, definite=lower[at] in words.lists.definite)


def _second_age(lower: Sequence[str], at: int) -> bool:
    """Whether a number is the second of "ages 14 and 16"."""
    return at > 2 and lower[at - 1] == "and" and lower[at - 3] in ("age", "ages", "aged")


def _of_age(text: Text, at: int, start: int, words: Words) -> Group | None:
    """One person after an age: a noun, a name, or nothing more ("a 23-year-old")."""
    if start >= text.last:
        return Group(ONE, at, start)
    if text.lower[start] == "and":
        return Group(ONE, at, start)
    found = _headed(text, ONE, at, start, words)
    if found is None and text.tokens[start][0].isupper() and not text.shouted:
        found = _name(text, start, words)
    return Group(ONE, at, start) if found is None else found._replace(first=at)


def _is_measure(lower: Sequence[str], end: int, last: int, words: Words) -> bool:
    """Whether a number counts years, miles, cars and their like."""
    word = lower[end]
    if word in words.units:
        return not (end + 1 < last and lower[end + 1] in words.people)
    return word in ("-", "–", "%", "°", "/", "'s") and not (end + 1 < last and lower[end + 1] in words.people)


def _after_age(lower: Sequence[str], at: int, last: int) -> int | None:
    """The token after "16-year-old" or "16 year old"."""
    for end in range(at + 1, min(at + 6, last)):
        if lower[end] == "old":
            return end + 1
    return None


def _headed(text: Text, count: Count, at: int, start: int, words: Words) -> Group | None:
    """A noun phrase with a head that is people. The last such noun before the phrase stops is the head."""
    lower, head = text.lower, -1
    for index in range(start, min(start + _LONGEST_PHRASE, text.last)):
        if lower[index] in words.people:
            if head >= 0 and head != index - 1 and lower[index - 1] not in ("-", "'s"):
                break
            head = index
        elif not _modifies(lower, index, text.last, words) or (
            head == index - 1 and head >= 0 and not (lower[index] == "'s" and _owned(lower, index, text.last, words))
        ):
            break
    return None if head < 0 else _sized(text, count, at, head, words)


def _modifies(lower: Sequence[str], at: int, last: int, words: Words) -> bool:
    """Whether a word can stand within a noun phrase: "off-duty police", "truck drivers"."""
    word = lower[at]
    if word in words.units and at + 1 < last and lower[at + 1] in words.people:
        return True
    return word not in words.breakers and (word[0].isalpha() or word in ("-", "'s", "'", '"'))


def _owned(lower: Sequence[str], at: int, last: int, words: Words) -> bool:
    """Whether "'s" leads to people: the "judge's driver" is the driver."""
    return any(word in words.people for word in lower[at + 1 : min(at + 4, last)])


def _sized(text: Text, count: Count, at: int, head: int, words: Words) -> Group:
    lower, noun = text.lower, text.lower[head]
    end = head + 1
    if noun in words.sets and count.best == 1:
        count = Count(words.sets[noun]) if noun != "couple" else Count(2, 2, 2)
        size = end + 1 < text.last and lower[end] == "of"
        number = number_at(lower, end + 1, text.last, words) if size else None
        if number is not None:
            return Group(number.size, at, number.end, noun, counted=True)
    elif noun in words.plurals and count is ONE:
        count = Count(1)
    elif count.best == 1 and not text.shouted:
        end = _name_end(text, end, words)
    return _with_age(text, Group(count, at, end, noun), words)


def _with_age(text: Text, group: Group, words: Words) -> Group:
    """The group with the age after it: "a boy, 7," and "Ana Ruiz (34)", "two men, 30 and 35,"."""
    lower, at, last = text.lower, group.last, text.last
    if at + 1 >= last or lower[at] not in (",", "(") or group.size.best is None:
        return group
    for _ in range(min(group.size.best, 4)):
        age = digits(lower[at + 1]) if at + 1 < last and lower[at + 1][0].isdigit() else None
        if age is None or age > _OLDEST:
            return group
        at += 2
        if at >= last or lower[at] in words.lists.after_age:
            return group._replace(last=at + (at < last and lower[at] == ")"))
    return group


def _bare(text: Text, count: Count, at: int, end: int, words: Words) -> Group | None:
    """A number alone: "killing 12", "two and a", "12 were"; what follows must not be a thing that is counted."""
    if end >= text.last:
        return Group(count, at, end)
    word = text.lower[end]
    if word in ("more", "others", "other"):
        return Group(count, at, end + 1, "others", more=True)
    if word in words.breakers or not word[0].isalnum():
        return Group(count, at, end)
    if count.best is not None and text.tokens[end][0].isupper() and not text.shouted:
        return Group(count, at, end)
    return None


def _name_end(text: Text, at: int, words: Words) -> int:
    """The token after the name that follows a noun: "the guard Ali Omar"."""
    end = at
    while end < min(at + 6, text.last) and text.tokens[end][0].isupper() and text.lower[end] not in words.breakers:
        end += 1
        while end + 1 < text.last and text.lower[end] in words.lists.particles and text.tokens[end + 1][0].isalpha():
            end += 1
    return end


def _name(text: Text, at: int, words: Words) -> Group | None:
    """One person's name: capitalised words in a text that is not all capitals."""
    end, tokens, lower = at, text.tokens, text.lower
    if at > text.first and lower[at - 1] in ("(", "the"):
        return None
    while end < min(at + 7, text.last) and (
        (tokens[end][0].isupper() and lower[end] not in words.breakers)
        or (end > at and lower[end] in words.lists.particles)
    ):
        if lower[end] in words.people and end > at and end + 1 < text.last and not tokens[end + 1][0].isupper():
            return _sized(text, ONE, at, end, words)
        end += 1
    if end == at:
        return None
    if end < text.last and lower[end] == "'s":
        owned = _group_at(text, end + 1, words) if end + 1 < text.last and tokens[end + 1][0].islower() else None
        return None if owned is None or owned.pronoun else owned._replace(first=at, definite=True)
    return _with_age(text, Group(ONE, at, end, "", named=True), words)
