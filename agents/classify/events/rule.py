"""The entries of the knowledge files, each as it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agents.classify.events.pattern import Pattern
from schemas.event import Codes
from schemas.taxonomy import EventType, Modality


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which a text says that an event of a type is reported.

    `weight` is the share of texts with these words that do report one. `sentence` and `article`: of each set, a word
    must stand there. `blockers` cancel a match that they stand near. An `ambiguous` rule counts less in an article
    about sport, entertainment or markets. `modality` is set where the words themselves say it. `keys` is what the rule
    is called in the precedence table, `blocking` the anchors of all its blockers.
    """

    id: str
    type: EventType
    subtype: str | None
    weight: float
    patterns: tuple[Pattern, ...]
    sentence: tuple[frozenset[str], ...] = ()
    article: tuple[frozenset[str], ...] = ()
    blockers: tuple[Pattern, ...] = ()
    ambiguous: bool = False
    modality: Modality | None = None
    context: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    counter_examples: tuple[str, ...] = ()
    keys: tuple[str, ...] = field(init=False)
    blocking: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        kind = self.type.value
        keys = (kind, self.id) if self.subtype is None else (kind, f"{kind}.{self.subtype}", self.id)
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "blocking", frozenset().union(*(blocker.anchor for blocker in self.blockers)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Words that look like a trigger and are none: what they cover triggers nothing."""

    id: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Genre:
    """Words in the title or lead that say that the article is a review, a game, a recipe: 1 is certain."""

    id: str
    patterns: tuple[Pattern, ...]
    weight: float
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that set the modality of a trigger up to `within` tokens after them (or before, or on either side).

    A `frame` in the title or lead holds for the whole article: what a drill, an anniversary or a denial is about.
    """

    id: str
    modality: Modality
    before: bool
    after: bool
    within: int
    types: frozenset[EventType]
    frame: bool = False
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """In one sentence, or article, a hit of `weaker` keeps only the share `keep` of its weight beside `stronger`.

    An event that the title tells gives way in an article only where the entry says so (`even_in_title`).
    """

    stronger: str
    weaker: str
    article: bool
    keep: float
    even_in_title: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighing:
    """The numbers by which hits become events; `precedence.toml` says why each is what it is."""

    least: float
    least_beside: float
    place_title: float
    place_lead: float
    place_second: float
    place_later: float
    further: float
    several: int
    title_decides: float
    in_other_domain: float
    in_other_genre: float
    near: int
    voice_nothing: float
    voice_unhinted: float
    voice_elsewhere: float
    voice_rules: float
    voice_title: float
    voice_silences_below: float
    voice_orders: int
    second_look_below: float
    voice_keeps: frozenset[EventType]
    voice_keeps_beside: frozenset[EventType]
    later: Mapping[EventType, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeKnowledge:
    """What a type's file says of the type as a whole."""

    type: EventType
    definition: str
    generic: str | None
    codes: Codes
    subtype_codes: Mapping[str, Codes]
    planned: Codes | None
    examples: Mapping[str, tuple[str, ...]]
    counter_examples: tuple[str, ...]
