"""What is wrong with a file of acts is said with file, entry, field and value."""

from __future__ import annotations

import shutil

import pytest

from agents.classify.events.acts.load import load_acts
from agents.classify.events.entries import load_lexicon
from agents.classify.events.knowledge import KnowledgeError
from agents.classify.events.rules import KNOWLEDGE


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("agree.toml", 'denied = "REJECT"', 'denied = "MAYBE"', "MAYBE"),
        ("agree.toml", 'tells = "agreement.agreement"', 'tells = "agreement.handshake"', "no type.subtype"),
        ("words.toml", "denial = ", "refusal = ", "denial"),
        ("words.toml", '"disaster_health"', '"disaster"', "no event type"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path, file, old, new, message):
    folder = shutil.copytree(KNOWLEDGE / "plover", tmp_path / "plover")
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(KnowledgeError, match=message):
        load_acts(folder, load_lexicon(KNOWLEDGE))
