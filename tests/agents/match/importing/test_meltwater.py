import pytest

from agents.match.importing.reading import Format
from agents.match.importing.result import Status
from tests.agents.match.importing.taken import keywords, left_out, notes, only, taken


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("bomb AND kabul", "bomb AND kabul"),
        ("bomb and kabul or flood", "(bomb AND kabul) OR flood"),
        ("bomb NOT cricket", "bomb AND NOT cricket"),
        ("bomb and not cricket", "bomb AND NOT cricket"),
        ("(bomb OR blast) NOT (cricket OR film)", "(bomb OR blast) AND NOT (cricket OR film)"),
        ("((bomb or (blast))) And kabul", "(bomb OR blast) AND kabul"),
        ("“car bomb” OR \"bath bomb\"", '"car bomb" OR "bath bomb"'),
        ("kabul NEAR/5 mosque", '"kabul mosque"~5'),
        ("kabul near/5 bomb*", '"kabul bomb*"~5'),
        ("title:(kabul near/5 mosque)", 'title:"kabul mosque"~5'),
        ("kabul onear/1 mosque", "kabul ONEAR/1 mosque"),
        ('"suicide bomb*" near/4 (kabul or kunduz)', '"suicide bomb*" NEAR/4 (kabul OR kunduz)'),
        ("kabul onear/0 mosque", '"kabul mosque"'),
        ("organi?ation OR bomb*", "organi?ation OR bomb*"),
        ("title:bomb AND ingress:kabul AND body:(a or b)", "title:bomb AND lead:kabul AND body:(a OR b)"),
        ("Title: (bomb\nOR blast)", "title:(bomb OR blast)"),
        ("kabul mosque", "kabul AND mosque"),
        ("kabul OR source:\"Daily Paper\"", 'kabul OR source:"Daily Paper"'),
    ],
)  # fmt: skip
def test_a_query_means_this_query(text, query):
    assert keywords(only(text, Format.MELTWATER)) == query


def test_source_country_and_language_are_conditions():
    text = (
        'bomb AND (country:af or country:Pakistan) and languageCode:EN AND source:("Daily X" OR y.example) NOT source:z'
    )
    entry = only(text, Format.MELTWATER)
    when = entry.subscription.when
    assert keywords(entry) == "bomb"
    assert (when.regions, when.languages) == (("AF", "PK"), ("en",))
    assert (when.sources.include, when.sources.exclude) == (("Daily X", "y.example"), ("z",))
    assert "asked of where an event is" in notes(entry)


def test_conditions_alone_are_a_subscription_and_a_note_says_what_it_finds():
    entry = only("country:af", Format.MELTWATER)
    assert keywords(entry) is None
    assert "every recognised event" in notes(entry)


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("flood AND sentiment:negative", ("line 1, column 11", "sentiment:negative")),
        ("flood AND reach:(1 or 2)", ("line 1, column 11", "reach:(…)")),
        ("flood AND (a AND b) NEAR/4 c", ("line 1, column 21", "NEAR/4")),
        ("flood AND a NEAR/2 b NEAR/2 c", ("line 1, column 22", "NEAR/2")),
        ("flood AND a NEAR/0 b", ("line 1, column 13", "NEAR/0")),
        ("flood AND a NEAR/9999 b", ("line 1, column 13", "NEAR/9999")),
        ("flood OR country:af", ("line 1, column 10", "country:af")),
        ("flood NOT language:en", ("line 1, column 7", "en")),
        ("flood AND country:af AND country:pk", ("line 1, column 26", "pk")),
        ("flood AND country:Narnia", ("line 1, column 19", "Narnia")),
        ("flood AND source:daily*", ("line 1, column 18", "daily*")),
        ("flood AND -cricket", ("line 1, column 11", "-cricket")),
        ("flood AND bo*", ("line 1, column 11", "bo*")),
        ("flood\nAND\n  *bomb", ("line 3, column 3", "*bomb")),
    ],
)
def test_what_is_not_understood_is_named_by_line_and_column(text, missing):
    entry = only(text, Format.MELTWATER)
    assert entry.status is Status.IN_PART
    assert left_out(entry) == [missing]
    assert entry.subscription.when.keywords == "flood"


@pytest.mark.parametrize(
    ("text", "place"),
    [("a AND", "line 1, column 6"), ("a OR OR b", "line 1, column 6"), ("(a", "line 1, column 1"), ("a\n)", "line 2, column 1"),
     ('"a', "line 1, column 1"), ("NEAR/5 a", "line 1, column 1"), ("not", "line 1, column 4"), ("title: ", "line 1, column 1"),
     ("(" * 10_000 + "a" + ")" * 9_999, "line 1, column 51"), ("not " * 100 + "a", "line 1, column 201"),
     ("a near/1 " * 100 + "a", "line 1, column 453"), ("a " * 20_000, "line 1, column 1")],
)  # fmt: skip
def test_a_query_that_cannot_be_read_is_refused_with_the_place(text, place):
    entry = only(text, Format.MELTWATER)
    assert entry.status is Status.NOT
    assert [found for found, _ in left_out(entry)] == [place]


def test_blank_lines_part_queries_but_not_inside_of_brackets():
    entries = taken("a or b\nor c\n\n(d\n\nor e)\n\n(f\n\ng\n", Format.MELTWATER)
    assert [(str(entry.at), entry.status) for entry in entries] == [
        ("line 1, column 1", Status.TAKEN),
        ("line 4, column 1", Status.TAKEN),
        ("line 8, column 1", Status.NOT),
        ("line 10, column 1", Status.TAKEN),
    ]


def test_words_without_an_operator_are_joined_by_and_and_that_is_said():
    assert "read as AND" in notes(only("kabul mosque", Format.MELTWATER))
