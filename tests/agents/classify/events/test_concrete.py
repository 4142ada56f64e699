"""A deed of violence is told from talk of violence."""

import pytest

from agents.classify.events.concrete import read_concreteness
from agents.classify.events.find import hits_of
from agents.classify.events.knowledge import KnowledgeError, read
from agents.classify.events.lead import lead_of
from agents.classify.events.rules import KNOWLEDGE, load_lexicon
from schemas.taxonomy import EventType, Modality

TALKS = (
    "The foreign ministers of both countries met in Lima on Tuesday and signed nothing. "
    "They will meet again in the spring, their spokesmen said after the talks. "
)
DEEDS = [
    "On the way home the deputy mayor was murdered by two men outside a church on Sunday night.",
    "A bomb exploded in a bank at dawn and six employees were wounded.",
    "The bishop condemned the killing of the three teachers, who were shot at their school.",
    "A judge was kidnapped from his house on Friday morning.",
]
TALK = [
    "We are against all terrorism, war and repression, and against those who bring attacks on people.",
    "Attacks on people are always a crime, and the struggle for peace and democracy continues.",
    "Troops and rebels attacked positions in a battle, and combat goes on in the offensive.",
]


@pytest.fixture
def tells(read, rules):
    def tells_of_deed(text: str) -> bool | None:
        document = read(text)
        hits = hits_of(document, document.lower, lead_of(document), rules)
        return rules.concrete.tells_of_deed(hits, document.lower, document.sentences)

    return tells_of_deed


@pytest.mark.parametrize("text", DEEDS)
def test_somebody_hurt_somewhere_at_some_time_is_a_deed(tells, text):
    assert tells(text) is True


@pytest.mark.parametrize("text", TALK)
def test_violence_as_a_subject_is_none(tells, text):
    assert tells(text) is False


def test_where_no_rule_hears_an_attack_nothing_is_said(tells):
    assert tells("The mayor opened a bridge on Monday morning.") is None


def test_only_what_was_done_counts(tells):
    assert tells("The judge denied that there was an attack on the bank on Monday night.") is None


def test_a_number_counts_people(rules, read):
    sure = []
    for who in ("The villagers", "Six villagers"):
        document = read(f"{who} were killed in an attack.")
        hits = hits_of(document, document.lower, lead_of(document), rules)
        sure.append(rules.concrete.sureness(hits, document.lower, document.sentences))
    assert sure[0] < sure[1]


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_stands_beside_the_talks_that_an_article_leads_with(find, deed):
    assert {one.type for one in find(TALKS + deed)} == {EventType.DIPLOMATIC_TALKS, EventType.ATTACKS}


@pytest.mark.parametrize("talk", TALK)
def test_talk_of_violence_does_not(find, talk):
    assert EventType.ATTACKS not in {one.type for one in find(TALKS + talk)}


def test_the_dead_of_a_battle_are_its_own(find):
    battle = "Rebels entered the city of Goma on Monday night. The fighting killed at least 17 people and wounded 367. "
    assert [one.type for one in find(battle)] == [EventType.ARMED_CONFLICT]


def test_a_deed_told_beside_a_battle_is_another_event(find):
    battle = "Rebels entered the city of Goma on Monday night. Troops withdrew after heavy fighting. "
    found = find(battle + DEEDS[0])
    assert {one.type for one in found} == {EventType.ARMED_CONFLICT, EventType.ATTACKS}


def test_talk_of_violence_in_the_lead_is_left_to_the_rules(find):
    assert find(TALK[0], title="Attack on market in Bor kills four")[0].type is EventType.ATTACKS


def test_an_attack_of_long_ago_that_an_article_recalls_is_no_event(find):
    found = find(
        "The studio in Bari closes in May, its owners said, after fifty years of music. "
        "Rents have doubled and bands record at home. "
        "Its founder survived an attempt on his life in 1987."
    )
    assert Modality.HISTORICAL not in {one.modality for one in found}


def test_the_dead_of_a_flood_are_not_made_an_attack(find):
    flood = "A flood swept through Valdera on Monday. Rescuers searched houses in the valley. "
    found = find(flood + "Two teachers were killed in a school at night when the river burst in.")
    assert {one.type for one in found} == {EventType.DISASTER_HEALTH}


def test_a_sign_without_a_weight_is_refused(tmp_path):
    path = tmp_path / "concrete.toml"
    path.write_text('[[sign]]\nid = "people"\nwords = ["man"]\nreason = "Because."\nweight = "much"\n')
    with pytest.raises(KnowledgeError, match="needs a number"):
        read_concreteness(read(path), load_lexicon(KNOWLEDGE))
