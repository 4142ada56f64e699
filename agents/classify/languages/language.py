"""A language other than English: what its knowledge folder says, for the same finders that read English."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from agents.classify.actor_names import ActorFile
from agents.classify.assessment import AssessmentWords, assessment_words, read_signs
from agents.classify.certainty import CertaintyWords, read_certainty
from agents.classify.dates import DateWords, read_dates
from agents.classify.events.entries import check_ids, genre_of, read_cues, rule_of, trap_of
from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.events.learned import load_voice
from agents.classify.events.pattern import Lexicon
from agents.classify.events.rule import Rule
from agents.classify.events.rules import KNOWLEDGE, Rules, finders, load_rules
from agents.classify.events.typos import Typos
from agents.classify.languages.actors import language_actors, state_names
from agents.classify.languages.expand import expanded, terms_of
from agents.classify.languages.keys import Spelling, keys_of
from agents.classify.languages.names import PlaceNames, load_names
from agents.classify.languages.sides import SideWords, side_words
from agents.classify.languages.tolls import TollWords, toll_words
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.text.document import Document
from agents.classify.text.memo import Memo
from agents.classify.things import Things, read_things
from schemas.taxonomy import EventType

FOLDER = KNOWLEDGE / "languages"
_FILES = ("words", "events", "modality", "casualties", "things", "certainty", "assessment", "dates", "actors")
_VIOLENT = (EventType.ATTACKS, EventType.ARMED_CONFLICT)
_NO_TYPOS = Typos.of((), (), ())


@dataclass(frozen=True, slots=True)
class Example:
    """A text with what it reports: a type and, where it has one, a subtype; `none` for a counter-example."""

    text: str
    type: EventType
    subtype: str | None


@dataclass(frozen=True, slots=True)
class Language:
    """The knowledge of one language. `keys` gives each token as the rest of it names it."""

    code: str
    keys: Memo[str]
    rules: Rules
    tolls: TollWords
    things: Things
    certainty: CertaintyWords
    dates: DateWords
    assessment: AssessmentWords
    names: PlaceNames
    actors: ActorFile
    sides: SideWords
    examples: tuple[Example, ...]

    def view(self, document: Document) -> Document:
        """The document with its tokens' keys in place of the words in lower case; spans are the same."""
        return replace(document, lower=tuple(map(self.keys.__getitem__, document.lower)))


@cache
def languages() -> frozenset[str]:
    """The codes (ISO 639-1) of the languages that have a folder."""
    return frozenset(path.name for path in FOLDER.iterdir() if path.is_dir()) if FOLDER.is_dir() else frozenset()


@cache
def language(code: str) -> Language:
    """A language, read when its first text comes.

    Raises:
        KnowledgeError: naming file, entry, field and value.
    """
    return load_language(FOLDER / code)


def load_language(folder: Path) -> Language:
    """The language of a folder; raises KnowledgeError."""
    files = {name: read(folder / f"{name}.toml") for name in _FILES}
    spelling, cased = _spelling(files["words"]), not files["words"].flag("caseless")
    states = state_names(folder, spelling)
    vocabulary = frozenset(term for _, terms, _ in states for term in terms)
    vocabulary = vocabulary.union(*(terms_of(entry, spelling) for entry in files.values()))
    known = {name: expanded(entry, vocabulary, spelling) for name, entry in files.items()}
    lexicon = _lexicon(known["words"], known["casualties"])
    return Language(
        code=folder.name,
        keys=keys_of(vocabulary, spelling),
        rules=_rules(folder, known, lexicon),
        tolls=toll_words(known["casualties"], lexicon),
        things=read_things(known["things"]),
        certainty=read_certainty(known["certainty"]),
        dates=read_dates(known["dates"]),
        assessment=replace(assessment_words(), signs=read_signs(known["assessment"])),
        names=load_names(
            folder, load_gazetteer(), spelling, cased=cased, ordinary=files["words"].texts("ordinary_words")
        ),
        actors=language_actors(files["actors"], states, vocabulary, spelling, cased=cased),
        sides=side_words(known["words"]),
        examples=(*_examples(files["events"]), *_counter_examples(files["events"])),
    )


def _spelling(words: Entry) -> Spelling:
    fold = words.table("fold")
    if not all(len(letter) == 1 and isinstance(other, str) for letter, other in fold.items()):
        raise KnowledgeError(words.where, "fold", fold, "needs single letters with what they are read as")
    table = {ord(letter): other for letter, other in fold.items()}
    beginnings, endings = _readings(words, "beginnings"), _readings(words, "endings")
    return Spelling(
        fold=table,
        clitics=words.texts("clitics"),
        articles=words.texts("articles"),
        beginnings=beginnings,
        endings=endings,
        compounds=words.flag("compounds"),
    )


def _readings(words: Entry, field: str) -> tuple[tuple[str, str], ...]:
    """Beginnings or endings of words with each that they may be read as ("a|b")."""
    table = words.table(field)
    if not all(part and isinstance(others, str) for part, others in table.items()):
        raise KnowledgeError(words.where, field, table, "needs parts of words with what they are read as")
    return tuple((part, other) for part, others in table.items() for other in others.split("|"))


def _lexicon(words: Entry, casualties: Entry) -> Lexicon:
    """The word classes of a language, its number words among them."""
    classes = {name: frozenset(str(terms).split()) for name, terms in words.table("classes").items()}
    tables = ("numbers", "multipliers", "vague_numbers")
    classes["number"] = frozenset(word for table in tables for word in casualties.table(table))
    return Lexicon(classes, {}, {}, frozenset(words.texts("common")), inflects=False)


def _rules(folder: Path, known: dict[str, Entry], lexicon: Lexicon) -> Rules:
    english, events = load_rules(), known["events"]
    cues = read_cues(known["modality"], lexicon)
    rules = [_wary(rule_of(row, row.member("type", EventType), lexicon)) for row in events.rows("rule")]
    check_ids(rules, events.where)
    traps = [trap_of(row, lexicon) for row in events.rows("trap")]
    genres = [genre_of(row, lexicon) for row in events.rows("genre")]
    voice = folder / "learned.tsv"
    return replace(
        english,
        typos=_NO_TYPOS,
        voice=load_voice(voice) if voice.exists() else None,
        heard=frozenset((folder.name,)),
        **finders(rules, traps, genres, cues, lexicon),
    )


def _wary(rule: Rule) -> Rule:
    """The rule, ambiguous where it tells of violence: every language shoots at goal, and of these rules none has been
    weighed on as many texts as the English ones.
    """
    return replace(rule, ambiguous=True) if rule.type in _VIOLENT else rule


def _examples(events: Entry) -> list[Example]:
    return [
        Example(row.text("text"), row.member("type", EventType), row.text("subtype") if row.has("subtype") else None)
        for row in events.rows("example")
    ]


def _counter_examples(events: Entry) -> list[Example]:
    return [Example(text, EventType.NONE, None) for text in events.texts("counter_examples")]
