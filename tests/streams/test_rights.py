"""What Kafka refuses is named; and the names of aiokafka that this needs and that it does not promise to keep."""

import inspect

import pytest
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)
from aiokafka.producer.transaction_manager import TransactionManager

from streams.rights import NotAllowed, asking


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (TopicAuthorizationFailedError("events"), "no right Write on topic events"),
        (TopicAuthorizationFailedError({"events", "desks"}), "no right Write on topic desks, events"),
        (GroupAuthorizationFailedError("Unable to get coordinator id for tocsin"), "no right Read on group tocsin"),
        (TransactionalIdAuthorizationFailed(), "no right Write on transactional id lane-0"),
        (ClusterAuthorizationFailedError(), "no right Write on any topic"),
    ],
)
@pytest.mark.parametrize("wrapped", [False, True])
def test_a_right_that_is_missing_is_named(error: KafkaError, told: str, wrapped: bool) -> None:
    given_up = KafkaError("Unexpected error during batch delivery")
    given_up.__cause__ = error
    with pytest.raises(NotAllowed) as raised, asking("Write", "tocsin", "lane-0"):
        raise given_up if wrapped else error
    assert str(raised.value) == told


def test_who_is_not_told_for_which_topic_names_all_and_leaves_what_is_named_to_whoever_asked_for_it() -> None:
    positions = asking("Read", topics={"matches", "articles"})
    with pytest.raises(NotAllowed, match="no right Read on one of articles, matches"), asking("Write"), positions:
        raise TopicAuthorizationFailedError
    positions = asking("Read", topics={"matches", "articles"})
    with pytest.raises(NotAllowed, match="no right Write on topic events"), asking("Write"), positions:
        raise TopicAuthorizationFailedError({"events"})


def test_any_other_error_stays_what_it_is() -> None:
    with pytest.raises(KafkaError, match="no answer"), asking("Read"):
        raise KafkaError("no answer")


def test_the_methods_that_are_called_exist_with_these_parameters() -> None:
    assert list(inspect.signature(AIOKafkaAdminClient._send_request).parameters) == ["self", "request", "node_id"]
    assert list(inspect.signature(TransactionManager.wait_for_transaction_end).parameters) == ["self"]
