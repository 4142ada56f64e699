"""Which act a sentence tells: the verb of the main clause, its intent and its denial."""

from __future__ import annotations

import pytest

from agents.classify.events.acts.read import Act, act_in
from agents.classify.events.rules import load_rules
from agents.classify.text.document import build_document
from schemas.article import Article

ACTS = load_rules().acts


def act_of(text: str) -> Act | None:
    document = build_document(Article(id="test", text=text))
    return act_in(document.lower, 0, len(document.lower), ACTS)


def root_of(text: str) -> str | None:
    act = act_of(text)
    return None if act is None else act.root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("After rebels attacked the dam, Malawi sent food to the valley.", "AID"),
        ("Malawi, which was bombed last spring, sent food to the valley.", "AID"),
        ("Families of pilots who were killed in June have sued the airline.", "ACCUSE"),
        ("The minister (who arrested the editor) met the Omani envoy.", "CONSULT"),
        ("Speaking after the raid, the mayor praised the guards.", "SUPPORT"),
    ],
)
def test_the_main_clause_goes_before_what_is_told_beside_it(text, root):
    assert root_of(text) == root


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("Malawi will send food to the valley.", "AGREE"),
        ("Malawi to send food to the valley", "AGREE"),
        ("Malawi sent food to the valley.", "AID"),
        ("The colonel will arrest the editor.", "THREATEN"),
        ("The colonel arrested the editor.", "COERCE"),
    ],
)
def test_an_act_to_come_is_a_promise_or_a_threat(text, root):
    assert root_of(text) == root


def test_an_act_denied_is_a_refusal():
    assert root_of("The colonel has not freed the editor.") == "REJECT"


def test_an_act_of_hostility_denied_is_no_act():
    assert root_of("Troops did not attack the ferry.") is None


@pytest.mark.parametrize(
    ("text", "root"),
    [
        ("Chad agreed to free the pilots.", "AGREE"),
        ("Chad refused to free the pilots.", "REJECT"),
        ("Chad threatened to arrest the pilots.", "THREATEN"),
        ("Chad urged Niger to free the pilots.", "REQUEST"),
        ("Chad condemned the arrest of the pilots.", "ACCUSE"),
        ("Chad welcomed the release of the pilots.", "SUPPORT"),
        ("Chad freed the pilots.", "YIELD"),
    ],
)
def test_the_outer_verb_decides_over_the_one_that_it_governs(text, root):
    assert root_of(text) == root


def test_of_two_frames_of_one_verb_the_one_that_names_more_decides():
    assert root_of("Peru opened its border to trade.") == "YIELD"
    assert root_of("Peru opened its border to the refugees.") == "AID"


def test_a_noun_that_could_be_a_verb_decides_only_where_no_verb_does():
    assert root_of("The attack on the ferry was condemned by Samoa.") == "ACCUSE"
    assert root_of("The attack on the ferry lasted an hour.") == "ASSAULT"


def test_an_act_says_which_tokens_tell_it():
    act = act_of("On Friday Chad freed the pilots.")
    assert act is not None
    assert (act.first, act.frame.id) == (3, "yield.release")


@pytest.mark.parametrize("text", ["The lake is deep.", "A", "Snow fell on the hills for a third night."])
def test_a_sentence_without_an_act_tells_none(text):
    assert act_of(text) is None
