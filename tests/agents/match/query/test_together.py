"""Nearness, counts and sentences: what they find, where, and that they agree with the plainest way to decide it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.match.query.parser import parse
from agents.match.query.ready import ready
from agents.match.query.windows import apart, followed
from agents.match.text import AnalysedText
from tests.agents.match.strategies import make_report


def read(title, text=""):
    return AnalysedText(make_report(title, text))


def holds(query, title, text=""):
    return ready(parse(query)).holds(read(title, text))


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("kidnap* NEAR/5 engineer", "An engineer was kidnapped"),
        ("kidnap* NEAR/5 engineer", "Kidnappers took two, three, four, five engineers"),
        ("kidnap* ONEAR/5 engineer", "Kidnapped: an engineer"),
        ('(engineer OR "aid worker") NEAR/2 kidnap*', "Kidnapped were aid workers"),
        ("cs:IS NEAR/2 claims", "IS said it claims it"),
        ("mosque NEAR/3 mosque", "A mosque by a mosque"),
        ("count:2 bomb*", "Bomb after bombing"),
        ('count:2 ("car bomb" OR mine)', "A car bomb, then a mine"),
        ("sentence:(drone airport)", "Quiet. A drone shut the airport. Then rain."),
        ("sentence:(drone NOT airport)", "A drone shut the airport. A drone fell."),
        ('sentence:("no fly" NEAR/3 zone)', "Talks on a no-fly zone? None."),
        ("sentence:count:2 drone", "A drone. A drone met a drone."),
    ],
)
def test_a_query_holds_of_words_that_stand_as_it_asks(query, title):
    assert holds(query, title)
    assert holds(query, "", title)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("kidnap* ONEAR/5 engineer", "An engineer was kidnapped"),
        ("kidnap* NEAR/2 engineer", "Kidnapped were one, two, three engineers"),
        ("mosque NEAR/3 mosque", "A mosque"),
        ('"car bomb" NEAR/5 bomb', "A car bomb"),
        ("count:2 bomb*", "One bomb"),
        ('count:2 ("car bomb" OR bomb)', "A car bomb"),
        ("sentence:(drone airport)", "A drone fell. The airport is open."),
        ("sentence:(drone airport)", "A drone fell\nThe airport is open"),
        ("sentence:(drone NOT airport)", "A drone shut the airport. All went home."),
    ],
)
def test_a_query_does_not_hold_of_words_that_stand_otherwise(query, title):
    assert not holds(query, title)


def test_what_is_counted_is_counted_in_title_and_text_together():
    assert holds("count:2 bomb", "A bomb", "One more bomb")
    assert not holds("title:count:2 bomb", "A bomb", "One more bomb")


def test_nearness_and_sentences_do_not_reach_from_the_title_into_the_text():
    assert not holds("a1 NEAR/5 b1", "a1", "b1")
    assert not holds("sentence:(a1 b1)", "a1", "b1")


@pytest.mark.parametrize(
    ("query", "clause", "found"),
    [
        ("shut ONEAR/2 airport", "shut ONEAR/2 airport", ["shut the airport"]),
        ("count:2 drone", "count:2 drone", ["drone", "drone"]),
        ("body:count:2 drone", "body:count:2 drone", ["drone", "drone"]),
        ("sentence:(drone airport)", "airport", ["airport"]),
        ("body:(shut ONEAR/2 airport)", "body:(shut ONEAR/2 airport)", ["shut the airport"]),
    ],
)
def test_the_reasons_stand_where_the_text_says_so(query, clause, found):
    text = "A drone fell. One more drone shut the airport."
    told = dict(ready(parse(query)).found(read("", text)))
    assert [span.text for span in told[clause]] == found
    assert all(text[span.start : span.end] == span.text for span in told[clause])


lists = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 3)).map(lambda at: (at[0], sum(at))), max_size=8).map(
    lambda windows: sorted(set(windows))
)


@given(lists, lists, st.integers(0, 5))
def test_one_follows_the_other_if_any_pair_of_them_does(first, second, slop):
    pairs = [(a, b) for a in first for b in second if 0 <= b[0] - a[1] - 1 <= slop]
    found = followed(first, second, slop)
    assert bool(found) == bool(pairs)
    assert {(a[0], b[1]) for a, b in pairs} >= set(found)


@given(lists)
def test_no_choice_without_overlap_is_larger_than_the_one_that_is_made(windows):
    def most(rest, after):
        return max((1 + most(rest[n + 1 :], at[1]) for n, at in enumerate(rest) if at[0] > after), default=0)

    assert len(apart(windows)) == most(windows, -1)


@given(st.lists(st.sampled_from("abcd"), max_size=12), st.integers(1, 4))
def test_near_of_two_words_is_what_the_sloppy_phrase_says(words, slop):
    text = " ".join(f"{word}1" for word in words)
    one, two = (holds(query, text) for query in (f"a1 NEAR/{slop} b1", f"(a1 OR z1) NEAR/{slop} b1"))
    assert one == two
