"""What the event finder knows, read from `knowledge/` and checked.

`lexicon.toml` holds word classes, `types/*.toml` the event types with their rules, `modality.toml` the cues for what
did not (yet) happen, `precedence.toml` which type gives way to which, `concrete.toml` what makes a deed of talk of
violence, `plover/*.toml` the acts that refine codes. A file that is wrong raises `KnowledgeError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypedDict

from agents.classify.events.acts.frame import Acts
from agents.classify.events.acts.load import load_acts
from agents.classify.events.concrete import Concreteness, read_concreteness
from agents.classify.events.entries import (
    check_ids,
    genre_of,
    load_lexicon,
    read_cues,
    read_preference,
    rule_of,
    trap_of,
    type_of,
)
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.events.learned import Voice, load_voice
from agents.classify.events.matching import Index
from agents.classify.events.pattern import Lexicon, Pattern
from agents.classify.events.rule import Cue, Genre, Precedence, Rule, Trap, TypeKnowledge, Weighing
from agents.classify.events.second_look import SecondLook
from agents.classify.events.typos import Typos
from agents.classify.text.language import UNKNOWN
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
    "voice_nothing",
    "voice_unhinted",
    "voice_elsewhere",
    "voice_rules",
    "voice_title",
    "voice_silences_below",
    "second_look_below",
)
_HEARD = frozenset(("en", UNKNOWN))
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
    powers: frozenset[str]
    """Words for who can demand, accuse and agree as news: ministers, parties, rebels."""
    typos: Typos
    voice: Voice | None
    acts: Acts
    second_look: SecondLook | None
    concrete: Concreteness
    heard: frozenset[str]
    """Languages in which the voice was trained, and what a text too short to tell its language is said to be in."""


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
        known = type_of(entry, path)
        types[known.type] = known
        rules.extend(rule_of(row, known.type, lexicon) for row in entry.rows("rule"))
        traps.extend(trap_of(row, lexicon) for row in entry.rows("trap"))
        genres.extend(genre_of(row, lexicon) for row in entry.rows("genre"))
    _check_complete(types, rules, folder)
    modality = read(folder / "modality.toml")
    names = _names(rules)
    precedence_file = read(folder / "precedence.toml")
    precedence = [_precedence(row, names) for row in precedence_file.rows("over")]
    found = finders(rules, traps, genres, read_cues(modality, lexicon), lexicon)
    voice = folder / "learned.tsv"
    return Rules(
        types=types,
        weighing=_weighing(precedence_file),
        preference=read_preference(modality),
        sentence_precedence=_table(precedence, article=False),
        article_precedence=_table(precedence, article=True),
        precedence_in_title=_table([row for row in precedence if row.even_in_title], article=True),
        voice=load_voice(voice) if voice.exists() else None,
        second_look=None,
        concrete=read_concreteness(read(folder / "concrete.toml"), lexicon),
        acts=load_acts(folder / "plover", lexicon),
        heard=_HEARD,
        typos=Typos.of(found["index"].entries, _all_words(lexicon), _ordinary(folder)),
        **found,
    )


class Finders(TypedDict):
    """The fields of `Rules` that depend on the language alone."""

    rules: tuple[Rule, ...]
    traps: tuple[Trap, ...]
    genres: tuple[Genre, ...]
    index: Index[Rule]
    trap_index: Index[Trap]
    cue_index: Index[Cue]
    frame_index: Index[Cue]
    genre_index: Index[Genre]
    domains: Mapping[str, frozenset[str]]
    hard_news: frozenset[str]
    powers: frozenset[str]


def finders(
    rules: Sequence[Rule],
    traps: Sequence[Trap],
    genres: Sequence[Genre],
    cues: Sequence[tuple[Pattern, Cue]],
    lexicon: Lexicon,
) -> Finders:
    """The indexes of a language's rules, traps, genres and cues, and the words of its domains."""
    return Finders(
        rules=tuple(rules),
        traps=tuple(traps),
        genres=tuple(genres),
        index=Index.of((pattern, rule) for rule in rules for pattern in rule.patterns),
        trap_index=Index.of((pattern, trap) for trap in traps for pattern in trap.patterns),
        cue_index=Index.of((pattern, cue) for pattern, cue in cues if not cue.frame),
        frame_index=Index.of((pattern, cue) for pattern, cue in cues if cue.frame),
        genre_index=Index.of((pattern, genre) for genre in genres for pattern in genre.patterns),
        domains={name[7:]: words for name, words in lexicon.classes.items() if name.startswith("domain_")},
        hard_news=lexicon.classes.get("hard_news", frozenset()),
        powers=lexicon.classes.get("power", frozenset()),
    )


def _all_words(lexicon: Lexicon) -> frozenset[str]:
    return lexicon.common.union(*lexicon.classes.values())


def _ordinary(folder: Path) -> frozenset[str]:
    """Words that are no slips: those of news that was read, and those of any English."""
    files = (folder / "words.txt", folder / "places" / "common_words.txt")
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    return frozenset(line for line in lines if line and not line.startswith("#"))


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
        voice_orders=entry.whole("voice_orders"),
        voice_keeps=frozenset(EventType(name) for name in entry.texts("voice_keeps")),
        voice_keeps_beside=frozenset(EventType(name) for name in entry.texts("voice_keeps_beside")),
        later={EventType(name): later.share(name) for name in later.values},
    )


def _check_complete(types: Mapping[EventType, TypeKnowledge], rules: list[Rule], folder: Path) -> None:
    for kind in EventType:
        if kind not in types:
            raise KnowledgeError(str(folder / "types"), "type", kind.value, "has no file")
    check_ids(rules, str(folder / "types"))


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
