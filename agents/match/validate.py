"""The whole check of a subscription, before it is stored: fields, regions and keywords."""

from __future__ import annotations

from agents.match.compiled import CompiledSubscription, compile_subscription
from agents.match.query.errors import QueryError
from agents.match.query.parser import parse
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
    keywords = subscription.when.keywords
    try:
        if not mistakes:
            return compile_subscription(subscription)
        if keywords is not None:
            parse(keywords)
    except QueryError as error:
        mistakes = (*mistakes, Mistake("when.keywords", shown(keywords), str(error)))
    raise SubscriptionError(mistakes)
