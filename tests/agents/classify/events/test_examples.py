"""Every example beside a rule or type is found, and no counter-example is."""

from __future__ import annotations

import pytest

from agents.classify.events.rules import load_rules
from schemas.taxonomy import SUBTYPES, EventType

RULES = load_rules()
EXAMPLES = [
    (known.type, subtype, text)
    for known in RULES.types.values()
    for subtype, texts in known.examples.items()
    for text in texts
]
EXAMPLES += [(rule.type, rule.subtype, text) for rule in RULES.rules for text in rule.examples]
COUNTER = [(known.type, text) for known in RULES.types.values() for text in known.counter_examples]
COUNTER += [(rule.type, text) for rule in RULES.rules for text in rule.counter_examples]


@pytest.mark.parametrize(("kind", "subtype", "text"), EXAMPLES)
def test_an_example_is_found_with_its_type_and_subtype(find, kind, subtype, text):
    assert (kind, subtype) in {(candidate.type, candidate.subtype) for candidate in find(text)}


@pytest.mark.parametrize(("kind", "text"), COUNTER)
def test_a_counter_example_is_not_of_the_type(find, kind, text):
    assert kind not in {candidate.type for candidate in find(text)}


@pytest.mark.parametrize(("name", "text"), [(trap.id, text) for trap in RULES.traps for text in trap.examples])
def test_a_trap_reports_nothing(find, name, text):
    assert find(text) == (), name


def test_every_subtype_has_a_rule_and_an_example():
    have = {(rule.type, rule.subtype) for rule in RULES.rules}
    shown = {(kind, subtype) for kind, subtype, _ in EXAMPLES}
    wanted = {(kind, subtype) for kind in EventType for subtype in SUBTYPES[kind]}
    assert wanted <= have
    assert wanted <= shown


@pytest.mark.parametrize(("name", "text"), [(genre.id, text) for genre in RULES.genres for text in genre.examples])
def test_a_text_of_another_genre_reports_nothing(find, name, text):
    assert find(text) == (), name


CUES = {cue.id: cue for found in RULES.cue_index.entries.values() for _, cue in found.pairs}


@pytest.mark.parametrize(
    ("cue", "text"),
    [(cue, text) for cue in CUES.values() for text in cue.examples],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_what_a_cue_is_an_example_of_did_not_simply_happen(find, cue, text):
    assert {one.modality for one in find(text)} <= {cue.modality}
