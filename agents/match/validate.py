"""The whole check of a subscription, before it is stored: fields, regions and keywords."""

from __future__ import annotations

from agents.match.compiled import CompiledSubscription, compile_subscription
from agents.match.query.errors import QueryError
from schemas.errors import shown
from schemas.formats.subscription import Mistake, SubscriptionError, read_subscription, write_subscription
from schemas.subscription import Subscription


def check(subscription: Subscription) -> CompiledSubscription:
    """The subscription made ready, if it is valid.

    Raises:
        SubscriptionError: every mistake of its fields and its keywords.
    """
    mistakes: tuple[Mistake, ...] = ()
    try:
        read_subscription(write_subscription(subscription))
    except SubscriptionError as error:
        mistakes = error.mistakes
    try:
        compiled = compile_subscription(subscription)
    except QueryError as error:
        in_keywords = Mistake("when.keywords", shown(subscription.when.keywords), str(error))
        raise SubscriptionError((*mistakes, in_keywords)) from error
    except ValueError:
        if not mistakes:
            raise
    if mistakes:
        raise SubscriptionError(mistakes)
    return compiled
