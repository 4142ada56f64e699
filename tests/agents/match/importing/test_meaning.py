"""One tree written in the syntax of each service is one query here."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.match.importing.reading import Format
from agents.match.query.nodes import And, FieldName, In, Node, Not, Or, Phrase, Word, join
from agents.match.query.printer import show
from tests.agents.match.importing.taken import keywords, only

WORDS = st.sampled_from([Word("bomb"), Word("kabul"), Word("blast*"), Phrase("car bomb"), Phrase("talks in Doha")])
LEAVES = st.one_of(WORDS, WORDS.map(lambda word: In(FieldName.TITLE, word)))
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: join(Or, parts)),
        st.tuples(st.lists(inner, min_size=1, max_size=2), inner).map(lambda pair: join(And, [*pair[0], Not(pair[1])])),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: join(And, parts)),
    ),
    max_leaves=8,
)


def text(node: Node, signs: dict[str, str]) -> str:
    match node:
        case And() | Or():
            sign = signs["and" if isinstance(node, And) else "or"]
            return "(" + sign.join(text(child, signs) for child in node.children) + ")"
        case Not():
            return signs["not"] + text(node.child, signs)
        case In():
            return signs["title"] + text(node.child, signs)
        case Phrase():
            return f'"{node.text}"'
        case _:
            return node.text


def clause(node: Node, field: str = "_all") -> dict:
    match node:
        case And():
            return {"bool": {"must": [clause(child) for child in node.children]}}
        case Or():
            return {"bool": {"should": [clause(child) for child in node.children]}}
        case Not():
            return {"bool": {"must_not": clause(node.child)}}
        case In():
            return clause(node.child, node.field)
        case Phrase():
            return {"match_phrase": {field: node.text}}
        case _:
            return {"wildcard": {field: {"value": node.text}}}


SIGNS = {
    "google": {"and": " ", "or": " OR ", "not": "-", "title": "intitle:"},
    "google with a bar": {"and": " ", "or": " | ", "not": "-", "title": "intitle:"},
    "meltwater": {"and": " and ", "or": " OR ", "not": "NOT ", "title": "Title: "},
    "lucene": {"and": " AND ", "or": " OR ", "not": "NOT ", "title": "headline:"},
    "lucene with signs": {"and": " && ", "or": " || ", "not": "!", "title": "title:"},
}


@pytest.mark.parametrize("syntax", SIGNS)
@given(TREES)
@settings(max_examples=60, deadline=None)
def test_a_tree_means_the_same_in_every_syntax(syntax, tree):
    written = text(tree, SIGNS[syntax])
    if syntax.startswith("lucene"):
        written = json.dumps({"query": {"query_string": {"query": written}}})
    form = {"google": Format.GOOGLE, "meltwater": Format.MELTWATER}.get(syntax.split()[0], Format.ELASTICSEARCH)
    assert keywords(only(written, form)) == show(tree)


@given(TREES)
@settings(max_examples=60, deadline=None)
def test_a_tree_means_the_same_in_clauses(tree):
    assert keywords(only(json.dumps({"query": clause(tree)}), Format.ELASTICSEARCH)) == show(tree)
