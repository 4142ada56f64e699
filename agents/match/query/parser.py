"""Text of a keyword query → nodes, or an error that says where and what to do."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from lark import Lark, Token, Transformer, v_args
from lark.exceptions import UnexpectedInput

from agents.match.query.errors import QueryError, QueryProblem
from agents.match.query.nodes import (
    And,
    Count,
    In,
    Min,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Sentence,
    Weighted,
    Word,
    children,
    join,
    walk,
)
from agents.match.query.patterns import check_phrase, check_word, patterns
from agents.match.query.refusals import column, field_named, refuse, refuse_habit

LONGEST_QUERY = 20_000
"""Characters; media-monitoring queries of 300 terms have some 5,000."""
DEEPEST = 50
MOST_BETWEEN = 1000
"""Other words between what stands near; a long report has about as many."""
MOST_TIMES = 1000


def parse(query: str) -> Node:
    """The nodes that a query stands for.

    Raises:
        QueryError: it is not well formed, could match everything, or asks for what no text can be asked.
    """
    if not query.strip():
        raise QueryError(QueryProblem.EMPTY, 1, "the query is empty; leave keywords out to ask nothing of the words")
    if len(query) > LONGEST_QUERY:
        raise QueryError(QueryProblem.TOO_LARGE, LONGEST_QUERY, f"a query has at most {LONGEST_QUERY:,} characters")
    try:
        root: Node = _parser().parse(query)  # type: ignore[assignment]  # the embedded transformer makes nodes
    except UnexpectedInput as error:
        refuse(query, error)
    _check_tree(root)
    return root


def always_needs_a_word(node: Node) -> bool:
    """Whether a text with none of the query's words surely fails it."""
    match node:
        case Not():
            return False
        case And():
            return any(map(always_needs_a_word, node.children))
        case Min():
            given = sum(clause.weight for clause in node.clauses if not always_needs_a_word(clause.child))
            return given < node.least
        case Word() | Phrase():
            return True
        case _:
            return all(map(always_needs_a_word, children(node)))


@cache
def _parser() -> Lark:
    grammar = files("agents.match.query").joinpath("grammar.lark").read_text("utf-8")
    return Lark(grammar, parser="lalr", lexer="basic", transformer=_Build(), maybe_placeholders=False)


@v_args(inline=True)
class _Build(Transformer[Token, Node]):
    """Grammar rules to nodes; each method is a rule of grammar.lark."""

    def start(self, node: Node) -> Node:
        return node

    def any_of(self, *parts: Node) -> Node:
        return join(Or, list(parts))

    def all_of(self, *parts: Node) -> Node:
        return join(And, list(parts))

    def negated(self, _sign: Token, node: Node) -> Node:
        return Not(node)

    def inside(self, name: Token, node: Node) -> Node:
        field = field_named(name)
        if any(isinstance(at, In) for at, _ in walk(node)):
            raise QueryError(QueryProblem.FIELD_IN_FIELD, column(name), f"a field inside {name} has another field")
        return In(field, node)

    def nearness(self, first: Node, operator: Token, second: Node) -> Node:
        name, _, number = operator.partition("/")
        slop, ordered = int(number), name == "ONEAR"
        if not 1 <= slop <= MOST_BETWEEN:
            message = f'{operator}: expected {name}/1 to {name}/{MOST_BETWEEN}; for words side by side write "one two"'
            raise QueryError(QueryProblem.BAD_NUMBER, column(operator), message)
        for side in (first, second):
            _check_place(side, name, f"title:(drone {name}/5 airport)", column(operator))
        if not ordered and isinstance(first, Word) and isinstance(second, Word) and _join(first, second):
            return Phrase(f"{first.text} {second.text}", slop, first.cased)
        return Near(first, second, slop, ordered)

    def repeated(self, name: Token, node: Node) -> Node:
        least = int(name[len("count:") :])
        if not 1 <= least <= MOST_TIMES:
            message = f"{name}: expected count:1 to count:{MOST_TIMES}"
            raise QueryError(QueryProblem.BAD_NUMBER, column(name), message)
        _check_place(node, "count:", f"title:{name} (…)", column(name))
        return Count(least, node)

    def same_sentence(self, name: Token, node: Node) -> Node:
        if any(isinstance(at, In | Sentence) for at, _ in walk(node)):
            message = "inside sentence: there is no field and no other sentence:; write title:sentence:(…)"
            raise QueryError(QueryProblem.FIELD_IN_FIELD, column(name), message)
        if not always_needs_a_word(node):
            message = "a sentence without any of these words would do; add a word that must occur in it"
            raise QueryError(QueryProblem.MATCHES_EVERYTHING, column(name), message)
        return Sentence(node)

    def least(self, name: Token, *clauses: Weighted) -> Node:
        least = int(name.strip()[len("min:") :])
        reach = sum(clause.weight for clause in clauses)
        if not 1 <= least <= reach:
            message = f"min:{least} of weights that sum to {reach}; expected 1 to {reach}"
            raise QueryError(QueryProblem.BAD_MINIMUM, column(name), message)
        return Min(least, clauses)

    def weighted(self, node: Node, weight: Token | None = None) -> Node:
        value = 1 if weight is None else int(weight[1:])
        if weight is not None and not 1 <= value <= 1000:
            raise QueryError(QueryProblem.BAD_MINIMUM, column(weight), f"weight {weight}: expected ^1 to ^1000")
        return Weighted(node, value)

    def word(self, *tokens: Token) -> Node:
        text = tokens[-1]
        cased = len(tokens) == 2
        refuse_habit(text)
        check_word(str(text), column(text), cased)
        return Word(str(text), cased)

    def phrase(self, *tokens: Token) -> Node:
        cased = tokens[0].type == "CASED"
        text = tokens[1] if cased else tokens[0]
        slop = int(tokens[-1][1:]) if tokens[-1].type == "SLOP" else 0
        if slop > MOST_BETWEEN:
            raise QueryError(
                QueryProblem.BAD_NUMBER, column(tokens[-1]), f"{tokens[-1]}: expected at most ~{MOST_BETWEEN}"
            )
        inner = str(text)[1:-1]
        check_phrase(inner, column(text), cased)
        return Phrase(inner, slop, cased)


def _check_place(node: Node, asker: str, field_outside: str, at: int) -> None:
    """Refuse what stands at no one place of a text, and so is neither near another nor counted."""
    parts = node.children if isinstance(node, Or) else (node,)
    if any(isinstance(part, In) for part in parts):
        message = f"{asker} takes no field inside: write it before, as {field_outside}"
        raise QueryError(QueryProblem.BAD_PLACE, at, message)
    if not all(isinstance(part, Word) or (isinstance(part, Phrase) and part.slop == 0) for part in parts):
        message = (
            f'{asker} is asked of a word, a phrase without ~n, or a bracket of such with OR: (drone OR "air strike")'
        )
        raise QueryError(QueryProblem.BAD_PLACE, at, message)


def _join(first: Word, second: Word) -> bool:
    """Whether a phrase can say both: one word each, compared alike."""
    return first.cased == second.cased and all(len(patterns(side.text, side.cased)) == 1 for side in (first, second))


def _check_tree(root: Node) -> None:
    if any(depth > DEEPEST for _, depth in walk(root)):
        raise QueryError(QueryProblem.TOO_LARGE, 1, f"brackets and NOTs nest more than {DEEPEST} deep")
    if not always_needs_a_word(root):
        message = "without any of its words a text would still match; add a word that must occur, joined by AND"
        raise QueryError(QueryProblem.MATCHES_EVERYTHING, 1, message)
