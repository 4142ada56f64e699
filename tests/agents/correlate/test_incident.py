from __future__ import annotations

import dataclasses
import datetime as dt

from agents.correlate.decision import Decision, Reason
from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.knowledge import load
from schemas.event import Count, Event, Thing
from schemas.incident import Change, FactChange
from schemas.levels import Certainty
from schemas.place import Place, PlaceKind
from schemas.taxonomy import EventType, Modality
from tests.agents.correlate.strategies import NOON, event, party

HOUR = dt.timedelta(hours=1)


def run(*events: Event) -> list[Decision]:
    incidents = Incidents(load())
    decisions = []
    for one in events:
        decision = correlate(one, incidents)
        incidents.apply(decision.incident)
        decisions.append(decision)
    return decisions


def ids(*events: Event) -> list[str]:
    return [decision.incident.id for decision in run(*events)]


MOSQUE = event(
    "a1",
    "Blast at Shia mosque in Kunduz kills dozens of worshippers",
    "A bomb tore through the Gozar mosque during Friday prayers in the northern city of Kunduz, residents said.",
    where="Kunduz",
    killed=12,
    target=Thing(kind="worship", text="mosque"),
)
MOSQUE_LATER = event(
    "a2",
    "Kunduz mosque bombing toll climbs to 46",
    "Hospital officials in Kunduz said 46 worshippers died when a bomber struck the Gozar mosque at Friday prayers.",
    at=NOON + 5 * HOUR,
    where="Kunduz",
    killed=46,
    target=Thing(kind="worship", text="mosque"),
)


def test_the_first_report_opens_an_incident_at_revision_one():
    (only,) = run(MOSQUE)
    assert only.reason is Reason.OPENED_NO_CANDIDATE
    assert (only.incident.revision, only.incident.change, only.incident.changes) == (1, Change.NEW, ())
    assert only.incident.report == MOSQUE.report


def test_a_higher_toll_from_another_site_revises_the_incident_and_says_what_changed():
    first, second = run(MOSQUE, MOSQUE_LATER)
    assert second.incident.id == first.incident.id
    assert second.incident.change is Change.REVISED
    assert second.incident.revision == 2
    assert FactChange(fact="killed", before="12", after="46") in second.incident.changes


def test_the_same_event_again_is_repeated_and_alters_nothing():
    incidents = Incidents(load())
    opened = correlate(MOSQUE, incidents).incident
    incidents.apply(opened)
    again = correlate(MOSQUE, incidents)
    assert again.reason is Reason.REPEATED_EVENT
    assert again.incident.change is Change.REPEATED
    assert (again.incident.sources, again.incident.reports, again.incident.facts, again.incident.updated) == (
        opened.sources,
        opened.reports,
        opened.facts,
        opened.updated,
    )


def test_another_wording_of_the_same_facts_is_no_revision():
    reworded = event(
        "a3",
        "Worshippers die as explosion hits Kunduz mosque",
        "At least a dozen worshippers died at the Gozar mosque in Kunduz at Friday prayers.",
        where="Kunduz",
        killed=12,
        target=Thing(kind="worship", text="mosque"),
        certainty=Certainty.POSSIBLE,
    )
    _, second = run(MOSQUE, reworded)
    assert second.incident.change is Change.REPEATED
    assert second.incident.revision == 1
    assert second.incident.reports == 2


def test_two_bombings_in_one_city_on_one_day_stay_two():
    market = event(
        "b1",
        "Car bomb at Kunduz vegetable market kills three traders",
        "A vehicle packed with explosives went off among stalls near the grain exchange, a police spokesman said.",
        where="Kunduz",
        killed=3,
        target=Thing(kind="market", text="market"),
    )
    mosque = event(
        "b2", MOSQUE_LATER.report.title, MOSQUE_LATER.report.text, where="Kunduz", killed=46, target=MOSQUE.target
    )
    assert len(set(ids(market, mosque))) == 2


def test_three_dead_in_one_town_and_sixty_in_another_are_two_incidents():
    one = event("c1", "Gunmen kill villagers in Kunduz", where="Kunduz", killed=3)
    other = event("c2", "Gunmen kill villagers in Herat", where="Herat", killed=60)
    assert len(set(ids(one, other))) == 2


def test_a_reprint_joins_and_is_no_second_origin():
    text = (
        "Insurgents attacked government positions overnight, wounding several officers, according to provincial "
        "spokesman Rahimullah Karimi. Reinforcements arrived Wednesday morning following heavy bombardment throughout "
        "surrounding villages, displacing hundreds of families towards neighbouring districts."
    )
    wire = event("d1", "Insurgents attack positions near Kunduz", text, where="Kunduz", credit="Reuters")
    copy = event("d2", "Overnight raid: officers wounded", text, at=NOON + HOUR, where="Kunduz", source="local.example")
    first, second = run(wire, copy)
    assert second.reason is Reason.REPRINT
    assert second.incident.id == first.incident.id
    assert {source.origin for source in second.incident.sources} == {"reuters"}
    assert second.incident.facts.certainty is Certainty.LIKELY


def test_two_independent_origins_without_a_hedge_make_an_observation():
    *_, second = run(MOSQUE, MOSQUE_LATER)
    assert second.incident.facts.certainty is Certainty.OBSERVED
    assert "certainty" not in {change.fact for change in second.incident.changes}


def test_an_updated_article_at_the_same_address_revises_its_incident():
    url = "https://www.news.example/kunduz-mosque?utm_source=feed"
    first = event("e1", "Explosion in Kunduz", where="Kunduz", killed=4, url=url)
    update = event("e2", "Dozens feared dead", where="Kunduz", killed=30, url="http://news.example/kunduz-mosque")
    _, second = run(first, update)
    assert second.reason is Reason.JOINED_SAME_ARTICLE
    assert second.incident.facts.killed == update.killed


def test_what_one_article_tells_apart_stays_apart_whatever_they_share():
    text = (
        "Gunmen stormed the Omid school in Kunduz, and an hour later others attacked the Omid clinic, officials said."
    )
    school = event("s1", "Twin attacks in Kunduz", text, where="Kunduz", killed=3)
    clinic = event("s1", "Twin attacks in Kunduz", text, where="Kunduz", killed=4)
    again = dataclasses.replace(school, id="ev-again", report=dataclasses.replace(school.report, article="s2"))
    first, second, third = ids(school, clinic, again)
    assert first != second
    assert third == first


def test_a_report_a_week_later_joins_by_the_names_that_both_tell():
    first = event(
        "n1",
        "Two shot outside a Kabul bakery",
        "Witnesses said that Nadia Rahimi and the baker Yusuf Tokhi were hit near the Shirpur crossing.",
        where="Kabul",
    )
    named = event(
        "n2",
        "Mourners remember a beloved teacher",
        "The family of Nadia Rahimi buried her. With her at the Shirpur crossing was Yusuf Tokhi, who has recovered.",
        at=NOON + 7 * 24 * HOUR,
        where="Kabul",
        date=NOON.date(),
    )
    stranger = dataclasses.replace(
        named,
        id="ev-stranger",
        report=dataclasses.replace(named.report, article="n3", text="The family of Omar Zaki buried him at Paghman."),
    )
    assert len(set(ids(first, named))) == 1
    assert len(set(ids(first, stranger))) == 2


def test_a_disaster_of_a_whole_country_joins_though_its_toll_has_soared():
    country = Place(start=0, end=1, text="Peru", name="Peru", kind=PlaceKind.COUNTRY, country="PE")
    quake = {"type": EventType.DISASTER_HEALTH, "subtype": "natural_disaster", "place": country, "country": "PE"}
    first = event("q1", "Strong earthquake shakes Peru", killed=40, **quake)
    later = event("q2", "Thousands dead after Peru earthquake", killed=2100, at=NOON + 20 * HOUR, **quake)
    assert len(set(ids(first, later))) == 1


def test_a_first_report_of_at_least_one_dead_is_that_of_the_massacre():
    words = "Gunmen fired on hikers in a meadow above the village."
    first = event("r1", "At least one dead as gunmen fire on hikers", words, where="Herat", killed=None)
    first = dataclasses.replace(first, killed=Count(1, 1, None))
    later = event("r2", "Meadow massacre leaves 26 hikers dead", words, at=NOON + 6 * HOUR, where="Herat", killed=26)
    assert len(set(ids(first, later))) == 1


def test_two_events_of_one_article_are_two_incidents_when_they_differ():
    talks = event(
        "f1", "Envoys to meet after mosque attack", type=EventType.DIPLOMATIC_TALKS, actors=(party("US"), party("AF"))
    )
    attack = event("f1", "Envoys to meet after mosque attack", where="Kunduz", killed=55)
    elsewhere = event("f1", "Envoys to meet after mosque attack", where="Herat", killed=9)
    assert len(set(ids(talks, attack, elsewhere))) == 3


def test_a_shooting_that_one_article_tells_as_a_crime_and_as_an_attack_is_one_incident_and_one_report():
    crime = event(
        "q1", "Five shot outside a club in Kunduz", type=EventType.CRIME_CYBER, where="Kunduz", injured=Count(5, 5, 5)
    )
    attack = dataclasses.replace(crime, id="ev-q1-attack", type=EventType.ATTACKS)
    arrest = dataclasses.replace(crime, id="ev-q1-arrest", type=EventType.REPRESSION_JUSTICE, injured=None)
    decisions = run(crime, attack, arrest)
    assert [decision.reason for decision in decisions[1:]] == [Reason.JOINED_SAME_ARTICLE, Reason.AFTERMATH]
    assert len({decision.incident.id for decision in decisions}) == 1
    assert (decisions[-1].incident.facts.type, decisions[-1].incident.reports) == (EventType.ATTACKS, 1)


def test_a_crime_and_an_attack_of_one_article_with_other_tolls_are_two():
    crime = event("q2", "A robbery and a bombing in Kunduz", type=EventType.CRIME_CYBER, where="Kunduz", killed=2)
    attack = dataclasses.replace(crime, id="ev-q2-attack", type=EventType.ATTACKS, killed=Count(40, 40, 40))
    assert len(set(ids(crime, attack))) == 2


def test_planned_talks_that_take_place_are_one_incident():
    parties = (party("US"), party("AF"))
    planned = event(
        "g1",
        "US and Taliban envoys to meet in Doha on ceasefire",
        type=EventType.DIPLOMATIC_TALKS,
        modality=Modality.PLANNED,
        actors=parties,
    )
    held = event(
        "g2",
        "Taliban and US envoys end Doha ceasefire meeting",
        at=NOON + 48 * HOUR,
        type=EventType.DIPLOMATIC_TALKS,
        actors=parties,
    )
    first, second = run(planned, held)
    assert second.incident.id == first.incident.id
    assert second.reason is Reason.JOINED_SAME_TALKS
    assert FactChange(fact="modality", before="planned", after="actual") in second.incident.changes


def test_talks_between_others_are_other_talks():
    one = event("h1", "Envoys meet on ceasefire", type=EventType.DIPLOMATIC_TALKS, actors=(party("US"), party("AF")))
    other = event("h2", "Envoys meet on ceasefire", type=EventType.DIPLOMATIC_TALKS, actors=(party("RU"), party("TR")))
    assert len(set(ids(one, other))) == 2


def test_a_drill_does_not_join_an_attack():
    drill = event("i1", MOSQUE.report.title, MOSQUE.report.text, where="Kunduz", killed=12, modality=Modality.DRILL)
    assert len(set(ids(MOSQUE, drill))) == 2


def test_other_news_of_the_town_in_which_nothing_was_recognised_is_another_incident():
    other = event(
        "p1", "Kunduz opens a new park", "Families came to the river bank.", where="Kunduz", type=EventType.NONE
    )
    assert len(set(ids(MOSQUE, other))) == 2
    assert len(set(ids(other, MOSQUE))) == 2


def test_an_attack_a_month_later_at_the_same_mosque_is_another_one():
    again = event("k1", MOSQUE.report.title, MOSQUE.report.text, at=NOON + 31 * 24 * HOUR, where="Kunduz", killed=12)
    assert len(set(ids(MOSQUE, again))) == 2


def test_a_report_that_arrives_late_joins_and_does_not_move_the_clock_back():
    late = event("l1", MOSQUE.report.title, MOSQUE.report.text, at=NOON - 3 * HOUR, where="Kunduz", killed=12)
    first, second = run(MOSQUE, late)
    assert second.incident.id == first.incident.id
    assert (second.incident.opened, second.incident.updated) == (NOON - 3 * HOUR, NOON)


def test_a_decision_names_the_points_of_each_feature():
    _, second = run(MOSQUE, MOSQUE_LATER)
    assert {"type", "words", "place", "time", "target"} <= set(dict(second.scores))
    assert second.incident.scores == second.scores


def test_a_report_in_another_language_joins_by_place_day_target_and_toll():
    german = event("m1", "Dutzende Tote bei Anschlag auf Moschee", where="Kunduz", killed=12, target=MOSQUE.target)
    german = dataclasses.replace(german, report=dataclasses.replace(german.report, language="de"))
    english = dataclasses.replace(MOSQUE, report=dataclasses.replace(MOSQUE.report, language="en"))
    assert len(set(ids(english, german))) == 1
