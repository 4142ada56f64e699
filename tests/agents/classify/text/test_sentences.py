import pytest

from agents.classify.text.document import build_document
from agents.classify.text.sentences import abbreviations, is_hard_wrapped
from schemas.article import Article


def sentences(text):
    document = build_document(Article(id="x", text=text))
    return [document.buffer[s.start : s.end] for s in document.sentences]


@pytest.mark.parametrize(
    "text",
    [
        "Gen. Musa spoke to Mr. Adan at noon.",
        "The U.S. Embassy in Nairobi was shut.",
        "Police at 10 a.m. Monday closed the road.",
        "Lockwood Inc. Chairman Sam Poe resigned.",
        "Ward No. 7 was flooded.",
        "On Oct. 8 the dam broke.",
        "J. R. Smith was hurt.",
        "Some 3.5 million people fled.",
        '"Will it hold?" he asked.',
        '"It broke!" the mayor said.',
        "The toll of St. Petersburg vs. Moscow was told.",
        "He waited… and then ran.",
        "Am 3. Mai fiel ein Schuss.",
        "Im 20. Jahrhundert war Krieg.",
    ],
)
def test_a_sentence_stays_whole(text):
    assert sentences(text) == [text]


@pytest.mark.parametrize(
    "parts",
    [
        ["A dam broke.", "Nine people died."],
        ['"It broke." ', '"We ran," he said.'],
        ["He lives in the U.S.", "The talks failed."],
        ["It began at 10 a.m.", "Police came."],
        ["Die Zahl der Toten stieg auf 12.", "Die Suche geht weiter."],
        ["Was it a bomb?", "No one knows!", "Really?!"],
        ["The answer was no.", "Rain fell."],
        ["地震が発生した。", "死者は五人。"],
        ["هل انفجرت؟", "قال الوزير إنها قنبلة."],
        ["Troops left (at dawn.)", "Shots were heard."],
    ],
)
def test_sentences_end_where_they_end(parts):
    assert sentences(" ".join(parts)) == [part.strip() for part in parts]


def test_a_headline_in_its_own_paragraph_is_a_sentence():
    assert sentences("Dam breaks above town\n\nNine people died.") == ["Dam breaks above town", "Nine people died."]


def test_a_line_of_web_text_is_a_sentence():
    assert sentences("Dam breaks above town\nNine people died") == ["Dam breaks above town", "Nine people died"]


def test_lines_of_old_newswire_are_joined():
    text = (
        "Rebels in the northern hills attacked an army post at dawn on Tuesday and\n"
        "killed nine soldiers before they withdrew across the river, a spokesman in\n"
        "the capital said.\n"
        "    He gave no other details of the fight, which residents said went on for\n"
        "three hours and left houses burning.\n"
    )
    assert is_hard_wrapped(text)
    assert len(sentences(text)) == 2


def test_an_initial_starts_no_sentence_but_a_common_word_does():
    assert abbreviations().titles.isdisjoint(abbreviations().starters)
    assert sentences("They met Mr. K. The talks failed.") == ["They met Mr. K.", "The talks failed."]


def test_a_text_without_capitals_has_sentences_too():
    assert sentences("the lake froze. the ferry stopped. mr j. oak walked home.") == [
        "the lake froze.",
        "the ferry stopped.",
        "mr j. oak walked home.",
    ]
