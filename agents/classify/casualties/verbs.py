"""The verbs and nouns of dying, injury and abduction, with what stands around them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from agents.classify.casualties.company import Span, in_company
from agents.classify.casualties.lists import People
from agents.classify.casualties.words import TollKind, Voice, Words

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
    told: bool
    """Whether its number is told as a toll: "the toll rose to 12", "the number of people killed"."""


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
        passive=not words.lists.finite.isdisjoint(aux),
        unreal=_unreal(people, start, at, aux),
        perfect=not _PERFECT.isdisjoint(aux),
        told=Voice.TOLL in voices or _numbered(people, at),
    )


def tells(lower: Sequence[str], at: int, span: Span, words: Words) -> bool:
    """Whether an anchor tells a toll where it stands, or lacks the company that it needs."""
    company = words.companies.get(lower[at])
    return company is None or in_company(lower, at, span, company, words.lists.finite)


def _numbered(people: People, at: int) -> bool:
    """Whether the words before say "the number of people killed", or those after it "the dead now number".

    So do "the injured count rose to 48" and "put the dead at 44".
    """
    lower, text = people.text.lower, people.text
    before = lower[max(text.first, at - 6) : at]
    if "of" in before and ("number" in before or "count" in before):
        return "unknown" not in before
    follows = lower[at + 1 : min(at + 3, text.last)]
    if not _NUMBERED.isdisjoint(follows) or (follows and follows[0] in _COUNT):
        return True
    if before and before[-1] == "the" and follows and follows[0] == "at" and at + 2 < text.last:
        return lower[at + 2] in people.words.counts or lower[at + 2][0].isdigit()
    return lower[at] in people.words.lists.counted and _topped(people, at) is not None


def _topped(people: People, at: int) -> int | None:
    """The verb of "flood deaths top 200" and "deaths from the storm passed 80"."""
    words, text = people.words, people.text
    follows = people.word(at + 1)
    reach = _TOP_REACH if follows in words.lists.prepositions else 1
    for step in range(at + 1, min(at + 1 + reach, text.last - 1)):
        after = text.lower[step + 1]
        if text.lower[step] in words.lists.tops and (after in words.counts or after[0].isdigit()):
            return step
    return None


_TOP_REACH = 6
_PERFECT = frozenset(("have", "has", "'ve"))
_NUMBERED = frozenset(("number", "numbers", "numbered", "numbering"))
_COUNT = frozenset(("count", "tally"))


def _next_verb(people: People, at: int) -> int | None:
    """The next verb that tells of the same people: after "and", "or", a comma, adverbs, or at once."""
    words = people.words
    for step in range(at, min(at + 4, people.text.last)):
        if step in people.at and people.text.lower[step] not in words.anchors:
            return None
        word = people.text.lower[step]
        anchor = words.anchors.get(word)
        if anchor is not None and tells(people.text.lower, step, people.text, words):
            joined = bool(anchor.voices & {Voice.PAST, Voice.INTRANSITIVE})
            other = people.text.lower[at] == "and" and people.word(at - 1) == "dead" and step + 1 in people.at
            return step if joined and not other else None
        if not (word in words.lists.adverbs or (word in ("and", "or", ",", "/") and step == at)):
            return None
    return None


def _settled(kinds: Sequence[TollKind], verb: Sequence[str], before: str) -> tuple[TollKind, ...]:
    """What the verbs say together: shot and killed is killed, fatally wounded is killed."""
    if TollKind.HIT in kinds and before in _SHOT:
        return (TollKind.HIT,)
    known = [kind for kind in kinds if kind is not TollKind.HIT]
    if TollKind.KILLED in known and not _DEADLY.isdisjoint((*verb, before)):
        known = [kind for kind in known if kind is not TollKind.INJURED]
    return tuple(known) or tuple(kinds)


_DEADLY = frozenset(("fatally", "mortally"))
_SHOT = frozenset(("gunshot", "bullet", "stab", "knife"))
"""A wound of these says how somebody was hit, and not yet that they lived."""


def _is_auxiliary(people: People, at: int) -> bool:
    lists, word = people.words.lists, people.text.lower[at]
    if at in people.at or (people.holding(at) is not None and word not in ("was", "were")):
        return False
    return word in lists.be or word in lists.adverbs or word in lists.unreal or word in ("and", "'", "-")


def _unreal(people: People, start: int, at: int, aux: Sequence[str]) -> bool:
    """Whether the words before a verb say that it did not happen, or not yet."""
    lists = people.words.lists
    if not lists.unreal.isdisjoint(aux) and not ("have" in aux and not _DOUBTED.isdisjoint(aux)):
        return True
    nearest = people.word(start - 1), people.word(start - 2), people.word(at - 1)
    meant_only = not lists.unreal_verbs.isdisjoint(nearest)
    if meant_only and Voice.RESULT not in people.words.anchors[people.word(at)].voices:
        return True
    to = at - 1 if people.word(at - 1) == "to" else at - 2 if people.word(at - 2) == "to" else None
    return to is not None and "have" not in aux and people.word(at) in _INFINITIVES


_DOUBTED = frozenset(("may", "might"))
"""With "have been killed" these say that it is not sure, not that it did not happen."""
_INFINITIVES = frozenset(
    ("kill", "die", "abduct", "kidnap", "murder", "assassinate", "injure", "wound", "hurt", "shoot")
)
