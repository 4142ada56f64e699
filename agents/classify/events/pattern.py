"""The notation of token patterns, and their compiled form.

A pattern is elements with spaces between them, each of which takes one token of the folded text:

========================  ==========================================================================================
``bomb``                  this token
``bomb|mine``             either
``kill.v``                any form of the verb: kill kills killed killing (irregular forms: lexicon.toml)
``bomb.n``                singular and plural
``raid.vn``               forms of verb and noun
``@militant``             any token of the lexicon class of this name
``#``                     a number in digits or words
``~ed``                   any token that ends so (at least three letters before it)
``cease_fire|truce``      an alternative of several tokens
``x?``                    x or nothing
``*4``                    up to four tokens of any kind, none included
``!x`` at the start       the token before the match is not x
``!x`` at the end         the token after the match is not x
========================  ==========================================================================================

Alternatives can be mixed: ``@militant|attacker.n|men``. Every pattern needs one element of plain words: its anchor, the
one with the fewest and rarest words, under which the index finds it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from agents.classify.events.inflect import noun, verb

_LONGEST_GAP = 12


class PatternError(ValueError):
    """A pattern that cannot be read; the message says which part and why."""


class Kind(IntEnum):
    """What an element of a pattern takes."""

    WORD = 0
    GAP = 1


@dataclass(frozen=True, slots=True)
class Element:
    """One step of a pattern. `words` is what it takes, `number` and `endings` widen it (then it is not `plain`);
    `most` is a gap's length.
    """

    kind: Kind
    words: frozenset[str] = frozenset()
    number: bool = False
    endings: tuple[str, ...] = ()
    most: int = 0
    plain: bool = True

    def takes(self, token: str) -> bool:
        """Whether this element takes the token."""
        if token in self.words:
            return True
        if self.number and token[0].isdigit():
            return True
        return bool(self.endings) and len(token) > 5 and token.endswith(self.endings)


@dataclass(frozen=True, slots=True)
class Step:
    """Up to `gap` tokens of any kind, then `elements` in a row; `plain` where the first takes only its words."""

    gap: int
    elements: tuple[Element, ...]
    plain: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled pattern: its anchor, the steps right of it, and those left of it, nearest first.

    `needs` are words of which one must stand from `low` to `high` (one past) tokens from the anchor, where less than 0
    is before it: a quick refusal; None where any may.
    """

    anchor: frozenset[str]
    right: tuple[Step, ...]
    left: tuple[Step, ...]
    not_before: Element | None = None
    not_after: Element | None = None
    needs: frozenset[str] | None = None
    low: int = 0
    high: int = 0


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The word classes, irregular forms, number words and the words too common to be anchors."""

    classes: Mapping[str, frozenset[str]]
    irregular_verbs: Mapping[str, tuple[str, ...]]
    irregular_nouns: Mapping[str, tuple[str, ...]]
    common: frozenset[str]
    inflects: bool = True
    """Whether ".v" and ".n" are understood: English forms."""
    elements: dict[str, Element] = field(default_factory=dict, init=False, repr=False, compare=False)
    """The elements read so far by how they are written: patterns repeat them, and then share them."""

    def words(self, term: str) -> frozenset[str]:
        """The tokens that one alternative of an element stands for; raises PatternError for an unknown class."""
        if term.startswith("@"):
            if term[1:] not in self.classes:
                raise PatternError(f"no lexicon class {term!r}")
            return self.classes[term[1:]]
        base, dot, kind = term.rpartition(".")
        if not dot or not base or not kind:  # "u.s." ends in a dot and is a word
            return frozenset({term})
        if not self.inflects:
            raise PatternError(f"{term!r}: .{kind} makes English forms; write the forms, or a stem with *")
        if kind not in ("v", "n", "vn"):
            raise PatternError(f"unknown inflection {kind!r} in {term!r}; known: v, n, vn")
        forms: set[str] = set()
        if "v" in kind:
            forms.update(verb(base, self.irregular_verbs))
        if "n" in kind:
            forms.update(noun(base, self.irregular_nouns))
        return frozenset(forms)


def compile_all(source: str, lexicon: Lexicon) -> tuple[Pattern, ...]:
    """The patterns that a line of the notation stands for: several where it holds alternatives of several tokens.

    Raises:
        PatternError: naming the part that is wrong.
    """
    lines: list[list[str]] = [[]]
    for part in source.split():
        choices = _choices(part)
        lines = [[*line, *choice] for line in lines for choice in choices]
    return tuple(_compiled(line, source, lexicon) for line in lines)


def _choices(part: str) -> list[list[str]]:
    """The elements that a part of a line may be: itself, or each alternative of several tokens, or nothing."""
    choices = [[part]]
    if "_" in part and not (part.startswith("@") and "|" not in part):
        terms = part.split("|")
        plain = "|".join(term for term in terms if "_" not in term)
        choices = [[plain]] if plain else []
        joined = (term for term in terms if "_" in term and not term.startswith("@"))
        choices += [[word for word in term.split("_") if word] for term in joined]
    if part.endswith("?") and len(part) > 1:
        return [[], *([*choice[:-1], choice[-1].removesuffix("?")] for choice in choices)]
    return choices


def _compiled(parts: list[str], source: str, lexicon: Lexicon) -> Pattern:
    if not parts:
        raise PatternError("the pattern is empty")
    not_before = _element(parts.pop(0)[1:], lexicon) if parts[0].startswith("!") else None
    not_after = _element(parts.pop()[1:], lexicon) if parts and parts[-1].startswith("!") else None
    elements = [_element(part, lexicon) for part in parts]
    at = _anchor(elements, lexicon, source)
    needed = [where for where, element in enumerate(elements) if where != at and _is_plain_word(element)]
    rarest = min(needed, key=lambda where: len(elements[where].words), default=None)
    low, high = (0, 0) if rarest is None else _reach(elements, at, rarest)
    return Pattern(
        anchor=elements[at].words,
        right=_steps(elements[at + 1 :]),
        left=_steps(elements[:at][::-1]),
        not_before=not_before,
        not_after=not_after,
        needs=None if rarest is None else elements[rarest].words,
        low=low,
        high=high,
    )


def _reach(elements: Sequence[Element], anchor: int, where: int) -> tuple[int, int]:
    """Where another element may stand from the anchor: the first place and one past the last; below 0 is before it."""
    between = elements[min(anchor, where) + 1 : max(anchor, where)]
    nearest = 1 + sum(element.kind is Kind.WORD for element in between)
    farthest = nearest + sum(element.most for element in between)
    return (nearest, farthest + 1) if where > anchor else (-farthest, 1 - nearest)


def _is_plain_word(element: Element) -> bool:
    return element.kind is Kind.WORD and element.plain


def _steps(elements: Sequence[Element]) -> tuple[Step, ...]:
    """Elements as steps; a gap at the outer end takes nothing and is left out."""
    steps: list[Step] = []
    gap, row = 0, []
    for element in elements:
        if element.kind is not Kind.GAP:
            row.append(element)
            continue
        if row:
            steps.append(Step(gap, tuple(row), row[0].plain))
            gap, row = 0, []
        gap += element.most
    if row:
        steps.append(Step(gap, tuple(row), row[0].plain))
    return tuple(steps)


def _element(part: str, lexicon: Lexicon) -> Element:
    found = lexicon.elements.get(part)
    if found is None:
        found = lexicon.elements[part] = _read(part, lexicon)
    return found


def _read(part: str, lexicon: Lexicon) -> Element:
    if part.startswith("!"):
        raise PatternError(f"{part!r}: a negation may stand only at the start or the end")
    return _gap(part) if part.startswith("*") else _word(part, lexicon)


def _gap(part: str) -> Element:
    if not part[1:].isdecimal() or not 1 <= int(part[1:]) <= _LONGEST_GAP:
        raise PatternError(f"{part!r}: a gap is * and a number from 1 to {_LONGEST_GAP}")
    return Element(Kind.GAP, most=int(part[1:]))


def _word(part: str, lexicon: Lexicon) -> Element:
    words: set[str] = set()
    endings: list[str] = []
    number = False
    for term in part.split("|"):
        if not term:
            raise PatternError(f"{part!r} holds an empty alternative")
        if term == "#":
            number = True
            words |= lexicon.classes.get("number", frozenset())
        elif term.startswith("~"):
            endings.append(term[1:])
        elif term[0] == "@" or "." in term:
            words |= lexicon.words(term)
        else:
            words.add(term)
    written = " ".join(words)
    if written != written.lower():
        raise PatternError(f"{part!r}: words are written in lower case")
    return Element(Kind.WORD, frozenset(words), number, tuple(endings), plain=not number and not endings)


def _anchor(elements: Sequence[Element], lexicon: Lexicon, source: str) -> int:
    best: tuple[int, int] | None = None
    for at, element in enumerate(elements):
        if element.kind is not Kind.WORD or element.number or element.endings or not element.words:
            continue
        cost = len(element.words)
        if best is None or cost < best[0]:
            cost += 500 * len(element.words & lexicon.common)
        if best is None or cost < best[0]:
            best = (cost, at)
    if best is None:
        raise PatternError(f"{source!r} has no element of plain words that could be its anchor")
    return best[1]
