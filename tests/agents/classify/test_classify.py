from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.classifier import Classifier, load_classifier
from agents.classify.classify import LONGEST_TEXT, Classified, classify, home_of
from schemas.article import Article
from schemas.taxonomy import EventType

ARRIVAL = datetime(2024, 3, 5, 12, tzinfo=UTC)
BOMBING = (
    "MOGADISHU — A car bomb exploded at a busy market in Mogadishu on Tuesday, killing 12 people, police said. "
    "Nobody has claimed the attack."
)
GARDEN = (
    "Slugs are the gardener's oldest neighbours. A ring of crushed shells around young lettuce keeps most of them away."
)


@cache
def classifier() -> Classifier:
    return load_classifier()


def read(text: str, **fields: object) -> Classified:
    return classify(Article(**({"id": "a", "text": text} | fields)), ARRIVAL, classifier())


def test_an_event_has_its_own_place_people_severity_and_words() -> None:
    (event,) = read(BOMBING).events
    assert (event.type, event.country, event.place.name) == (EventType.ATTACKS, "SO", "Mogadishu")
    assert event.killed.best == 12
    assert event.severity.level == "Severe"
    assert event.regions == ("001", "002", "202", "014")
    assert event.evidence


def test_an_article_in_which_nothing_happens_is_one_event_of_no_type() -> None:
    (event,) = read(GARDEN).events
    assert (event.type, event.severity.level, event.killed) == (EventType.NONE, "Unknown", None)


def test_evidence_stands_in_the_text_or_the_title_where_it_says() -> None:
    found = read(BOMBING, title="Car bomb kills 12 in Mogadishu")
    for event in found.events:
        for span in event.evidence:
            held = found.report.text if span.field == "text" else found.report.title
            assert held[span.start : span.end] == span.text
    for place in found.places:
        held = found.report.text if place.field == "text" else found.report.title
        assert held[place.start : place.end] == place.text


def test_the_same_article_has_the_same_events_whenever_it_arrives() -> None:
    article = Article(id="a", text=BOMBING, published=ARRIVAL)
    later = classify(article, ARRIVAL + timedelta(days=2), classifier())
    assert [event.id for event in later.events] == [
        event.id for event in classify(article, ARRIVAL, classifier()).events
    ]


def test_an_updated_article_has_another_event() -> None:
    updated = BOMBING.replace("12", "20")
    assert read(BOMBING).events[0].id != read(updated).events[0].id


def test_a_date_after_arrival_is_no_date_and_is_said() -> None:
    report = read(BOMBING, published=ARRIVAL + timedelta(days=400)).report
    assert report.published is None
    assert "published" in report.unread[-1]
    assert report.reported == ARRIVAL


def test_what_is_beyond_the_longest_text_is_said() -> None:
    report = read(GARDEN + " x" * LONGEST_TEXT).report
    assert len(report.text) <= LONGEST_TEXT
    assert "1,000,000" in report.unread[-1]


def test_a_text_from_which_nothing_is_stripped_is_kept_to_the_letter() -> None:
    text = "\n  " + BOMBING + "  \n\n" + GARDEN + "\n"
    assert read(text).report.text == text


@pytest.mark.parametrize(
    ("url", "source", "home"),
    [
        ("https://paper.example.co.uk/a", None, "GB"),
        ("https://zeitung.de/a", None, "DE"),
        ("https://wire.com/a", None, None),
        (None, "afriquenews.sn", "SN"),
        (None, "The Harbour Post", None),
        (None, None, None),
    ],
)
def test_the_home_of_a_source_is_its_top_level_domain(url: str | None, source: str | None, home: str | None) -> None:
    assert home_of(Article(id="a", url=url, source=source)) == home


@settings(max_examples=150)
@given(st.text(max_size=400), st.text(max_size=60))
def test_no_text_raises(text: str, title: str) -> None:
    assert read(text, title=title).events


@settings(max_examples=60)
@given(
    st.lists(
        st.sampled_from(
            [
                *BOMBING.split(),
                *[
                    "killed",
                    "12",
                    "dead",
                    "in",
                    "of",
                    "Kabul",
                    "the",
                    "Taliban",
                    "talks",
                    "1,000",
                    ".",
                    ",",
                    "-",
                    "\u202e",
                    "\x00",
                ],
            ]
        ),
        max_size=60,
    )
)
def test_no_order_of_news_words_raises(words: list[str]) -> None:
    assert read(" ".join(words)).events


def test_talks_that_recall_a_bombing_have_no_dead_of_their_own() -> None:
    text = "American officials are set to meet Taliban representatives on Saturday in Doha.\n\n" + BOMBING
    by_type = {event.type: event for event in read(text).events}
    assert by_type[EventType.DIPLOMATIC_TALKS].killed is None
    assert by_type[EventType.ATTACKS].killed.best == 12


def test_a_blast_in_a_subordinate_clause_is_an_attack_beside_its_claim() -> None:
    text = (
        "The announcement came hours after a blast tore through a mosque in Kunduz in northern Afghanistan during prayers, "
        "killing at least 55 people. ISIS-K claimed responsibility for the attack."
    )
    assert EventType.ATTACKS in {event.type for event in read(text).events}


def test_an_accusation_has_the_dead_of_its_lead_where_no_deed_has_them() -> None:
    (event,) = read("The envoy accused the neighbours over the deaths of nine farmers.").events
    assert event.type is EventType.DIPLOMATIC_TENSION
    assert event.killed.best == 9


def test_an_accusation_has_no_dead_that_are_told_far_below() -> None:
    text = "The envoy accused the neighbours of lying. Rain fell. Shops closed. Buses were late. Nine farmers were found dead."
    assert [event.killed for event in read(text).events] == [None]


def test_an_article_of_no_type_tells_the_dead_of_its_title() -> None:
    (event,) = read("Neighbours brought flowers.", title="Two pensioners die in May").events
    assert event.type is EventType.NONE
    assert event.killed.best == 2


@pytest.mark.parametrize(
    ("text", "country", "place"),
    [
        ("Kigali accused Gitega of arming the gunmen in the forest.", "RW", "Kigali"),
        ("The US Treasury imposed sanctions on a former Haitian senator in Port-au-Prince.", "US", None),
        ("Manila rejects Beijing's fishing ban around the shoal.", "PH", None),
        ("Three Iranian diplomats were expelled by Albania on Friday.", "AL", "Albania"),
        ("Algiers has warned Madrid of a breach of contract.", "DZ", None),
        ("Ouagadougou declared three French diplomats persona non grata.", "BF", "Ouagadougou"),
    ],
)
def test_words_between_states_are_spoken_at_home(text: str, country: str, place: str | None) -> None:
    event = read(text).events[0]
    assert (event.type, event.country) == (EventType.DIPLOMATIC_TENSION, country)
    assert (event.place and event.place.name) == place
