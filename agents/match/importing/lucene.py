"""The text of `query_string` and `simple_query_string`: Lucene's syntax, of which our own language is a part.

Unlike in ours, words with nothing between them are joined by OR, unless the query says otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from agents.match.importing.boolean import Reader, Token
from agents.match.importing.leaves import MOST_SLOP
from agents.match.importing.parts import Part, Term, Without, either, every
from agents.match.importing.result import At, Findings

OPTIONAL = "it only raised the rank of what was found anyway; not asked"
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)


class LuceneReader(Reader):
    """Reads a `query_string`."""

    TOKENS = re.compile(
        r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))
        |(?P<or>OR(?=[\s()"]|$)|\|\|)|(?P<and>AND(?=[\s()"]|$)|&&)
        |(?P<not>NOT(?=[\s()"]|$)|[!-](?=[^\s-]))|(?P<plus>\+(?=\S))
        |(?P<field>(?:\\.|[^\s()"^~:\\+!&|<>\[\]{}/-])(?:\\.|[^\s()"^~:\\])*:\s*(?=\S))
        |(?P<phrase>"(?:\\.|[^"\\])*")|(?P<fuzzy>~[0-9.]*)|(?P<weight>\^[0-9.]+)
        |(?P<range>[\[{][^\]}]*[\]}]|[<>]=?\S*)|(?P<regex>/(?:\\.|[^/\\])+/)
        |(?P<word>(?:\\.|[^\s()"^~:\\\[\]{}<>/])(?:\\.|[^\s()"^~:\\])*)""",
        re.VERBOSE | re.DOTALL,
    )
    STARTS = Reader.STARTS | {"plus", "range", "regex"}

    def __init__(self, text: str, at: Callable[[int], At], findings: Findings, *, default_and: bool = False) -> None:
        super().__init__(text, at, findings)
        self._default_and = default_and

    def expression(self) -> Part:
        """Clauses that must, may and must not hold; those that may are asked only where none must."""
        if self._default_and:
            return super().expression()
        must: list[Part] = []
        may: list[Part] = []
        never: list[Part] = []
        first = self.peek()
        while True:
            if (sign := self.take("not")) is not None:
                never.append(Without(self.at(sign.start), self._weighed(super().near())))
            elif self.take("plus"):
                must.append(self._chain())
            else:
                may.append(self._chain())
            if self.take("or") is None and (self.peek() is None or self.sees("close")):
                break
        if must and may and first is not None:
            self.findings.note(self.at(first.start), self.text[first.start :], f"without + beside +: {OPTIONAL}")
        wanted = must or ([either(may)] if may else [])
        return every([*wanted, *never])

    def _chain(self) -> Part:
        """Parts joined by AND."""
        parts = [self.one()]
        while self.take("and"):
            parts.append(self.one())
        return every(parts)

    def near(self) -> Part:
        """A clause; its boost says nothing here."""
        return self._weighed(super().near())

    def _weighed(self, part: Part) -> Part:
        if (weight := self.take("weight")) is not None:
            self.findings.note(self.at(weight.start), weight.text, "a boost only ranks; not asked")
        return part

    def clause(self) -> Part:
        """A clause; ranges and expressions are not understood."""
        while self.take("plus"):
            pass
        if (token := self.take("range")) is not None:
            return self.strange(token, "ranges cannot be asked")
        if (token := self.take("regex")) is not None:
            return self.strange(token, "regular expressions cannot be asked")
        return super().clause()

    def word(self, token: Token) -> Part:
        """A word without its backslashes."""
        if (fuzzy := self.take("fuzzy")) is not None:
            why = "words of like spelling are not looked for; name them with OR"
            self.findings.left_out(self.at(token.start), token.text + fuzzy.text, why)
        if not token.text.strip("*"):
            return self.strange(token, "any word at all: it would match everything")
        bare = _ESCAPED.sub("", token.text)
        wild = "*" in bare or "?" in bare
        if wild and "\\" in token.text:
            return self.strange(token, "wildcards beside backslashes are not understood")
        return Term(self.at(token.start), _ESCAPED.sub(r"\1", token.text), wild=wild)

    def phrase(self, token: Token) -> Part:
        """A phrase with its slop. Wildcards are signs in it."""
        fuzzy = self.take("fuzzy")
        digits = "" if fuzzy is None else fuzzy.text[1:].partition(".")[0]
        slop = min(int(digits[:9] or 0), MOST_SLOP + 1)
        return Term(self.at(token.start), _ESCAPED.sub(r"\1", token.text[1:-1]), slop=slop)


class SimpleReader(LuceneReader):
    """Reads a `simple_query_string`: `+` is AND, `|` OR, `-` NOT, and there are no fields."""

    TOKENS = re.compile(
        r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))|(?P<or>\|)|(?P<and>\+)|(?P<not>-(?=[^\s-]))
        |(?P<phrase>"(?:\\.|[^"\\])*")|(?P<fuzzy>~[0-9]*)|(?P<word>(?:\\.|[^\s()"|+~\\])+)""",
        re.VERBOSE | re.DOTALL,
    )
