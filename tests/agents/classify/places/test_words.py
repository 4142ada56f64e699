"""What is kept of a word is what the tables say of it."""

from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.classify.places import scene as scene_module
from agents.classify.places.cues import load_cues
from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.keys import plain
from agents.classify.places.scene import scene
from agents.classify.places.senses import senses
from agents.classify.places.setting import set_up
from agents.classify.places.toponym import place_of
from agents.classify.places.words import words_of
from agents.classify.text.tokens import fold
from schemas.evidence import Field
from tests.agents.classify.places.strategies import document, texts

_TOKENS = st.sampled_from(
    ["Paris", "PARIS", "Jordan", "Reading", "US", "Va", "St", "The", "Of", "Mr", "Bogotá", "İzmir", "University", "J", "’S",
     "Houston", "Said", "Tamil", "New", "Springfield", "Şırnak", "1,200", "Police"]
) | st.text(min_size=1)  # fmt: skip


@given(_TOKENS)
@settings(max_examples=300, deadline=None)
def test_a_word_is_in_the_lists_that_it_says(token):
    gazetteer, cues = load_gazetteer(), load_cues()
    word, lower = words_of(gazetteer)[token], fold(token)
    assert word.plain == (lower if lower.isascii() else plain(token))
    filed = gazetteer.names.get(word.plain)
    names = filed is not None and word.plain not in gazetteer.stops and len(word.plain) > 1
    assert word.senses is (senses(gazetteer, filed) if names else None)
    assert word.most == gazetteer.longest.get(word.plain, 0)
    assert word.written == (token in gazetteer.exact or token in gazetteer.shorts)
    assert (word.given, word.common) == (lower in gazetteer.first_names, lower in gazetteer.common)
    assert (word.stop, word.title) == (lower in gazetteer.stops, lower in cues.words["title_before"])
    assert word.named == (word.given or word.title)
    assert not (word.surname and lower in cues.heads)
    assert word.after == cues.after.get(lower, 0.0)
    assert word.closed or (word.after == 0.0 and lower.isalpha() and lower not in cues.heads)


@given(texts)
@settings(max_examples=200, deadline=None)
def test_what_is_remembered_of_words_changes_nothing(text):
    read, gazetteer = document(text), load_gazetteer()
    remembered = find_places(read, gazetteer)
    words_of(gazetteer).clear()
    senses.cache_clear()
    assert find_places(read, gazetteer) == remembered


@given(texts)
@settings(max_examples=100, deadline=None)
def test_the_words_of_an_article_are_those_that_hold_a_capital(text):
    read = document(text)
    setting = set_up(read, load_gazetteer())
    assert list(setting.words) == [at for at, token in enumerate(read.tokens) if token != read.lower[at]]
    shouted = (one for one in read.sentences if one.last > one.first + 1 and read.buffer[one.start : one.end].isupper())
    assert setting.shouted == {at for one in shouted for at in range(one.first, one.last)}


@pytest.mark.parametrize("name", ["Paris", "Springfield", "Georgia", "Nigerian", "Kunduz", "Borno", "Mexico"])
def test_the_best_sense_is_the_one_of_the_highest_rank(name):
    known = words_of(load_gazetteer())[name].senses
    assert known is not None
    assert known.best is known.all[0]
    assert known.best.rank == max(sense.rank for sense in known.all)
    assert known.homes == {sense.country for sense in known.all}
    assert len({(sense.first, sense.kind) for sense in known.all}) == len(known.all)
    assert all(sense.doubted <= sense.prior < inf for sense in known.all)


def test_a_place_is_counted_as_the_outside_world_does():
    read = document("Nine died in Goma.", title="Blast in Mogadishu")
    places = [place_of(read, one) for one in find_places(read, load_gazetteer())]
    assert [(one.text, one.field) for one in places] == [("Mogadishu", Field.TITLE), ("Goma", Field.TEXT)]
    assert all(
        {Field.TITLE: read.title, Field.TEXT: read.text}[one.field][one.start : one.end] == one.text for one in places
    )


_NEWS = st.lists(
    st.sampled_from(["MOSUL, Iraq (AP) - ", "in Kunduz ", "Nine died. ", "near Goma; ", "\n\nLIMA — ", "Texas. ", "Mali. "]),
    max_size=20,
).map("".join)  # fmt: skip


@given(_NEWS | texts, st.lists(st.integers(0, 4), max_size=3), st.sampled_from(["", "Blast in Mogadishu"]))
@settings(max_examples=200, deadline=None)
def test_behind_an_event_there_is_only_the_rest_of_the_article(text, sentences, title):
    read = document(text, title)
    toponyms = find_places(read, load_gazetteer())
    told = scene_module._told(read, toponyms, sentences, ())
    behind = [one for one in toponyms if one.start >= told.behind]
    assert all(scene_module._reason(told, one) is scene_module.SceneReason.ARTICLE for one in behind)
    assert scene(read, toponyms, sentences) == scene(read, list(toponyms), sentences)
