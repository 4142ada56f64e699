from types import SimpleNamespace

from agents.match.agent import MatchStage, Subscriptions
from schemas.codec import encode
from schemas.levels import SeverityLevel
from schemas.subscription import Deliver, Example, Examples, Subscription, When
from streams.metrics import Metrics
from streams.records import Counted
from tests.agents.match.strategies import make_incident


def test_a_worker_does_not_keep_the_examples_of_a_subscription() -> None:
    subscriptions = Subscriptions(Metrics())
    tests = Examples(must=(Example(text="A bomb went off."),))
    asked = Subscription(id="a", subscriber="desk", when=When(events=("attacks",)), tests=tests)
    assert subscriptions.change("a", encode(asked)) == "desk"
    kept = subscriptions.index.get("a")
    assert kept is not None
    assert kept.subscription == Subscription(id="a", subscriber="desk", when=When(events=("attacks",)))


def test_a_worker_knows_what_each_subscription_mutes_and_which_are_there() -> None:
    subscriptions, muted = Subscriptions(Metrics()), f"inc-{1:020x}"
    for mute in ((), (muted,)):
        asked = Subscription(id="a", subscriber="desk", when=When(events=("attacks",)), deliver=Deliver(mute=mute))
        subscriptions.change("a", encode(asked))
        assert subscriptions.muted("a") == set(mute)
    subscriptions.change("a", None)
    assert subscriptions.muted("a") is None


def test_candidates_exact_tests_and_matches_are_counted() -> None:
    metrics = Metrics()
    subscriptions = Subscriptions(metrics)
    for name, least in (("a", SeverityLevel.UNKNOWN), ("b", SeverityLevel.EXTREME)):
        asked = Subscription(id=name, subscriber="desk", when=When(keywords="Kunduz", severity=least))
        assert subscriptions.change(name, encode(asked)) == "desk"
    led = MatchStage(subscriptions, metrics).handle(SimpleNamespace(partition=0, value=encode(make_incident())))
    for one in led:
        if isinstance(one, Counted):
            one.add()
    counted = metrics.match_candidates, metrics.match_tested, metrics.matches
    assert [next(iter(series.collect())).samples[0].value for series in counted] == [2, 2, 1]
