import pytest

from streams.admin import ensure_alert_topics, ensure_topics, topic_states
from streams.settings import Settings

pytestmark = pytest.mark.kafka


async def test_missing_topics_are_created_once(settings: Settings) -> None:
    await ensure_topics(settings)
    await ensure_topics(settings)
    assert all(state.found == state.wanted for state in await topic_states(settings))


async def test_a_subscriber_whose_topic_cannot_be_is_named_and_the_others_have_theirs(settings: Settings) -> None:
    refused = await ensure_alert_topics(settings, {"africa", "no such/name", "asia"})
    assert list(refused) == ["no such/name"]
    assert "InvalidTopic" in refused["no such/name"]
    assert await ensure_alert_topics(settings, {"africa", "asia"}) == {}
