"""The rules of each language, row by row, and what they promise to matching."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.match.query import inflection
from agents.match.query.inflection import ENGLISH, LANGUAGES, elsewhere, reading
from agents.match.query.parser import parse
from agents.match.query.patterns import exact
from agents.match.query.ready import ready
from agents.match.query.tables import rows
from agents.match.text import AnalysedText
from tests.agents.match.strategies import make_report

ROWS = [(language, row) for language in (ENGLISH, *LANGUAGES) for row in rows(f"inflection/{language}.tsv")]
ENDINGS = [(language, row) for language, row in ROWS if row[0] not in ("letters", "keep")]


def name(value):
    return value if isinstance(value, str) else f"{value[0]} {value[1]}"


def same(language, pair, sign):
    one, other = pair.split(sign)
    term_of = reading(language).term_of
    return term_of(one) == term_of(other)


def test_the_examples_in_the_documentation_hold():
    assert doctest.testmod(inflection).failed == 0


@pytest.mark.parametrize(("language", "row"), ROWS, ids=name)
def test_every_row_has_its_columns_and_a_reason(language, row):
    assert len(row) == 8
    assert len(row[7]) > 3


@pytest.mark.parametrize(("language", "row"), [item for item in ENDINGS if item[1][5] != "-"], ids=name)
def test_the_example_of_a_row_is_two_forms_of_one_word(language, row):
    assert same(language, row[5], "=")


@pytest.mark.parametrize(("language", "row"), [item for item in ROWS if item[1][6] != "-"], ids=name)
def test_the_counter_example_of_a_row_is_two_words(language, row):
    assert not same(language, row[6], "≠")


@pytest.mark.parametrize(("language", "row"), [item for item in ENDINGS if item[1][0] != "word"], ids=name)
def test_every_ending_has_an_example_and_a_counter_example(language, row):
    assert row[5] != "-"
    assert row[6] != "-"


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("es", "Ataques con misiles dejan decenas de heridos", "misil herido"),
        ("fr", "Des journaux libanais parlent de bombes", "journal bombe"),
        ("pt", "Explosões mataram policiais", "explosão policial"),
        ("de", "Raketenangriffe: Anschläge auf Soldaten", "Anschlag Soldat"),
        ("ru", "В городе прогремело несколько взрывов", "взрыв город"),
        ("uk", "Пролунали вибухи у Києві", "вибух Київ"),
        ("ar", "وقتل العشرات في الانفجارات", "انفجار"),
        ("pt-BR", "Os reféns", "refém"),
        ("en", "Bombings in cities", "bomb city"),
        (None, "Bombings in cities", "bomb city"),
        ("fa", "Bombings in cities", "bomb city"),
        ("ru", "Bombings в Киеве", "bomb Киев"),
    ],
)
def test_a_query_finds_the_forms_of_its_words_in_the_language_of_the_report(language, text, query):
    assert ready(parse(query)).holds(AnalysedText(make_report("", text, language)))


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("es", "El Partido", "partida"),
        ("fr", "La fois", "foi"),
        ("de", "Der Reis", "Reise"),
        ("ru", "Один воин", "война"),
        ("ar", "وزارة", "زاره"),
        ("en", "Journaux", "journal"),
        (None, "взрывами", "взрыв"),
    ],
)
def test_a_query_does_not_find_another_word_nor_forms_of_another_language(language, text, query):
    assert not ready(parse(query)).holds(AnalysedText(make_report("", text, language)))


def test_words_of_one_term_in_the_reports_language_are_needed_as_often_as_they_are_asked():
    query = ready(parse('"bombs bombing"~3'))
    assert not query.holds(AnalysedText(make_report("", "One bomb")))
    assert query.holds(AnalysedText(make_report("", "Bomb after bomb")))


words = st.one_of(
    st.text(alphabet=st.characters(), max_size=12),
    st.text(alphabet="abcdeinorstu", min_size=3, max_size=9),
    st.text(alphabet="абвийоевыхм", min_size=3, max_size=9),
    st.text(alphabet="الوتكبینهة", min_size=3, max_size=9),
)


@given(words, st.sampled_from([ENGLISH, *LANGUAGES]))
def test_a_query_word_is_looked_for_by_its_term_in_every_language(word, language):
    assert exact(word).term_in(language) == reading(language).term_of(word)
    assert reading(language).term_of(word) == reading(language).read_once(word)


@given(words)
def test_languages_are_remembered_only_where_they_differ_from_english(word):
    assert exact(word).term not in (elsewhere(word) or {}).values()
