"""What the title and lead say goes first, and colours the rest."""

from __future__ import annotations

import pytest

from agents.classify.events.lead import lead_of
from schemas.taxonomy import EventType, Modality


def test_short_lines_before_the_text_are_passed_over(read):
    document = read(
        "By our reporter\n\nGunmen killed nine villagers near the river on Monday. They fled.", "Title here"
    )
    lead = lead_of(document)
    assert lead.title == 0
    assert document.buffer[document.sentences[lead.first].start :].startswith("Gunmen")


def test_a_document_without_a_title_leads_with_its_first_sentence(read):
    lead = lead_of(read("Gunmen killed nine villagers near the river on Monday. They fled by boat over the lake."))
    assert (lead.title, lead.first, lead.second) == (None, 0, 1)


def test_an_empty_document_has_no_lead(read):
    assert lead_of(read("")).bounds([]) == []


def test_the_event_of_the_title_goes_before_a_surer_one_that_is_recalled(find):
    found = find(
        "Envoys of both sides arrived in Muscat on Friday for talks on the prisoners, officials said. "
        "A round is to last two days. In May a suicide bomber killed 40 people at a mosque in the capital.",
        "Peace talks open in Muscat",
    )
    assert [one.type for one in found] == [EventType.DIPLOMATIC_TALKS, EventType.ATTACKS]


def test_the_title_says_whether_it_has_happened(find):
    found = find(
        "Face-to-face talks between the two governments were last held in 2019. Peace talks then broke down.",
        "Iran to hold talks with Iraq next week",
    )
    assert found[0].modality is Modality.PLANNED


@pytest.mark.parametrize(
    ("title", "text", "modality"),
    [
        (
            "Town marks ten years since market bombing",
            "Bells rang at noon on Friday for the dead. A car bomb killed 60 people among the stalls.",
            Modality.HISTORICAL,
        ),
        (
            "Mock crash tests rescuers",
            "A bus and a train collided at dawn and forty people lay wounded beside the track.",
            Modality.DRILL,
        ),
        (
            "Mayor denies there was a bomb at ferry port",
            "Posts had claimed that a bomb exploded at the terminal and that nine people were killed.",
            Modality.NEGATED,
        ),
    ],
)
def test_what_the_article_is_about_holds_for_all_of_it(find, title, text, modality):
    assert {one.modality for one in find(text, title)} == {modality}


@pytest.mark.parametrize(
    "further",
    [
        "Police arrested two suspects on Sunday.",
        "Several governments condemned the killings.",
        "Soldiers were deployed to the district.",
        "The clinic sent ambulances and food to the village.",
    ],
)
def test_what_follows_from_an_attack_is_no_second_event(find, further):
    found = find(
        f"Gunmen stormed a village near the border on Friday and killed fourteen people, its chief said. "
        f"They came on motorbikes at dawn. Families buried their dead in the afternoon. {further}",
        "Gunmen kill fourteen in village raid",
    )
    assert [one.type for one in found] == [EventType.ATTACKS]


def test_an_arrest_that_the_title_tells_is_a_second_event(find):
    found = find(
        "Police have arrested a man whom they suspect of planting the bomb that killed nine people at the market.",
        "Market bombing kills nine: police hold man",
    )
    assert {EventType.ATTACKS, EventType.REPRESSION_JUSTICE} <= {one.type for one in found}
