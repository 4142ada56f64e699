"""The words of casualty reports, read from their knowledge file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.casualties.company import Company, read_companies
from agents.classify.events.knowledge import Entry, KnowledgeError, read

_FILE = Path(__file__).parents[1] / "knowledge" / "casualties.toml"


CUES = ("perfect", "long", "begun", "natural", "onward", "past", "before", "claim")
"""The lists of phrases that tell of which time a toll is, and who says it."""


class TollKind(StrEnum):
    """What happened to the people counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    ABDUCTED = "abducted"
    ATTACKERS_KILLED = "attackers_killed"
    HIT = "hit"
    """Shot, stabbed or in hospital, their fate not said."""


class Voice(StrEnum):
    """Where the people of a verb or noun stand."""

    PAST = "past"
    """A participle or a past tense: before it (passive) or after it (active)."""
    ACTIVE = "active"
    """After it."""
    INTRANSITIVE = "intransitive"
    """Before it."""
    NOUN = "noun"
    """Counted in front of it, or after "of"."""
    TOLL = "toll"
    """A number after it: "the toll rose to 12"."""
    RESULT = "result"
    """Before the verb of which it is the object: "lost their lives", "suffered wounds"."""
    OWN = "own"
    """The attacker's own death: "blew himself up"."""
    NONE = "none"
    """Only to say that there were none: "no casualties"."""


class Bound(StrEnum):
    """Which side of a number is open."""

    LEAST = "least"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Words:
    """The knowledge file, checked; each list is described there.

    `anchors` gives each word that tells a toll its kinds and voices. `qualifiers` gives the first word of each phrase
    that may stand before a number the phrases that begin with it, the longest first. `starters` are the words with
    which people can begin, `breakers` those with which they end. `cues` gives the longest word of each phrase that
    tells of a longer or another time those phrases, for it is the rarest; `time_words` are all of these words;
    `clause_words` are those that a noun phrase does not hold, `animals` no people. `none_lived` says that all aboard
    are dead. `companies` are what some anchors need beside them.
    """

    anchors: Mapping[str, Anchor]
    numbers: Mapping[str, int]
    ordinals: Mapping[str, int]
    bounds: Mapping[str, int]
    scales: Mapping[str, int]
    sets: Mapping[str, int]
    qualifiers: Mapping[str, tuple[tuple[tuple[str, ...], Bound | None], ...]]
    counts: frozenset[str]
    number_starts: frozenset[str]
    starters: frozenset[str]
    breakers: frozenset[str]
    people: frozenset[str]
    plurals: frozenset[str]
    attackers: frozenset[str]
    fighters: frozenset[str]
    animals: frozenset[str]
    units: frozenset[str]
    joints: frozenset[tuple[str, ...]]
    besides: tuple[tuple[str, ...], ...]
    cues: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    time_words: frozenset[str]
    clause_words: frozenset[str]
    none_lived: tuple[str, ...]
    companies: Mapping[str, Company]
    lists: Lists


@dataclass(frozen=True, slots=True)
class Lists:
    """The plain lists of the knowledge file, under their names there."""

    no: frozenset[str]
    generic: frozenset[str]
    kin: frozenset[str]
    self_words: frozenset[str]
    pronouns: frozenset[str]
    plural_pronouns: frozenset[str]
    ordinals: frozenset[str]
    adjectival: frozenset[str]
    institutions: frozenset[str]
    times: frozenset[str]
    stops: frozenset[str]
    be: frozenset[str]
    adverbs: frozenset[str]
    prepositions: frozenset[str]
    conjunctions: frozenset[str]
    determiners: frozenset[str]
    definite: frozenset[str]
    more: frozenset[str]
    money: frozenset[str]
    not_before: frozenset[str]
    after_age: frozenset[str]
    part_of: frozenset[str]
    fatal: frozenset[str]
    states: frozenset[str]
    finite: frozenset[str]
    particles: frozenset[str]
    ongoing: frozenset[str]
    illnesses: frozenset[str]
    recent: frozenset[str]
    grown: frozenset[str]
    spans: frozenset[str]
    untold: frozenset[str]
    counted: frozenset[str]
    tops: frozenset[str]
    leaving: frozenset[str]
    feasts: frozenset[str]
    died_later: frozenset[str]
    aboard: frozenset[str]
    carrying: frozenset[str]
    doubts: frozenset[str]
    of_wounds: frozenset[str]
    things: frozenset[str]
    months: frozenset[str]
    seasons: frozenset[str]
    also: frozenset[str]
    including: frozenset[str]
    revised: frozenset[str]
    unreal: frozenset[str]
    unreal_verbs: frozenset[str]
    result_verbs: frozenset[str]
    bodies: frozenset[str]
    found: frozenset[str]
    relative: frozenset[str]
    partners: frozenset[str]
    halves: frozenset[str]


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a word tells happened, and where its people stand."""

    kinds: tuple[TollKind, ...]
    voices: frozenset[Voice]


@cache
def casualty_words() -> Words:
    """The shipped words, read once."""
    return load_words(_FILE)


def load_words(path: Path) -> Words:
    """The words of a file; raises KnowledgeError naming file, entry, field and value."""
    root = read(path)
    numbers, nouns = _part(root, "numbers"), _part(root, "nouns")
    lists = _lists(_part(root, "lists"))
    anchors = _anchors(_part(root, "verbs"), _part(root, "spelling"))
    counted, bounds = _wholes(numbers, "words"), _wholes(numbers, "bounds")
    qualifiers = _qualifiers(numbers)
    irregular = _texts_of(nouns, "irregular")
    attackers, fighters, people, animals, units = (
        _forms(nouns.texts(name), irregular) for name in ("attackers", "fighters", "people", "animals", "units")
    )
    sets = _wholes(nouns, "sets")
    people |= attackers | fighters | set(sets)
    singular = {noun for name in ("people", "attackers", "fighters") for noun in nouns.texts(name)}
    units |= animals - people
    verbs = {word for word, anchor in anchors.items() if anchor.voices != {Voice.RESULT}}
    cues = _cues(_part(root, "cues"))
    counts = frozenset({*counted, *bounds, *lists.no})
    starts = counts | qualifiers.keys()
    starters = starts | people | lists.determiners | lists.pronouns | lists.partners | lists.halves
    return Words(
        anchors=anchors,
        numbers=counted,
        ordinals=_wholes(numbers, "ordinals"),
        bounds=bounds,
        scales=_wholes(numbers, "scales"),
        sets=sets,
        qualifiers=qualifiers,
        counts=counts,
        number_starts=starts,
        starters=starters,
        breakers=(lists.stops | lists.prepositions | lists.be | lists.determiners | units | set(anchors)) - people,
        people=people,
        plurals=(people - singular - set(sets)) | set(nouns.texts("collective")),
        attackers=attackers,
        fighters=fighters,
        animals=animals,
        units=units,
        joints=frozenset(_phrases(root, "joints")),
        besides=_phrases(root, "besides"),
        cues=cues,
        time_words=frozenset({*cues, *lists.revised}),
        clause_words=frozenset({*verbs, *lists.finite, *lists.relative, ","}),
        none_lived=tuple(root.texts("none_lived")),
        companies=read_companies(_part(root, "company"), lists.illnesses),
        lists=lists,
    )


def _lists(entry: Entry) -> Lists:
    for name in {field.name for field in fields(Lists)} ^ set(entry.values):
        raise KnowledgeError(entry.where, name, entry.values.get(name), "is missing, or is no list that is known")
    return Lists(**{field.name: frozenset(entry.texts(field.name)) for field in fields(Lists)})


def _part(root: Entry, name: str) -> Entry:
    if not root.has(name):
        raise KnowledgeError(root.where, name, None, "needs a table")
    return Entry(f"{root.where}: {name}", root.table(name))


def _anchors(verbs: Entry, spelling: Entry) -> Mapping[str, Anchor]:
    found: dict[str, Anchor] = {}
    for name in verbs.values:
        if name not in set(TollKind):
            raise KnowledgeError(verbs.where, name, name, f"known: {', '.join(TollKind)}")
        entry = Entry(f"{verbs.where}.{name}", verbs.table(name))
        for voice in Voice:
            for word in entry.texts(voice):
                known = found.get(word, Anchor((), frozenset()))
                kinds = known.kinds if TollKind(name) in known.kinds else (*known.kinds, TollKind(name))
                found[word] = Anchor(kinds, known.voices | {voice})
    return found | dict(_misspelt(found, spelling))


def _misspelt(anchors: Mapping[str, Anchor], spelling: Entry) -> Iterator[tuple[str, Anchor]]:
    """The anchors as typing errors write them: one letter wrong, or glued to the word before or after."""
    for wrong, right in _texts_of(spelling, "typos").items():
        if right not in anchors:
            raise KnowledgeError(spelling.where, wrong, right, "is no word of a toll")
        yield wrong, anchors[right]
    for word in spelling.texts("glued"):
        if word not in anchors:
            raise KnowledgeError(spelling.where, "glued", word, "is no word of a toll")
        yield from ((word + after, anchors[word]) for after in spelling.texts("after"))
        yield from ((before + word, anchors[word]) for before in spelling.texts("before"))


def _qualifiers(numbers: Entry) -> Mapping[str, tuple[tuple[tuple[str, ...], Bound | None], ...]]:
    kinds = (("at_least", Bound.LEAST), ("at_most", Bound.MOST), ("skip", None))
    rows = [(phrase, kind) for name, kind in kinds for phrase in _phrases(numbers, name)]
    rows.sort(key=lambda row: len(row[0]), reverse=True)
    return {row[0][0]: tuple(other for other in rows if other[0][0] == row[0][0]) for row in rows}


def _cues(entry: Entry) -> Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]:
    rows = [(name, phrase) for name in CUES for phrase in _phrases(entry, name)]
    keys = [max(phrase, key=len) for _, phrase in rows]
    return {key: tuple(row for row, other in zip(rows, keys, strict=True) if other == key) for key in keys}


def _forms(nouns: tuple[str, ...], irregular: Mapping[str, str]) -> frozenset[str]:
    plurals = {noun[:-1] + "ies" if noun.endswith("y") and noun[-2:-1] not in "aeo" else noun + "s" for noun in nouns}
    plurals |= {noun[:-3] + "men" for noun in nouns if noun.endswith("man")}
    known = set(nouns)
    return frozenset(known | plurals | {form for form, base in irregular.items() if base in known})


def _wholes(entry: Entry, field: str) -> Mapping[str, int]:
    table = Entry(f"{entry.where}: {field}", entry.table(field))
    return {word: table.whole(word) for word in table.values}


def _texts_of(entry: Entry, field: str) -> Mapping[str, str]:
    table = Entry(f"{entry.where}: {field}", entry.table(field))
    return {word: table.text(word) for word in table.values}


def _phrases(entry: Entry, field: str) -> tuple[tuple[str, ...], ...]:
    """Phrases written as texts, each split into its words; the longest first."""
    return tuple(sorted((tuple(text.split()) for text in entry.texts(field)), key=len, reverse=True))
