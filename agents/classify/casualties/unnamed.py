"""People whom no known noun names: "an air marshal was killed", "nine jugglers were wounded", "grocer found dead"."""

from __future__ import annotations

from agents.classify.casualties.lists import People
from agents.classify.casualties.numbers import number_at
from agents.classify.casualties.sentence import ONE, Group
from agents.classify.casualties.verbs import Verb

_LONGEST_NOUN = 4


def somebody(people: People, verb: Verb) -> list[Group]:
    """One person whom no known noun names: "an air marshal was killed"."""
    if counted := _counted(people, verb):
        return counted
    if people.text.shouted and people.word(verb.start) == "was" and (name := shouted_name(people, verb.start, -1)):
        return name
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


def found_dead(people: People, verb: Verb) -> list[Group]:
    """The one of a headline whom no known noun names: "grocer who would not pay found dead"."""
    text, words = people.text, people.words
    if people.word(verb.first) not in _DEAD or "found" not in text.lower[verb.start : verb.first]:
        return []
    before = text.lower[text.first : verb.start]
    if "who" in before[1:]:
        before = before[: before.index("who")]
    noun = before[-1] if 0 < len(before) <= _LONGEST_NOUN else ""
    known = noun in words.breakers or noun in words.animals or noun in words.lists.things or noun in words.lists.bodies
    plural = noun.endswith("s") and not noun.endswith("ss")
    return [] if known or plural or not noun.isalpha() else [Group(ONE, text.first, verb.start)]


_DEAD = frozenset(("dead", "murdered", "slain"))


def _counted(people: People, verb: Verb) -> list[Group]:
    """A number before a noun that is not known: "nine jugglers were wounded"."""
    words, lists = people.words, people.words.lists
    if not people.word(verb.start - 1).endswith("s"):
        return []
    for start in range(verb.start - 2, max(verb.start - _LONGEST_NOUN, people.text.first) - 1, -1):
        noun, word = people.word(start + 1), people.word(start)
        if not noun.isalpha() or noun in words.breakers or noun in lists.things:
            return []
        if word in words.number_starts or word[:1].isdigit():
            number = number_at(people.text.lower, start, people.text.last, words)
            counts = number is not None and number.end == start + 1 and people.word(start - 1) not in lists.not_before
            return [Group(number.size, start, verb.start, counted=True)] if number is not None and counts else []
    return []


def shouted_name(people: People, at: int, step: int) -> list[Group]:
    """The name of two words or more that begins (`step` 1) or ends (-1) at a token of a text in capitals."""
    end = at if step > 0 else at - 1
    while abs(end - at) <= _LONGEST_NOUN and _could_name(people, end):
        end += step
    first, last = (at, end) if step > 0 else (end + 1, at)
    return [Group(ONE, first, last, named=True)] if last - first > 1 else []


def _could_name(people: People, at: int) -> bool:
    word, words = people.word(at), people.words
    return (
        word.isalpha() and word not in words.breakers and word not in words.starters and word not in words.lists.things
    )
