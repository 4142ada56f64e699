"""The AsyncAPI 3 document of the topics, and the files of `schemas/json/`.

`python -m streams.asyncapi` writes them; `--check` says which are not current, with exit code 1.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from schemas.generate import FOLDER, schemas
from streams.topics import TABLE, Topic, alerts_of

VERSION = "0.1.0"
DOCUMENT = "asyncapi.json"
RECORDS = {
    "articles": "article.json",
    "events": "event.json",
    "incidents": "incident.json",
    "matches": "match.json",
    "subscriptions": "subscription.json",
    "alerts.{subscriber}": "alert.json",
    "feedback": "feedback.json",
}
"""The schema of each topic's records; topics that are not here hold state of a stage, or bytes as they came."""


def document() -> dict[str, Any]:
    """AsyncAPI 3.0.0: a channel a topic, who writes and who reads it."""
    channels = [*TABLE, alerts_of("{subscriber}")]
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Tocsin",
            "version": VERSION,
            "description": "News articles in, alerts out: classify, correlate, match, notify.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "channels": {_id(topic): _channel(topic) for topic in channels},
        "operations": dict(_operations(channels)),
    }


def _channel(topic: Topic) -> dict[str, Any]:
    channel: dict[str, Any] = {
        "address": topic.name,
        "description": f"{topic.holds}; key: {topic.key}; {'compacted' if topic.compact else 'deleted by age'}",
        "bindings": {"kafka": {"topicConfiguration": _configuration(topic), "bindingVersion": "0.5.0"}},
        "messages": {"record": _message(topic)},
    }
    if "{subscriber}" in topic.name:
        channel["parameters"] = {"subscriber": {"description": "Who is told."}}
    return channel


def _message(topic: Topic) -> dict[str, Any]:
    message: dict[str, Any] = {"name": _id(topic), "summary": topic.holds}
    if topic.name in RECORDS:
        message["payload"] = {"$ref": f"./{RECORDS[topic.name]}"}
    if topic.name.startswith("alerts."):
        message["description"] = "CloudEvents 1.0 in Kafka's binary content mode: ce_* headers, the alert as value."
    return message


def _configuration(topic: Topic) -> dict[str, Any]:
    configuration: dict[str, Any] = {"cleanup.policy": ["compact"] if topic.compact else ["delete"]}
    if not topic.compact:
        configuration["retention.ms"] = int(topic.config()["retention.ms"])
    return configuration


def _operations(channels: list[Topic]) -> Iterator[tuple[str, dict[str, Any]]]:
    reads = {"articles": "classify", "events": "correlate", "incidents": "match", "matches": "notify"}
    writes = {"events": "classify", "incidents": "correlate", "matches": "match", "alerts.{subscriber}": "notify"}
    for topic in channels:
        channel = {"channel": {"$ref": f"#/channels/{_id(topic)}"}}
        if topic.name in reads:
            yield f"{reads[topic.name]}-reads", {"action": "receive", **channel}
        if topic.name in writes:
            yield f"{writes[topic.name]}-writes", {"action": "send", **channel}


def _id(topic: Topic) -> str:
    return topic.name.replace(".{subscriber}", "")


def files() -> dict[Path, bytes]:
    """Every generated file with what it must hold."""
    contents = {FOLDER / name: schema for name, schema in schemas().items()} | {FOLDER / DOCUMENT: document()}
    return {path: orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n" for path, data in contents.items()}


def outdated() -> list[Path]:
    """The files that are not as they would be written now, and those that nothing writes."""
    wanted = files()
    differing = [path for path, data in wanted.items() if not path.exists() or path.read_bytes() != data]
    return differing + [path for path in FOLDER.glob("*.json") if path not in wanted]


def main() -> None:
    """Write the files, or check them."""
    if "--check" in sys.argv[1:]:
        stale = outdated()
        sys.stderr.write("".join(f"not current: {path} (run: make schemas)\n" for path in stale))
        sys.exit(1 if stale else 0)
    FOLDER.mkdir(exist_ok=True)
    for path, data in files().items():
        path.write_bytes(data)


if __name__ == "__main__":
    main()
