"""The learned voice: asked where rules are silent, with the words that moved it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.events.find import find_events
from agents.classify.events.knowledge import KnowledgeError
from agents.classify.events.learned import Voice, load_voice, stem, word_features, write_voice
from agents.classify.events.speak import LEARNED
from agents.classify.events.train import TRAINING, read_examples, train
from schemas.taxonomy import SUBTYPES, EventType

LABELS = ((EventType.NONE, None), (EventType.UNREST, "peaceful_protest"), (EventType.ATTACKS, "grenade"))
SMALL = Voice(LABELS, (0.0, 0.0, 0.0), {"march": ((1, 4.0),), "pin": ((2, 4.0),), "rule:attacks.x": ((2, 6.0),)})


def test_shares_sum_to_one_and_the_evidence_is_the_token_that_spoke():
    opinion = SMALL.hear(("they", "marched", "home"), ())
    assert sum(opinion.shares.values()) == pytest.approx(1.0)
    assert opinion.best_type()[0] is EventType.UNREST
    assert opinion.evidence == (1,)


def test_a_rule_that_matched_speaks_too():
    assert SMALL.hear(("they", "marched"), ("attacks.x",)).best_type()[0] is EventType.ATTACKS


@given(st.lists(st.text(min_size=1), max_size=40))
def test_any_tokens_can_be_heard(tokens):
    assert sum(SMALL.hear(tokens, ()).shares.values()) == pytest.approx(1.0)


def test_a_voice_is_read_as_it_was_written(tmp_path):
    write_voice(SMALL, tmp_path / "learned.tsv")
    assert load_voice(tmp_path / "learned.tsv") == SMALL


@pytest.mark.parametrize("content", ["", "unrest/sports:0.0\nx\t0:1\n", "unrest/peaceful_protest:0.0\nx y\n"])
def test_a_file_that_is_wrong_is_refused(tmp_path, content):
    path = tmp_path / "learned.tsv"
    path.write_text(content)
    with pytest.raises(KnowledgeError, match=r"learned\.tsv"):
        load_voice(path)


def test_training_learns_what_tells_labels_apart():
    texts = [(frozenset({"march", "street"}), LABELS[1]), (frozenset({"pin", "street"}), LABELS[2])] * 4
    voice = train(texts)
    assert voice.hear(("march",), ()).best_type()[0] is EventType.UNREST
    assert voice.hear(("pin",), ()).best_type()[0] is EventType.ATTACKS


def test_a_decision_of_the_voice_cites_its_words(read, rules):
    document = read("The zorb was gribbled by the ministry")
    voice = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 9.0),)})
    (only,) = find_events(document, replace(rules, voice=voice))
    assert only.type is EventType.UNREST
    assert [(one.rule, document.lower[one.first]) for one in only.triggers] == [(LEARNED, "gribbled")]


@pytest.mark.parametrize(("word", "root"), [("raided", "raid"), ("raids", "raid"), ("2,000", "#"), ("the", "the")])
def test_common_endings_are_cut(word, root):
    assert stem(word) == root


def test_a_word_is_heard_by_its_beginnings_too():
    assert word_features("shelling") == ("shell",)
    assert word_features("demonstrators") == ("demonstrator", "demon-", "demonst-")
    assert word_features("2,000") == ("#",)


UNSURE = "The men attacked the zorb"
NOTHING = Voice(LABELS, (9.0, 0.0, 0.0), {})


def test_one_thing_that_rules_doubt_is_nothing_where_the_voice_is_sure_of_that(read, rules):
    document = read(UNSURE)
    assert find_events(document, replace(rules, voice=None)) != ()
    assert find_events(document, replace(rules, voice=NOTHING)) == ()


def test_what_rules_are_surer_of_than_the_voice_of_another_type_stays(read, rules):
    document = read(UNSURE)
    leaning = Voice(LABELS, (0.0, 0.1, 0.0), {})
    (first, *_) = find_events(document, replace(rules, voice=leaning))
    assert first.type is EventType.ATTACKS


def test_an_article_is_told_by_the_voice_as_a_snippet_is(read, rules):
    document = read("The zorb was gribbled by the ministry.", "Zorb gribbled")
    voice = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 9.0),)})
    assert find_events(document, replace(rules, voice=voice))[0].type is EventType.UNREST


def test_what_rules_are_sure_of_stands_whatever_the_voice_says(read, rules):
    document = read("A suicide bomber blew himself up at the gates of the academy and killed eleven cadets.")
    assert find_events(document, replace(rules, voice=NOTHING)) == find_events(document, replace(rules, voice=None))


def test_the_voice_is_not_asked_about_a_language_that_it_was_not_trained_in(read, rules):
    document = replace(read("The zorb was gribbled by the ministry"), language="es")
    voice = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 9.0),)})
    assert find_events(document, replace(rules, voice=voice)) == ()


SHELLS = Voice(LABELS, (0.0, 0.0, 0.0), {"shell": ((2, 9.0),), "gribbl": ((1, 3.0),)})


def test_the_voice_does_not_hear_a_word_that_a_trap_covers(read, rules):
    document = read("Shelling of prawns begins at the zorb")
    assert find_events(document, replace(rules, voice=SHELLS)) == ()


def test_what_the_voice_makes_of_the_rest_counts_only_where_it_makes_the_same_of_the_whole(read, rules):
    document = read("Shelling of prawns gribbled the zorb")
    assert find_events(document, replace(rules, voice=SHELLS)) == ()


def test_the_voice_is_not_asked_about_a_recipe(read, rules):
    voice = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 9.0),)})
    assert find_events(read("Bake the gribbled zorb for eleven minutes"), replace(rules, voice=voice)) == ()


def test_the_voice_must_be_surer_in_a_story_of_sport(read, rules):
    voice = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 1.2),)})
    assert find_events(read("The zorb was gribbled near the ministry"), replace(rules, voice=voice)) != ()
    assert find_events(read("The zorb was gribbled near the wicket in cricket"), replace(rules, voice=voice)) == ()


HALF_SURE = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 1.0),), "summit": ((2, 9.0),)})


def test_the_voice_is_not_asked_about_another_genre(read, rules):
    document = read("In the novel's third chapter the zorb was gribbled by the duke.")
    sure = Voice(LABELS, (0.0, 0.0, 0.0), {"gribbl": ((1, 9.0),)})
    assert find_events(document, replace(rules, voice=sure)) == ()


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("The zorb was gribbled by the baker", True),
        ("The zorb was gribbled by chemists from protein and enzyme", False),
        ("The zorb was gribbled on Summit Avenue", False),
    ],
)
def test_the_voice_must_be_surer_of_a_text_of_learning_and_beside_a_trap(read, rules, text, heard):
    assert bool(find_events(read(text), replace(rules, voice=HALF_SURE))) is heard


@pytest.mark.parametrize("path", sorted(TRAINING.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_text_of_the_training_has_a_label_of_the_taxonomy(path):
    examples = read_examples(path)
    assert len(examples) > 100
    assert all(subtype is None or subtype in SUBTYPES[kind] for _, (kind, subtype) in examples)
    assert len({text for text, _ in examples}) == len(examples)
