from __future__ import annotations

import dataclasses

from agents.correlate.decision import Reason
from schemas.event import Count
from schemas.incident import Change, FactChange
from schemas.taxonomy import EventType, Modality
from tests.agents.correlate.strategies import NOON, event
from tests.agents.correlate.test_incident import HOUR, MOSQUE, MOSQUE_LATER, run


def test_an_arrest_days_later_is_aftermath_and_changes_no_fact():
    arrest = event(
        "j1",
        "Police arrest suspect over Kunduz mosque bombing",
        "Police in Kunduz arrested a man over the bomb at the Gozar mosque that killed worshippers at Friday prayers.",
        at=NOON + 6 * 24 * HOUR,
        where="Kunduz",
        type=EventType.REPRESSION_JUSTICE,
        subtype="arrest",
    )
    first, second = run(MOSQUE, arrest)
    assert second.incident.id == first.incident.id
    assert second.reason is Reason.AFTERMATH
    assert second.incident.facts == first.incident.facts
    assert second.incident.change is Change.REPEATED


CLAIM = event(
    "o1",
    "Mountain Brigade claims Kunduz mosque bombing",
    "The Mountain Brigade said that one of its men blew himself up at the Gozar mosque in Kunduz at Friday prayers.",
    at=NOON + HOUR,
    where="Kunduz",
    type=EventType.DIPLOMATIC_TENSION,
    subtype="claim_of_responsibility",
)


def test_a_claim_is_aftermath_and_its_own_article_may_tell_of_the_attack_too():
    told = dataclasses.replace(MOSQUE, id="ev-o1-attack", report=CLAIM.report, killed=Count(14, 14, 14))
    first, claim, attack = run(MOSQUE, CLAIM, told)
    assert claim.reason is Reason.AFTERMATH
    assert claim.incident.id == first.incident.id == attack.incident.id
    assert attack.reason is Reason.JOINED_SAME_ARTICLE
    assert attack.incident.facts.killed == told.killed


UNRECOGNISED = dataclasses.replace(
    MOSQUE_LATER, id="ev-none", type=EventType.NONE, subtype=None, killed=None, target=None
)


def test_a_report_in_which_nothing_was_recognised_joins_by_its_words_and_changes_nothing():
    first, second = run(MOSQUE, UNRECOGNISED)
    assert second.incident.id == first.incident.id
    assert (second.incident.change, second.incident.reports) == (Change.REPEATED, 2)
    assert second.incident.facts == first.incident.facts


def test_what_is_recognised_later_tells_the_facts_of_what_was_not():
    first, second = run(UNRECOGNISED, MOSQUE)
    assert second.incident.id == first.incident.id
    assert (second.incident.change, second.incident.revision) == (Change.REVISED, 2)
    assert (second.incident.facts.type, second.incident.facts.killed) == (EventType.ATTACKS, MOSQUE.killed)
    assert FactChange(fact="type", before="none", after="attacks") in second.incident.changes


def test_an_attack_that_is_told_as_past_while_it_is_open_is_aftermath():
    past = dataclasses.replace(MOSQUE_LATER, id="ev-past", modality=Modality.HISTORICAL, date=NOON.date())
    first, second = run(MOSQUE, past)
    assert second.reason is Reason.AFTERMATH
    assert second.incident.id == first.incident.id
    assert second.incident.facts == first.incident.facts
    opened, actual = run(past, MOSQUE)
    assert actual.incident.id != opened.incident.id
