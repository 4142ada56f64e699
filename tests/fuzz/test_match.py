"""The short form of `make fuzz`, and that it finds what it is for."""

import random
from operator import attrgetter

import pytest

from agents.match.index import SubscriptionIndex
from schemas.incident import Incident
from schemas.subscription import Subscription
from tests.fuzz.match import fuzz


def test_the_index_gives_the_matches_that_no_index_gives() -> None:
    seed = random.SystemRandom().randrange(2**32)  # another in every run
    assert fuzz(seed, 10_000) is None, f"seed {seed}: python tests/fuzz/match.py --seed {seed}"


def test_an_index_that_forgets_one_is_found_by_one_subscription_and_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SubscriptionIndex.candidates
    monkeypatch.setattr(SubscriptionIndex, "candidates", lambda *asked: sorted(whole(*asked), key=attrgetter("id"))[1:])
    found = fuzz(1, 5_000)
    assert found is not None
    assert [type(step) for step in found.steps] == [Subscription, Incident]
