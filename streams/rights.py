"""Rights at Kafka: an error that says which is missing, and on what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    GroupAuthorizationFailedError,
    KafkaError,
    TopicAuthorizationFailedError,
    TransactionalIdAuthorizationFailed,
)

Operation = Literal["Read", "Write"]


class NotAllowed(KafkaError):  # type: ignore[misc] # noqa: N818 - reads as what happened; aiokafka ships no types
    """Kafka refuses what this client asks for, and will until somebody grants the right."""

    def __str__(self) -> str:
        return str(self.args[0])


@contextmanager
def asking(
    operation: Operation, group: str = "", transactional_id: str = "", topics: Iterable[str] = ()
) -> Iterator[None]:
    """Name what is missing when Kafka refuses an operation on topics, or the use of this group or transactional id.

    `topics` are those of a request whose answer does not name them: an answer that does is to another one.

    Raises:
        NotAllowed: it does.
    """
    try:
        yield
    except NotAllowed:
        raise
    except KafkaError as error:
        for cause in _causes(error):  # a producer that gives up raises another error, with what it was told behind it
            right = _missing(cause, operation, group, transactional_id, topics)
            if right is not None:
                raise NotAllowed(f"no right {right}") from error
        raise


def _missing(
    error: BaseException, operation: Operation, group: str, transactional_id: str, topics: Iterable[str]
) -> str | None:
    if isinstance(error, TopicAuthorizationFailedError):
        named = _names(error)
        if named and topics:
            return None
        return f"{operation} on topic {named}" if named else f"{operation} on one of {', '.join(sorted(topics))}"
    if isinstance(error, GroupAuthorizationFailedError):
        return f"Read on group {group or _names(error)}"
    if isinstance(error, TransactionalIdAuthorizationFailed):
        return f"Write on transactional id {transactional_id or _names(error)}"
    if isinstance(error, ClusterAuthorizationFailedError):  # what a producer is told that may write nowhere
        return f"{operation} on any topic"
    return None


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _names(error: KafkaError) -> str:
    """Which ones: aiokafka gives a name, a set of them, or nothing."""
    found = error.args[0] if error.args else ""
    return found if isinstance(found, str) else ", ".join(sorted(map(str, found)))
