"""Queries as drafts, and drafts as subscriptions that our own reader accepts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from agents.match.importing.boolean import Reader
from agents.match.importing.fields import fields_of
from agents.match.importing.meaning import conditions
from agents.match.importing.naming import Names, title_of
from agents.match.importing.result import At, Draft, Entry, Findings, Kind, Problem, Unreadable, refused
from agents.match.query.parser import LONGEST_QUERY
from agents.match.validate import check
from schemas.errors import RecordError
from schemas.formats.subscription import SubscriptionError, read_subscription, write_subscription
from schemas.levels import SeverityLevel
from schemas.subscription import Subscription, When

EVERYTHING = "nothing narrows it: it would match every recognised event"


def draft_of(reader: type[Reader], service: str, text: str, at: Callable[[int], At]) -> Draft:
    """What can be said of the text of one query; `at` tells the place of each of its characters."""
    findings = Findings()
    try:
        part = reader(text, at, findings).read()
    except Unreadable as error:
        return refused(error, text)
    when = conditions(part, at(0), fields_of(service), findings)
    return Draft(at=at(0), text=text, when=when, problems=findings.problems)


def finish(drafts: Iterable[Draft], subscriber: str, prefix: str = "") -> Iterator[Entry]:
    """The drafts as subscriptions, each with an id of its own that begins with `prefix`.

    Those that name no subscriber get this one. What our reader would refuse is no subscription but a problem.
    """
    names = Names(prefix)
    for draft in drafts:
        yield _entry(draft, names, subscriber)


def _entry(draft: Draft, names: Names, subscriber: str) -> Entry:
    problems = tuple(draft.problems)
    if draft.when is None:
        named = any(problem.kind is Kind.LEFT_OUT for problem in problems)
        problems += () if named else (_refusal(draft, "there is nothing to look for in it"),)
        return Entry(at=draft.at, text=draft.text, subscription=None, problems=problems)
    findings = Findings()
    made = Subscription(
        id=names.name(draft, findings),
        subscriber=draft.subscriber or subscriber,
        title=title_of(draft.title or draft.text),
        when=draft.when,
    )
    refusals = _refusals(made, draft)
    subscription = None if refusals else read_subscription(write_subscription(made))
    noted = (*problems, *findings.problems, *refusals)
    return Entry(at=draft.at, text=draft.text, subscription=subscription, problems=noted)


def _refusals(subscription: Subscription, draft: Draft) -> tuple[Problem, ...]:
    if not _narrows(subscription.when):
        return (_refusal(draft, EVERYTHING),)
    length = len(subscription.when.keywords or "")
    if length > LONGEST_QUERY:
        return (
            _refusal(draft, f"its keywords have {length:,} characters, at most {LONGEST_QUERY:,} can be; divide it"),
        )
    try:
        check(subscription)
    except SubscriptionError as error:
        return tuple(_refusal(draft, f"{mistake.field}: {mistake.expected}") for mistake in error.mistakes)
    except (RecordError, ValueError) as error:
        return (_refusal(draft, str(error)),)
    return ()


def _refusal(draft: Draft, why: str) -> Problem:
    return Problem(Kind.LEFT_OUT, replace(draft.at, column=None), draft.text[:80], why)


def _narrows(when: When) -> bool:
    asked = when.keywords or when.events or when.regions or when.languages or when.sources.include
    return bool(asked) or when.severity is not SeverityLevel.UNKNOWN
