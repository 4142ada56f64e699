"""The numbers of `correlate.toml` as one frozen value, checked when read."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from itertools import pairwise

import msgspec

from schemas.taxonomy import EventType, Modality

FILE = "correlate.toml"


class KnowledgeError(ValueError):
    """A data file of this room is wrong; the message names file, entry, field and value."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """Thresholds, and evidence that stands apart from what happened."""

    threshold: float
    talks_threshold: float
    reprint: float
    same_url: float
    same_article: float
    resemblance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Windows of a family of types: `join` and `close` in hours, `span` in days. Points a day, and for being alone."""

    types: tuple[EventType, ...]
    join: int
    close: int
    span: int
    per_day: float
    alone: float
    alone_days: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TypePoints:
    """Points for types and subtypes; a generic subtype is what is written when the text does not say."""

    same: float
    same_subtype: float
    other_subtype: float
    generic_subtypes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two types that may describe one incident."""

    types: tuple[EventType, EventType]
    points: float
    reason: str
    settles: EventType | None = None
    aftermath: EventType | None = None
    twice: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Modalities:
    """Groups of modalities within which two events may be one incident."""

    groups: tuple[tuple[Modality, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePoints:
    """Points for places, distances in km; `doubt` is a confidence, 0 to 1."""

    same: float
    near_km: float
    near: float
    same_admin1: float
    same_country: float
    apart_km: float
    apart: float
    elsewhere: float
    wide: tuple[str, ...]
    wide_share: float
    other_admin1: float
    doubt: float
    other_country: float
    same_talks: float
    apart_talks: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TimePoints:
    """Points for the days between two events."""

    same_day: float
    next_day: float
    undated: float
    floor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorPoints:
    """Points for who takes part."""

    same: float
    other: float
    same_pair: float
    one_party: float
    other_parties: float
    other_one: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ThingPoints:
    """Points for target and weapon."""

    same_target: float
    other_target: float
    same_weapon: float
    other_weapon: float
    generic_targets: tuple[str, ...]
    exploding: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPoints:
    """Points for numbers of people: compatible, not equal."""

    equal: float
    equal_many: float
    many: int
    close: float
    apart: float
    apart_many: float
    ratio: float
    gap: int
    at_least: float
    one_differs: float
    soaring: tuple[EventType, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordPoints:
    """What is read of title and lead, and points by similarity."""

    lead_chars: int
    most: int
    most_incident: int
    prior_documents: float
    unseen_share: float
    broad: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamePoints:
    """What is read of proper names, and points by the squared bits that those in common tell."""

    chars: int
    most: int
    most_incident: int
    late: float
    curve: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeForm:
    """How a language gives an age: a pattern whose one group is the number, and what any text with it holds. NUMBERS in
    it are the words for numbers.
    """

    cue: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRules:
    """What is read of people's ages, and points; `numbers` are the words for one, two and so on."""

    chars: int
    most: int
    same: float
    other: float
    few: int
    numbers: tuple[str, ...]
    forms: tuple[AgeForm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalPoints:
    """How far other incidents count, and the share of the points where there are two."""

    two: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexLimits:
    """Limits that keep the cost of a report from growing with the open incidents."""

    longest_list: int
    reads: int
    candidates: int
    signature_keys: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLimits:
    """How many sources an incident keeps."""

    first: int
    latest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRules:
    """Cues and limits for merging facts."""

    corrections: tuple[str, ...]
    most_actors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """Countries whose incidents share one correlation zone."""

    id: str
    countries: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """All of `correlate.toml`, with look-ups by type; `name_of` is the name of its family."""

    join: Join
    families: dict[str, Family]
    type: TypePoints
    pairs: tuple[Pair, ...]
    modalities: Modalities
    place: PlacePoints
    time: TimePoints
    actors: ActorPoints
    things: ThingPoints
    counts: CountPoints
    words: WordPoints
    names: NamePoints
    ages: AgeRules
    rivals: RivalPoints
    index: IndexLimits
    sources: SourceLimits
    facts: FactRules
    areas: tuple[Area, ...]
    family_of: dict[EventType, Family] = field(default_factory=dict)
    name_of: dict[EventType, str] = field(default_factory=dict)
    pair_of: dict[tuple[EventType, EventType], Pair] = field(default_factory=dict)
    zone_of_country: dict[str, str] = field(default_factory=dict)
    group_of: dict[Modality, int] = field(default_factory=dict)


@lru_cache(maxsize=1)
def load() -> Knowledge:
    """The knowledge that ships with this room; raises what `parse` does."""
    return parse(resources.files("agents.correlate").joinpath(FILE).read_text("utf-8"))


def parse(text: str) -> Knowledge:
    """The knowledge in this TOML text.

    Raises:
        KnowledgeError: it is not TOML, a field is missing or wrong, or entries contradict one another.
    """
    try:
        knowledge = msgspec.convert(tomllib.loads(text), Knowledge)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise KnowledgeError(f"{FILE}: {error}") from error
    _index_families(knowledge)
    _index_pairs(knowledge)
    _index_areas(knowledge)
    for number, group in enumerate(knowledge.modalities.groups):
        knowledge.group_of.update(dict.fromkeys(group, number))
    if missing := set(Modality) - set(knowledge.group_of):
        raise KnowledgeError(f"{FILE}: modalities: groups: no group holds {', '.join(sorted(missing))}")
    _check_curves(knowledge)
    _check_ages(knowledge.ages)
    return knowledge


def _index_families(knowledge: Knowledge) -> None:
    for name, family in knowledge.families.items():
        for type_ in family.types:
            if type_ in knowledge.family_of:
                raise KnowledgeError(f"{FILE}: families.{name}: types: {type_.value!r} is in another family too")
            knowledge.family_of[type_] = family
            knowledge.name_of[type_] = name
        if not 0 < family.join <= family.close:
            raise KnowledgeError(f"{FILE}: families.{name}: close: {family.close} is shorter than join {family.join}")
    if missing := set(EventType) - set(knowledge.family_of):
        raise KnowledgeError(f"{FILE}: families: no family holds {', '.join(sorted(missing))}")


def _index_pairs(knowledge: Knowledge) -> None:
    for pair in knowledge.pairs:
        one, other = pair.types
        if one is other or (one, other) in knowledge.pair_of:
            raise KnowledgeError(f"{FILE}: pairs: types: [{one.value}, {other.value}] is given twice or is no pair")
        for name in ("settles", "aftermath"):
            chosen = getattr(pair, name)
            if chosen is not None and chosen not in pair.types:
                raise KnowledgeError(f"{FILE}: pairs: {one.value}, {other.value}: {name}: {chosen.value!r} is neither")
        knowledge.pair_of[one, other] = knowledge.pair_of[other, one] = pair


def _index_areas(knowledge: Knowledge) -> None:
    for area in knowledge.areas:
        for country in area.countries:
            if country in knowledge.zone_of_country:
                raise KnowledgeError(f"{FILE}: areas: {area.id}: countries: {country!r} is in another area too")
            knowledge.zone_of_country[country] = area.id


def _check_curves(knowledge: Knowledge) -> None:
    for name, curve in (("words", knowledge.words.curve), ("names", knowledge.names.curve)):
        rising = len(curve) > 1 and curve[0][0] == 0 and all(a < b for a, b in pairwise(curve))
        if not rising or (name == "words" and curve[-1][0] != 1):
            raise KnowledgeError(f"{FILE}: {name}: curve: expected points rising from 0 (words: to 1), got {curve}")


def age_pattern(form: AgeForm, rules: AgeRules) -> re.Pattern[str]:
    """What finds the ages of this form; raises re.error where it is no pattern."""
    return re.compile(form.pattern.replace("NUMBERS", "|".join(rules.numbers)), re.IGNORECASE)


def _check_ages(rules: AgeRules) -> None:
    for form in rules.forms:
        try:
            groups = age_pattern(form, rules).groups
        except re.error as error:
            raise KnowledgeError(f"{FILE}: ages: forms: {form.pattern!r}: {error}") from error
        if groups != 1:
            raise KnowledgeError(f"{FILE}: ages: forms: {form.pattern!r}: expected one group, got {groups}")
