from __future__ import annotations

import pytest

from agents.correlate.facts import facts_of
from agents.correlate.knowledge import load
from agents.correlate.origins import UNNAMED, origin_of, site
from agents.correlate.signatures import Signature, written
from agents.correlate.writings import writings_of
from schemas.event import Report
from schemas.incident import Source
from tests.agents.correlate.strategies import NOON, event


def report(article: str = "new", **fields: str | None) -> Report:
    return Report(article=article, title="t", text="", received=NOON, **fields)  # type: ignore[arg-type]  # by the test's word


def signed(shingles: tuple[int, ...]) -> Signature:
    return Signature(shingles, frozenset(shingles), 0)


def known(origin: str, article: str = "old", url: str | None = None, shingles: tuple[int, ...] = ()) -> Source:
    return Source(
        at=NOON, told={}, event="e", article=article, origin=origin, url=url, signature=written(signed(shingles), ())
    )


def origin(one: Report, *sources: Source, shingles: tuple[int, ...] = ()) -> str:
    return origin_of(one, signed(shingles), writings_of(sources, facts_of(event("a", "x")), (), load()), 0.5)


def test_the_agency_that_a_text_credits_is_its_origin():
    assert origin(report(credit="Reuters", source="daily.example")) == "reuters"


def test_without_a_credit_the_site_is_the_origin():
    assert origin(report(source="www.Daily.example")) == "daily.example"
    assert origin(report(url="https://www.daily.example/a")) == "daily.example"
    assert origin(report()) == UNNAMED


def test_a_copy_has_the_origin_of_what_it_copies():
    shingles = tuple(range(16))
    assert origin(report(source="b.example"), known("a.example", shingles=shingles), shingles=shingles) == "a.example"


def test_a_text_of_its_own_is_a_further_origin():
    sources = [known("a.example", shingles=tuple(range(16)))]
    assert origin(report(source="b.example"), *sources, shingles=tuple(range(100, 116))) == "b.example"


def test_an_update_at_the_same_address_has_the_origin_of_its_first_form():
    old = known("reuters", url="http://daily.example/a?x=1")
    assert origin(report(source="daily.example", url="https://www.daily.example/a"), old) == "reuters"


@pytest.mark.parametrize(
    ("name", "expected"), [("https://[x", None), ("  ", None), (None, None), ("WWW.A.example", "a.example")]
)
def test_a_site_is_known_by_its_host(name: str | None, expected: str | None):
    assert site(name) == expected
