from __future__ import annotations

import dataclasses

from hypothesis import given
from hypothesis import strategies as st

from agents.correlate.incident import correlate
from agents.correlate.incidents import Incidents
from agents.correlate.index import Postings
from agents.correlate.knowledge import load
from tests.agents.correlate.strategies import event, histories

steps = st.lists(st.tuples(st.booleans(), st.integers(0, 6), st.sampled_from("abcd")), max_size=60)


@given(steps)
def test_postings_hold_what_sets_would(taken: list[tuple[bool, int, str]]):
    postings, sets = Postings(), {key: set() for key in "abcd"}
    for add, handle, key in taken:
        if add:
            postings.add(handle, [key])
            sets[key].add(handle)
        else:
            postings.remove(handle, [key])
            sets[key].discard(handle)
        assert {key: sorted(postings.read(key)) for key in sets} == {key: sorted(held) for key, held in sets.items()}
        assert {key: postings.count(key) for key in sets} == {key: len(held) for key, held in sets.items()}


def test_a_list_that_is_too_long_is_passed_over_whole():
    postings = Postings()
    for handle in range(10):
        postings.add(handle, ["common"])
    postings.add(3, ["rare"])
    limits = dataclasses.replace(load().index, longest_list=9)
    assert postings.vote([(10, 1.0, "common"), (1, 2.0, "rare")], limits) == {3: 2.0}


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
