"""The learned voice: a linear model over word stems and the rules that matched, where the rules are silent or tied.

It was trained on short invented reports (`train.py`); `learned.tsv` holds its weights, one feature a line. A text's
score for a subtype is the sum of the weights of the features that it holds, divided by the root of their number; a
softmax makes shares of 1 of the scores. The features that moved a decision most are its evidence.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, sqrt
from pathlib import Path

from agents.classify.events.knowledge import KnowledgeError
from schemas.taxonomy import SUBTYPES, EventType

READ = 90
"""The tokens of a text that are heard: as many as the texts have that it was trained on."""
LONGEST = 240
"""The longest text, in tokens, of which the first are heard. What longer ones report is the rules' to say."""
_FUNCTION_WORDS = """
a an and are as at be been before but by for from had has have he her him his i in is it its no not of on or she some
that the their them there these they this those to two was were which who whom with would you your than then also such
any all one , . - ; : ' ( ) 's said
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""Words that say nothing of what happened; a text is not judged by them."""
_SCALE = 10.0
_SHORTEST_STEM = 4
_BEGINNINGS = (5, 7)

Label = tuple[EventType, str | None]


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the voice makes of a text: shares by label (they sum to 1), and the tokens that spoke for the best."""

    shares: Mapping[Label, float]
    evidence: tuple[int, ...]

    def share_of(self, kind: EventType) -> float:
        """The share of all subtypes of a type together."""
        return sum(share for (own, _), share in self.shares.items() if own is kind)

    def best_type(self, more: Mapping[EventType, float] | None = None) -> tuple[EventType, float]:
        """The type with the largest share when `more` is added to some, and its share without."""
        totals: dict[EventType, float] = {}
        for (kind, _), share in self.shares.items():
            totals[kind] = totals.get(kind, 0.0) + share
        added = {} if more is None else more
        best = max(totals, key=lambda kind: totals[kind] + added.get(kind, 0.0))
        return best, totals[best]

    def subtypes(self, kind: EventType) -> dict[str, float]:
        """The shares of the subtypes of a type."""
        return {name: share for (own, name), share in self.shares.items() if own is kind and name is not None}


@dataclass(frozen=True, slots=True)
class Voice:
    """The weights: for each feature, the labels (by number) that it speaks for or against, and how much."""

    labels: tuple[Label, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, tuple[tuple[int, float], ...]]

    def hear(self, tokens: Sequence[str], rules: Iterable[str]) -> Opinion:
        """The opinion on the first tokens of a text, in which the rules of these ids matched."""
        known: dict[str, int | None] = {name: None for name in map(rule_feature, rules) if name in self.weights}
        for at, token in enumerate(tokens[:READ]):
            if token in FUNCTION_WORDS:
                continue
            for feature in word_features(token):
                if feature in self.weights:
                    known.setdefault(feature, at)
        return self._opinion(self._scores(known), known)

    def told(self, found: Collection[str]) -> EventType:
        """The type that these features tell."""
        known = dict.fromkeys(feature for feature in found if feature in self.weights)
        return self._opinion(self._scores(known), known).best_type()[0]

    def _scores(self, known: Collection[str]) -> list[float]:
        scores = list(self.bias)
        scale = 1.0 / sqrt(max(len(known), 1))
        for feature in known:
            for label, weight in self.weights[feature]:
                scores[label] += weight * scale
        return scores

    def _opinion(self, scores: Sequence[float], known: Mapping[str, int | None]) -> Opinion:
        highest = max(scores)
        raised = [exp(score - highest) for score in scores]
        total = sum(raised)
        best = raised.index(max(raised))
        spoke = [(dict(self.weights[feature]).get(best, 0.0), at) for feature, at in known.items() if at is not None]
        spoke.sort(key=lambda pair: (-pair[0], pair[1]))
        evidence = tuple(sorted(at for weight, at in spoke[:3] if weight > 0))
        return Opinion({label: value / total for label, value in zip(self.labels, raised, strict=True)}, evidence)


def stem(token: str) -> str:
    """A token without the commonest endings, so that "raided" and "raids" are one feature; numbers are "#"."""
    if token[0].isdigit():
        return "#"
    for ending in ("ing", "ed", "es", "s"):
        if token.endswith(ending) and len(token) - len(ending) >= _SHORTEST_STEM:
            return token[: -len(ending)].rstrip("e")
    return token.rstrip("e") if len(token) > _SHORTEST_STEM else token


def rule_feature(rule: str) -> str:
    """The feature that a rule matched."""
    return f"rule:{rule}"


def features(tokens: Sequence[str], rules: Collection[str]) -> frozenset[str]:
    """All features of a text: those of its first tokens, and the rules that matched in it."""
    words = {feature for token in tokens[:READ] if token not in FUNCTION_WORDS for feature in word_features(token)}
    return frozenset(words) | frozenset(map(rule_feature, rules))


def word_features(token: str) -> tuple[str, ...]:
    """A word as the voice hears it: its stem, and how it begins, by which it knows words that it was never told."""
    found = stem(token)
    if not found.isalpha():
        return (found,)
    return (found, *(f"{found[:length]}-" for length in _BEGINNINGS if len(found) > length))


def write_voice(voice: Voice, path: Path) -> None:
    """The weights as text: labels with their bias in the first line, then a feature a line, in tenths."""
    head = " ".join(
        f"{kind}/{name or ''}:{bias:.2f}" for (kind, name), bias in zip(voice.labels, voice.bias, strict=True)
    )
    lines = [head]
    for feature, row in sorted(voice.weights.items()):
        numbers = " ".join(f"{label}:{round(weight * _SCALE)}" for label, weight in row if round(weight * _SCALE))
        if numbers:
            lines.append(f"{feature}\t{numbers}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


@cache
def load_voice(path: Path) -> Voice:
    """The weights that ship; raises KnowledgeError where the file is wrong."""
    try:
        head, *lines = path.read_text(encoding="utf-8").splitlines()
        named = [entry.rsplit(":", 1) for entry in head.split(" ")]
        labels = tuple(label_of(name) for name, _ in named)
        pairs: dict[str, tuple[int, float]] = {}
        weights = {}
        for line in lines:
            feature, numbers = line.split("\t")
            weights[feature] = tuple([pairs.get(number) or _pair(number, pairs) for number in numbers.split(" ")])
        return Voice(labels, tuple(float(bias) for _, bias in named), weights)
    except (OSError, ValueError) as error:
        raise KnowledgeError(str(path), "line", path.name, str(error)) from error


def _pair(number: str, pairs: dict[str, tuple[int, float]]) -> tuple[int, float]:
    """A label with its weight, noted in `pairs`: there are few, and thousands of features share them."""
    label, weight = number.split(":")
    return pairs.setdefault(number, (int(label), int(weight) / _SCALE))


def label_of(name: str) -> Label:
    """The label that is written "type/subtype"; raises ValueError for one that the taxonomy does not know."""
    kind, _, subtype = name.partition("/")
    label = (EventType(kind), subtype or None)
    if label[1] is not None and label[1] not in SUBTYPES[label[0]]:
        raise ValueError(f"label {name!r} is no subtype")
    return label
