"""Alerts in words."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.notify.compare import differences
from agents.notify.updates import KINDS, Outcome
from agents.notify.wording import LONGEST_TITLE, budget_headline, changed, digest_headline, headline, what_changed
from schemas.event import Count
from schemas.levels import SeverityLevel, Tier
from schemas.taxonomy import EventType, Modality
from tests.agents.notify.strategies import city, facts, make_facts, make_incident


def words(before, after, outcome=Outcome.ESCALATED):
    return what_changed(outcome, differences(before, after), make_incident(reports=2))


def withdrawn():
    incident = make_incident(revision=2)
    return replace(incident, report=replace(incident.report, withdrawn=True))


def test_an_update_says_what_the_toll_was_and_what_it_is():
    assert words(make_facts(killed=3), make_facts(killed=12)) == "killed 3 → 12"


def test_a_level_names_itself_and_its_tier_is_not_told_apart():
    worse = make_facts(killed=12, level=SeverityLevel.SEVERE, tier=Tier.FLASH)
    assert words(make_facts(), worse) == "killed 3 → 12, Moderate → Severe"


def test_a_tier_alone_is_told():
    assert words(make_facts(), make_facts(tier=Tier.FLASH)) == "tier alert → flash"


def test_what_was_not_known_is_called_unknown():
    assert words(make_facts(killed=None), make_facts(killed=3)) == "killed unknown → 3"


def test_a_correction_says_that_the_subscription_is_met_no_longer_and_why():
    said = words(make_facts(), make_facts(country="PK"), Outcome.NO_LONGER_HOLDS)
    assert said == "no longer meets this subscription: country AF → PK"
    assert what_changed(Outcome.NO_LONGER_HOLDS, (), make_incident()) == "no longer meets this subscription"


def test_a_cancel_says_that_it_is_taken_back():
    said = words(make_facts(), make_facts(modality=Modality.NEGATED), Outcome.RETRACTED)
    assert said == "taken back: modality actual → negated"


def test_what_is_taken_back_with_its_article_says_who_withdrew_it():
    changes = differences(make_facts(killed=12), make_facts(killed=3))
    assert what_changed(Outcome.CORRECTED, changes, withdrawn()) == "wire.example withdrew its article: killed 12 → 3"
    assert what_changed(Outcome.RETRACTED, (), withdrawn()) == "taken back: wire.example withdrew its article"


def test_a_further_report_says_how_many_there_are():
    assert what_changed(Outcome.FURTHER_REPORT, (), make_incident(reports=4)) == "a further report, 4 in all"


def test_a_headline_says_how_bad_what_where_and_how_many():
    assert (
        headline(make_facts(killed=Count(55, 55, None), level=SeverityLevel.SEVERE), "")
        == "Severe: suicide bombing in Kunduz (AF), at least 55 killed"
    )


@pytest.mark.parametrize(
    ("modality", "said"),
    [
        (Modality.PLANNED, "Minor: planned meeting in Kabul (AF)"),
        (Modality.NEGATED, "Minor: meeting denied in Kabul (AF)"),
        (Modality.DRILL, "Minor: meeting (a drill) in Kabul (AF)"),
    ],
)
def test_a_headline_says_when_it_did_not_simply_happen(modality, said):
    talks = make_facts(
        killed=None,
        type=EventType.DIPLOMATIC_TALKS,
        subtype="meeting",
        modality=modality,
        place=city("Kabul"),
        level=SeverityLevel.MINOR,
    )
    assert headline(talks, "") == said


def test_a_headline_leaves_out_what_is_not_known_and_that_nobody_was_hurt():
    bare = make_facts(
        killed=0, place=None, country=None, subtype=None, type=EventType.UNREST, level=SeverityLevel.UNKNOWN
    )
    assert headline(bare, "") == "unrest"


def test_an_article_of_no_type_is_headed_by_its_own_title_on_one_line():
    nothing = make_facts(type=EventType.NONE)
    assert headline(nothing, "  Rain\nin \t Lagos ") == "Rain in Lagos"
    assert headline(nothing, "") == "An article that matches your keywords"
    assert len(headline(nothing, "x" * 10_000_000)) == LONGEST_TITLE


@given(facts, st.text(max_size=400))
def test_a_headline_is_one_line_that_says_something(some, title):
    said = headline(some, title)
    assert said
    assert "\n" not in said


@given(facts, facts, st.sampled_from(sorted(KINDS)), st.integers(1, 9))
def test_every_change_is_said_unless_the_level_says_it(before, after, outcome, reports):
    changes = differences(before, after)
    said = what_changed(outcome, changes, make_incident(reports=reports))
    if outcome is not Outcome.FURTHER_REPORT:
        facts_changed = {change.fact for change in changes}
        for change in changes:
            level_says_it = change.fact == "tier" and "severity" in facts_changed
            assert level_says_it or f"{change.before or 'unknown'} → {change.after or 'unknown'}" in said


def test_nothing_changed_is_said_in_no_words():
    assert changed(()) == ""


def test_a_digest_says_how_many_it_holds_and_how_bad_the_worst_is():
    assert digest_headline(3, SeverityLevel.SEVERE) == "3 alerts held for you, the worst of them Severe"
    assert digest_headline(2, SeverityLevel.UNKNOWN) == "2 alerts held for you"


def test_the_notice_of_a_spent_budget_says_what_still_comes_at_once():
    assert "of 20 alerts a day" in budget_headline(20, SeverityLevel.SEVERE)
    assert "only Severe and worse come at once" in budget_headline(20, SeverityLevel.SEVERE)
    assert "only Extreme comes at once" in budget_headline(20, SeverityLevel.EXTREME)
