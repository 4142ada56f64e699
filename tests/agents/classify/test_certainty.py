import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.certainty import Reason, certainty_of, urgency_of
from agents.classify.events.candidate import Trigger
from agents.classify.text.document import Document, build_document
from schemas.article import Article
from schemas.levels import Certainty, SeverityLevel, Tier, Urgency, tier_of
from schemas.taxonomy import Modality

TRIGGERS = frozenset(("killed", "attack", "explosion", "blast", "bomb", "talks"))


def document_of(text: str) -> Document:
    return build_document(Article(id="a", text=text))


def triggers_of(document: Document) -> list[Trigger]:
    return [
        Trigger(rule="r", first=at, last=at + 1, sentence=number)
        for number, sentence in enumerate(document.sentences)
        for at in range(sentence.first, sentence.last)
        if document.lower[at] in TRIGGERS
    ]


def sure(text: str, modality: Modality = Modality.ACTUAL) -> tuple[Certainty, Reason]:
    document = document_of(text)
    level, _, reason = certainty_of(document, range(len(document.sentences)), modality, triggers_of(document))
    return level, reason


def soon(text: str, modality: Modality = Modality.ACTUAL, days: int | None = None) -> Urgency:
    document = document_of(text)
    today = dt.date(2024, 5, 15)
    date = None if days is None else today - dt.timedelta(days=days)
    return urgency_of(document, range(len(document.sentences)), modality, date, today)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nine people were killed in the attack, police said.", (Certainty.OBSERVED, Reason.OFFICIAL)),
        ("The interior ministry confirmed the explosion.", (Certainty.OBSERVED, Reason.OFFICIAL)),
        ("A blast was confirmed in the old town.", (Certainty.OBSERVED, Reason.OFFICIAL)),
        ("A health official told a radio station that six were killed.", (Certainty.OBSERVED, Reason.OFFICIAL)),
        ("Nine people were killed in the attack.", (Certainty.LIKELY, Reason.ONE_ORIGIN)),
        ("Nine people were killed, a witness said.", (Certainty.LIKELY, Reason.ONE_ORIGIN)),
        ("Nine people were reportedly killed.", (Certainty.POSSIBLE, Reason.HEDGED)),
        ("There were unconfirmed accounts of an explosion, police said.", (Certainty.POSSIBLE, Reason.HEDGED)),
        ("An alleged attack emptied the square.", (Certainty.POSSIBLE, Reason.HEDGED)),
        ("Police denied that there was an explosion.", (Certainty.UNLIKELY, Reason.DENIED)),
        ("The ministry found no evidence of an attack.", (Certainty.UNLIKELY, Reason.DENIED)),
    ],
)
def test_certainty_by_the_words_of_the_text(text: str, expected: tuple[Certainty, Reason]) -> None:
    assert sure(text) == expected


def test_a_hedge_far_from_the_trigger_is_about_something_else() -> None:
    text = (
        "Nine people were killed in the attack "
        + "and much of the old town was left without power " * 3
        + "reportedly."
    )
    assert sure(text)[0] is Certainty.LIKELY


def test_an_official_word_in_a_later_sentence_is_about_something_else() -> None:
    assert sure("Six were killed. A bomb it was. The road is shut, police said.")[0] is Certainty.LIKELY


def test_what_is_negated_or_not_actual() -> None:
    assert sure("No attack took place, police said.", Modality.NEGATED) == (Certainty.UNLIKELY, Reason.NEGATED)
    assert sure("An attack would be dear.", Modality.HYPOTHETICAL) == (Certainty.POSSIBLE, Reason.NOT_ACTUAL)
    assert sure("Talks will be held, officials said.", Modality.PLANNED) == (Certainty.LIKELY, Reason.ONE_ORIGIN)


@pytest.mark.parametrize(
    ("text", "modality", "days", "expected"),
    [
        ("A bomb went off.", Modality.ACTUAL, 0, Urgency.IMMEDIATE),
        ("A bomb went off.", Modality.ACTUAL, 3, Urgency.IMMEDIATE),
        ("A bomb went off.", Modality.ACTUAL, 4, Urgency.PAST),
        ("A bomb went off.", Modality.HISTORICAL, 0, Urgency.PAST),
        ("The man is on trial over the blast.", Modality.ACTUAL, None, Urgency.PAST),
        ("The town kept the anniversary of the blast.", Modality.ACTUAL, None, Urgency.PAST),
        ("Talks will be held.", Modality.PLANNED, None, Urgency.FUTURE),
        ("An attack is imminent.", Modality.THREATENED, None, Urgency.EXPECTED),
        ("The siege is ongoing.", Modality.ACTUAL, None, Urgency.IMMEDIATE),
    ],
)
def test_urgency(text: str, modality: Modality, days: int | None, expected: Urgency) -> None:
    assert soon(text, modality, days) is expected


@pytest.mark.parametrize(
    ("level", "certainty", "urgency", "tier"),
    [
        (SeverityLevel.EXTREME, Certainty.LIKELY, Urgency.PAST, Tier.FLASH),
        (SeverityLevel.EXTREME, Certainty.POSSIBLE, Urgency.IMMEDIATE, Tier.URGENT),
        (SeverityLevel.SEVERE, Certainty.LIKELY, Urgency.IMMEDIATE, Tier.FLASH),
        (SeverityLevel.SEVERE, Certainty.POSSIBLE, Urgency.IMMEDIATE, Tier.URGENT),
        (SeverityLevel.SEVERE, Certainty.OBSERVED, Urgency.PAST, Tier.URGENT),
        (SeverityLevel.MODERATE, Certainty.OBSERVED, Urgency.IMMEDIATE, Tier.ALERT),
        (SeverityLevel.MINOR, Certainty.OBSERVED, Urgency.IMMEDIATE, Tier.ROUTINE),
        (SeverityLevel.UNKNOWN, Certainty.OBSERVED, Urgency.IMMEDIATE, Tier.ROUTINE),
    ],
)
def test_tiers(level: SeverityLevel, certainty: Certainty, urgency: Urgency, tier: Tier) -> None:
    assert tier_of(level, certainty, urgency) is tier


@given(
    st.text()
    | st.lists(
        st.sampled_from(["police", "said", "denied", "that", "reportedly", "blast", ".", ",", "trial", "on"])
    ).map(" ".join),
    st.sampled_from(Modality),
)
def test_any_text_has_a_certainty_and_an_urgency(text: str, modality: Modality) -> None:
    assert sure(text, modality)[0] is not Certainty.UNKNOWN
    assert soon(text, modality) is not Urgency.UNKNOWN
