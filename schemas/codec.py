"""Record ↔ bytes, with versions and errors that name the field.

A record travels as one JSON object whose first member says what it is: `{"schema": "event/1.0", …}`. A reader takes
any minor version of the major that it knows, and passes over fields that it does not know; another major is refused.
So a new minor version may add fields that have a default. Whatever an older reader would take wrongly or refuse, as a
new word in a list of words or one more place in what is written as a list, is a new major. State that a stage keeps
for itself is versioned in the same way.
"""

from __future__ import annotations

import re
from typing import Any, TypeVar

import msgspec
import orjson

from schemas.alert import Alert
from schemas.errors import Reason, RecordError, shown
from schemas.event import Event
from schemas.feedback import Feedback
from schemas.incident import Incident
from schemas.match import Match
from schemas.subscription import Subscription

VERSIONS: dict[type, str] = {
    Event: "event/1.0",
    Incident: "incident/1.0",
    Subscription: "subscription/1.0",
    Match: "match/1.0",
    Alert: "alert/1.0",
    Feedback: "feedback/1.0",
}

Record = TypeVar("Record")


class _Beginnings(dict[str, bytes]):
    """How a record of a version begins: one that begins so needs no closer look."""

    def __missing__(self, version: str) -> bytes:
        made = self[version] = f'{{"schema":"{version}",'.encode()
        return made


_BEGINNINGS = _Beginnings()


class _Decoders(dict[type, msgspec.json.Decoder[Any]]):
    """One a kind, made when it is first asked for."""

    def __missing__(self, kind: type) -> msgspec.json.Decoder[Any]:
        made = self[kind] = msgspec.json.Decoder(kind)
        return made


_DECODERS = _Decoders()
_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What msgspec raises at bytes that are not what was expected."""

_PATH = re.compile(r" - at `([^`]*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def encode(record: Any) -> bytes:  # noqa: ANN401 - any of the records in VERSIONS
    """The bytes of a record of `VERSIONS`."""
    return encode_state(record, VERSIONS[type(record)])


def decode(raw: bytes, kind: type[Record]) -> Record:
    """The record in these bytes.

    Raises:
        RecordError: they are not JSON, not of this kind, of another major version, or a field has a wrong value.
    """
    version = VERSIONS[kind]
    if raw.startswith(_BEGINNINGS[version]):
        return _read(raw, kind)
    data = read_object(raw)
    _check_version(data.get("schema"), version)
    return convert(data, kind)


def encode_state(record: Any, version: str) -> bytes:  # noqa: ANN401 - any dataclass
    """The bytes of what a stage writes for itself alone, to be read back, as its own `version` of it: "desk/1.0"."""
    return _BEGINNINGS[version] + orjson.dumps(record, tuple)[1:]


def decode_state(raw: bytes, kind: type[Record], version: str) -> Record:
    """What `encode_state` wrote, in this version or another minor one.

    What says no version is of the first, which did not write it.

    Raises:
        RecordError: as `decode` does.
    """
    if raw.startswith(_BEGINNINGS[version]):
        return _read(raw, kind)
    data = read_object(raw)
    _check_version(data.get("schema", version), version)
    return convert(data, kind)


def _read(raw: bytes, kind: type[Record]) -> Record:
    try:
        found: Record = _DECODERS[kind].decode(raw)
    except _UNREADABLE:
        return convert(read_object(raw), kind)  # which says what is wrong with it
    return found


def read_key(raw: bytes) -> str:
    """The key of a record as text.

    Raises:
        RecordError: `not_utf8`.
    """
    try:
        return raw.decode()
    except UnicodeDecodeError as error:
        raise RecordError(Reason.NOT_UTF8, f"key: expected UTF-8, got {shown(raw)}") from error


def check_key(key: str, own: str) -> None:
    """A record that lies under another key than its own would take the place of another.

    Raises:
        RecordError: `out_of_range`.
    """
    if key != own:
        raise RecordError(Reason.OUT_OF_RANGE, f"key: expected the record's own, {shown(own)}, got {shown(key)}")


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in these bytes.

    Raises:
        RecordError: `not_json` or `not_an_object`.
    """
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise RecordError(Reason.NOT_JSON, f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise RecordError(Reason.NOT_AN_OBJECT, f"expected a JSON object, got {shown(data)}")
    return data


def convert(data: dict[str, Any], kind: type[Record]) -> Record:
    """The record that a parsed object holds.

    Raises:
        RecordError: `wrong_type` with the field's path, its value and what was expected.
    """
    try:
        return msgspec.convert(data, kind)
    except msgspec.ValidationError as error:
        raise RecordError(Reason.WRONG_TYPE, _explain(str(error), data)) from error
    except RecursionError as error:
        raise RecordError(Reason.TOO_DEEP, f"record: {error}") from error


def _check_version(found: object, known: str) -> None:
    name, _, version = known.partition("/")
    if not isinstance(found, str):
        raise RecordError(Reason.MISSING_FIELD, f"schema: expected {known!r}, got {shown(found)}")
    found_name, _, found_version = found.partition("/")
    if found_name != name:
        raise RecordError(Reason.WRONG_TYPE, f"schema: expected {known!r}, got {shown(found)}")
    if found_version.split(".")[0] != version.split(".")[0]:
        raise RecordError(Reason.UNKNOWN_VERSION, f"schema: this version reads {known!r}, got {shown(found)}")


def _explain(message: str, data: object) -> str:
    path = _PATH.search(message)
    if path is None:
        return message
    value = data
    for key, index in _STEP.findall(path.group(1)):
        if key and isinstance(value, dict):
            value = value.get(key)
        elif index and isinstance(value, list):
            value = value[int(index)]
    where = path.group(1).removeprefix("$").removeprefix(".") or "record"
    return f"{where}: {message[: path.start()]}; its value is {shown(value)}"
