"""What was used and what it was used against, from their knowledge file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.classify.events.candidate import Candidate
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.text.document import Document
from schemas.event import Thing

_FILE = Path(__file__).parent / "knowledge" / "things.toml"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that name a thing of a kind. The lower the rank, the sooner it is taken."""

    words: tuple[str, ...]
    kind: str
    rank: int


@dataclass(frozen=True, slots=True)
class Things:
    """Weapons and targets by the first word of the phrases that name them, the longest phrases first."""

    weapons: Mapping[str, tuple[Phrase, ...]]
    targets: Mapping[str, tuple[Phrase, ...]]


@cache
def thing_file() -> Things:
    """The shipped file, read once."""
    return load_things(_FILE)


def load_things(path: Path) -> Things:
    """The weapons and targets of a file; raises KnowledgeError naming file, entry, field and value."""
    root = read(path)
    return Things(_index(root.rows("weapon")), _index(root.rows("target")))


def _index(rows: Sequence[Entry]) -> Mapping[str, tuple[Phrase, ...]]:
    found: dict[str, list[Phrase]] = {}
    for rank, row in enumerate(rows):
        texts = row.texts("words")
        if not texts:
            raise KnowledgeError(row.where, "words", texts, "needs at least one phrase")
        for text in texts:
            words = tuple(text.split())
            for form in {words, (*words[:-1], words[-1] + "s")}:
                found.setdefault(form[0], []).append(Phrase(form, row.text("id"), rank))
    return {word: tuple(sorted(phrases, key=lambda phrase: -len(phrase.words))) for word, phrases in found.items()}


def find_weapon(document: Document, sentences: Sequence[int], things: Things | None = None) -> Thing | None:
    """The weapon that the first of the sentences to name one names; None where none does."""
    return _find(document, sentences, (thing_file() if things is None else things).weapons)


def find_target(
    document: Document, sentences: Sequence[int], candidate: Candidate | None = None, things: Things | None = None
) -> Thing | None:
    """What was hit, by the first of the sentences to name it; None where none does.

    Words inside the candidate's triggers do not count: "police" in "police fired" tells who acts.
    """
    covered = (
        frozenset(at for trigger in candidate.triggers for at in range(trigger.first, trigger.last))
        if candidate
        else frozenset()
    )
    return _find(document, sentences, (thing_file() if things is None else things).targets, covered)


def _find(
    document: Document,
    sentences: Sequence[int],
    index: Mapping[str, tuple[Phrase, ...]],
    covered: frozenset[int] = frozenset(),
) -> Thing | None:
    lower = document.lower
    for number in sentences:
        sentence = document.sentences[number]
        hits = [
            (phrase.rank, at, at + len(phrase.words), phrase.kind)
            for at in range(sentence.first, sentence.last)
            if lower[at] in index and at not in covered
            for phrase in index[lower[at]]
            if lower[at : at + len(phrase.words)] == phrase.words and at + len(phrase.words) <= sentence.last
        ]
        if hits:
            _, first, last, kind = min(hits)
            span = document.span_of_tokens(first, last)
            return Thing(kind=kind, text=span.text, evidence=span)
    return None
