"""What nobody foresaw on the topic of subscriptions ends no worker."""

from pathlib import Path

from streams.metrics import Metrics
from streams.settings import load_settings
from streams.system import System


def test_a_subscription_that_raises_anything_is_refused_and_counted(tmp_path: Path) -> None:
    def take(name: str, value: bytes | None) -> str | None:
        raise ZeroDivisionError

    system = System(load_settings({}, data_dir=str(tmp_path)), Metrics(), tuple, take)
    system._subscription_changed("odd", b"{}")
    assert system.metrics.registry.get_sample_value("tocsin_subscriptions_refused_total") == 1
    assert system._topics_wanted == {}
