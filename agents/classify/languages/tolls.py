"""The tolls that an article in a language with a pattern file tells: `casualties.toml` of its knowledge folder."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from agents.classify.casualties.extract import Toll
from agents.classify.casualties.words import TollKind
from agents.classify.events.knowledge import Entry
from agents.classify.events.matching import Index
from agents.classify.events.pattern import Lexicon, Pattern
from agents.classify.languages.numbers import Number, NumberWords, number_words, numbers_in
from agents.classify.phrases import Phrases, phrase_index, phrases_in
from agents.classify.text.document import Document, Sentence
from schemas.event import Count

_NEAR = 6
"""Tokens before a toll in which a word may say that it is a part of another, or that there was none."""
_ONE = Count(1, 1, 1)
_COMMA = ","


@dataclass(frozen=True, slots=True)
class TollRule:
    """How many were killed, injured, missing or abducted. `one`: the words tell of one person and name no number."""

    kind: TollKind
    one: bool


@dataclass(frozen=True, slots=True)
class TollWords:
    """The knowledge file, checked.

    `part`: before "three children" among the dead. `unreal`: there were none. `cumulative`: over a longer time than
    the incident. `corrected`: put right. `fighters`: those who attack or fight.
    """

    index: Index[TollRule]
    numbers: NumberWords
    part: Phrases
    unreal: Phrases
    cumulative: Phrases
    corrected: Phrases
    fighters: frozenset[str]


def toll_words(root: Entry, lexicon: Lexicon) -> TollWords:
    """The patterns of a file; raises KnowledgeError."""
    pairs: list[tuple[Pattern, TollRule]] = []
    for row in root.rows("toll"):
        row.text("reason")
        rule = TollRule(row.member("kind", TollKind), row.flag("one"))
        pairs += [(pattern, rule) for pattern in row.patterns("patterns", lexicon)]
    lists = {name: phrase_index(root.texts(name)) for name in ("part", "unreal", "cumulative", "corrected")}
    return TollWords(Index.of(pairs), number_words(root), fighters=frozenset(root.texts("fighters")), **lists)


def find_tolls(document: Document, only: Collection[int], words: TollWords) -> tuple[Toll, ...]:
    """Every toll of some sentences of a document whose `lower` are keys, each sentence read by itself. Linear."""
    return tuple(toll for number in sorted(only) if number < len(document.sentences)
                 for toll in _of_sentence(document, number, words))  # fmt: skip


def _of_sentence(document: Document, number: int, words: TollWords) -> Iterator[Toll]:
    keys, sentence = document.lower, document.sentences[number]
    hits = list(words.index.hits(keys, ((sentence.first, sentence.last),)))
    if not hits:
        return
    numbers = numbers_in(keys, sentence.first, sentence.last, words.numbers)
    parts = {one.first for one in numbers if _before(keys, sentence, one.first, words.part)}
    cumulative = next(phrases_in(keys, sentence.first, sentence.last, words.cumulative), None) is not None
    corrected = next(phrases_in(keys, sentence.first, sentence.last, words.corrected), None) is not None
    counted: dict[int, TollKind] = {}
    for first, last, found, rule in _by_closeness(keys, hits, numbers, parts):
        if found.first in counted or (rule.one and rule.kind in counted.values()):
            continue
        counted[found.first] = rule.kind
        begin, end = min(first, found.first), max(last, found.last)
        yield Toll(
            kind=rule.kind,
            size=found.size,
            sentence=number,
            first=begin,
            last=end,
            cumulative=cumulative,
            corrected=corrected,
            part=_before(keys, sentence, begin, words.part),
            unreal=_before(keys, sentence, begin, words.unreal),
            fighters=not words.fighters.isdisjoint(keys[begin : min(end + 2, sentence.last)]),
        )


def _by_closeness(
    keys: Sequence[str],
    hits: Sequence[tuple[int, int, int, int, TollRule]],
    numbers: Sequence[Number],
    parts: Collection[int],
) -> list[tuple[int, int, Number, TollRule]]:
    """The matches with their numbers, those first that take theirs sooner: a number is counted before "killed" rather
    than after it ("twelve were killed and thirty hurt"), on its side of a comma rather than on the other ("killed 53,
    hurt 100"), near rather than far, and a single person last.
    """
    found = []
    for first, last, anchor, _, rule in hits:
        number = Number(first, last, _ONE) if rule.one else _counted(numbers, parts, first, last, anchor)
        if number is not None:
            parted = not rule.one and _COMMA in keys[min(number.last, anchor) : max(number.first, anchor)]
            order = (rule.one, parted, not rule.one and number.first > anchor, last - first, first)
            found.append((order, (first, last, number, rule)))
    return [match for _, match in sorted(found, key=itemgetter(0))]


def _counted(numbers: Sequence[Number], parts: Collection[int], first: int, last: int, anchor: int) -> Number | None:
    """The number within a match that stands nearest to its anchor; a part of another ("ten of them children") last."""
    within = [one for one in numbers if one.last > first and one.first < last]
    return min(within, key=lambda one: (one.first in parts, max(one.first - anchor, anchor - one.last)), default=None)


def _before(keys: Sequence[str], sentence: Sentence, at: int, phrases: Phrases) -> bool:
    """Whether one of the phrases stands right before a toll."""
    return (
        next(phrases_in(keys, max(sentence.first, at - _NEAR), min(at + 1, sentence.last), phrases), None) is not None
    )
