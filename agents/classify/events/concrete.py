"""Whether an article tells of one deed of violence, or speaks of violence at large.

"Terrorism has brought war to every town" holds a trigger and tells of nothing; "the judge was murdered on Monday night"
does. The signs of either, and what each weighs, stand in `concrete.toml`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, prod

from agents.classify.events.hit import Hit
from agents.classify.events.knowledge import Entry
from agents.classify.events.pattern import Lexicon
from agents.classify.text.document import Sentence
from schemas.taxonomy import EventType, Modality


@dataclass(frozen=True, slots=True, kw_only=True)
class Concreteness:
    """The signs that each word is, their weights, and the numbers of `concrete.toml`, which says what each is.

    `people` are the words before which a number counts the hurt.
    """

    signs: Mapping[str, frozenset[str]]
    weights: Mapping[str, float]
    people: frozenset[str]
    numbers: frozenset[str]
    bias: float
    outright: float
    sure: float
    counted: float
    many: float
    long: int
    near: int
    least: float
    enough: float
    outspoken: float
    beside: frozenset[EventType]

    def tells_of_deed(self, hits: Sequence[Hit], tokens: Sequence[str], sentences: Sequence[Sentence]) -> bool | None:
        """Whether the article tells of a deed of violence that was done, rather than of violence at large; None where
        it may be either, or no rule heard of an attack.
        """
        sure = self.sureness(hits, tokens, sentences)
        if sure is None or self.least <= sure < self.enough:
            return None
        return sure >= self.enough

    def sureness(self, hits: Sequence[Hit], tokens: Sequence[str], sentences: Sequence[Sentence]) -> float | None:
        """How sure it is, 0–1, that the article tells of a deed that was done; None where no rule heard an attack."""
        told: dict[int, list[Hit]] = defaultdict(list)
        for hit in hits:
            if hit.rule.type is EventType.ATTACKS and hit.modality is Modality.ACTUAL:
                told[hit.sentence].append(hit)
        if not told:
            return None
        base = self.bias + (self.many if len(sentences) > self.long else 0.0)
        odds = (base + self._odds(found, tokens, sentences[which]) for which, found in told.items())
        return 1.0 - prod(1.0 / (1.0 + exp(one)) for one in odds)

    def _odds(self, hits: Sequence[Hit], tokens: Sequence[str], sentence: Sentence) -> float:
        """What the signs around the triggers of a sentence add to its log-odds."""
        first = max(sentence.first, min(hit.first for hit in hits) - self.near)
        last = min(sentence.last, max(hit.last for hit in hits) + self.near)
        around = tokens[first:last]
        words = self.signs.keys() & around
        odds = sum(map(self.weights.__getitem__, frozenset().union(*map(self.signs.__getitem__, words))))
        if _evidence(hits) >= self.sure:
            odds += self.outright
        return odds + self.counted if self._counts_people(around, words) else odds

    def _counts_people(self, around: Sequence[str], words: Iterable[str]) -> bool:
        """Whether a number stands one or two tokens before people."""
        if self.people.isdisjoint(words):
            return False
        return any(
            token in self.people and any(self._is_number(other) for other in around[max(at - 2, 0) : at])
            for at, token in enumerate(around)
        )

    def _is_number(self, token: str) -> bool:
        return token in self.numbers or token.isdecimal()


def _evidence(hits: Iterable[Hit]) -> float:
    """1 − Π(1 − weight) over the different rules."""
    weights: dict[str, float] = {}
    for hit in hits:
        weights[hit.rule.id] = max(weights.get(hit.rule.id, 0.0), hit.weight)
    return 1.0 - prod(1.0 - weight for weight in weights.values())


def read_concreteness(file: Entry, lexicon: Lexicon) -> Concreteness:
    """The knowledge of a file; raises KnowledgeError."""
    rows = {row.text("id"): row for row in file.rows("sign")}
    words = {name: frozenset().union(*row.word_sets("words", lexicon)) for name, row in rows.items()}
    signs: dict[str, set[str]] = defaultdict(set)
    for name, row in rows.items():
        row.text("reason")
        for word in words[name]:
            signs[word].add(name)
    weighing = Entry(f"{file.where}: weighing", file.table("weighing"))
    return Concreteness(
        signs={word: frozenset(names) for word, names in signs.items()},
        weights={name: row.number("weight") for name, row in rows.items()},
        people=frozenset().union(*(words[name] for name, row in rows.items() if row.flag("counted"))),
        numbers=lexicon.classes["number"],
        bias=weighing.number("bias"),
        outright=weighing.number("outright"),
        sure=weighing.share("sure"),
        counted=weighing.number("counted"),
        many=weighing.number("many"),
        long=weighing.whole("long"),
        near=weighing.whole("near"),
        least=weighing.share("least"),
        enough=weighing.share("enough"),
        outspoken=weighing.share("outspoken"),
        beside=frozenset(map(EventType, weighing.texts("beside"))),
    )
