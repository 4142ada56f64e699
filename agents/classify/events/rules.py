"""What the event finder knows, read from `knowledge/` and checked.

`lexicon.toml` holds word classes, `types/*.toml` the event types with their rules, `modality.toml` the cues for what
did not (yet) happen, `precedence.toml` which type gives way to which. A file that is wrong raises `KnowledgeError`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.events.matching import Index
from agents.classify.events.pattern import Lexicon, Pattern
from agents.classify.events.typos import Typos
from schemas.event import Codes
from schemas.taxonomy import SUBTYPES, EventType, Modality

KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One way in which a text says that an event of a type is reported.

    `weight` is the share of texts with these words that do report one. `sentence` and `article`: of each set, a word
    must stand there. `blockers` cancel a match that they stand near. An `ambiguous` rule counts less in an article
    about sport, entertainment or markets. `modality` is set where the words themselves say it.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """Words that look like a trigger and are none: what they cover triggers nothing."""

    id: str
    patterns: tuple[Pattern, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Words that set the modality of a trigger up to `within` tokens after them (or before, or on either side)."""

    id: str
    modality: Modality
    before: bool
    after: bool
    within: int
    types: frozenset[EventType]


@dataclass(frozen=True, slots=True, kw_only=True)
class Precedence:
    """In one sentence, or article, a hit of `weaker` keeps only the share `keep` of its weight beside `stronger`."""

    stronger: str
    weaker: str
    article: bool
    keep: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeKnowledge:
    """What a type's file says of the type as a whole."""

    type: EventType
    definition: str
    generic: str | None
    codes: Codes
    subtype_codes: Mapping[str, Codes]
    planned_plover: str | None
    examples: Mapping[str, tuple[str, ...]]
    counter_examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that `find_events` needs besides the document."""

    types: Mapping[EventType, TypeKnowledge]
    rules: tuple[Rule, ...]
    traps: tuple[Trap, ...]
    index: Index[Rule]
    trap_index: Index[Trap]
    cue_index: Index[Cue]
    preference: Mapping[Modality, float]
    sentence_precedence: Mapping[str, Mapping[str, float]]
    article_precedence: Mapping[str, Mapping[str, float]]
    domains: Mapping[str, frozenset[str]]
    hard_news: frozenset[str]
    typos: Typos


@cache
def load_rules(folder: Path = KNOWLEDGE) -> Rules:
    """The knowledge in `folder`; raises KnowledgeError naming file, entry, field and value."""
    lexicon = load_lexicon(folder)
    types: dict[EventType, TypeKnowledge] = {}
    rules: list[Rule] = []
    traps: list[Trap] = []
    for path in sorted((folder / "types").glob("*.toml")):
        entry = read(path)
        known = _type(entry, path)
        types[known.type] = known
        rules.extend(_rule(row, known.type, lexicon) for row in entry.rows("rule"))
        traps.extend(_trap(row, lexicon) for row in entry.rows("trap"))
    _check_complete(types, rules, folder)
    preference, cues = _modality(read(folder / "modality.toml"), lexicon)
    names = _names(rules)
    precedence = [_precedence(row, names) for row in read(folder / "precedence.toml").rows("over")]
    index = Index.of((pattern, rule) for rule in rules for pattern in rule.patterns)
    return Rules(
        types=types,
        rules=tuple(rules),
        traps=tuple(traps),
        index=index,
        trap_index=Index.of((pattern, trap) for trap in traps for pattern in trap.patterns),
        cue_index=Index.of(cues),
        preference=preference,
        sentence_precedence=_table(precedence, article=False),
        article_precedence=_table(precedence, article=True),
        domains={name[7:]: words for name, words in lexicon.classes.items() if name.startswith("domain_")},
        hard_news=lexicon.classes["hard_news"],
        typos=Typos.of(index.entries, _all_words(lexicon), _ordinary(folder)),
    )


def _all_words(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.common.union(*lexicon.classes.values())


def load_lexicon(folder: Path) -> Lexicon:
    """The word classes; raises KnowledgeError."""
    entry = read(folder / "lexicon.toml")
    empty = Lexicon({}, _words_table(entry, "irregular_verbs"), _words_table(entry, "irregular_nouns"), frozenset())
    classes: dict[str, frozenset[str]] = {}
    for name, terms in _words_table(entry, "classes").items():
        found: set[str] = set()
        for term in terms:
            found |= classes[term[1:]] if term[:1] == "@" and term[1:] in classes else empty.words(term)
        classes[name] = frozenset(found)
    return Lexicon(classes, empty.irregular_verbs, empty.irregular_nouns, frozenset(entry.texts("common")))


def _words_table(entry: Entry, name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(words.split()) for key, words in entry.table(name).items()}


def _ordinary(folder: Path) -> frozenset[str]:
    lines = (folder / "words.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


def _type(entry: Entry, path: Path) -> TypeKnowledge:
    kind = entry.member("type", EventType)
    if path.stem != kind.value:
        raise KnowledgeError(entry.where, "type", kind.value, f"the file is called {path.name}")
    codes = entry.table("codes")
    generic = entry.text("generic") if entry.has("generic") else None
    _known_subtype(entry, "generic", generic, kind)
    examples = entry.table("examples")
    for subtype in examples:
        _known_subtype(entry, "examples", subtype, kind)
    subtypes = codes.get("subtypes", {})
    return TypeKnowledge(
        type=kind,
        definition=entry.text("definition"),
        generic=generic,
        codes=_codes(codes),
        subtype_codes={name: _codes({**codes, **subtypes.get(name, {})}) for name in SUBTYPES[kind]},
        planned_plover=codes.get("planned_plover"),
        examples={name: tuple(texts) for name, texts in examples.items()},
        counter_examples=entry.texts("counter_examples"),
    )


def _codes(table: Mapping[str, Any]) -> Codes:
    return Codes(
        plover=table.get("plover"),
        cameo=table.get("cameo"),
        acled=table.get("acled"),
        iptc=tuple(table.get("iptc", ())),
    )


def _known_subtype(entry: Entry, field: str, value: str | None, kind: EventType) -> None:
    if value is not None and value not in SUBTYPES[kind]:
        raise KnowledgeError(entry.where, field, value, f"no subtype of {kind}; known: {', '.join(SUBTYPES[kind])}")


def _rule(row: Entry, kind: EventType, lexicon: Lexicon) -> Rule:
    subtype = row.text("subtype") if row.has("subtype") else None
    _known_subtype(row, "subtype", subtype, kind)
    row.text("reason")
    return Rule(
        id=f"{kind.value}.{row.text('id')}",
        type=kind,
        subtype=subtype,
        weight=row.share("weight"),
        patterns=row.patterns("patterns", lexicon),
        sentence=row.word_sets("sentence", lexicon),
        article=row.word_sets("article", lexicon),
        blockers=row.patterns("blockers", lexicon, optional=True),
        ambiguous=row.flag("ambiguous"),
        modality=row.member("modality", Modality) if row.has("modality") else None,
        context=row.texts("context"),
        examples=row.texts("examples"),
        counter_examples=row.texts("counter_examples"),
    )


def _trap(row: Entry, lexicon: Lexicon) -> Trap:
    row.text("reason")
    return Trap(id=row.text("id"), patterns=row.patterns("patterns", lexicon), examples=row.texts("examples"))


def _check_complete(types: Mapping[EventType, TypeKnowledge], rules: list[Rule], folder: Path) -> None:
    for kind in EventType:
        if kind not in types:
            raise KnowledgeError(str(folder / "types"), "type", kind.value, "has no file")
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise KnowledgeError(str(folder / "types"), "id", rule.id, "is used twice")
        seen.add(rule.id)


def _modality(entry: Entry, lexicon: Lexicon) -> tuple[dict[Modality, float], list[tuple[Pattern, Cue]]]:
    shares = entry.table("preference")
    for kind in Modality:
        if not isinstance(shares.get(kind.value), float):
            raise KnowledgeError(entry.where, "preference", kind.value, "needs a number from 0 to 1")
    cues: list[tuple[Pattern, Cue]] = []
    for row in entry.rows("cue"):
        side = row.text("side")
        if side not in ("before", "after", "both"):
            raise KnowledgeError(row.where, "side", side, "must be before, after or both (of the trigger)")
        cue = Cue(
            id=row.text("id"),
            modality=row.member("modality", Modality),
            before=side != "after",
            after=side != "before",
            within=row.whole("within"),
            types=frozenset(EventType(name) for name in row.texts("types")),
        )
        cues.extend((pattern, cue) for pattern in row.patterns("patterns", lexicon))
    return {kind: shares[kind.value] for kind in Modality}, cues


def _names(rules: list[Rule]) -> frozenset[str]:
    """What a precedence may name: types, type.subtype, and ids of rules."""
    subtypes = {f"{kind.value}.{name}" for kind in EventType for name in SUBTYPES[kind]}
    return frozenset({kind.value for kind in EventType} | subtypes | {rule.id for rule in rules})


def _precedence(row: Entry, names: frozenset[str]) -> Precedence:
    for side in ("stronger", "weaker"):
        if row.text(side) not in names:
            raise KnowledgeError(row.where, side, row.text(side), "is no type, type.subtype or rule")
    scope = row.text("scope")
    if scope not in ("sentence", "article"):
        raise KnowledgeError(row.where, "scope", scope, "must be sentence or article")
    row.text("reason")
    return Precedence(
        stronger=row.text("stronger"), weaker=row.text("weaker"), article=scope == "article", keep=row.share("keep")
    )


def _table(rows: list[Precedence], *, article: bool) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.article == article:
            table.setdefault(row.weaker, {})[row.stronger] = row.keep
    return table
