from agents.match.agent import Subscriptions
from schemas.codec import encode
from schemas.subscription import Deliver, Example, Examples, Subscription, When
from streams.metrics import Metrics


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
