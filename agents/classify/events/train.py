"""Trains the learned voice: `python -m agents.classify.events.train [more.jsonl …] [--held-out]`.

It reads knowledge/training/*.jsonl and the files that are given; each line is {"text", "type", "subtype"}, and the
first of several lines of a text is its title. The examples and counter-examples beside the rules are added. The weights
are those of a softmax regression with an L2 penalty, found by gradient descent with momentum (NumPy, for training
alone); weights too small to matter are dropped. With --held-out it trains on three quarters and prints the share of the
last quarter that it labels right; with --second-look it trains that instead of the voice.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents.classify.events.find import heard_rules, hits_of
from agents.classify.events.lead import lead_of
from agents.classify.events.learned import Label, Voice, features, write_voice
from agents.classify.events.rules import KNOWLEDGE, Rules, load_rules
from agents.classify.events.second_look import WEIGHTS, SecondLook, load_model
from agents.classify.languages.language import FOLDER, Language, language, languages
from agents.classify.text.document import Document, build_document
from schemas.article import Article
from schemas.taxonomy import EventType

if TYPE_CHECKING:
    import numpy as np

TRAINING = KNOWLEDGE / "training"
"""Invented reports, written for this and for nothing else."""
_LEAST_TEXTS = 2
_ROUNDS = 250
_RATE = 80.0
_BIAS_RATE = 1.0
_MOMENTUM = 0.9
_PENALTY = 2e-6
_LOOK_ROUNDS, _LOOK_PENALTY = 600, 5e-6
_SMALLEST = 0.3

Example = tuple[str, Label]


def own_examples(rules: Rules) -> list[Example]:
    """The examples that stand beside rules, types, traps and genres."""
    found: list[Example] = []
    for known in rules.types.values():
        found += [(text, (known.type, name)) for name, texts in known.examples.items() for text in texts]
        found += [(text, (EventType.NONE, None)) for text in known.counter_examples]
    found += [(text, (rule.type, rule.subtype)) for rule in rules.rules if rule.subtype for text in rule.examples]
    others = [text for rule in rules.rules for text in rule.counter_examples]
    found += [(text, (EventType.NONE, None)) for text in others if not heard_in(text, rules)]
    found += [(text, (EventType.NONE, None)) for trap in rules.traps for text in trap.examples]
    found += [(text, (EventType.NONE, None)) for genre in rules.genres for text in genre.examples]
    return found


def read_examples(path: Path) -> list[Example]:
    """The labelled texts of a file; raises ValueError for a line that is none."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [(row["text"], (EventType(row["type"]), row["subtype"] or None)) for row in rows]


def heard_in(text: str, rules: Rules) -> frozenset[str]:
    """The rules that match in a text."""
    return _rules_in(document_of(text), rules)


def heard(text: str, rules: Rules) -> frozenset[str]:
    """The features of a text."""
    document = document_of(text)
    return features(document.lower, _rules_in(document, rules))


def document_of(text: str) -> Document:
    """The document of a training text: an article whose title is its first line, or a snippet of one line."""
    title, parted, body = text.partition("\n")
    article = (
        Article(id="example", title=title.strip(), text=body.strip()) if parted else Article(id="example", text=text)
    )
    return build_document(article)


def heard_in_language(text: str, known: Language) -> frozenset[str]:
    """The features of a text in a language with a folder: its words as they are, and the language's rules."""
    document = document_of(text)
    tokens = known.view(document).lower
    return features(document.lower, heard_rules(hits_of(document, tokens, lead_of(document), known.rules)))


def _train_language(code: str, held: bool) -> None:
    """Trains the voice of a language on its training.jsonl and examples, and says what it makes of the last quarter."""
    known = language(code)
    given = read_examples(FOLDER / code / "training.jsonl")
    kept = [example for number, example in enumerate(given) if not (held and held_out(number))]
    kept += [(one.text, (one.type, one.subtype)) for one in known.examples]
    voice = train([(heard_in_language(text, known), label) for text, label in kept])
    if not held:
        write_voice(voice, FOLDER / code / "learned.tsv")
        return
    tested = [example for number, example in enumerate(given) if held_out(number)]
    right = sum(voice.told(heard_in_language(text, known)) is label[0] for text, label in tested)
    sys.stdout.write(f"held out: {len(tested)} texts, type {right / len(tested):.3f}\n")


def _rules_in(document: Document, rules: Rules) -> frozenset[str]:
    tokens = rules.typos.correct(document.tokens, document.lower)
    return heard_rules(hits_of(document, tokens, lead_of(document), rules))


def held_out(number: int) -> bool:
    """Whether the text of this number is kept from training when the voice is measured."""
    return number % 4 == 0


def train(texts: Sequence[tuple[frozenset[str], Label]]) -> Voice:
    """The voice that fits these texts, given as features and label."""
    import numpy as np

    labels = sorted({label for _, label in texts}, key=str)
    counts = Counter(feature for found, _ in texts for feature in found)
    vocabulary = sorted(feature for feature, count in counts.items() if count >= _LEAST_TEXTS)
    column = {feature: at for at, feature in enumerate(vocabulary)}
    inputs = np.zeros((len(texts), len(vocabulary)), dtype=np.float32)
    for row, (found, _) in enumerate(texts):
        known = [column[feature] for feature in found if feature in column]
        inputs[row, known] = 1.0 / np.sqrt(max(len(known), 1))
    wanted = np.zeros((len(texts), len(labels)), dtype=np.float32)
    for row, (_, label) in enumerate(texts):
        wanted[row, labels.index(label)] = 1.0
    weights, bias = _descend(inputs, wanted)
    rows = {
        feature: tuple((int(at), float(weights[row, at])) for at in np.flatnonzero(abs(weights[row]) >= _SMALLEST))
        for row, feature in enumerate(vocabulary)
    }
    return Voice(tuple(labels), tuple(float(value) for value in bias), {name: row for name, row in rows.items() if row})


def _descend(
    inputs: np.ndarray[Any, Any], wanted: np.ndarray[Any, Any], rounds: int = _ROUNDS, penalty: float = _PENALTY
) -> tuple[Any, Any]:
    import numpy as np

    weights = np.zeros((inputs.shape[1], wanted.shape[1]), dtype=np.float32)
    speed = np.zeros_like(weights)
    bias = np.zeros(wanted.shape[1], dtype=np.float32)
    for _ in range(rounds):
        scores = inputs @ weights + bias
        scores -= scores.max(axis=1, keepdims=True)
        shares = np.exp(scores)
        shares /= shares.sum(axis=1, keepdims=True)
        error = (shares - wanted) / len(inputs)
        speed = _MOMENTUM * speed - _RATE * (inputs.T @ error + penalty * weights)
        weights = weights + speed
        bias -= _BIAS_RATE * error.sum(axis=0)
    return weights, bias


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m agents.classify.events.train", description="Train the voice.")
    parser.add_argument("more", type=Path, nargs="*", help="labelled texts beside those of knowledge/training")
    parser.add_argument("--held-out", action="store_true", help="train on three quarters, measure on the last")
    parser.add_argument("--language", choices=sorted(languages()), help="train the voice of this language")
    parser.add_argument("--second-look", action="store_true", help="train the second look (its extra is needed)")
    parser.add_argument("--to", type=Path, help="the file of weights; default: the one that ships")
    options = parser.parse_args(arguments)
    if options.language:
        _train_language(options.language, options.held_out)
        return
    rules = load_rules()
    given = [example for path in (*sorted(TRAINING.glob("*.jsonl")), *options.more) for example in read_examples(path)]
    kept = [example for number, example in enumerate(given) if not (options.held_out and held_out(number))]
    if options.second_look:
        write_second_look([*kept, *own_examples(rules)], options.to or WEIGHTS)
        return
    voice = train([(heard(text, rules), label) for text, label in [*kept, *own_examples(rules)]])
    write_voice(voice, options.to or KNOWLEDGE / "learned.tsv")
    if not options.held_out:
        return
    tested = [example for number, example in enumerate(given) if held_out(number)]
    right = sum(_first(voice, text, rules) == label for text, label in tested)
    types = sum(_first(voice, text, rules)[0] == label[0] for text, label in tested)
    shown = f"type {types / len(tested):.3f}, subtype {right / len(tested):.3f}"
    sys.stdout.write(f"held out: {len(tested)} texts, {shown}\n")


def write_second_look(texts: Sequence[Example], path: Path) -> None:
    """The weights of the second look over the embeddings of these texts."""
    import numpy as np

    labels = sorted({label for _, label in texts}, key=str)
    look = SecondLook((), None, None, *load_model())
    inputs = np.stack([look.embedding(document_of(text).buffer) for text, _ in texts])
    wanted = np.zeros((len(texts), len(labels)), dtype=np.float32)
    for row, (_, label) in enumerate(texts):
        wanted[row, labels.index(label)] = 1.0
    weights, bias = _descend(inputs, wanted, rounds=_LOOK_ROUNDS, penalty=_LOOK_PENALTY)
    names = [f"{kind}/{name or ''}" for kind, name in labels]
    np.savez_compressed(path, labels=names, weights=weights.astype(np.float16), bias=bias.astype(np.float16))


def _first(voice: Voice, text: str, rules: Rules) -> Label:
    document = document_of(text)
    opinion = voice.hear(document.lower, _rules_in(document, rules))
    return max(opinion.shares.items(), key=lambda pair: pair[1])[0]


if __name__ == "__main__":
    main()
