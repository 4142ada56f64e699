import pytest

from agents.match.importing.reading import Format
from agents.match.importing.result import Status
from tests.agents.match.importing.taken import keywords, left_out, notes, only, taken


@pytest.mark.parametrize(
    ("line", "query"),
    [
        ("kunduz mosque", "kunduz AND mosque"),
        ("kunduz OR kabul mosque", "(kunduz OR kabul) AND mosque"),
        ("mosque kunduz | kabul -cricket", "mosque AND (kunduz OR kabul) AND NOT cricket"),
        ("kunduz AND mosque", "kunduz AND mosque"),
        ("(kunduz mosque) OR (kabul embassy)", "(kunduz AND mosque) OR (kabul AND embassy)"),
        ('"car bomb" -"bath bomb"', '"car bomb" AND NOT "bath bomb"'),
        ("mosque -(cricket OR film)", "mosque AND NOT (cricket OR film)"),
        ("“car bomb”", '"car bomb"'),
        ("kabul AROUND(4) attack", '"kabul attack"~4'),
        ('"car bomb" AROUND(3) kabul', '"car bomb" NEAR/3 kabul'),
        ('"the car * kabul"', '"the car" ONEAR/5 kabul'),
        ("kabul AROUND (4) attack blast", '"kabul attack"~4 AND blast'),
        ('"minister * resigned"', "minister ONEAR/5 resigned"),
        ('"minister * * resigned"', "minister ONEAR/10 resigned"),
        ("intitle:bomb kabul", "title:bomb AND kabul"),
        ('intitle:"car bomb" -intitle:film', 'title:"car bomb" AND NOT title:film'),
        ("intitle:(bomb OR blast)", "title:(bomb OR blast)"),
        ("allintitle: car bomb -film", "title:(car AND bomb AND NOT film)"),
        ("intext:bomb", "body:bomb"),
        ("+kabul", "kabul"),
        ("what? and or", '"what\\?" AND and AND or'),
        ('"OR" "NOT a word"', '"OR" AND "NOT a word"'),
        ("bomb* kabul", "bomb* AND kabul"),
        ("talks OR site:daily.example", "talks OR source:daily.example"),
        ("ISIS-K AT&T", 'ISIS-K AND "AT&T"'),
        ("کندز OR 昆都士", "کندز OR 昆都士"),
    ],
)
def test_a_line_means_this_query(line, query):
    assert keywords(only(line, Format.GOOGLE)) == query


def test_sites_are_sources_and_excluded_sites_are_excluded_sources():
    entry = only("flood site:a.example OR site:www.b.example -site:c.example source:new_paper", Format.GOOGLE)
    assert entry.status is Status.IN_PART  # a second source beside the first
    when = entry.subscription.when
    assert (when.sources.include, when.sources.exclude) == (("a.example", "www.b.example"), ("c.example",))
    assert when.keywords == "flood"
    assert left_out(entry) == [("line 1, column 60", "new paper")]
    assert "sub-domains apart" in notes(entry)


@pytest.mark.parametrize(
    ("line", "missing", "rest"),
    [
        ("flood after:2024-01-01", ("line 1, column 7", "after:2024-01-01"), "flood"),
        ("flood before:2024-01-01", ("line 1, column 7", "before:2024-01-01"), "flood"),
        ("flood inurl:news", ("line 1, column 7", "inurl:news"), "flood"),
        ("flood location:kenya", ("line 1, column 7", "location:kenya"), "flood"),
        ("flood 1990..2000", ("line 1, column 7", "1990..2000"), "flood"),
        ("flood ~storm", ("line 1, column 7", "~storm"), "flood AND storm"),
        ("flood nosuch:x", ("line 1, column 7", "nosuch:x"), "flood"),
        ("flood site:gov", ("line 1, column 7", "site:gov"), "flood"),
        ("flood site:a.example/asia", ("line 1, column 7", "a.example/asia"), "flood"),
        ("flood *", ("line 1, column 7", "*"), "flood"),
        ("flood bo*", ("line 1, column 7", "bo*"), "flood"),
        ("flood …", ("line 1, column 7", "…"), "flood"),
        ('flood -(a "b" c) AROUND(3) kabul', ("line 1, column 18", "AROUND(3)"), "flood"),
        ("flood intitle:(a intext:b)", ("line 1, column 18", "intext:b"), "flood AND title:a"),
    ],
)
def test_what_is_not_understood_is_named_and_the_rest_is_kept_apart(line, missing, rest):
    entry = only(line, Format.GOOGLE)
    assert entry.status is Status.IN_PART
    assert left_out(entry) == [missing]
    assert entry.subscription.when.keywords == rest


@pytest.mark.parametrize(
    ("line", "column"),
    [("(a", 1), ("a)", 2), ('a "b', 3), ("a OR", 5), ("OR a", 1), ("a AND", 6), ("()", 2), ("a AROUND(3)", 12), ("(" * 51, 51),
     ("-(" * 60 + "a" + ")" * 60, 51)],
)  # fmt: skip
def test_a_line_that_is_not_well_formed_is_refused_with_the_column(line, column):
    entry = only(line, Format.GOOGLE)
    assert entry.status is Status.NOT
    assert [place for place, _ in left_out(entry)] == [f"line 1, column {column}"]


@pytest.mark.parametrize(
    "line", ["-cricket", "cricket OR -film", "*", "site:", "site:x", "-site:a.example", "after:2024-01-01"]
)
def test_a_line_that_would_match_everything_is_refused(line):
    entry = only(line, Format.GOOGLE)
    assert entry.status is Status.NOT
    assert left_out(entry)


def test_comments_and_blank_lines_are_passed_over_and_columns_count_the_indent():
    entries = taken("# desk\r\n\r\n   kabul ~x\r\nmosque\r\n", Format.GOOGLE)
    assert [str(entry.at) for entry in entries] == ["line 3, column 4", "line 4, column 1"]
    assert left_out(entries[0]) == [("line 3, column 10", "~x")]


def test_words_lost_leave_no_subscription_on_conditions_alone():
    entry = only("site:a.example 2010..2015", Format.GOOGLE)
    assert entry.status is Status.NOT
