"""Lines of Google Alerts: one query a line, `#` before a comment. OR binds tighter than the AND between two words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from agents.match.importing.boolean import Reader, Token
from agents.match.importing.drafts import draft_of
from agents.match.importing.fields import Target, fields_of
from agents.match.importing.parts import Inside, Near, Part, Strange, Term
from agents.match.importing.result import At, Draft

SERVICE = "google"
GAP = 5
"""Words that a `*` inside a phrase is read as, at most; there it stands for some words, without a number."""
_RANGE = re.compile(r"\S*[0-9]\.\.\S*|\.\.\S*[0-9]\S*")


def drafts(text: str) -> Iterator[Draft]:
    """What can be said of each line."""
    for number, line in enumerate(text.split("\n"), 1):
        query = line.strip()
        if query and not query.startswith("#"):
            indent = len(line) - len(line.lstrip())
            yield draft_of(_Reader, SERVICE, query, partial(_at, number, indent))


def _at(line: int, indent: int, offset: int) -> At:
    return At(f"line {line}", indent + offset + 1)


class _Reader(Reader):
    TOKENS = re.compile(
        r"""(?P<space>\s+)|(?P<open>\()|(?P<close>\))
        |(?P<or>OR(?=[\s()"“]|$)|\|)|(?P<and>AND(?=[\s()"“]|$))
        |(?P<near>AROUND\s*\(\s*[0-9]+\s*\))
        |(?P<rest>(?:allintitle|allintext|allinurl|allinanchor):\s*(?=\S))
        |(?P<not>-(?=[^\s-]))|(?P<plus>\+(?=\S))|(?P<like>~(?=\S))
        |(?P<field>[A-Za-z]+:(?=\S))|(?P<phrase>["“”][^"“”]*["“”])|(?P<word>[^\s()"“”|]+)""",
        re.VERBOSE,
    )
    OR_BINDS_TIGHTER = True
    STARTS = Reader.STARTS | {"plus", "like", "rest"}

    def clause(self) -> Part:
        """A clause; a sign before it is said in the report."""
        sign = self.take("plus", "like", "rest")
        if sign is None:
            return super().clause()
        if sign.kind == "rest":
            return Inside(self.at(sign.start), sign.text.strip()[:-1], self.expression())
        following = self.peek()
        text = sign.text + ("" if following is None else following.text)
        if sign.kind == "plus":
            self.findings.note(self.at(sign.start), text, "every word is required; its inflected forms are found too")
        else:
            self.findings.left_out(self.at(sign.start), text, "words of like meaning are not known; name them with OR")
        return super().clause()

    def word(self, token: Token) -> Part:
        """A word, which may be a range of numbers or a lone `*`."""
        if _RANGE.fullmatch(token.text):
            return self.strange(token, "ranges of numbers cannot be asked")
        if not token.text.strip("*"):
            return self.strange(token, "any word at all: it asks nothing; leave it out")
        wild = "*" in token.text and "?" not in token.text
        if wild:
            self.findings.note(self.at(token.start), token.text, "read as words of this form")
        return Term(self.at(token.start), token.text, wild=wild)

    def phrase(self, token: Token) -> Part:
        """A phrase; with `*` in it, two parts at a distance."""
        at, pieces = self.at(token.start), re.split(r"(?:(?<=\s)|^)\*(?=\s|$)", token.text[1:-1])
        if len(pieces) == 1:
            return Term(at, pieces[0], wild="*" in pieces[0] and "?" not in pieces[0])
        words = [piece.strip() for piece in pieces if piece.strip()]
        if len(words) != 2:
            return Strange(at, token.text, "a * can stand between two words only")
        gap = GAP * (len(pieces) - 1)
        self.findings.note(at, token.text, f"read as at most {gap} words between")
        return Near(at, token.text, Term(at, words[0]), Term(at, words[1]), gap, ordered=True)

    def inside(self, token: Token) -> Part:
        """A field; of a site, what its names are compared with."""
        name, value = token.text[:-1], self.peek()
        if value is None or value.kind != "word" or fields_of(SERVICE).target(name) is not Target.SOURCE:
            return super().inside(token)
        self.take("word")
        at = self.at(token.start)
        if name.lower() == "source":
            return Inside(at, name, Term(at, value.text.replace("_", " ")))
        if "." not in value.text.strip("."):
            return Strange(at, token.text + value.text, "all sites of a domain cannot be asked; name the sites")
        self.findings.note(at, token.text + value.text, "compared with the whole name of a source, sub-domains apart")
        return Inside(at, name, Term(at, value.text))
