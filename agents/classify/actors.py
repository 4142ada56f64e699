"""Who takes part: states, armed groups, organisations and roles, from the actor files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from agents.classify.events.candidate import Candidate
from agents.classify.events.knowledge import KnowledgeError, read
from agents.classify.text.document import Document
from schemas.event import Actor, ActorKind, Role
from schemas.taxonomy import EventType

_FOLDER = Path(__file__).parent / "knowledge" / "actors"
_SIDES = (EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.ARMED_CONFLICT)
_TENSION = (EventType.DIPLOMATIC_TENSION, *_SIDES)
_CLAIM = frozenset(("claimed", "claims", "claim", "claiming"))
_BLAME = frozenset(("blamed", "blames", "blaming", "attributed", "accused"))


@dataclass(frozen=True, slots=True)
class Entry:
    """An actor of the files. Its name counts anywhere if `strong`, else only as subject or object of the event."""

    id: str
    name: str
    kind: ActorKind
    country: str | None


@dataclass(frozen=True, slots=True)
class ActorFile:
    """Entries by the first token of their names, the longest names first."""

    index: Mapping[str, tuple[tuple[tuple[str, ...], Entry], ...]]
    size: int


@dataclass(frozen=True, slots=True)
class FoundActor:
    """A name of an actor: tokens `first` to `last` (one past) of sentence number `sentence`."""

    entry: Entry
    first: int
    last: int
    sentence: int


@cache
def actor_file() -> ActorFile:
    """The shipped files, read once."""
    return load_actors(_FOLDER)


def load_actors(folder: Path) -> ActorFile:
    """All actors of a folder's files; raises KnowledgeError naming file, entry, field and value."""
    index: dict[str, dict[tuple[str, ...], Entry]] = {}
    seen: set[str] = set()
    for path in sorted(folder.glob("*.toml")):
        for row in read(path).rows("actor"):
            entry = Entry(
                row.text("id"),
                row.text("name"),
                row.member("kind", ActorKind),
                row.text("country") if row.has("country") else None,
            )
            if entry.id in seen:
                raise KnowledgeError(row.where, "id", entry.id, "stands twice")
            seen.add(entry.id)
            for name in row.texts("names"):
                words = tuple(name.lower().split())
                index.setdefault(words[0], {}).setdefault(words, entry)
    return ActorFile(
        {word: tuple(sorted(names.items(), key=lambda item: -len(item[0]))) for word, names in index.items()}, len(seen)
    )


def find_actors(document: Document, actors: ActorFile) -> tuple[FoundActor, ...]:
    """Every name of an actor, the longest at each place. Linear in the length of the document."""
    return tuple(_found(document, actors))


def _found(document: Document, actors: ActorFile) -> Iterator[FoundActor]:
    lower, index = document.lower, actors.index
    for number, sentence in enumerate(document.sentences):
        free = sentence.first
        for at in range(sentence.first, sentence.last):
            if at < free or lower[at] not in index:
                continue
            for words, entry in index[lower[at]]:
                end = at + len(words)
                if (
                    end <= sentence.last
                    and lower[at:end] == words
                    and (document.tokens[at][0].isupper() or entry.id.startswith("role:"))
                ):
                    yield FoundActor(entry, at, end, number)
                    free = end
                    break


def actors_of(document: Document, found: Sequence[FoundActor], candidate: Candidate) -> tuple[Actor, ...]:
    """The actors of one event, one an entry and role, in the order of the text.

    Before the trigger stands the source, after it the target ("by" turns that round); sides of talks and fights are
    parties. A claim or blame wins over both, and who claims is no source by that alone.
    """
    main = candidate.sentences[0] if candidate.sentences else -1
    triggers = [trigger for trigger in candidate.triggers if trigger.sentence == main]
    at = triggers[0].first if triggers else document.sentences[main].first if main >= 0 else 0
    actors: dict[tuple[str, Role], Actor] = {}
    for one in found:
        if one.sentence not in candidate.sentences:
            continue
        role = _said(document, one) or (_role(document, one, at, candidate) if one.sentence == main else None)
        if role is None or (
            one.entry.kind is ActorKind.STATE and role in (Role.SOURCE, Role.TARGET) and candidate.type not in _TENSION
        ):
            continue
        span = document.span_of_tokens(one.first, one.last)
        actor = Actor(
            name=one.entry.name,
            role=role,
            kind=one.entry.kind,
            id=one.entry.id,
            country=one.entry.country,
            evidence=span,
        )
        actors.setdefault((one.entry.id, role), actor)
    return tuple(actors.values())


def _said(document: Document, one: FoundActor) -> Role | None:
    """Claimed or attributed, from the words hard before and after the name."""
    sentence = document.sentences[one.sentence]
    before = document.lower[max(sentence.first, one.first - 6) : one.first]
    if "," in before:  # a new clause: what is claimed there is not claimed by this one
        before = before[len(before) - before[::-1].index(",") :]
    after = document.lower[one.last : min(sentence.last, one.last + 5)]
    if after[:1] in (("'s",), ("'",)):
        return None
    if (_CLAIM.intersection(before) and "by" in before) or (_CLAIM.intersection(after) and ("by" not in after)):
        return Role.CLAIMED
    if _BLAME.intersection(before):
        return Role.ATTRIBUTED
    return None


def _role(document: Document, one: FoundActor, at: int, candidate: Candidate) -> Role | None:
    following = document.lower[one.last : one.last + 1]
    if following in (("'s",), ("'",)):
        return None
    if candidate.type in _SIDES:
        return Role.PARTY
    if one.first <= at:
        return Role.SOURCE
    sentence = document.sentences[one.sentence]
    by = "by" in document.lower[max(sentence.first, one.first - 4) : one.first]
    return Role.SOURCE if by else Role.TARGET
