"""The entries of the event finder's knowledge files, as records: word classes, types, rules, traps, genres, cues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.events.pattern import Lexicon, Pattern
from agents.classify.events.rule import Cue, Genre, Rule, Trap, TypeKnowledge
from schemas.event import Codes
from schemas.taxonomy import SUBTYPES, EventType, Modality


def type_of(entry: Entry, path: Path) -> TypeKnowledge:
    """What a type's file says of the type; raises KnowledgeError where the file is called otherwise."""
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
        planned=_codes(codes["planned"]) if "planned" in codes else None,
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


def rule_of(row: Entry, kind: EventType, lexicon: Lexicon) -> Rule:
    """The rule of an entry; raises KnowledgeError."""
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


def trap_of(row: Entry, lexicon: Lexicon) -> Trap:
    """The trap of an entry; raises KnowledgeError."""
    row.text("reason")
    return Trap(id=row.text("id"), patterns=row.patterns("patterns", lexicon), examples=row.texts("examples"))


def genre_of(row: Entry, lexicon: Lexicon) -> Genre:
    """The genre of an entry; raises KnowledgeError."""
    row.text("reason")
    return Genre(
        id=row.text("id"),
        patterns=row.patterns("patterns", lexicon),
        weight=row.share("weight"),
        examples=row.texts("examples"),
    )


def read_preference(entry: Entry) -> dict[Modality, float]:
    """The shares of the modalities; raises KnowledgeError."""
    shares = entry.table("preference")
    for kind in Modality:
        if not isinstance(shares.get(kind.value), float):
            raise KnowledgeError(entry.where, "preference", kind.value, "needs a number from 0 to 1")
    return {kind: shares[kind.value] for kind in Modality}


def check_ids(rules: Iterable[Rule], where: str) -> None:
    """Raises KnowledgeError where two rules have one id."""
    seen: set[str] = set()
    for rule in rules:
        if rule.id in seen:
            raise KnowledgeError(where, "id", rule.id, "is used twice")
        seen.add(rule.id)


def read_cues(entry: Entry, lexicon: Lexicon) -> list[tuple[Pattern, Cue]]:
    """Each cue with its patterns; raises KnowledgeError."""
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
            frame=row.flag("frame"),
            examples=row.texts("examples"),
        )
        cues.extend((pattern, cue) for pattern in row.patterns("patterns", lexicon))
    return cues


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
