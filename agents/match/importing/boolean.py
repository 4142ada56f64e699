"""Reads queries of words, operators, brackets and fields; each service says what its tokens are and what binds tighter.

A mistake of grammar refuses the whole query: what was meant by a bracket that is missing cannot be known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from agents.match.importing.parts import Inside, Near, Part, Strange, Term, Without, either, every
from agents.match.importing.result import At, Findings, Unreadable
from agents.match.query.parser import LONGEST_QUERY

DEEPEST = 50
"""Brackets in brackets, NOTs and fields; our own queries have as many levels at most."""

_FIELD_ALONE = re.compile(r"[A-Za-z_.]+:\Z")


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a query: its kind is the name of the group in the reader's pattern."""

    kind: str
    text: str
    start: int


class Reader:
    """Reads one query. `TOKENS` has a named group for each kind of token; what no group fits is refused.

    Kinds: open, close, and, or, not, near, phrase, word, field (with its colon), and `space`, which is passed over.
    """

    TOKENS: ClassVar[re.Pattern[str]]
    OR_BINDS_TIGHTER: ClassVar[bool] = False
    STARTS: ClassVar[frozenset[str]] = frozenset({"open", "word", "phrase", "field", "not"})
    """Tokens that a part begins with."""

    def __init__(self, text: str, at: Callable[[int], At], findings: Findings) -> None:
        self.text = text
        self.at = at
        self.findings = findings
        self._depth = 0
        self._next = 0
        self._tokens: list[Token] = []

    def read(self) -> Part:
        """The query as a tree.

        Raises:
            Unreadable: it is not well formed, too long or too deep.
        """
        if len(self.text) > LONGEST_QUERY:
            why = f"a query has at most {LONGEST_QUERY:,} characters, this has {len(self.text):,}; divide it"
            raise Unreadable(self.at(0), self.text, why)
        self._tokens = self._lex()
        part = self.expression()
        if (token := self.peek()) is not None:
            raise self.refuse(token, "this bracket closes none" if token.kind == "close" else "not expected here")
        return part

    def _lex(self) -> list[Token]:
        tokens: list[Token] = []
        at = 0
        while at < len(self.text):
            found = self.TOKENS.match(self.text, at)
            if found is None or found.lastgroup is None:
                char = self.text[at]
                why = "this quote has no partner" if char in '"“”' else "this sign was not expected here"
                raise Unreadable(self.at(at), self.text[at : at + 20], why)
            if found.lastgroup != "space":
                tokens.append(Token(found.lastgroup, found.group(), at))
            at = found.end()
        return tokens

    def peek(self) -> Token | None:
        """The next token, None at the end."""
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def sees(self, *kinds: str) -> bool:
        """Whether the next token is of one of these kinds."""
        token = self.peek()
        return token is not None and token.kind in kinds

    def take(self, *kinds: str) -> Token | None:
        """The next token, if it is of one of these kinds."""
        if not self.sees(*kinds):
            return None
        self._next += 1
        return self._tokens[self._next - 1]

    def refuse(self, token: Token | None, why: str) -> Unreadable:
        """The error that the query is refused with, at a token or at its end."""
        at, text = (len(self.text), self.text[-20:]) if token is None else (token.start, token.text)
        return Unreadable(self.at(at), text, why)

    def expression(self) -> Part:
        """What stands in brackets, or the whole."""
        if self.OR_BINDS_TIGHTER:
            return self.all_of(lambda: self.any_of(self.one))
        return self.any_of(lambda: self.all_of(self.one))

    def any_of(self, below: Callable[[], Part]) -> Part:
        """Parts joined by OR."""
        parts = [below()]
        while self.take("or"):
            parts.append(below())
        return either(parts)

    def all_of(self, below: Callable[[], Part]) -> Part:
        """Parts joined by AND, or by nothing."""
        parts = [below()]
        while True:
            if self.take("and") or self.sees("not"):
                parts.append(below())
            elif (token := self.peek()) is not None and token.kind in self.STARTS:
                self.implied(token)
                parts.append(below())
            else:
                return every(parts)

    def implied(self, token: Token) -> None:
        """Called where two parts have no operator between them."""

    def one(self) -> Part:
        """A part with its NOT."""
        token = self.take("not")
        if token is None:
            return self.near()
        with_depth = self.deeper(token)
        part = Without(self.at(token.start), self.one())
        self._depth = with_depth - 1
        return part

    def near(self) -> Part:
        """A part, or parts near one another."""
        left = self.clause()
        before = self._depth
        while (token := self.take("near")) is not None:
            self.deeper(token)
            within, ordered = self.distance(token)
            left = Near(self.at(token.start), token.text, left, self.clause(), within, ordered)
        self._depth = before
        return left

    def distance(self, token: Token) -> tuple[int, bool]:
        """How many words may stand between, and whether the order counts."""
        digits = re.sub(r"[^0-9]", "", token.text)
        return int(digits[:9] or 0), token.text.lower().startswith("o")

    def deeper(self, token: Token) -> int:
        """One level more; the level.

        Raises:
            Unreadable: it is one too many.
        """
        self._depth += 1
        if self._depth > DEEPEST:
            raise self.refuse(token, f"brackets, NOTs and fields nest more than {DEEPEST} deep")
        return self._depth

    def clause(self) -> Part:
        """A word, a phrase, a field with its clause, or what stands in brackets."""
        token = self.take("open", "word", "phrase", "field")
        if token is None:
            raise self.refuse(self.peek(), "a word is missing here")
        if token.kind == "word" and _FIELD_ALONE.match(token.text):
            return self.strange(token, "a field without what to look for in it")
        if token.kind == "word":
            return self.word(token)
        if token.kind == "phrase":
            return self.phrase(token)
        level = self.deeper(token)
        part = self.inside(token) if token.kind == "field" else self._bracket(token)
        self._depth = level - 1
        return part

    def _bracket(self, token: Token) -> Part:
        part = self.expression()
        if self.take("close") is None:
            if (stray := self.peek()) is not None:
                raise self.refuse(stray, "not expected here")
            raise self.refuse(token, "this bracket is not closed")
        return part

    def inside(self, token: Token) -> Part:
        """A field and what is asked of it."""
        return Inside(self.at(token.start), token.text.rstrip()[:-1], self.clause())

    def word(self, token: Token) -> Part:
        """A word as it stands."""
        return Term(self.at(token.start), token.text, wild=True)

    def phrase(self, token: Token) -> Part:
        """What stands in quotes."""
        return Term(self.at(token.start), token.text[1:-1], wild=True)

    def strange(self, token: Token, why: str) -> Part:
        """A token that is not understood."""
        return Strange(self.at(token.start), token.text, why)
