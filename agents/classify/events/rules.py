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
from agents.classify.events.learned import Voice, load_voice
from agents.classify.events.matching import Index
from agents.classify.events.pattern import Lexicon, Pattern
from agents.classify.events.rule import Cue, Genre, Precedence, Rule, Trap, TypeKnowledge, Weighing
from agents.classify.events.typos import Typos
from schemas.event import Codes
from schemas.taxonomy import SUBTYPES, EventType, Modality

_SHARES = (
    "least",
    "least_beside",
    "place_title",
    "place_lead",
    "place_second",
    "place_later",
    "further",
    "title_decides",
    "in_other_domain",
    "in_other_genre",
    "voice_alone",
    "voice_unhinted",
    "voice_alone_titled",
    "voice_swap",
    "voice_silences",
    "voice_silences_below",
    "voice_asked_below",
)
KNOWLEDGE = Path(__file__).parent.parent / "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All that `find_events` needs besides the document."""

    types: Mapping[EventType, TypeKnowledge]
    rules: tuple[Rule, ...]
    traps: tuple[Trap, ...]
    index: Index[Rule]
    trap_index: Index[Trap]
    cue_index: Index[Cue]
    frame_index: Index[Cue]
    genres: tuple[Genre, ...]
    genre_index: Index[Genre]
    weighing: Weighing
    preference: Mapping[Modality, float]
    sentence_precedence: Mapping[str, Mapping[str, float]]
    article_precedence: Mapping[str, Mapping[str, float]]
    precedence_in_title: Mapping[str, Mapping[str, float]]
    domains: Mapping[str, frozenset[str]]
    hard_news: frozenset[str]
    typos: Typos
    voice: Voice | None


@cache
def load_rules(folder: Path = KNOWLEDGE) -> Rules:
    """The knowledge in `folder`; raises KnowledgeError naming file, entry, field and value."""
    lexicon = load_lexicon(folder)
    types: dict[EventType, TypeKnowledge] = {}
    rules: list[Rule] = []
    traps: list[Trap] = []
    genres: list[Genre] = []
    for path in sorted((folder / "types").glob("*.toml")):
        entry = read(path)
        known = _type(entry, path)
        types[known.type] = known
        rules.extend(_rule(row, known.type, lexicon) for row in entry.rows("rule"))
        traps.extend(_trap(row, lexicon) for row in entry.rows("trap"))
        genres.extend(_genre(row, lexicon) for row in entry.rows("genre"))
    _check_complete(types, rules, folder)
    preference, cues = _modality(read(folder / "modality.toml"), lexicon)
    names = _names(rules)
    precedence_file = read(folder / "precedence.toml")
    precedence = [_precedence(row, names) for row in precedence_file.rows("over")]
    index = Index.of((pattern, rule) for rule in rules for pattern in rule.patterns)
    return Rules(
        types=types,
        rules=tuple(rules),
        traps=tuple(traps),
        index=index,
        trap_index=Index.of((pattern, trap) for trap in traps for pattern in trap.patterns),
        cue_index=Index.of((pattern, cue) for pattern, cue in cues if not cue.frame),
        frame_index=Index.of((pattern, cue) for pattern, cue in cues if cue.frame),
        genres=tuple(genres),
        genre_index=Index.of((pattern, genre) for genre in genres for pattern in genre.patterns),
        weighing=_weighing(precedence_file),
        preference=preference,
        sentence_precedence=_table(precedence, article=False),
        article_precedence=_table(precedence, article=True),
        precedence_in_title=_table([row for row in precedence if row.even_in_title], article=True),
        domains={name[7:]: words for name, words in lexicon.classes.items() if name.startswith("domain_")},
        hard_news=lexicon.classes["hard_news"],
        voice=load_voice(folder / "learned.tsv") if (folder / "learned.tsv").exists() else None,
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
    """Words that are no slips: those of news that was read, and those of any English."""
    files = (folder / "words.txt", folder / "places" / "common_words.txt")
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
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


def _genre(row: Entry, lexicon: Lexicon) -> Genre:
    row.text("reason")
    return Genre(
        id=row.text("id"),
        patterns=row.patterns("patterns", lexicon),
        weight=row.share("weight"),
        examples=row.texts("examples"),
    )


def _weighing(file: Entry) -> Weighing:
    entry = Entry(f"{file.where}: weighing", file.table("weighing"))
    later = Entry(f"{entry.where}: later", entry.table("later"))
    for name in later.values:
        if name not in {kind.value for kind in EventType}:
            raise KnowledgeError(later.where, name, later.values[name], "is no event type")
    entry_shares = {name: entry.share(name) for name in _SHARES}
    return Weighing(
        **entry_shares,
        several=entry.whole("several"),
        near=entry.whole("near"),
        voice_keeps=frozenset(EventType(name) for name in entry.texts("voice_keeps")),
        voice_keeps_beside=frozenset(EventType(name) for name in entry.texts("voice_keeps_beside")),
        later={EventType(name): later.share(name) for name in later.values},
    )


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
            frame=row.flag("frame"),
            examples=row.texts("examples"),
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
        stronger=row.text("stronger"),
        weaker=row.text("weaker"),
        article=scope == "article",
        keep=row.share("keep"),
        even_in_title=row.flag("even_in_title"),
    )


def _table(rows: list[Precedence], *, article: bool) -> dict[str, dict[str, float]]:
    table: dict[str, dict[str, float]] = {}
    for row in rows:
        if row.article == article:
            table.setdefault(row.weaker, {})[row.stronger] = row.keep
    return table
