import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.match.query import terms
from agents.match.query.nodes import FieldName
from agents.match.query.patterns import Exact
from agents.match.text import AnalysedText, lead_end
from tests.agents.match.strategies import make_report


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        ("", ""),
        ("One. Two. Three.", "One. Two. "),
        ("One here.\nTwo there. Three.", "One here."),
        ("Gen. Ali met Mr. Roe in the U.S. today. So be it. No.", "Gen. Ali met Mr. Roe in the U.S. today. So be it. "),
        ("一。二。三。", "一。二。"),
        ("\n\nOne.\nTwo.", "\n\nOne."),
    ],
)  # fmt: skip
def test_the_lead_is_the_first_paragraph_or_two_sentences(text, lead):
    assert text[: lead_end(text)] == lead


@given(st.text(alphabet=st.characters()), st.text(alphabet=st.characters()))
def test_any_report_can_be_analysed_and_every_term_is_found_where_it_is_said_to_stand(title, text):
    analysed = AnalysedText(make_report(title, text))
    for stream in analysed.streams(None):
        for term in stream.term_set:
            places = stream.positions(Exact(term))
            assert places
            span = stream.span(places[0], places[0])
            assert stream.text[span.start : span.end] == span.text
    assert analysed.streams(FieldName.LEAD)[0].term_set <= {*analysed.body.term_set, *analysed.lead.terms}


@given(st.text(alphabet=st.characters()) | st.text(alphabet="aB1.,-' \n\u00a0\u4e00\u0301’s", max_size=60))
def test_words_stand_where_the_whole_text_read_at_once_has_them(text):
    stream = AnalysedText(make_report("", text)).body
    assert [stream.offsets(at) for at in range(len(stream.terms))] == terms.spans(text)
    assert stream.terms == list(map(terms.term_of, terms.words(text)))


def test_positions_of_the_lead_are_positions_of_the_text():
    analysed = AnalysedText(make_report("", "Kunduz first. Then this. Kunduz last."))
    lead = analysed.streams(FieldName.LEAD)[0]
    assert [lead.span(at, at).start for at in lead.positions(Exact("kunduz"))] == [0]
