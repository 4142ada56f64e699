"""Clauses of Elasticsearch's query language that look for something → the tree of a query."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from agents.match.importing.elastic_values import Given, circle, minimum_of, scalar, shown, split_words
from agents.match.importing.fields import fields_of
from agents.match.importing.leaves import MOST_SLOP
from agents.match.importing.lucene import LuceneReader, SimpleReader
from agents.match.importing.parts import AtLeast, Inside, Part, Strange, Term, either, every, in_fields
from agents.match.importing.result import At, Findings, Unsayable

SERVICE = "elasticsearch"
EVERYTHING = "it matches everything: a subscription on everything is refused"
_WILD = frozenset("*?\\")
_Leaf = Callable[[dict[str, Any], At, Findings], Part]


def is_everything(part: Part) -> bool:
    """Whether a part stands for `match_all`."""
    return isinstance(part, Strange) and part.why == EVERYTHING


def _of_field(body: dict[str, Any], at: At, findings: Findings, *names: str) -> tuple[str, str, Given] | Strange:
    """The field of a clause, what it is asked for, and the other parameters.

    `{"title": "bomb"}` is short for `{"title": {"query": "bomb"}}`, where `query` is one of `names`.
    """
    outer = Given(body, at, findings)
    field = outer.field()
    if field is None:
        return Strange(at, shown(body), "expected one field")
    value = outer.take(field)
    outer.rest()
    given = Given(value if isinstance(value, dict) else {names[0]: value}, At(f"{at.where}.{field}"), findings)
    text = given.text(*names)
    return (field, text, given) if text is not None else Strange(at, shown(body), f"expected a text as {names[0]}")


def _match(body: dict[str, Any], at: At, findings: Findings) -> Part:
    found = _of_field(body, at, findings, "query")
    if isinstance(found, Strange):
        return found
    field, text, given = found
    part = _words(text, given, at)
    given.rest()
    return Inside(at, field, part)


def _words(text: str, given: Given, at: At) -> Part:
    """The words of a text by operator and least number; by default any of them."""
    terms: list[Part] = [Term(at, word) for word in split_words(text)]
    everything = str(given.take("operator", "or")).lower() == "and"
    minimum = given.take("minimum_should_match")
    if not terms:
        return Strange(at, text, "no word in it")
    if everything:
        return every(terms)
    try:
        least = 1 if minimum is None else minimum_of(minimum, len(terms))
    except Unsayable as error:
        return Strange(at, f"minimum_should_match: {shown(minimum)}", str(error))
    return either(terms) if least <= 1 else AtLeast(at, least, tuple(terms))


def _match_phrase(body: dict[str, Any], at: At, findings: Findings, *, prefix: bool = False) -> Part:
    found = _of_field(body, at, findings, "query")
    if isinstance(found, Strange):
        return found
    field, text, given = found
    part = _phrase(text, given, at, prefix=prefix)
    given.rest()
    return Inside(at, field, part)


def _phrase(text: str, given: Given, at: At, *, prefix: bool) -> Part:
    slop = given.take("slop", 0)
    if not isinstance(slop, int) or not 0 <= slop <= MOST_SLOP:
        return Strange(at, f"slop: {shown(slop)}", f"expected at most {MOST_SLOP} words")
    if prefix and not _WILD.isdisjoint(text):
        return Strange(at, text, "a sign in it would be a wildcard")
    given.take("max_expansions")
    return Term(at, f"{text.rstrip()}*" if prefix else text, wild=prefix, slop=slop)


def _multi_match(body: dict[str, Any], at: At, findings: Findings) -> Part:
    given = Given(body, at, findings)
    text, names = given.text("query"), _names(given, at, findings)
    kind = given.take("type", "best_fields")
    if text is None:
        return Strange(at, shown(body), "expected a text as query")
    if kind in ("best_fields", "most_fields", "cross_fields"):
        part = _words(text, given, at)
        whole = in_fields(part, at, names) if kind == "cross_fields" else _each(part, at, names)
    elif kind in ("phrase", "phrase_prefix"):
        whole = _each(_phrase(text, given, at, prefix=kind == "phrase_prefix"), at, names)
    else:
        whole = Strange(at, shown(kind), "this type of multi_match is not understood")
    given.rest()
    return whole


def _each(part: Part, at: At, names: list[str]) -> Part:
    """A part that is asked whole of any of these fields."""
    return either([Inside(at, name, part) for name in names]) if names else part


def _names(given: Given, at: At, findings: Findings) -> list[str]:
    """The fields that are asked, without their boosts; none means title and body."""
    fields = given.take("fields") or given.take("default_field") or []
    names: list[str] = []
    for field in fields if isinstance(fields, list) else [fields]:
        name, boost, _ = str(field).partition("^")
        if boost:
            findings.note(at, str(field), "a boost only ranks; not asked")
        names.append(name)
    return list(dict.fromkeys(names))


def _term(body: dict[str, Any], at: At, findings: Findings, *, ending: str = "", wild: bool = False) -> Part:
    found = _of_field(body, at, findings, "value", "wildcard", "prefix", "term")
    if isinstance(found, Strange):
        return found
    field, text, given = found
    given.take("case_insensitive")
    given.rest()
    if ending and not _WILD.isdisjoint(text):
        return Strange(at, text, "a sign in it would be a wildcard")
    return Inside(at, field, Term(at, text + ending, wild=wild))


def _terms(body: dict[str, Any], at: At, findings: Findings) -> Part:
    given = Given(body, at, findings)
    field = given.field()
    values = None if field is None else given.take(field)
    texts = [scalar(value) for value in values] if isinstance(values, list) else []
    given.rest()
    terms = [Term(at, text) for text in texts if text is not None]
    if field is None or not terms or len(terms) < len(texts):
        return Strange(at, shown(body), "expected one field with a list of texts")
    return Inside(at, field, either(list(terms)))


def _query_string(body: dict[str, Any], at: At, findings: Findings, *, reader: type[LuceneReader]) -> Part:
    given = Given(body, at, findings)
    text, names = given.text("query"), _names(given, at, findings)
    default_and = str(given.take("default_operator", "or")).lower() == "and"
    given.rest()
    if text is None:
        return Strange(at, shown(body), "expected a text as query")
    part = reader(text, lambda offset: At(f"{at.where}.query", offset + 1), findings, default_and=default_and).read()
    return in_fields(part, at, names)


def _geo_distance(body: dict[str, Any], at: At, findings: Findings) -> Part:
    given = Given(body, at, findings)
    distance = given.take("distance")
    given.ranking("distance_type", "validation_method")
    field = given.field()
    try:
        region = circle(distance, None if field is None else given.take(field))
    except Unsayable as error:
        return Strange(at, shown(body), str(error))
    given.rest()
    return Inside(at, "country", Term(at, region))


def _never(body: dict[str, Any], at: At, findings: Findings, *, why: str) -> Part:
    """A clause that cannot be said; where its field is known, that is why."""
    reasons = fields_of(SERVICE).reasons
    field = Given(body, at, findings).field()
    return Strange(at, shown(body), reasons.get("" if field is None else field.lower(), why))


LEAVES: dict[str, _Leaf] = {
    "match": _match,
    "match_phrase": _match_phrase,
    "match_phrase_prefix": partial(_match_phrase, prefix=True),
    "multi_match": _multi_match,
    "term": _term,
    "terms": _terms,
    "prefix": partial(_term, ending="*", wild=True),
    "wildcard": partial(_term, wild=True),
    "query_string": partial(_query_string, reader=LuceneReader),
    "simple_query_string": partial(_query_string, reader=SimpleReader),
    "geo_distance": _geo_distance,
    "match_all": partial(_never, why=EVERYTHING),
    "match_none": partial(_never, why="it matches nothing"),
    "exists": partial(_never, why="that a field is there cannot be asked"),
    "range": partial(_never, why="ranges cannot be asked"),
}
