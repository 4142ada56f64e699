"""The words that tell what an actor does: `knowledge/roles.toml`, read and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from agents.classify.events.knowledge import Entry, KnowledgeError, read
from agents.classify.phrases import OwnedPhrases, owned_index, spelled_out
from schemas.event import Role
from schemas.taxonomy import EventType

_FILE = Path(__file__).parent / "knowledge" / "roles.toml"
_WORD_LISTS = (
    "owners", "possessives", "heads", "titles", "bearers", "hinges", "links", "compounds", "prefixes", "joints",
    "conjunctions", "articles", "deeds", "deed_words",
)  # fmt: skip
_CLAUSE_LISTS = (
    "barriers", "relatives", "auxiliaries", "negators", "passive", "passive_after", "active_after",
)  # fmt: skip
FARTHEST = 9
"""Tokens beyond which no cue reaches."""


class Standing(StrEnum):
    """What a name is in its sentence."""

    CLAIMANT = "claimant"
    BLAMED = "blamed"
    SPEAKER = "speaker"
    CRITIC = "critic"
    THREATENER = "threatener"
    HOST = "host"
    SCENE = "scene"
    TOPIC = "topic"
    AGENT = "agent"
    AGAINST = "against"
    WITH = "with"
    OBJECT = "object"
    SUBJECT = "subject"
    VICTIM = "victim"
    MODIFIER = "modifier"


@dataclass(frozen=True, slots=True)
class Cue:
    """Words that give a name near them a standing, at most `within` tokens apart.

    Between words before the name and the name itself only linking words may stand, unless the cue is `loose`. It holds
    only where none of `unless_next` follows it, and one of `needs_before` stands before it, if there are any.
    """

    standing: Standing
    within: int
    loose: bool
    unless_next: frozenset[str]
    needs_before: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reading:
    """Which roles standings mean in events of a type, and who counts there."""

    roles: Mapping[Standing, Role]
    by_trigger: bool
    named_only: bool
    persons: bool


@dataclass(frozen=True, slots=True)
class RoleCues:
    """The knowledge file, checked. `before` is indexed by last word, `after` by first."""

    words: Mapping[str, frozenset[str]]
    before: OwnedPhrases[Cue]
    after: OwnedPhrases[Cue]
    acts: frozenset[str]
    suffered: frozenset[str]
    participles: frozenset[str]
    readings: Mapping[EventType, Reading]
    most: int
    following: int
    within_trigger: int


@cache
def role_cues() -> RoleCues:
    """The shipped file, read once."""
    return load_roles(_FILE)


def load_roles(path: Path) -> RoleCues:
    """The cues of a file.

    Raises:
        KnowledgeError: naming file, entry, field and value.
    """
    root = read(path)
    words = {name: _words(root, "phrase", name) for name in _WORD_LISTS}
    words |= {name: _words(root, "clause", name) for name in _CLAUSE_LISTS}
    limits = Entry(f"{root.where}: limits", root.table("limits"))
    return RoleCues(
        words=words,
        before=owned_index(_cues(root, "before"), by_last=True),
        after=owned_index(_cues(root, "after")),
        acts=_words(root, "acts", "violence"),
        suffered=_words(root, "acts", "suffered"),
        participles=_words(root, "acts", "participles"),
        readings=_readings(root),
        most=limits.whole("most"),
        following=limits.whole("following_sentences"),
        within_trigger=limits.whole("within_trigger"),
    )


def _words(root: Entry, table: str, field: str) -> frozenset[str]:
    entry = Entry(f"{root.where}: {table}", root.table(table))
    texts = entry.texts(field)
    if not texts or any(len(text.split()) != 1 for text in texts):
        raise KnowledgeError(entry.where, field, texts, "needs single words")
    return frozenset(texts)


def _cues(root: Entry, field: str) -> list[tuple[tuple[str, ...], Cue]]:
    pairs = []
    for row in root.rows(field):
        texts = row.texts("phrases")
        if not texts or not all(text.split() for text in texts):
            raise KnowledgeError(row.where, "phrases", texts, "needs at least one phrase")
        cue = Cue(
            standing=row.member("standing", Standing),
            within=row.whole("within"),
            loose=row.flag("loose"),
            unless_next=frozenset(row.texts("unless_next")),
            needs_before=frozenset(row.texts("needs_before")),
        )
        if cue.within > FARTHEST:
            raise KnowledgeError(row.where, "within", cue.within, f"at most {FARTHEST}")
        pairs += [(words, cue) for text in texts for words in spelled_out(text)]
    if not pairs:
        raise KnowledgeError(root.where, field, pairs, f"needs tables [[{field}]]")
    return pairs


def _readings(root: Entry) -> Mapping[EventType, Reading]:
    found: dict[EventType, Reading] = {}
    for row in root.rows("reading"):
        given = row.table("roles")
        names = Entry(row.where, given)
        standings = Entry(row.where, {standing: standing for standing in given})
        roles = {standings.member(standing, Standing): names.member(standing, Role) for standing in given}
        reading = Reading(roles, row.flag("by_trigger"), row.flag("named_only"), row.flag("persons"))
        for kind in row.texts("types"):
            found[Entry(row.where, {"types": kind}).member("types", EventType)] = reading
    return found
