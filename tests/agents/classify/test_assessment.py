import pytest

from agents.classify.actor_names import actor_file, find_actors
from agents.classify.actors import actors_of
from agents.classify.assessment import assessment_words, severity_facts
from agents.classify.casualties.select import Casualties
from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.severity import SeverityFacts
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.taxonomy import EventType, Modality


def facts(text: str, kind: EventType = EventType.ATTACKS, country: str | None = None) -> SeverityFacts:
    document = build_document(Article(id="a", text=text))
    triggers = tuple(
        Trigger(rule="r", first=at, last=at + 1, sentence=number)
        for number, sentence in enumerate(document.sentences)
        for at in range(sentence.first, sentence.last)
        if document.lower[at] in ("talks", "attack", "met")
    )
    told = tuple(range(len(document.sentences)))
    candidate = Candidate(
        type=kind, subtype=None, modality=Modality.ACTUAL, confidence=1.0, triggers=triggers, sentences=told
    )
    actors = actors_of(document, find_actors(document, actor_file()), candidate)
    return severity_facts(document, candidate, Casualties(), actors, None, None, country, assessment_words())


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("A series of attacks hit the coast.", "several"),
        ("Fires burned across the city.", "city"),
        ("It was a cross-border raid.", "borders"),
        ("A cross-border raid was one of several attacks.", "borders"),
        ("A bomb went off.", None),
    ],
)
def test_how_far_it_reached(text: str, scale: str | None) -> None:
    assert facts(text).scale == scale


def test_more_is_announced_or_to_be_feared() -> None:
    assert facts("The gunman was still at large.").escalation
    assert not facts("The gunman was killed.").escalation


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Taliban militants killed eight.", "armed_group"),
        ("Police shot a man dead.", "state_forces"),
        ("Israel struck a depot.", "state_forces"),
        ("Iran launched drones at Israel.", "state_against_state"),
        ("A bomb killed eight.", None),
    ],
)
def test_what_kind_of_actor_attacks(text: str, actor: str | None) -> None:
    assert facts(text).actor == actor


@pytest.mark.parametrize(
    ("text", "country", "actor"),
    [
        ("A Russian drone attack hit a block of flats.", "UA", "state_against_state"),
        ("A Russian drone attack hit a block of flats.", "RU", "state_forces"),
        ("Israel hit Hezbollah in an attack.", "SY", "state_forces"),
    ],
)
def test_who_bombs_the_country_of_another_state_attacks_that_state(text: str, country: str, actor: str) -> None:
    assert facts(text, country=country).actor == actor


@pytest.mark.parametrize(
    ("text", "toppled"),
    [
        ("Soldiers seized power in a coup.", True),
        ("The army foiled a coup.", False),
        ("An attempted coup was over by noon.", False),
        ("Officers were held after the coup bid.", False),
    ],
)
def test_a_coup_topples_a_state_unless_it_failed(text: str, toppled: bool) -> None:
    assert facts(text, EventType.POLITICAL_CHANGE).toppled is toppled


def test_war_between_states_needs_both_and_the_words() -> None:
    assert facts("Russian troops attacked Ukraine in a full-scale invasion.").between_states
    assert not facts("Russian troops attacked Ukraine.").between_states


@pytest.mark.parametrize(
    ("text", "between"),
    [
        ("Israel and Hamas held talks.", True),
        ("Armenia and Azerbaijan held talks.", True),
        ("The US held talks with the Taliban.", True),
        ("France and Germany held talks.", False),
    ],
)
def test_parties_to_a_conflict_talk(text: str, between: bool) -> None:
    assert ("war" in facts(text, EventType.DIPLOMATIC_TALKS).talks) is between


def test_talks_weigh_by_who_what_and_outcome() -> None:
    assert facts(
        "The prime ministers of Armenia and Azerbaijan met and signed a treaty.", EventType.DIPLOMATIC_TALKS
    ).talks == (
        "heads",
        "war",
        "outcome",
    )
    assert facts("Foreign ministers met.", EventType.DIPLOMATIC_TALKS).talks == ("ministers",)
    assert facts("Foreign ministers met.").talks == ()


@pytest.mark.parametrize(("country", "baseline"), [("NO", "rare"), ("AF", "daily"), ("FR", None), (None, None)])
def test_how_usual_violence_is(country: str | None, baseline: str | None) -> None:
    assert facts("A bomb went off.", country=country).baseline == baseline


def test_other_facts_by_their_words() -> None:
    assert facts("Mexico severed diplomatic ties.").relations_broken
    assert facts("They issued an ultimatum.").ultimatum
    assert facts("The president was assassinated at home.").leader_killed


def test_each_fact_shows_where_it_was_read() -> None:
    evidence = dict(facts("A series of attacks; the men are at large. Taliban militants killed eight.").evidence)
    assert {name: span.text for name, span in evidence.items()} == {
        "scale": "series of attacks",
        "escalation": "at large",
        "actor": "Taliban",
    }
