"""Codes of events by the act that is told, and events that an act alone tells."""

from __future__ import annotations

import pytest

from schemas.taxonomy import EventType, Modality


@pytest.mark.parametrize(
    ("text", "plover", "cameo"),
    [
        ("Ghana and Togo held talks on the border.", "CONSULT", "04"),
        ("Ghana agreed to hold talks with Togo on the border.", "AGREE", "03"),
        ("Ghana refused to hold talks with Togo on the border.", "REJECT", "12"),
        ("Ghana imposed an embargo on Togo.", "COERCE", "16"),
        ("Ghana broke off talks with Togo on the border.", "SANCTION", "16"),
    ],
)
def test_the_code_of_an_event_is_that_of_the_act(find, text, plover, cameo):
    codes = find(text)[0].codes
    assert (codes.plover, codes.cameo) == (plover, cameo)


def test_a_deed_keeps_its_code_in_an_article_that_condemns_it(find):
    text = (
        "The king condemned the suicide bombing that killed nine people at the market of Herat. "
        "The suicide bomber struck at noon. Shops were closed on the next day."
    )
    deed = next(one for one in find(text) if one.type is EventType.ATTACKS)
    assert deed.codes.plover == "ASSAULT"


def test_an_act_of_a_state_is_an_event_where_no_rule_tells_one(find):
    (only,) = find("Denmark returned the carved masks to Greenland on Tuesday.")
    assert (only.type, only.codes.plover, only.modality) == (EventType.AGREEMENT, "YIELD", Modality.ACTUAL)
    assert only.triggers[0].rule == "yield.give_back"


@pytest.mark.parametrize(
    "text",
    [
        "The gardener returned the borrowed ladder to his aunt.",
        "The critic slammed the second act as a bore.",
        "The gardener attacked his salad with relish.",
    ],
)
def test_what_people_do_who_are_no_political_actors_is_no_event(find, text):
    assert find(text) == ()


def test_an_earthquake_that_kills_is_no_assault(find):
    codes = {one.type: one.codes.plover for one in find("An earthquake killed ninety people in the hills of Gilan.")}
    assert codes == {EventType.DISASTER_HEALTH: None}


def test_in_a_longer_text_an_act_beside_the_event_says_nothing_of_it(find):
    text = (
        "Police arrested nine editors in Bissau, weeks after Togo sent tents to the valley. "
        "The editors were taken to a fort. Their paper did not appear."
    )
    assert find(text)[0].codes.plover == "COERCE"


def test_a_text_in_another_language_keeps_the_codes_of_its_types(find, rules):
    text = "Le gouvernement et les rebelles ont signé un accord de paix à Bangui lundi soir, selon le ministre."
    found = find(text)
    assert found
    for one in found:
        assert one.codes == rules.types[one.type].subtype_codes[one.subtype]
