"""A knowledge file that is wrong is refused with file, entry, field and value."""

from __future__ import annotations

import shutil

import pytest

from agents.classify.events.knowledge import KnowledgeError
from agents.classify.events.rules import KNOWLEDGE, load_rules
from agents.classify.events.typos import Typos


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('subtype = "grenade"', 'subtype = "granade"', "granade"),
        ("weight = 0.93", "weight = 9", "weight = 9"),
        ('type = "attacks"', 'type = "atacks"', "atacks"),
        ('patterns = ["airstrike.n"', 'patterns = ["@airstrike"', "@airstrike"),
        ('id = "rape"', 'id = "abducted"', "used twice"),
        ("[codes]", "[codes", "attacks.toml"),
    ],
)
def test_a_wrong_value_is_named(tmp_path, old, new, message):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    path = folder / "types" / "attacks.toml"
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(KnowledgeError) as caught:
        load_rules(folder)
    assert message in str(caught.value)


def test_a_type_without_a_file_is_refused(tmp_path):
    folder = tmp_path / "knowledge"
    shutil.copytree(KNOWLEDGE, folder)
    (folder / "types" / "unrest.toml").unlink()
    with pytest.raises(KnowledgeError, match="unrest"):
        load_rules(folder)


@pytest.mark.parametrize("word", ["attach", "black", "strife", "shirts", "boats", "heating", "station"])
def test_an_ordinary_word_is_no_slip(rules, word):
    assert rules.typos.correct((word,), (word,)) == (word,)


@pytest.mark.parametrize(("slip", "word"), [("atack", "attack"), ("explosoin", "explosion"), ("ceasfire", "ceasefire")])
def test_a_slip_is_put_right(rules, slip, word):
    assert list(rules.typos.correct((slip,), (slip,))) == [word]


@pytest.mark.parametrize("written", ["the town of Atack", "Atack Miller told this newspaper"])
def test_a_name_is_no_slip(written):
    typos = Typos.of({"attack"}, (), ())
    assert "attack" not in typos.correct(written.split(), written.lower().split())


@pytest.mark.parametrize(
    "written",
    [
        ("Atack", "on", "the", "bridge"),
        ("Gunmen", "Atack", "Bus", "in", "Herat"),
        ("ATACK", "ON", "BUS"),
        (".", "Atack"),
    ],
)
def test_a_slip_is_put_right_where_its_capital_says_nothing(written):
    typos = Typos.of({"attack"}, (), ())
    folded = tuple(word.lower() for word in written)
    assert "attack" in typos.correct(written, folded)
