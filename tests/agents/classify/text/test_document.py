import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.text.document import build_document
from agents.classify.text.furniture import furniture_lines
from agents.classify.text.tokens import fold, tokenize
from schemas.article import Article

TEXTS = st.text(alphabet=st.characters() | st.sampled_from(" \n.!?\"'’。ab1•/"), max_size=200)


@given(TEXTS)
def test_the_lower_tokens_are_those_written_each_folded(text):
    document = build_document(Article(id="x", text=text))
    assert document.lower == tuple(map(fold, document.tokens))


@given(TEXTS, TEXTS, st.booleans())
def test_sentences_follow_one_another_and_hold_their_tokens(title, text, html):
    document = build_document(Article(id="x", title=title, text=text, html=html))
    end = last = 0
    for sentence in document.sentences:
        assert end <= sentence.start < sentence.end <= len(document.buffer)
        assert last == sentence.first < sentence.last
        assert sentence.start == document.starts[sentence.first]
        assert sentence.end == document.ends[sentence.last - 1]
        end, last = sentence.end, sentence.last
    assert last == len(document.tokens)


@given(TEXTS)
def test_a_text_without_furniture_comes_out_as_it_came(text):
    document = build_document(Article(id="x", text=text))
    if not furniture_lines(text.splitlines(keepends=True)):
        assert document.text == document.buffer == text


@given(TEXTS)
def test_tokens_are_the_text_at_their_positions(text):
    tokens, starts = tokenize(text)
    assert all(text.startswith(token, start) for token, start in zip(tokens, starts, strict=True))
    assert "".join(tokens) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("Iran's U.S.-made 1,200 jets", ["Iran", "'s", "U.S.", "-", "made", "1,200", "jets"]),
        ("café ISIS-K 10:30 o’clock", ["café", "ISIS", "-", "K", "10:30", "o", "’", "clock"]),
        ("قُتِلَ ١٬٢٠٠ cafe\u0301", ["قُتِلَ", "١٬٢٠٠", "cafe\u0301"]),
        ("П'ять під’їздів 'дім' Києві, it's", ["П'ять", "під’їздів", "'", "дім", "'", "Києві", ",", "it", "'s"]),
        ("a.b.c x.y", ["a.b.", "c", "x", ".", "y"]),
    ],
)
def test_tokens_are_words_numbers_and_marks(text, tokens):
    assert tokenize(text)[0] == tokens


def test_title_and_text_count_their_own_characters():
    document = build_document(Article(id="x", title="Dam breaks above town - BBC News", text="\n\nNine died."))
    assert (document.title, document.text) == ("Dam breaks above town", "\n\nNine died.")
    at = document.buffer.index("Nine")
    assert (document.span(at, at + 4).start, document.span(at, at + 4).text) == (2, "Nine")
    assert [document.buffer[s.start : s.end] for s in document.sentences] == ["Dam breaks above town", "Nine died."]


def test_a_title_alone_is_a_document():
    document = build_document(Article(id="x", title="Dam breaks"))
    assert (document.title, document.text, len(document.sentences)) == ("Dam breaks", "", 1)


def test_a_credit_line_is_stripped_and_still_counts():
    document = build_document(Article(id="x", text="A dam broke on Monday.\n\nReuters\n"))
    assert (document.text, document.credit) == ("A dam broke on Monday.\n\n", "Reuters")
