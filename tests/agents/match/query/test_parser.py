import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.nodes import And, Count, FieldName, In, Min, Near, Not, Or, Phrase, Sentence, Weighted, Word
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
        ("a1 NEAR/5 b1", Phrase("a1 b1", 5)),
        ("kidnap* NEAR/5 engineer c1", And((Phrase("kidnap* engineer", 5), C))),
        ("a1 ONEAR/5 b1", Near(A, B, 5, ordered=True)),
        ("cs:IS NEAR/5 cs:UN", Phrase("IS UN", 5, cased=True)),
        ("cs:IS NEAR/5 a1", Near(Word("IS", cased=True), A, 5)),
        ("ISIS-K NEAR/5 a1", Near(Word("ISIS-K"), A, 5)),
        ('(a1 OR "b1 c1") NEAR/5 a1', Near(Or((A, Phrase("b1 c1"))), A, 5)),
        ("a1 NOT b1 ONEAR/2 c1", And((A, Not(Near(B, C, 2, ordered=True))))),
        ("title:(a1 ONEAR/2 b1)", In(FieldName.TITLE, Near(A, B, 2, ordered=True))),
        ("count:3 (a1)", Count(3, A)),
        ("count:3 a1 b1", And((Count(3, A), B))),
        ('title:count:2 (a1 OR "b1 c1")', In(FieldName.TITLE, Count(2, Or((A, Phrase("b1 c1")))))),
        ("sentence:(a1 b1)", Sentence(And((A, B)))),
        ("sentence:(a1 NOT b1) c1", And((Sentence(And((A, Not(B)))), C))),
        ("title:sentence:(a1 ONEAR/9 b1)", In(FieldName.TITLE, Sentence(Near(A, B, 9, ordered=True)))),
        ('"a1 b1" ~5', Phrase("a1 b1", 5)),
        ("near and or not W5 count", And(tuple(map(Word, ["near", "and", "or", "not", "W5", "count"])))),
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
        ("(a1", QueryProblem.UNBALANCED, 1),
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
        ('"a1 b1', QueryProblem.UNBALANCED, 1),
        ("a1 - b1", QueryProblem.SYNTAX, 4),
        ("a1~3", QueryProblem.SYNTAX, 3),
        ('"a1 b1"~99999', QueryProblem.BAD_NUMBER, 8),
        ("a1 NEAR/0 b1", QueryProblem.BAD_NUMBER, 4),
        ("a1 ONEAR/1001 b1", QueryProblem.BAD_NUMBER, 4),
        ("a1 NEAR/5 b1 NEAR/5 c1", QueryProblem.EMPTY, 14),
        ("NEAR/5 a1", QueryProblem.EMPTY, 1),
        ("a1 NEAR/5", QueryProblem.EMPTY, 10),
        ("a1 NEAR/5 (b1 c1)", QueryProblem.BAD_PLACE, 4),
        ("a1 NEAR/5 NOT b1", QueryProblem.SYNTAX, 11),
        ('a1 NEAR/5 "b1 c1"~3', QueryProblem.BAD_PLACE, 4),
        ("title:a1 NEAR/5 b1", QueryProblem.BAD_PLACE, 10),
        ("count:0 a1", QueryProblem.BAD_NUMBER, 1),
        ("count:2 (a1 b1)", QueryProblem.BAD_PLACE, 1),
        ("count:2 title:a1", QueryProblem.BAD_PLACE, 1),
        ("count:a1", QueryProblem.UNKNOWN_FIELD, 1),
        ("sentence:(title:a1 b1)", QueryProblem.FIELD_IN_FIELD, 1),
        ("sentence:(a1 sentence:b1)", QueryProblem.FIELD_IN_FIELD, 1),
        ("a1 sentence:(NOT b1)", QueryProblem.MATCHES_EVERYTHING, 4),
        ("or*n", QueryProblem.SHORT_WILDCARD, 1),
        ("a1 ((b1) c1", QueryProblem.UNBALANCED, 4),
        ('a1 "b)" (b1', QueryProblem.UNBALANCED, 9),
        ("a1 b1)", QueryProblem.UNBALANCED, 6),
        ('a1 "b1 c1', QueryProblem.UNBALANCED, 4),
        ("a1 W/5 b1", QueryProblem.OTHER_TOOL, 4),
        ("a1 NEAR b1", QueryProblem.OTHER_TOOL, 4),
        ("title :a1", QueryProblem.SYNTAX, 7),
        ("title: a1", QueryProblem.SYNTAX, 6),
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


@pytest.mark.parametrize(
    ("query", "suggestion"),
    [
        ("titel:bomb", "did you mean title:"),
        ("sentense:(a1 b1)", "did you mean sentence:"),
        ("count:bomb", "count:3 (…)"),
        ("a1 w/5 b1", "write NEAR/5"),
        ("a1 W/12 b1", "write NEAR/12"),
        ("a1 NEAR5 b1", "write NEAR/5"),
        ("a1 near/5 b1", "write NEAR/5"),
        ("a1 pre/3 b1", "write ONEAR/3"),
        ("a1 NEAR b1", "write NEAR/5"),
        ("atleast3 (bomb)", "write count:3"),
        ("title :a1", "title:drone"),
        ("*bomb", "(bomb OR carbomb)"),
        ("title:a1 NEAR/5 b1", "title:(drone NEAR/5 airport)"),
        ("count:3 title:a1", "title:count:3"),
        ("a1 NEAR/0 b1", '"one two"'),
        ("a1 NEAR/2 b1 NEAR/2 c1", '"one two three"~5'),
        ("(a1", "never closed"),
        ("a1)", "closes none"),
        ("a1 ~3", '"first second"~5'),
    ],
)
def test_what_is_refused_comes_with_what_to_write(query, suggestion):
    with pytest.raises(QueryError) as refused:
        parse(query)
    assert suggestion in str(refused.value)


@pytest.mark.parametrize("word", ["W/5", "near/5", "NEAR", "atleast3"])
def test_what_is_an_operator_elsewhere_is_looked_for_in_quotes(word):
    assert parse(f'"{word}"') == Phrase(word)


@given(queries)
def test_printing_a_query_and_parsing_it_gives_the_same_query(query):
    nodes = parse(query)
    assert parse(show(nodes)) == nodes
    assert show(parse(show(nodes))) == show(nodes)


pieces = [
    *'ab1()"~^*?:+-!&|\\ .“”',
    "AND ",
    " OR ",
    "NOT ",
    "title:",
    "min:1 (",
    "cs:",
    " NEAR/2 ",
    " ONEAR/3 ",
    "count:2 ",
    "sentence:",
]


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
