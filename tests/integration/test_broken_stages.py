"""Every way to make a record wrong, in every field, given to the stages themselves: none is an error nobody foresaw."""

import json
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

import orjson
import pytest

from agents.classify.agent import ClassifyStage
from agents.classify.classifier import Classifier, load_classifier
from agents.correlate.agent import CorrelateStage
from agents.correlate.zones import zone_of
from agents.match.agent import MatchStage, Subscriptions
from agents.notify.agent import NotifyStage
from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.formats.subscription import read_subscription
from schemas.incident import Change, Incident
from streams.metrics import Metrics
from streams.records import Stage, Write
from tests.integration.test_broken_input import DESK, NAMES, STORY
from tests.streams.toys import Stored
from tests.support import broken

HELD = DESK | {
    "deliver": {
        "updates": "every",
        "digest": "15m",
        "budget": "20/day",
        "quiet": {"zone": "Africa/Mogadishu", "from": "02:00", "to": "03:00"},
    }
}
WHEN = 1_709_629_200_000
READS = {"articles": "classify", "events": "correlate", "incidents": "match", "matches": "notify"}
STATES = {"incidents": "correlate", "ledger": "match", "desks/told": "notify", "desks/desk": "notify"}

WRONG = {
    ("events", "report.received: date 2024-03-05T09:00:00"): r"report\.received: .* timezone .* '2024-03-05T09:00:00'$",
    ("incidents", "updated: date 2024-03-05T09:00:00"): r"updated: .* timezone .* '2024-03-05T09:00:00'$",
    ("events", "killed.low: past 64 bits"): r"killed\.low: .* 1\.8446744073709552e\+19$",
    ("events", "killed.low: -1"): r"killed\.low: .* >= 0.* -1$",
    ("incidents", "words.0: empty"): r"words\[0\]: .* length >= 1.* ''$",
    ("incidents", "reports: least"): r"reports: .* >= 0.* -9223372036854775808$",
    ("matches", "deliver.quiet.zone: slashes"): r"deliver\.quiet: zone: expected an IANA time zone .* '\.\./a/b",
    ("matches", "deliver.quiet.start: word"): r"deliver\.quiet\.start: .* 'no-such-word'$",
    ("matches", "deliver.digest: 1e308"): r"deliver\.digest: .* 1e\+308$",
    ("matches", "deliver.budget: 0"): r"deliver\.budget: .* >= 1.* 0$",
}
"""What is wrong, and what the dead letter says of it."""


@cache
def classifier() -> Classifier:
    return load_classifier()


def stages() -> dict[str, Stage]:
    metrics = Metrics()
    subscriptions = Subscriptions(metrics)
    subscriptions.change("somalia", encode(read_subscription(HELD)))
    made = (
        ClassifyStage(classifier(), zone_of, 1, metrics), CorrelateStage(metrics),
        MatchStage(subscriptions, metrics), NotifyStage(subscriptions.muted, metrics),
    )  # fmt: skip
    return {stage.name: stage for stage in made}


def writes(stage: Stage, topic: str, value: bytes) -> list[Write]:
    led = stage.handle(Stored(topic=topic, value=value, timestamp=WHEN))
    return [one for one in led if isinstance(one, Write)]


@cache
def sound() -> dict[str, bytes]:
    """A record of each topic, as the stages themselves write it."""
    found, made = {"articles": orjson.dumps(STORY)}, stages()
    for topic, stage in READS.items():
        for write in writes(made[stage], topic, found[topic]):
            kind = (write.key or b"").partition(b"/")[0].decode()
            found[f"desks/{kind}" if write.topic == "desks" else write.topic] = write.value or b""
    return found


def unforeseen(kinds: broken.Kinds, give: Callable[[bytes], Iterable[object]]) -> list[str]:
    found = []
    for name, raw in kinds.items():
        try:
            list(give(raw))
        except RecordError:
            continue
        except Exception as error:
            found.append(f"{name}: {error!r}")
    return found


@cache
def kinds_of(record: str) -> broken.Kinds:
    return broken.RAW | broken.mutations(sound()[record])


@pytest.mark.parametrize("topic", READS)
def test_a_stage_refuses_with_a_reason_or_does_its_work(topic: str) -> None:
    kinds = broken.named(kinds_of(topic) | broken.large(sound()[topic]), NAMES[topic], topic)
    assert not unforeseen_at(topic, kinds)


def unforeseen_at(topic: str, kinds: broken.Kinds) -> list[str]:
    stage = stages()[READS[topic]]
    list(stage.handle(Stored(topic=topic, value=sound()[topic])))
    return unforeseen(kinds, lambda raw: stage.handle(Stored(topic=topic, value=raw)))


@pytest.mark.parametrize("record", STATES)
def test_state_is_taken_or_cannot_be_read(record: str) -> None:
    stage = stages()[STATES[record]]
    topic, _, kind = record.partition("/")
    taken = 0

    def restore(raw: bytes) -> Iterable[object]:
        nonlocal taken
        stage.restore(topic, key_of(kind, raw), raw)
        taken += 1
        return ()

    restore(sound()[record])
    kinds = broken.named(kinds_of(record), [("id",), ("incident",)], "own")
    assert not unforeseen(kinds, restore)
    assert 20 < taken < len(kinds)


def key_of(kind: str, raw: bytes) -> bytes:
    """The key under which a stage would have written such a record, some key where it could not have."""
    try:
        said = json.loads(raw)
        names = [said.get(name) for name in ("subscription", "subscriber", "incident") if kind]
        own = [said.get("id", said.get("incident"))] if not kind else [kind, *names[: 3 if kind == "told" else 2]]
        return "/".join(own).encode()
    except (ValueError, TypeError, AttributeError, RecursionError):
        return b"k"


@pytest.mark.parametrize(("topic", "kind"), WRONG)
def test_what_is_wrong_is_said_with_field_and_value(topic: str, kind: str) -> None:
    with pytest.raises(RecordError, match=WRONG[topic, kind]):
        list(stages()[READS[topic]].handle(Stored(topic=topic, value=kinds_of(topic)[kind])))


@pytest.mark.parametrize("again", ["KE", "FR"])
def test_an_event_that_comes_again_in_another_zone_changes_nothing(again: str) -> None:
    stage = stages()["correlate"]
    first = [write.value for write in writes(stage, "events", sound()["events"])]
    known = decode(first[0] or b"", Incident)
    moved = writes(stage, "events", broken.replaced(sound()["events"], {("country",): again}))
    assert [decode(write.value or b"", Incident) for write in moved] == [
        replace(known, change=Change.REPEATED, reason="repeated_event")
    ]
    assert stage.size() == 1


@pytest.mark.parametrize("year", [2026, 9999])
def test_an_event_dated_far_after_its_arrival_closes_nothing(year: int) -> None:
    stage = stages()["correlate"]
    list(stage.handle(Stored(topic="events", value=sound()["events"])))
    late = broken.replaced(sound()["events"], {("report", "published"): f"{year}-12-31T00:00:00Z", ("id",): "late"})
    with pytest.raises(RecordError, match=f"report: published: .* {year}-12-31"):
        list(stage.handle(Stored(topic="events", value=late)))
    assert stage.size() == 1


@pytest.mark.parametrize("record", STATES)
def test_state_under_another_key_takes_the_place_of_nothing(record: str) -> None:
    stage = stages()[STATES[record]]
    topic, _, kind = record.partition("/")
    for key in (f"{kind}/other".encode(), b"\xff"):
        with pytest.raises(RecordError, match="key: "):
            stage.restore(topic, key, sound()[record])
    assert stage.size() == 0


def test_a_desk_that_was_read_back_can_be_written_again() -> None:
    stage = stages()["notify"]
    raw = sound()["desks/desk"].replace(b'"sent":1', b'"sent":18446744073709551616')
    with pytest.raises(RecordError, match=r"^sent: .* 1\.8446744073709552e\+19$"):
        stage.restore("desks", b"desk/somalia/africa", raw)
