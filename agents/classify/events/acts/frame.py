"""What is known of political acts: the root codes, and the frames of verbs and nouns that say them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from agents.classify.events.matching import Index
from agents.classify.events.pattern import Pattern
from schemas.taxonomy import EventType


class Kind(NamedTuple):
    """The type and subtype of event that an act is, where no rule of a type tells one."""

    type: EventType
    subtype: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One way to say an act of a root.

    A `weak` frame, mostly of a noun, decides only where no verb does; a `hint`, the bare verb, only where neither does
    and the type of the event has no code of its own. `unless` are words which, a few tokens after the frame, make it
    mean something else. `kind` is the event that it tells of, `cameo` its root there, where PLOVER parts what CAMEO
    keeps together or the other way round.
    """

    id: str
    root: str
    patterns: tuple[Pattern, ...]
    kind: Kind
    cameo: str
    weak: bool = False
    hint: bool = False
    unless: frozenset[str] = frozenset()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()


class Wording(NamedTuple):
    """One pattern of a frame, with how many words it names: the more, the more particular it is."""

    frame: Frame
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Root:
    """A root code: its CAMEO root, and which root an act of it is when it is only `intended` or when it is `denied`.

    None stands for no act. `kind` is the event that such an act is where its frame does not say.
    """

    code: str
    cameo: str
    kind: Kind
    intended: str | None
    denied: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The small words by which clauses, intent and denial are known; `words.toml` says what each is."""

    relative: frozenset[str]
    subordinate: frozenset[str]
    determiner: frozenset[str]
    preposition: frozenset[str]
    noun: frozenset[str]
    auxiliary: frozenset[str]
    intent: frozenset[str]
    denial: frozenset[str]
    named: frozenset[str]
    actor: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Acts:
    """All that is known of acts.

    `deeds` are types whose own code stands in an article, whatever is said of them; `told` those that an act
    alone may tell; in `blind` ones nobody attacks, whatever kills. `confidence` is that of an event so told, 0–1.
    """

    roots: Mapping[str, Root]
    frames: tuple[Frame, ...]
    index: Index[Wording]
    signs: Signs
    deeds: frozenset[EventType]
    told: frozenset[EventType]
    blind: frozenset[EventType]
    confidence: float
