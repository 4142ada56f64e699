"""Reads `knowledge/plover/`: one file a root code, and `words.toml`, which holds what they share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from agents.classify.events.acts.frame import Acts, Frame, Kind, Root, Signs, Wording
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.events.matching import Index
from agents.classify.events.pattern import Lexicon, Pattern
from schemas.taxonomy import SUBTYPES, EventType

WORDS = "words.toml"
_SIGNS = (
    "relative",
    "subordinate",
    "auxiliary",
    "determiner",
    "preposition",
    "noun",
    "intent",
    "denial",
    "named",
    "actor",
)


def load_acts(folder: Path, lexicon: Lexicon) -> Acts:
    """What the files of `folder` say; raises KnowledgeError naming file, entry, field and value."""
    words = read(folder / WORDS)
    own = _with_classes(lexicon, words)
    files = [read(path) for path in sorted(folder.glob("*.toml")) if path.name != WORDS]
    roots = {root.code: root for root in map(_root, files)}
    for entry in files:
        _check_root(entry, "intended", roots)
        _check_root(entry, "denied", roots)
    frames = tuple(frame for entry in files for frame in _frames(entry, own))
    return Acts(
        roots=roots,
        frames=frames,
        index=Index.of((pattern, Wording(frame, _words(pattern))) for frame in frames for pattern in frame.patterns),
        signs=Signs(**{name: _signs(words, name, own) for name in _SIGNS}),
        deeds=_types(words, "deeds"),
        told=_types(words, "told"),
        blind=_types(words, "blind"),
        confidence=words.share("confidence"),
    )


def _with_classes(lexicon: Lexicon, words: Entry) -> Lexicon:
    """The lexicon with the classes of acts, which may name its own and those above them."""
    found = lexicon
    for name, terms in words.table("classes").items():
        members = frozenset[str]().union(*(found.words(term) for term in terms.split()))
        found = replace(found, classes={**found.classes, name: members})
    return found


def _signs(words: Entry, name: str, lexicon: Lexicon) -> frozenset[str]:
    if name not in lexicon.classes:
        raise KnowledgeError(words.where, "classes", name, "is needed")
    return lexicon.classes[name]


def _types(words: Entry, field: str) -> frozenset[EventType]:
    names = words.texts(field)
    for name in names:
        if name not in {kind.value for kind in EventType}:
            raise KnowledgeError(words.where, field, name, "is no event type")
    return frozenset(map(EventType, names))


def _root(entry: Entry) -> Root:
    return Root(
        code=entry.text("root"),
        cameo=entry.text("cameo"),
        kind=_kind(entry),
        intended=entry.text("intended") if entry.has("intended") else None,
        denied=entry.text("denied") if entry.has("denied") else None,
    )


def _check_root(entry: Entry, field: str, roots: Mapping[str, Root]) -> None:
    if entry.has(field) and entry.text(field) not in roots:
        raise KnowledgeError(entry.where, field, entry.text(field), "is no root with a file")


def _frames(entry: Entry, lexicon: Lexicon) -> list[Frame]:
    return [_frame(row, entry, lexicon) for row in entry.rows("frame")]


def _frame(row: Entry, entry: Entry, lexicon: Lexicon) -> Frame:
    row.text("reason")
    return Frame(
        id=f"{entry.text('root').lower()}.{row.text('id')}",
        root=entry.text("root"),
        patterns=row.patterns("patterns", lexicon),
        cameo=row.text("cameo") if row.has("cameo") else entry.text("cameo"),
        kind=_kind(row if row.has("tells") else entry),
        weak=row.flag("weak"),
        hint=row.flag("hint"),
        unless=frozenset().union(*row.word_sets("unless", lexicon)),
        examples=row.texts("examples"),
        counter_examples=row.texts("counter_examples"),
    )


def _words(pattern: Pattern) -> int:
    return 1 + sum(len(step.elements) for step in (*pattern.left, *pattern.right))


def _kind(entry: Entry) -> Kind:
    kind, _, subtype = entry.text("tells").partition(".")
    if kind not in SUBTYPES or subtype not in SUBTYPES[EventType(kind)]:
        raise KnowledgeError(entry.where, "tells", entry.text("tells"), "is no type.subtype")
    return Kind(EventType(kind), subtype)
