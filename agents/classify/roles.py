"""How a name stands in its sentence: the words near it and the verb that it goes with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agents.classify.role_cues import FARTHEST, Cue, RoleCues, Standing

_OF_STATE = ("of", "state")  # as in "secretary of state": the one office with a preposition in its middle
_SHOT_DEAD = ("dead",)
_APPOSITION = 12
_MOST_HEADS = 8
_MOST_NAMES = 4


@dataclass(frozen=True, slots=True)
class Clause:
    """The sentence around names: its tokens `first` to `last` (one past), and the tokens of the event's triggers."""

    tokens: Sequence[str]
    lower: Sequence[str]
    first: int
    last: int
    triggers: frozenset[int]


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A name with what belongs to it: tokens `first` to `last` (one past), the name itself `name_first` to `name_last`.

    `adjective`: it can stand for its owner before a deed. `person`: the tokens of a titled person's own name, if named.
    """

    first: int
    last: int
    name_first: int
    name_last: int
    adjective: bool
    person: tuple[int, int] | None = None


def noun_phrase(
    clause: Clause, first: int, last: int, *, adjective: bool, name: bool, cues: RoleCues
) -> NounPhrase | None:
    """The noun phrase of a name at tokens `first` to `last`; None where the name only describes something else.

    "Taliban-run", "anti-Russian", "Israel's weather" and "Afghan city" name nobody who acts; "Israel's army" does.
    """
    lower, words = clause.lower, cues.words
    if last + 1 < clause.last and lower[last] == "-" and lower[last + 1] in words["compounds"]:
        return None
    if first >= clause.first + 2 and lower[first - 1] == "-" and lower[first - 2] in words["prefixes"]:
        return None
    owner = last < clause.last and lower[last] in words["owners"]
    end, person = office_holder(clause, last + owner, cues)
    bare = end == last + owner
    if bare and owner:
        return None
    if bare and not name and not (adjective and _deed(clause, last, cues)):
        return None
    start = _bearer(clause, first, cues)
    if person is None and start < first and lower[start] not in words["bearers"]:
        person = (start, start + 2)
    return NounPhrase(start, end, first, last, adjective, person)


def office_holder(clause: Clause, at: int, cues: RoleCues) -> tuple[int, tuple[int, int] | None]:
    """Where the words for forces and officials end that begin at a token, and the name of the person they introduce."""
    lower, heads = clause.lower, cues.words["heads"]
    end = at
    limit = min(clause.last, at + _MOST_HEADS)
    while end < limit and (lower[end] in heads or (end > at and lower[end : end + 2] == _OF_STATE)):
        end += 1 if lower[end] in heads else 2
    end = min(end, clause.last)
    if end == at or lower[end - 1] not in cues.words["titles"]:
        return end, None
    start = end + (end + 2 < clause.last and lower[end] == "," and clause.tokens[end + 2][0].isupper())
    last = _personal_name(clause, start, cues)
    if last - start < 2:
        return (last if start == end else end), None
    return last + (start > end and last < clause.last and lower[last] == ","), (start, last)


def _personal_name(clause: Clause, start: int, cues: RoleCues) -> int:
    """Where the capitalised words end that begin at a token, at most four; verbs in a headline are none."""
    end, limit = start, min(clause.last, start + _MOST_NAMES)
    while end < limit and _capitalised(clause.tokens[end]) and clause.lower[end] not in cues.acts:
        if clause.lower[end] in cues.after:
            break
        end += 1
    return end


def _capitalised(token: str) -> bool:
    """Whether a token can be part of a person's name: a capital, but not all capitals, as in a headline that shouts."""
    return token[0].isupper() and not (len(token) > 1 and token.isupper())


def _bearer(clause: Clause, first: int, cues: RoleCues) -> int:
    """Where the phrase begins that a name hangs on by "of": "delegations of the US" begins at "delegations"."""
    lower, at = clause.lower, first - 1
    if at > clause.first and lower[at] in cues.words["articles"]:
        at -= 1
    if at <= clause.first or lower[at] not in cues.words["hinges"]:
        return first
    if lower[at - 1] in cues.words["bearers"]:
        return at - 1
    if at - 2 >= clause.first and all(map(_capitalised, clause.tokens[at - 2 : at])):
        return at - 2  # a person: "Irfaan Ali of Guyana"
    return first


def _deed(clause: Clause, at: int, cues: RoleCues) -> bool:
    """Whether a deed is named at a token, after at most three words for its kind."""
    for where in range(at, min(at + 4, clause.last)):
        if clause.lower[where] in cues.words["deeds"]:
            return True
        if clause.lower[where] not in cues.words["deed_words"]:
            return False
    return False


def standing_of(clause: Clause, phrase: NounPhrase, cues: RoleCues) -> Standing | None:
    """How a noun phrase (or a list of them) stands in its sentence; None where nothing says.

    What it says or claims goes before what is done to it, the verb before the preposition, and the nearest cue before
    others: "in an attack by militants on Pakistan" makes Pakistan the one attacked.
    """
    after = _after(clause, phrase, cues)
    if after is not None and after is not Standing.HOST:
        return after
    if phrase.adjective and _deed(clause, phrase.name_last, cues):
        return Standing.MODIFIER
    before = _before(clause, phrase.first, cues)
    if before is not None:
        return before
    return after or _by_verb(clause, phrase, cues)


def _after(clause: Clause, phrase: NounPhrase, cues: RoleCues) -> Standing | None:
    lower = clause.lower
    start = _past_apposition(clause, phrase.last, cues)
    for at in range(start, min(start + FARTHEST, clause.last)):
        for words, cue in cues.after.get(lower[at], ()):
            end = at + len(words)
            if at - start >= cue.within or end > clause.last or lower[at:end] != words:
                continue
            if end == clause.last or not _another_sense(lower[end], cue):
                return cue.standing
        if lower[at] not in cues.words["auxiliaries"]:
            return None
    return None


def _another_sense(following: str, cue: Cue) -> bool:
    """Whether the word after a cue gives it another meaning: to claim lives is not to claim an attack."""
    return following in cue.unless_next or (bool(cue.unless_next) and following[0].isdigit())


def _past_apposition(clause: Clause, at: int, cues: RoleCues) -> int:
    """One past the second comma of "X, the group's local branch, claimed"; `at` where no such insertion follows."""
    if at >= clause.last or clause.lower[at] != ",":
        return at
    for end in range(at + 1, min(at + _APPOSITION, clause.last)):
        if clause.lower[end] == ",":
            return end + 1
    return at


def _before(clause: Clause, first: int, cues: RoleCues) -> Standing | None:
    lower, words = clause.lower, cues.words
    linked = True
    for at in range(first - 1, max(clause.first, first - 1 - FARTHEST) - 1, -1):
        for cue_words, cue in cues.before.get(lower[at], ()):
            start = at + 1 - len(cue_words)
            if start < clause.first or first - at > cue.within or not (linked or cue.loose):
                continue
            if lower[start : at + 1] != cue_words or _denied(clause, start, cues):
                continue
            if not cue.needs_before or not cue.needs_before.isdisjoint(
                lower[max(clause.first, start - FARTHEST) : start]
            ):
                return None if cue.standing is Standing.OBJECT and _passive(clause, at, cues) else cue.standing
        if lower[at] in words["barriers"]:
            return None
        linked = linked and (lower[at] in words["links"] or lower[at][0].isdigit())
    return None


def _denied(clause: Clause, at: int, cues: RoleCues) -> bool:
    return not cues.words["negators"].isdisjoint(clause.lower[max(clause.first, at - 2) : at])


def _passive(clause: Clause, at: int, cues: RoleCues) -> bool:
    """Whether the participle at a token follows a form of "be": what stands after it is not its object."""
    return not cues.words["passive"].isdisjoint(clause.lower[max(clause.first, at - 2) : at])


def _by_verb(clause: Clause, phrase: NounPhrase, cues: RoleCues) -> Standing | None:
    """Subject or victim by the verb after the phrase; a subject also where the event's trigger soon follows."""
    lower, words = clause.lower, cues.words
    start = _past_apposition(clause, phrase.last, cues)
    for at in range(start, min(start + FARTHEST, clause.last)):
        if lower[at] in cues.suffered:
            return Standing.VICTIM
        if lower[at] in cues.acts:
            return Standing.VICTIM if _suffers(clause, start, at, cues) else Standing.SUBJECT
        if lower[at] in words["negators"]:
            return None
        if lower[at] not in words["auxiliaries"]:
            return None
    return None


def _suffers(clause: Clause, start: int, at: int, cues: RoleCues) -> bool:
    """Passive: "were killed", or a bare participle before a preposition, "killed in ambush"."""
    lower, words = clause.lower, cues.words
    if lower[at] not in cues.participles:
        return False
    if not words["passive"].isdisjoint(lower[start:at]):
        return True
    if lower[at + 1 : at + 2] == _SHOT_DEAD:  # police shot dead a man, but two soldiers shot dead in an ambush
        at += 1
    if at + 1 >= clause.last:
        return True
    return lower[at + 1] in words["passive_after"] and words["active_after"].isdisjoint(lower[at + 2 : at + 3])


def near_trigger(clause: Clause, phrase: NounPhrase, cues: RoleCues) -> bool:
    """Whether a trigger of the event follows the phrase soon, in the same clause."""
    start = _past_apposition(clause, phrase.last, cues)
    limit = start + cues.within_trigger
    for at in range(start, min(limit + 1, clause.last)):
        if at in clause.triggers:
            return True
        if clause.lower[at] in cues.words["barriers"] and clause.lower[at] not in cues.words["relatives"]:
            return False
    return False
