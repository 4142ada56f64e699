"""Every example beside a frame tells its root, and no counter-example does."""

from __future__ import annotations

import pytest

from agents.classify.events.acts.frame import Acts
from agents.classify.events.acts.read import act_in
from agents.classify.events.rules import load_rules
from agents.classify.text.document import build_document
from schemas.article import Article

ACTS = load_rules().acts


def root_of(text: str, acts: Acts = ACTS) -> str | None:
    """The root of the act that a sentence tells."""
    document = build_document(Article(id="test", text=text))
    act = act_in(document.lower, 0, len(document.lower), acts)
    return None if act is None else act.root


@pytest.mark.parametrize(
    ("frame", "text"),
    [(frame, text) for frame in ACTS.frames for text in frame.examples],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_an_example_tells_the_root_of_its_frame(frame, text):
    assert root_of(text) == frame.root


@pytest.mark.parametrize(
    ("frame", "text"),
    [(frame, text) for frame in ACTS.frames for text in frame.counter_examples],
    ids=lambda value: value if isinstance(value, str) else value.id,
)
def test_a_counter_example_tells_another_root_or_none(frame, text):
    assert root_of(text) != frame.root


def test_every_frame_has_an_example():
    assert [frame.id for frame in ACTS.frames if not frame.examples] == []


def test_every_root_of_the_scheme_has_frames():
    assert len(ACTS.roots) == 15
    assert {frame.root for frame in ACTS.frames} == set(ACTS.roots)
