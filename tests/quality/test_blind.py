"""The blind set's reader, which names line and field, and how an item is judged. The items here are made for it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from schemas.event import Count, Severity
from schemas.levels import SeverityLevel
from schemas.taxonomy import EventType, Modality
from tests.quality.sets.blind import judged, load, same, within_a_step
from tests.quality.sets.blind_items import BlindItem, read_items
from tests.quality.test_sets import event

EVENT = {
    "type": "attacks",
    "subtype": "grenade",
    "modality": "actual",
    "country": "BI",
    "place": "Bujumbura",
    "severity": "Moderate",
    "killed": [2, 2, 2],
    "injured": [3, None, None],
}
ITEM = {
    "id": "x-1",
    "language": "en",
    "published": "2024-03-05T09:00:00Z",
    "title": "",
    "text": "A text.",
    "events": [EVENT],
    "trap": None,
    "note": None,
}


def read(tmp_path, *items) -> list[BlindItem]:
    path = tmp_path / "part.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in items), encoding="utf-8")
    return read_items([path])


def changed(**fields) -> dict:
    return ITEM | {"events": [EVENT | fields]}


def test_an_item_is_read(tmp_path):
    (item,) = read(tmp_path, ITEM)
    assert item.events[0].killed == (2, 2, 2)
    assert item.events[0].injured == (3, None, None)
    assert item.events[0].type is EventType.ATTACKS


@pytest.mark.parametrize(
    ("item", "named"),
    [
        (ITEM | {"id": 7}, "$.id"),
        (ITEM | {"published": "yesterday"}, "$.published"),
        (ITEM | {"published": "2024-03-05T09:00:00"}, "published: expected a time zone"),
        (ITEM | {"language": "English"}, "language: 'English'"),
        (ITEM | {"text": " "}, "text: is empty"),
        (ITEM | {"source": "x"}, "source"),
        ({name: value for name, value in ITEM.items() if name != "trap"}, "trap"),
        (changed(type="attack"), "$.events[0].type"),
        (changed(type="none", subtype=None), "type: none"),
        (changed(subtype="meeting"), "subtype: 'meeting' is no subtype of attacks"),
        (changed(modality="likely"), "$.events[0].modality"),
        (changed(country="Burundi"), "country: 'Burundi'"),
        (changed(severity="grave"), "$.events[0].severity"),
        (changed(killed=[2, 2]), "$.events[0].killed"),
        (changed(killed=[3, 2, 4]), "killed: (3, 2, 4)"),
        (changed(injured=[-1, None, None]), "injured: (-1, None, None)"),
    ],
)
def test_a_mistake_is_named_with_its_line_and_field(tmp_path, item, named):
    with pytest.raises(ValueError, match=r"part\.jsonl, line 2: ") as caught:
        read(tmp_path, ITEM, item | {"id": item["id"] if item["id"] == 7 else "x-2"})
    assert named in str(caught.value)


def test_an_id_stands_once(tmp_path):
    with pytest.raises(ValueError, match=r"line 2: id: 'x-1' stands twice"):
        read(tmp_path, ITEM, ITEM)


def test_the_items_in_the_repository_can_be_read():
    load(Path())


FOUND = event(
    EventType.ATTACKS,
    subtype="grenade",
    country="BI",
    killed=Count(2, 2, 2),
    injured=Count(3),
    severity=Severity(level=SeverityLevel.MODERATE, score=4),
)


def rows_of(tmp_path, item: dict, *events) -> dict:
    return dict(judged(read(tmp_path, item)[0], events).rows)


def test_an_item_that_is_told_right_is_right_in_all(tmp_path):
    rows = rows_of(tmp_path, ITEM, FOUND)
    assert rows.pop("type") == ("attacks", "attacks")
    assert rows.pop("false diplomatic_talks") == (False, 1)
    assert set(rows.values()) == {(True, 1)}
    assert set(rows) == {
        "modality", "subtype", "country", "severity", "severity within a step", "killed", "injured"
    }  # fmt: skip


def test_facts_are_those_of_the_event_of_the_main_type_and_the_type_is_of_the_first(tmp_path):
    rows = rows_of(tmp_path, ITEM, event(EventType.UNREST, country="RW"), FOUND)
    assert rows["type"] == ("attacks", "unrest")
    assert rows["country"] == (True, 1)


def test_none_counts_as_a_type_and_has_no_facts(tmp_path):
    nothing = ITEM | {"events": []}
    assert rows_of(tmp_path, nothing, event(EventType.NONE)) == {
        "type": ("none", "none"),
        "false attacks": (False, 1),
        "false diplomatic_talks": (False, 1),
    }
    assert rows_of(tmp_path, nothing, FOUND)["false attacks"] == (True, 1)
    assert set(rows_of(tmp_path, ITEM, event(EventType.NONE))) == {"type", "false diplomatic_talks"}


def test_a_country_that_is_not_told_is_an_answer(tmp_path):
    without = changed(country=None, killed=None)
    rows = rows_of(tmp_path, without, FOUND)
    assert rows["country"] == (False, 1)
    assert rows["killed"] == (False, 1)
    rows = rows_of(tmp_path, without, replace(FOUND, country=None, killed=None, modality=Modality.PLANNED))
    assert rows["country"] == (True, 1)
    assert rows["modality"] == (False, 1)
    assert "killed" not in rows


def test_items_are_grouped_by_language_and_type(tmp_path):
    (item,) = read(tmp_path, ITEM)
    assert judged(item, [FOUND]).groups == ("language en", "type attacks")


@pytest.mark.parametrize(
    ("one", "other", "near"),
    [
        ("Minor", "Minor", True),
        ("Minor", "Moderate", True),
        ("Minor", "Severe", False),
        ("Extreme", "Severe", True),
        ("Unknown", "Minor", False),
        ("Unknown", "Unknown", True),
    ],
)
def test_steps_of_severity(one, other, near):
    assert within_a_step(SeverityLevel(one), SeverityLevel(other)) is near
    assert within_a_step(SeverityLevel(other), SeverityLevel(one)) is near


def test_an_open_count_is_told_by_its_least_number():
    assert same((2, None, None), Count(2))
    assert not same((2, None, None), Count(2, 2, 2))
    assert not same((2, None, None), None)
    assert same((55, 55, None), Count(55, 55))
    assert same((0, 0, 0), None)
