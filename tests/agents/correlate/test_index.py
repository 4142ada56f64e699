from __future__ import annotations

import dataclasses
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.index import Keys, Words, vote
from agents.correlate.knowledge import load
from tests.agents.correlate.strategies import event, histories

steps = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.sampled_from("abcd")), max_size=60)


@given(steps)
def test_the_words_of_an_index_hold_what_sets_would(taken: list[tuple[bool, int, str]]):
    words, sets = Words(), {word: set() for word in "abcd"}
    for add, handle, word in taken:
        if add:
            (number,) = words.add(handle, [word])
            assert words.spell([number]) == (word,)
            sets[word].add(handle)
        elif handle in sets[word]:
            words.remove(handle, [words.ids[word]])
            sets[word].discard(handle)
        held = {word: list(words.read(number)) for word, number in words.ids.items()}
        assert held == {word: sorted(handles) for word, handles in sets.items() if handles}
    assert len(words.words) <= len("abcd")


@given(steps)
def test_the_keys_of_an_index_hold_what_sets_would(taken: list[tuple[bool, int, str]]):
    numbers = {"a": 0, "b": 1, "c": (1 << 40) - 1, "d": 1 << 14}
    keys, sets = Keys(), {number: set() for number in numbers.values()}
    for add, handle, name in taken:
        if add:
            keys.add(handle, [numbers[name]])
            sets[numbers[name]].add(handle)
        else:
            keys.remove(handle, [numbers[name]])
            sets[numbers[name]].discard(handle)
        assert {number: list(keys.read(number)) for number in sets} == {
            number: sorted(handles) for number, handles in sets.items()
        }


def test_a_list_that_is_too_long_is_passed_over_whole():
    limits = dataclasses.replace(load().index, longest_list=9)
    votes: defaultdict[int, float] = defaultdict(float)
    vote([(10, "common", 1.0, range(10)), (1, "rare", 2.0, [3])], limits, votes)
    assert votes == {3: 2.0}


@given(histories(most=10))
def test_the_index_finds_what_comparing_with_every_open_incident_finds(events_):
    generous = dataclasses.replace(
        load(), index=dataclasses.replace(load().index, longest_list=10**6, reads=10**6, candidates=10**6)
    )
    indexed, compared = Incidents(load()), Incidents(generous)
    for one in events_:
        first, second = correlate(one, indexed), correlate(one, compared)
        assert first.incident.id == second.incident.id
        indexed.apply(first.incident)
        compared.apply(second.incident)


def name(number: int) -> str:
    return "".join("kamorulisetado"[2 * (number // 7**place % 7) :][:2] for place in range(5))


def test_an_incident_is_found_among_thousands_in_its_zone():
    incidents = Incidents(load())
    for number in range(3000):
        told = " ".join(name(number * step % 5003) for step in (1, 17, 113, 1009, 2003, 4001))
        incidents.apply(correlate(event(f"n{number}", f"Clash near {told}"), incidents).incident)
    assert incidents.open_count > 2500
    told = " ".join(name(1540 * step % 5003) for step in (4001, 113, 17, 1, 2003))
    wanted = correlate(event("again", f"Fighters of {told}"), incidents).incident
    assert "n1540" in {source.article for source in wanted.sources}
