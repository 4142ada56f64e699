"""Giving a verdict on an alert, for whoever takes it from a reader: the command, and the HTTP API."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from schemas.codec import convert, encode
from schemas.errors import Reason, RecordError, shown
from schemas.feedback import Feedback, Judgement
from schemas.formats.mistakes import suggestion
from streams.feedback import feedback_on, find_alert
from streams.sending import producer, send
from streams.settings import Settings
from streams.topics import FEEDBACK, alerts_of

LONGEST = 2000
"""Characters of each thing that a reader says."""

Line = Annotated[str, Meta(max_length=LONGEST)]


class NoSuchAlert(LookupError):  # noqa: N818 - reads as what happened
    """No alert topic holds an alert of this id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a reader says: `verdict` on `alert` (its id), why, and who says so."""

    alert: Line
    verdict: Judgement
    reason: Line = ""
    by: Line = ""


def read_said(data: dict[str, Any]) -> Said:
    """What a reader says, of a parsed object.

    Raises:
        RecordError: naming the field that is unknown, missing or wrong, and its value.
    """
    names = [entry.name for entry in fields(Said)]
    for name in data:
        if name not in names:
            message = f"{shown(name)}: unknown field{suggestion(name, names)}; its value is {shown(data[name])}"
            raise RecordError(Reason.OUT_OF_RANGE, message)
    verdict = data.get("verdict")
    if verdict not in list(Judgement):
        message = f"verdict: expected {' or '.join(Judgement)}; its value is {shown(verdict)}"
        raise RecordError(Reason.OUT_OF_RANGE, message)
    said = convert(data, Said)
    for name in names:
        try:
            str(getattr(said, name)).encode()
        except UnicodeEncodeError as error:  # bytes of a command line that are no text
            raise RecordError(Reason.NOT_UTF8, f"{name}: expected UTF-8, got {shown(data[name])}") from error
    return said


async def judged(settings: Settings, said: Said, at: datetime) -> Feedback:
    """The record of what was said at this time, which is not written yet.

    Raises:
        NoSuchAlert: there is no such alert (any more).
        NotJudged: it is one that no verdict can be given on.
        BrokerUnreachable: no broker answered.
    """
    alert = await find_alert(settings, said.alert)
    if alert is None:
        days = alerts_of("").retention_days
        raise NoSuchAlert(
            f"there is no alert {shown(said.alert)} on the alert topics (which keep alerts for {days} days)"
        )
    return feedback_on(alert, said.verdict, reason=said.reason, by=said.by, at=at)


async def write(settings: Settings, given: Feedback) -> None:
    """Put a verdict on its topic, which must exist; returns when Kafka has it.

    Raises:
        KafkaError: it could not be written.
    """
    async with producer(settings) as client:
        await (await send(client, settings.topic(FEEDBACK.name), key=given.alert.encode(), value=encode(given)))
