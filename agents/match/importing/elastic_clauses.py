"""Clauses of Elasticsearch's query language that hold others → the tree of a query. Each knows its path."""

from __future__ import annotations

from collections.abc import Callable

from agents.match.importing.elastic_leaves import LEAVES, is_everything
from agents.match.importing.elastic_values import Given, minimum_of, shown
from agents.match.importing.lucene import OPTIONAL
from agents.match.importing.parts import AtLeast, Part, Strange, Without, either, every
from agents.match.importing.result import At, Findings, Unreadable, Unsayable

DEEPEST = 50
"""Clauses in clauses; our own queries have as many levels at most."""


class Clauses:
    """Reads the clauses of one document."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings

    def read(self, clause: object, path: str, depth: int = 0) -> Part:
        """The tree of a clause; what is not understood is a part of it that says so.

        Raises:
            Unreadable: clauses nest too deep, or a query that is a text is not well formed.
        """
        at = At(path)
        if depth > DEEPEST:
            raise Unreadable(at, "", f"clauses nest more than {DEEPEST} deep")
        if not isinstance(clause, dict) or len(clause) != 1:
            return Strange(at, shown(clause), "expected one clause, such as bool, match or query_string")
        ((name, body),) = clause.items()
        if not isinstance(body, dict):
            return Strange(at, shown(clause), f"expected the parameters of {name}")
        inner = At(f"{path}.{name}")
        if name in _HOLDERS:
            return _HOLDERS[name](self, Given(body, inner, self._findings), inner, depth + 1)
        if name in LEAVES:
            return LEAVES[name](body, inner, self._findings)
        return Strange(inner, shown(clause), f"the clause {name} is not understood")

    def _list(self, given: Given, name: str, at: At, depth: int) -> list[Part]:
        """The clauses of a parameter, which may be one or several."""
        value = given.take(name, [])
        if isinstance(value, list):
            path = f"{at.where}.{name}"
            return [self.read(clause, f"{path}[{number}]", depth) for number, clause in enumerate(value)]
        return [self.read(value, f"{at.where}.{name}", depth)]

    def _bool(self, given: Given, at: At, depth: int) -> Part:
        minimum = given.take("minimum_should_match")
        must = given.has("must") or given.has("filter")
        found = self._required(given, at, depth)
        should = self._list(given, "should", at, depth)
        if should:
            found += self._should(should, minimum, at, optional=must, alone=not found)
        elif minimum not in (None, 0):
            found.append(Strange(at, shown(minimum), "minimum_should_match without should"))
        found += [Without(at, part) for part in self._list(given, "must_not", at, depth)]
        given.rest()
        return every(found) if found else Strange(at, "bool", "no clause in it: it would match everything")

    def _required(self, given: Given, at: At, depth: int) -> list[Part]:
        """Clauses that must hold, without `match_all`, which always does, where it is beside others."""
        parts = [*self._list(given, "must", at, depth), *self._list(given, "filter", at, depth)]
        asking = [part for part in parts if not is_everything(part)]
        if len(asking) < len(parts) and (asking or given.has("should")):
            self._findings.note(at, "match_all", "it always holds; not asked")
            return asking
        return parts

    def _should(self, parts: list[Part], minimum: object, at: At, *, optional: bool, alone: bool) -> list[Part]:
        """What of `should` must hold; where nothing of it need, and it is not `alone`, nothing is asked."""
        try:
            least = (0 if optional else 1) if minimum is None else minimum_of(minimum, len(parts))
        except Unsayable as error:
            return [Strange(At(f"{at.where}.minimum_should_match"), shown(minimum), str(error))]
        if least > 0:
            return [either(parts) if least == 1 else AtLeast(at, least, tuple(parts))]
        if not alone:
            self._findings.note(At(f"{at.where}.should"), "should", OPTIONAL)
            return []
        return [Strange(At(f"{at.where}.should"), "should", "none of it need hold: it would match everything")]

    def _any_of(self, given: Given, at: At, depth: int) -> Part:
        parts = self._list(given, "queries", at, depth)
        given.rest()
        return either(parts) if parts else Strange(at, "dis_max", "no clause in it")

    def _wrapped(self, given: Given, at: At, depth: int) -> Part:
        """One clause in another that only ranks."""
        name = next((name for name in ("filter", "query", "positive") if given.has(name)), "query")
        part = self.read(given.take(name), f"{at.where}.{name}", depth)
        given.ranking("functions", "score_mode", "boost_mode", "max_boost", "negative", "negative_boost")
        given.rest()
        return part


_Holder = Callable[[Clauses, Given, At, int], Part]
_HOLDERS: dict[str, _Holder] = {
    "bool": Clauses._bool,
    "dis_max": Clauses._any_of,
    "constant_score": Clauses._wrapped,
    "function_score": Clauses._wrapped,
    "boosting": Clauses._wrapped,
}
