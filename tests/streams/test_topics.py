from streams.settings import load_settings
from streams.topics import DEAD_LETTERS, TABLE, alerts_of, wanted

STAGES = {"articles", "events", "incidents", "matches", "ledger", "desks"}


def test_stage_and_state_topics_have_the_partitions_of_the_settings_and_the_others_one() -> None:
    settings = load_settings({}, partitions=7, prefix="p.")
    assert {topic.name: topic.partitions for topic in wanted(settings, brokers=1)} == {
        f"p.{topic.name}": 7 if topic.name in STAGES else 1 for topic in TABLE
    }


def test_state_is_compacted_and_records_that_pass_are_deleted_in_time() -> None:
    policies = {topic.name: topic.config()["cleanup.policy"] for topic in TABLE}
    compacted = {name for name, policy in policies.items() if policy == "compact"}
    assert compacted == {"incidents", "ledger", "desks", "subscriptions"}
    assert alerts_of("africa").config()["retention.ms"] == str(30 * 24 * 3600 * 1000)


def test_there_are_three_copies_where_there_are_brokers_enough() -> None:
    settings = load_settings({})
    assert {topic.replication for topic in wanted(settings, brokers=1)} == {1}
    assert {topic.replication for topic in wanted(settings, brokers=5)} == {3}
    assert {topic.replication for topic in wanted(load_settings({}, replication=2), brokers=5)} == {2}


def test_the_dead_letter_of_the_largest_record_of_any_topic_fits() -> None:
    largest = max(int(topic.config()["max.message.bytes"]) for topic in TABLE if topic is not DEAD_LETTERS)
    assert int(DEAD_LETTERS.config()["max.message.bytes"]) > largest
