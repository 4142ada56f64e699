import json

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.match.importing.drafts import finish
from agents.match.importing.reading import LARGEST, Format, read, told
from agents.match.importing.result import Kind, Status, Unreadable
from agents.match.importing.writing import document
from agents.match.query.parser import parse
from agents.match.query.printer import show
from schemas.formats.subscription import read_subscription
from schemas.formats.yaml_documents import load_documents
from tests.agents.match.importing.taken import taken

PIECES = [
    "bomb", "kabul", "film", " ", " ", "\n", "\n\n", "(", ")", '"', "“", "”", " OR ", " AND ", " NOT ", "-", "+", "~", "^2", "|", "*", "?",
    "\\", ":", "title:", "site:", "source:", "country:af", "language:en", " NEAR/3 ", " AROUND(2) ", "intitle:", "allintitle:", ";", ",",
    "#", "..", "5", "[1 TO 2]", "/a/", "{", "}", "کندز", "昆都士", "\u2028", "\ufffe", "\x00", "\x85", "é", "'", "%", "keywords", "id", "all",
    "exclude", "near:1,2,3km", "min:2 (", "cs:IS", "- ", "&", "!",
]  # fmt: skip
FORMATS = st.sampled_from([None, *Format])


def check(data, form):
    """Every query is a document that our reader takes, or its problems are named; what is written is read back."""
    entries = taken(data, form)
    assert entries
    for entry in entries:
        if entry.status is not Status.TAKEN:
            assert any(item.kind is Kind.LEFT_OUT and item.why and str(item.at) for item in entry.problems)
        if entry.subscription is not None:
            written = load_documents(document(entry, "file.txt").encode())
            assert [read_subscription(one) for one in written] == [entry.subscription]
            query = entry.subscription.when.keywords
            assert query is None or show(parse(query)) == query


@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join), FORMATS)
@settings(max_examples=600, deadline=None)
def test_any_text_gives_documents_or_named_problems(text, form):
    check(text, form)


@given(
    st.one_of(st.binary(max_size=60), st.text(max_size=60).map(lambda text: text.encode("utf-8", "surrogatepass"))),
    FORMATS,
)
@settings(max_examples=300, deadline=None)
def test_any_bytes_give_documents_or_named_problems(data, form):
    check(data, form)


TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), st.integers(), st.none(), st.booleans())
NAMES = st.sampled_from(
    ["title", "text", "language", "country", "source", "tags", "query", "value", "boost", "slop", "operator", "fields"]
)
LEAVES = st.builds(
    lambda kind, body: {kind: body},
    st.sampled_from(["match", "match_phrase", "multi_match", "term", "terms", "prefix", "wildcard", "query_string", "simple_query_string",
                     "match_all", "exists", "range", "geo_distance", "match_phrase_prefix"]),
    st.dictionaries(NAMES, st.one_of(TEXTS, st.lists(TEXTS, max_size=3), st.dictionaries(NAMES, TEXTS, max_size=3)), max_size=3),
)  # fmt: skip
CLAUSES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda body, least: {"bool": body | ({} if least is None else {"minimum_should_match": least})},
        st.dictionaries(st.sampled_from(["must", "should", "filter", "must_not", "boost"]), st.lists(inner, max_size=3), max_size=3),
        st.one_of(st.none(), st.integers(-2, 3), st.sampled_from(["50%", "-25%", "2<3", True])),
    ),
    max_leaves=6,
)  # fmt: skip


@given(CLAUSES)
@settings(max_examples=400, deadline=None)
def test_any_clause_gives_a_document_or_named_problems(clause):
    check(json.dumps({"query": clause}).encode(), Format.ELASTICSEARCH)


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ('{"query": {}}', Format.ELASTICSEARCH),
        ("  [1]", Format.ELASTICSEARCH),
        ("title;keywords\nA;b", Format.CSV),
        ("keywords\nb", Format.CSV),
        ("kabul -film\nmosque site:x.example", Format.GOOGLE),
        ("kabul AROUND(3) bomb", Format.GOOGLE),
        ("kabul NEAR/3 bomb", Format.MELTWATER),
        ('("car bomb" or blast) and kabul', Format.MELTWATER),
        ("bomb AND kabul", Format.MELTWATER),
    ],
)
def test_a_format_is_told_by_its_signs(text, form):
    assert told(text) is form


@pytest.mark.parametrize("text", ["kabul", "kabul\nmosque", "kabul -film AND bomb"])
def test_a_format_that_is_not_clear_is_asked_for(text):
    with pytest.raises(Unreadable, match="name one of google"):
        told(text)


@pytest.mark.parametrize(
    ("data", "why"),
    [(b"", "no query"), (b" \n", "no query"), (b"ok\n\xff", "expected UTF-8"), ("kabul".encode("utf-16"), "expected UTF-8"),
     (b"a" * (LARGEST + 1), "divide it")],
)  # fmt: skip
@pytest.mark.parametrize("form", [None, *Format])
def test_bytes_that_are_no_text_are_one_problem(data, why, form):
    (entry,) = taken(data, form)
    assert why in entry.problems[0].why


@pytest.mark.parametrize("char", ["(", '"', "[", "{", "-", "a ", "a\n", "(\n\n", "OR ", "*", "\\", "a,", "a:", "NOT "])
@pytest.mark.parametrize("form", list(Format))
def test_a_large_file_of_anything_does_not_crash(char, form):
    for entry in taken(char * 5_000, form)[:3]:
        assert entry.problems or entry.subscription


def test_the_comments_of_a_document_say_what_was_left_out():
    (entry,) = taken("kabul ~bomb after:\ufffe2024\u2028", Format.GOOGLE)
    text = document(entry, "a\nb.txt")
    assert "# LEFT OUT: line 1, column 7: '~bomb': " in text
    assert yaml.safe_load(text)["when"]["keywords"] == "kabul AND bomb"


def test_a_prefix_begins_every_id_and_names_are_of_all_files_together():
    drafts = [draft for _ in range(2) for draft in read(b"kabul", Format.GOOGLE)]
    assert [entry.subscription.id for entry in finish(drafts, "desk", "asia")] == ["asia-kabul", "asia-kabul-2"]
