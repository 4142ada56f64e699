"""The tree of a foreign query → the conditions of a subscription, and what of it cannot be said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agents.match.importing.conditions import Asked, asked_by, value_of
from agents.match.importing.fields import CONDITIONS, Fields, Target
from agents.match.importing.leaves import leaf, signs
from agents.match.importing.nearness import near
from agents.match.importing.parts import All, AnyOf, AtLeast, Inside, Near, Part, Strange, Term, Without
from agents.match.importing.result import At, Findings, Unsayable
from agents.match.query.nodes import And, FieldName, In, Min, Node, Not, Or, Weighted, join
from agents.match.query.printer import show
from schemas.subscription import SourceFilter, When

NO_WORDS = "no words are asked for: it finds every recognised event that meets its conditions"
_PARTS_OF_A_REPORT = {
    Target.TITLE: FieldName.TITLE,
    Target.LEAD: FieldName.LEAD,
    Target.BODY: FieldName.BODY,
    Target.SOURCE: FieldName.SOURCE,
}


def conditions(part: Part, at: At, fields: Fields, findings: Findings) -> When | None:
    """What of a query can be said; what cannot is among the findings. None where nothing is left of its words."""
    asked: list[Asked] = []
    words: list[Part] = []
    for conjunct in _conjuncts(part):
        condition = asked_by(conjunct, fields)
        if condition is None:
            words.append(conjunct)
        else:
            asked.append(condition)
    node = _Words(fields, findings).all_of(words)
    if words and node is None:
        return None
    if node is None:
        findings.note(at, "", NO_WORDS)
    return _when(asked, None if node is None else show(node), findings)


def _conjuncts(part: Part) -> Iterator[Part]:
    if isinstance(part, All):
        for one in part.parts:
            yield from _conjuncts(one)
    else:
        yield part


@dataclass(slots=True)
class _Lists:
    """The values of each condition so far."""

    include: dict[Target, list[str]]
    exclude: list[str]


def _when(asked: Iterable[Asked], keywords: str | None, findings: Findings) -> When:
    lists = _Lists({}, [])
    for one in asked:
        _take(one, lists, findings)
    include = {target: tuple(dict.fromkeys(lists.include.get(target, ()))) for target in CONDITIONS}
    return When(
        regions=include[Target.REGION],
        languages=include[Target.LANGUAGE],
        sources=SourceFilter(include=include[Target.SOURCE], exclude=tuple(dict.fromkeys(lists.exclude))),
        keywords=keywords,
    )


def _take(asked: Asked, lists: _Lists, findings: Findings) -> None:
    """Add what one condition asks; a second one of its kind would have to hold beside the first."""
    text = " OR ".join(term.text for term in asked.terms)
    if asked.excluded and asked.target is not Target.SOURCE:
        findings.left_out(asked.at, text, f"a {asked.target} cannot be excluded; name those that are wanted")
    elif not asked.excluded and asked.target in lists.include:
        findings.left_out(asked.at, text, f"a second {asked.target} beside the first: one article has only one")
    else:
        values = [value for term in asked.terms if (value := _value(asked.target, term, findings)) is not None]
        if asked.excluded:
            lists.exclude += values
        elif values:
            lists.include[asked.target] = values


def _value(target: Target, term: Term, findings: Findings) -> str | None:
    try:
        return value_of(target, term.text)
    except ValueError as error:
        findings.left_out(term.at, term.text, str(error))
        return None


class _Words:
    """Parts as nodes of our queries; what cannot be one is noted and left out of the part that it stands in."""

    def __init__(self, fields: Fields, findings: Findings) -> None:
        self._fields = fields
        self._findings = findings

    def all_of(self, parts: Iterable[Part], field: Target | None = None) -> Node | None:
        """The AND of what can be said of these."""
        nodes = self._nodes(parts, field)
        return join(And, nodes) if nodes else None

    def _nodes(self, parts: Iterable[Part], field: Target | None) -> list[Node]:
        return [node for part in parts if (node := self._node(part, field)) is not None]

    def _node(self, part: Part, field: Target | None) -> Node | None:
        match part:
            case Term():
                return self._term(part, field)
            case All():
                return self.all_of(part.parts, field)
            case AnyOf():
                nodes = self._nodes(part.parts, field)
                return join(Or, nodes) if nodes else None
            case AtLeast():
                return self._least(part, field)
            case Without():
                child = self._node(part.part, field)
                return None if child is None else Not(child)
            case Inside():
                return self._inside(part, field)
            case Near():
                return self._near(part, field)
            case Strange():
                self._findings.left_out(part.at, part.text, part.why)
                return None

    def _term(self, term: Term, field: Target | None) -> Node | None:
        try:
            node = leaf(term.text, wild=term.wild and field is not Target.SOURCE, slop=term.slop)
        except Unsayable as error:
            self._findings.left_out(term.at, term.text, str(error))
            return None
        ignored = signs(term.text)
        if ignored and field is not Target.SOURCE:
            self._findings.note(term.at, term.text, f"only words are looked for, not {' '.join(ignored)}")
        return node

    def _least(self, part: AtLeast, field: Target | None) -> Node | None:
        nodes = self._nodes(part.parts, field)
        if not nodes:
            return None
        least = min(part.least, len(nodes))
        if least == len(nodes):
            return join(And, nodes)
        return join(Or, nodes) if least <= 1 else Min(least, tuple(Weighted(node, 1) for node in nodes))

    def _inside(self, part: Inside, outer: Target | None) -> Node | None:
        target = self._fields.target(part.field)
        if target is None:
            self._findings.left_out(part.at, _shown(part), self._fields.reason(part.field))
        elif target is Target.ANY or target is outer:
            return self._node(part.part, outer)
        elif outer is not None:
            self._findings.left_out(
                part.at, _shown(part), f"{part.field} inside of {outer}: a field has no other in it"
            )
        elif target not in _PARTS_OF_A_REPORT:
            why = f"a {target} is a condition of the whole query: join it to the rest with AND"
            self._findings.left_out(part.at, _shown(part), why)
        else:
            return self._in_field(part, target)
        return None

    def _in_field(self, part: Inside, target: Target) -> Node | None:
        child = self._node(part.part, target)
        if child is None:
            return None
        if target is Target.SOURCE:
            why = "read as words of the source's name, since it is not a condition of the whole query"
            self._findings.note(part.at, _shown(part), why)
        return In(_PARTS_OF_A_REPORT[target], child)

    def _near(self, part: Near, field: Target | None) -> Node | None:
        left, right = self._node(part.left, field), self._node(part.right, field)
        if left is None or right is None:
            self._findings.left_out(part.at, part.text, "one side of it is not understood")
            return None
        try:
            return near(left, right, part.within, ordered=part.ordered)
        except Unsayable as error:
            self._findings.left_out(part.at, part.text, str(error))
            return None


def _shown(part: Inside) -> str:
    return f"{part.field}:{part.part.text if isinstance(part.part, Term) else '(…)'}"
