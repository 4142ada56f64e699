"""What is wrong with a record that cannot be taken.

    ValueError
    └── RecordError        the bytes are no such record; `reason` says why
        .reason: Reason    the metric label, the dead letter's header and what tests assert

One class, because every caller does the same with it (dead letter, or a line to the sender); the reason tells
them apart.
"""

from __future__ import annotations

import reprlib
from enum import StrEnum, unique

SHOWN = 80
"""Characters of a wrong value that a message shows at most."""


@unique
class Reason(StrEnum):
    """Why a record was refused."""

    NOT_UTF8 = "not_utf8"
    """The bytes are not UTF-8, or hold half of a surrogate pair, so that no text can be made of them."""
    NOT_JSON = "not_json"
    NOT_AN_OBJECT = "not_an_object"
    TOO_DEEP = "too_deep"
    """Lists or objects nested deeper than the reader follows."""
    TOO_LARGE = "too_large"
    MISSING_FIELD = "missing_field"
    WRONG_TYPE = "wrong_type"
    OUT_OF_RANGE = "out_of_range"
    """The type is right and the value is not one that can be: a number too high, an unknown name."""
    UNKNOWN_VERSION = "unknown_version"
    """Written by another major version of the schema."""


class RecordError(ValueError):
    """A record that cannot be taken. The message names the field, its value (shortened) and what was expected."""

    def __init__(self, reason: Reason, message: str) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message

    def __reduce__(self) -> tuple[type[RecordError], tuple[Reason, str]]:
        """Pickled and copied with both arguments; `Exception` would pass on the message alone."""
        return type(self), (self.reason, self.message)


def shown(value: object) -> str:
    """A wrong value as a message shows it: at most `SHOWN` characters, encodable as UTF-8, cheap for any value."""
    brief = reprlib.Repr()
    brief.maxstring = brief.maxother = brief.maxlong = SHOWN
    text = brief.repr(value[:SHOWN] if isinstance(value, bytes) else value)
    text = text.encode("utf-8", "backslashreplace").decode()
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1]}…"
