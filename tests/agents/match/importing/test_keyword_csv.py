import pytest

from agents.match.importing.reading import Format
from agents.match.importing.result import Status
from schemas.levels import SeverityLevel
from tests.agents.match.importing.taken import keywords, left_out, notes, only, taken


def test_a_row_is_a_subscription_by_the_names_of_its_columns():
    text = (
        "\ufeffID;Name;Keywords;All;Exclude;Subscriber;Regions;Events;Severity;Languages;Sources\r\n"
        'k-1;Kunduz watch;"bomb*|car bomb";kabul;film|cricket;asia;AF, near:36.73,68.86,100km|m49:034;attacks;moderate;en|fa;x.example\r\n'
    )
    entry = only(text, Format.CSV)
    assert keywords(entry) == '(bomb* OR "car bomb") AND kabul AND NOT film AND NOT cricket'
    made = entry.subscription
    assert (made.id, made.title, made.subscriber) == ("k-1", "Kunduz watch", "asia")
    assert made.when.regions == ("AF", "near:36.73,68.86,100km", "m49:034")
    assert (made.when.events, made.when.severity) == (("attacks",), SeverityLevel.MODERATE)
    assert (made.when.languages, made.when.sources.include) == (("en", "fa"), ("x.example",))


@pytest.mark.parametrize(
    ("text", "query"),
    [
        ("title,keywords\nA,bomb;car bomb", 'bomb OR "car bomb"'),
        ("title\tkeywords\nA\tbomb|blast", "bomb OR blast"),
        ('title,keywords\nA,"bomb\nblast"', "bomb OR blast"),
        ("title,all\nA,bomb;kabul", "bomb AND kabul"),
        ("keywords\nbomb\n", "bomb"),
        ("bomb\ncar bomb\n\n# note\nkabul*\n", 'bomb OR "car bomb" OR kabul*'),
        ('"car bomb"\n', '"car bomb"'),
        ("events\nflood\n", "events OR flood"),
        ("title,events,regions\nA,attacks,AF", None),
    ],
)
def test_a_list_means_this_query(text, query):
    assert keywords(only(text, Format.CSV)) == query


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("title,keywords,regions\nA,bomb,Narnia", ("row 2, regions", "Narnia")),
        ("title,keywords,events\nA,bomb,atacks", ("row 2, events", "atacks")),
        ("title,keywords,severity\nA,bomb,awful", ("row 2, severity", "awful")),
        ("title,keywords,languages\nA,bomb,English!", ("row 2, languages", "English!")),
        ("title,keywords,exlude\nA,bomb,film", ("row 2, exlude", "film")),
        ("title,keywords\nA,bomb|***", ("row 2, keywords", "***")),
        ("title,keywords\nA,bomb,film", ("row 2, column 3", "film")),
    ],
)
def test_a_cell_that_is_not_understood_is_named_by_row_and_column(text, missing):
    entry = only(text, Format.CSV)
    assert entry.status is Status.IN_PART
    assert left_out(entry) == [missing]
    assert entry.subscription.when.keywords == "bomb"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("title,exclude\nA,film", "row 2"),
        ("title,keywords\nA,", "row 2"),
        ("title,keywords,regions\nA,…,AF", "row 2, keywords"),
        ("title,keywords", "row 1"),
        ("keywords,any\na,b", "row 1"),
        ("bomb,blast\n", "row 1"),
        ("title,keywords\nA," + "x" * 200_000, "file"),
        ("id,keywords,subscriber\na,bomb,no such desk", "row 2"),
        ("word\n" * 10_000, "row 1"),
    ],
)
def test_what_makes_no_subscription_is_named(text, place):
    entry = only(text, Format.CSV)
    assert entry.status is Status.NOT
    assert left_out(entry)[0][0] == place


def test_columns_that_are_not_known_and_commas_in_keywords_are_noted():
    said = notes(only("title;keywords;owner\nA;bomb, blast;Ann", Format.CSV))
    assert "unknown column 'owner'" in said
    assert "a comma parts no keywords" in said


def test_a_long_id_is_kept_as_long_as_a_number_fits_behind_it():
    entries = taken(f"id,keywords\n{'a' * 92},bomb\n{'b' * 93},bomb", Format.CSV)
    assert [len(entry.subscription.id) for entry in entries] == [92, 60]


def test_ids_are_unique_and_valid_and_a_changed_one_is_noted():
    entries = taken("id,keywords\na b,bomb\nk,bomb\nk,bomb\n,бомба\n,бомба", Format.CSV)
    assert [entry.subscription.id for entry in entries] == ["a-b", "k", "k-2", "query", "query-2"]
    assert ["its id is" in notes(entry) for entry in entries] == [True, False, True, False, False]
