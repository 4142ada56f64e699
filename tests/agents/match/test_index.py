import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.match.compiled import Case
from agents.match.decide import match
from agents.match.index import NoFilter, SubscriptionIndex
from agents.match.pivot import FactsKey, PrefixKey, SurfaceKey, TermKey
from agents.match.predicate import satisfies
from schemas.formats.subscription import SubscriptionError
from schemas.levels import SeverityLevel
from schemas.subscription import OwnRegion
from tests.agents.match.strategies import (
    box,
    incidents,
    located_incidents,
    make_incident,
    make_report,
    make_subscription,
    of_facts,
    subscriptions,
)

changes = st.lists(st.one_of(subscriptions().map(lambda item: ("put", item)), st.just(("delete", "a"))), max_size=12)


def apply(store, steps):
    for kind, what in steps:
        if kind == "put":
            store.put(what)
        else:
            store.delete(what)
    return store


@settings(max_examples=300, deadline=None)
@given(changes, st.lists(incidents(), min_size=1, max_size=4))
def test_the_index_gives_the_matches_that_no_index_gives(steps, reports):
    index, twin = apply(SubscriptionIndex(), steps), apply(NoFilter(), steps)
    ledgers = {index: None, twin: None}
    for incident in reports:
        decisions = {store: match(incident, store, ledgers[store]) for store in (index, twin)}
        assert decisions[index].matches == decisions[twin].matches
        assert decisions[index].ledger == decisions[twin].ledger
        for store, decision in decisions.items():
            ledgers[store] = decision.ledger or ledgers[store]


@settings(max_examples=1000, deadline=None)
@given(of_facts(), located_incidents())
def test_every_incident_whose_place_and_counts_satisfy_is_a_candidate(subscription, incident):
    case = Case(incident)
    index = SubscriptionIndex([subscription])
    if satisfies(index.get("s1"), case):
        assert index.get("s1") in index.candidates(case)


@settings(max_examples=100, deadline=None)
@given(changes)
def test_an_index_from_which_all_is_deleted_holds_nothing(steps):
    index = apply(SubscriptionIndex(), steps)
    for name in "abcde":
        index.delete(name)
    assert len(index) == 0
    assert index.is_empty()


def test_a_subscription_that_is_refused_leaves_the_one_before_in_place():
    index = SubscriptionIndex([make_subscription(keywords="Kunduz")])
    with pytest.raises(SubscriptionError, match="column 9"):
        index.put(make_subscription(keywords="Kabul OR"))
    assert index.get("s1").subscription.when.keywords == "Kunduz"


def test_a_changed_subscription_is_no_candidate_under_its_old_words():
    index = SubscriptionIndex([make_subscription(keywords="Kunduz")])
    index.put(make_subscription(keywords="Herat"))
    case = Case(make_incident(make_report("Kunduz", "Kunduz")))
    assert list(index.candidates(case)) == []


def test_deleting_what_is_not_there_says_so():
    assert SubscriptionIndex().delete("nobody") is False


@pytest.mark.parametrize(
    ("when", "keys"),
    [
        ({"keywords": "the AND Kunduz"}, {TermKey("kunduz")}),
        ({"keywords": "Kunduz OR Takhar"}, {TermKey("kunduz"), TermKey("takhar")}),
        ({"keywords": '"suicide bombing Takhar"'}, {TermKey("takhar")}),
        ({"keywords": "взрывы"}, {TermKey("взрывы"), TermKey("взрыв", elsewhere=True)}),
        ({"keywords": "the NEAR/5 Kunduz"}, {TermKey("kunduz")}),
        ({"keywords": "count:3 (Kunduz OR Takhar)"}, {TermKey("kunduz"), TermKey("takhar")}),
        ({"keywords": "sentence:(the Kunduz NOT Takhar)"}, {TermKey("kunduz")}),
        ({"keywords": "(harvest OR orchard) AND (Kunduz OR Takhar)"}, {TermKey("kunduz"), TermKey("takhar")}),
        ({"keywords": "cs:IS"}, {SurfaceKey("IS")}),
        ({"keywords": "explosiv*"}, {PrefixKey("explos")}),
        ({"keywords": "min:2 (Kunduz OR the OR Takhar)"}, {TermKey("kunduz"), TermKey("takhar")}),
        (
            {"events": ("attacks",), "regions": ("AF",), "severity": SeverityLevel.SEVERE, "keywords": "the"},
            {FactsKey("attacks", "AF", 3)},
        ),
        ({"events": ("attacks",), "regions": ("admin1:AF/Kunduz",)}, {FactsKey("attacks", "place:kunduz", 0)}),
        (
            {"regions": (OwnRegion(area="north", regions=("AF",), polygons=((box(68.2, 36.2, 69.5, 36.8),),)),)},
            {FactsKey("*", "AF", 0), FactsKey("*", "cell:36,68", 0), FactsKey("*", "cell:36,69", 0)},
        ),
        ({"casualties": ("killed >= 10", "abducted > 0")}, {FactsKey("*", "count:abducted", 0)}),
        ({"casualties": ("killed < 10",), "regions": ("m49:001",)}, {FactsKey("*", "count:killed", 0)}),
        ({"casualties": ("killed >= 10",), "regions": ("AF",)}, {FactsKey("*", "AF", 0)}),
        ({"events": ("attacks",), "regions": ("AF",), "keywords": "harvest"}, {FactsKey("attacks", "AF", 0)}),
        ({}, {FactsKey("*", "*", 0)}),
    ],
)
def test_a_subscription_stands_under_its_rarest_necessary_condition(when, keys):
    assert set(SubscriptionIndex([make_subscription(**when)]).plan("s1").keys) == keys


@pytest.mark.parametrize(("language", "candidates"), [("ru", 1), ("en", 0), (None, 0)])
def test_a_form_makes_a_candidate_only_in_a_text_of_its_language(language, candidates):
    index = SubscriptionIndex([make_subscription(keywords="взрывы")])
    case = Case(make_incident(make_report("", "взрывами", language)))
    assert len(index.candidates(case)) == candidates


def test_an_incident_that_has_nothing_of_a_subscription_never_tests_it():
    index = SubscriptionIndex([make_subscription(id=f"s{n}", keywords=f"rareword{n}") for n in range(100)])
    decision = match(make_incident(make_report("Quiet", "Only rareword7 here")), index, None)
    assert (decision.candidates, decision.tested, len(decision.matches)) == (1, 1, 1)


@pytest.mark.parametrize("guard", ["harvest", "harv*", "(harvest OR orchard)", '"wheat harvest"'])
def test_what_has_the_rarest_words_only_is_no_candidate_without_a_word_of_each_part(guard):
    index = SubscriptionIndex([make_subscription(keywords=f"Takhar AND {guard}")])
    bare, whole = (Case(make_incident(make_report("Takhar", text))) for text in ("Nothing.", "A wheat harvest."))
    assert len(index.candidates(bare)) == 0
    assert len(index.candidates(whole)) == 1
