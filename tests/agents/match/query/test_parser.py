import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.nodes import And, FieldName, In, Min, Not, Or, Phrase, Weighted, Word
from agents.match.query.parser import parse
from agents.match.query.printer import show
from tests.agents.match.strategies import queries

A, B, C = Word("a1"), Word("b1"), Word("c1")


@pytest.mark.parametrize(
    ("query", "nodes"),
    [
        ("a1 b1", And((A, B))),
        ("a1 AND b1 && c1", And((A, B, C))),
        ("a1 OR b1 c1", Or((A, And((B, C))))),
        ("a1 || b1", Or((A, B))),
        ("+a1 -b1", And((A, Not(B)))),
        ("a1 NOT (b1 OR c1)", And((A, Not(Or((B, C)))))),
        ("a1 !b1", And((A, Not(B)))),
        ("title:a1 lead:(b1 c1)", And((In(FieldName.TITLE, A), In(FieldName.LEAD, And((B, C)))))),
        ('"a1 b1"~5', Phrase("a1 b1", 5)),
        ("“a1 b1”", Phrase("a1 b1")),
        ("cs:IS", Word("IS", cased=True)),
        ('cs:"Islamic State"', Phrase("Islamic State", cased=True)),
        ("min:3 (a1^2 OR b1 c1^3)", Min(3, (Weighted(A, 2), Weighted(B, 1), Weighted(C, 3)))),
        ("ISIS-K", Word("ISIS-K")),
        (r"what\?", Word(r"what\?")),
        ("ANDREW ORacle", And((Word("ANDREW"), Word("ORacle")))),
        ("((a1))", A),
    ],
)
def test_a_query_means_these_nodes(query, nodes):
    assert parse(query) == nodes


@pytest.mark.parametrize(
    ("query", "problem", "column"),
    [
        ("", QueryProblem.EMPTY, 1),
        ("  ", QueryProblem.EMPTY, 1),
        ("()", QueryProblem.EMPTY, 2),
        ('a1 ""', QueryProblem.EMPTY, 4),
        ("a1 AND", QueryProblem.EMPTY, 7),
        ("a1 OR OR b1", QueryProblem.EMPTY, 7),
        ("AND", QueryProblem.EMPTY, 1),
        ("(a1", QueryProblem.EMPTY, 4),
        ("titel:a1", QueryProblem.UNKNOWN_FIELD, 1),
        ("a1 http://x", QueryProblem.UNKNOWN_FIELD, 4),
        ("title:lead:a1", QueryProblem.FIELD_IN_FIELD, 1),
        ("a1 …", QueryProblem.NO_WORD, 4),
        ("a1 bo*", QueryProblem.SHORT_WILDCARD, 4),
        ("*bomb", QueryProblem.SHORT_WILDCARD, 1),
        ("?omb", QueryProblem.SHORT_WILDCARD, 1),
        ("ISIS-K*", QueryProblem.BAD_WILDCARD, 1),
        ("自爆攻击*", QueryProblem.BAD_WILDCARD, 1),
        ("cs:bomb*", QueryProblem.BAD_WILDCARD, 4),
        ("bomb^3", QueryProblem.STRAY_WEIGHT, 5),
        ("min:9 (a1 b1)", QueryProblem.BAD_MINIMUM, 1),
        ("min:0 (a1 b1)", QueryProblem.BAD_MINIMUM, 1),
        ("min:1 (a1^0)", QueryProblem.BAD_MINIMUM, 10),
        ('"a1 b1', QueryProblem.SYNTAX, 1),
        ("a1 - b1", QueryProblem.SYNTAX, 4),
        ("a1~3", QueryProblem.SYNTAX, 3),
        ('"a1 b1"~99999', QueryProblem.SYNTAX, 8),
        ("NOT a1", QueryProblem.MATCHES_EVERYTHING, 1),
        ("a1 OR NOT b1", QueryProblem.MATCHES_EVERYTHING, 1),
        ("NOT NOT a1", QueryProblem.MATCHES_EVERYTHING, 1),
        ("min:1 (a1 OR -b1)", QueryProblem.MATCHES_EVERYTHING, 1),
        ("a1 " * 10_000, QueryProblem.TOO_LARGE, 20_000),
        ("a1 " + "NOT " * 200 + "b1", QueryProblem.TOO_LARGE, 1),
    ],
)
def test_a_query_is_refused_with_the_problem_and_the_column(query, problem, column):
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert (refused.value.problem, refused.value.column) == (problem, column)
    assert f"column {column}" in str(refused.value)


def test_a_misspelt_field_gets_a_suggestion():
    with pytest.raises(QueryError, match="did you mean title:"):
        parse("titel:bomb")


@given(queries)
def test_printing_a_query_and_parsing_it_gives_the_same_query(query):
    nodes = parse(query)
    assert parse(show(nodes)) == nodes
    assert show(parse(show(nodes))) == show(nodes)


pieces = [*'ab1()"~^*?:+-!&|\\ .“”', "AND ", " OR ", "NOT ", "title:", "min:1 (", "cs:"]


@settings(max_examples=300)
@given(st.lists(st.sampled_from(pieces)).map("".join))
def test_any_text_is_a_query_that_prints_stably_or_is_refused(text):
    nodes, column = outcome(text)
    assert 1 <= column <= len(text) + 1
    assert nodes is None or parse(show(nodes)) == nodes


@given(st.text(alphabet=st.characters(), max_size=80))
def test_no_text_at_all_makes_the_parser_fail_otherwise(text):
    nodes, column = outcome(text)
    assert 1 <= column <= len(text) + 1
    assert nodes is None or parse(show(nodes)) == nodes


def outcome(text):
    """The nodes of a text, or None and the column where it is refused."""
    try:
        return parse(text), 1
    except QueryError as refused:
        return None, refused.column
