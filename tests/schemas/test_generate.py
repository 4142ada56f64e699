from schemas.codec import VERSIONS
from schemas.generate import schemas
from streams.asyncapi import document, outdated
from streams.topics import TABLE


def test_the_generated_documents_are_current() -> None:
    assert outdated() == [], "run: make schemas"


def test_every_record_that_travels_has_a_schema() -> None:
    assert {f"{record.__name__.lower()}.json" for record in VERSIONS} <= set(schemas())


def test_every_topic_is_a_channel() -> None:
    addresses = {channel["address"] for channel in document()["channels"].values()}
    assert {topic.name for topic in TABLE} | {"alerts.{subscriber}"} == addresses


def test_a_schema_accepts_any_minor_version() -> None:
    marker = schemas()["event.json"]["$defs"]["Event"]["properties"]["schema"]
    assert marker["pattern"] == r"^event/1\.[0-9]+$"
