"""Readers of the sets outside the repository, on rows made for it, and how each compares."""

import json
from datetime import UTC, datetime
from functools import cache

import pytest

from agents.classify.classifier import Classifier, load_classifier
from schemas.event import Event, Report
from schemas.taxonomy import EventType
from tests.quality.measures import Outcome
from tests.quality.sets import SETS, bbc, examples, gva, lgl, muc, plover, rdwti, snippets
from tests.quality.sets.countries import codes_of

NOW = datetime(2024, 3, 5, tzinfo=UTC)
BOMB = "A roadside bomb killed three soldiers and wounded five others near Kirkuk, Iraq, on Tuesday, police said."
CUP = "The home side won the cup after a late goal in front of a cheering crowd."


def event(kind: EventType, **fields) -> Event:
    return Event(id="e", type=kind, report=Report(article="a", title="", text="", received=NOW), **fields)


@cache
def classifier() -> Classifier:
    return load_classifier()


def judged(module, folder) -> list[Outcome]:
    return module.judge(module.load(folder), classifier())


@pytest.mark.parametrize("name", ["rdwti", "gva", "lgl", "muc", "plover", "bbc", "snippets"])
def test_a_set_that_is_absent_has_no_documents(name, tmp_path):
    assert list(SETS[name].load(tmp_path)) == []


def test_every_measure_and_group_has_a_name_of_its_own():
    for found in SETS.values():
        names = [measure.name for measure in found.measures]
        assert len(names) == len(set(names))
        assert found.grouped is None or found.grouped in names


def test_rdwti(tmp_path):
    (tmp_path / "rdwti_dev.csv").write_text(
        "id,Date,City,Country,Perpetrator,Weapon,Injuries,Fatalities,Description\n"
        f'one,2006-01-05,Kirkuk,Iraq,Unknown,Explosives,5,3,"IRAQ. {BOMB}"\n'
        f'two,1975-01-05,,USSR,Unknown,Explosives,5,4,"{BOMB}"\n',
        encoding="utf-8",
    )
    first, second = rdwti.load(tmp_path)
    assert first.text == BOMB
    assert second.countries == ()
    one, two = judged(rdwti, tmp_path)
    assert one.rows["killed"] == (3, 3)
    assert one.rows["injured"] == (5, 5)
    assert one.rows["country"] == (True, 1)
    assert one.wrong == ()
    assert "country" not in two.rows
    assert [(wrong.expected, wrong.found) for wrong in two.wrong] == [("killed 4", "killed 3")]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("PERU. Gunmen fled.", "Gunmen fled."),
        ("UNITED STATES. U.S. marshals came.", "U.S. marshals came."),
        ("U.S. marshals came.", "U.S. marshals came."),
        ("BOSNIA-HERCEGOVINA. A mine went off.", "A mine went off."),
        ("A mine went off in PERU. It was old.", "A mine went off in PERU. It was old."),
    ],
)
def test_the_country_before_an_account_is_left_out(text, rest):
    assert rdwti.without_country(text) == rest


def test_countries_by_name():
    assert codes_of("Iraq") == ("IQ",)
    assert codes_of("Kashmir") == ("IN", "PK")
    assert codes_of("West Bank/Gaza") == ("PS",)
    with pytest.raises(ValueError, match="'Ruritania'"):
        codes_of("Ruritania")


def test_gva_in_the_order_of_dates_with_incidents(tmp_path):
    text = "Two people were shot and killed and one was injured outside a bar in Tacoma, Washington, police said."
    rows = [
        {"incident": "7", "id": "b", "title": "Shooting", "content": text, "date": "2016-08-20"},
        {"incident": "7", "id": "a", "title": "Two shot dead outside bar in Tacoma", "content": text,
         "date": "2016-08-19", "killed": 2, "injured": 1},
    ]  # fmt: skip
    (tmp_path / "gva_dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [story.date.day for story in gva.load(tmp_path)] == [19, 20]
    first, second = judged(gva, tmp_path)
    assert first.rows == {"same incident (B-cubed)": (1.0, 1.0), "killed": (2, 2), "injured": (1, 1)}
    assert set(second.rows) == {"same incident (B-cubed)"}


def test_lgl(tmp_path):
    text = "Rain fell on Houston and all of Texas. Nobody knows Qxzville."
    (tmp_path / "lgl.xml").write_text(
        f"""<articles><article docid="9"><text>{text}</text><toponyms>
        <toponym><start>32</start><end>37</end><gaztag geonameid="4736286"><lat>31.0</lat><lon>-99.3</lon>
        <country geonameid="6252001">United States</country></gaztag></toponym>
        <toponym><start>52</start><end>60</end></toponym></toponyms></article></articles>""",
        encoding="utf-8",
    )
    (story,) = lgl.load(tmp_path)
    assert [text[slice(*toponym.span)] for toponym in story.toponyms] == ["Texas", "Qxzville"]
    assert [toponym.country for toponym in story.toponyms] == ["US", None]
    (outcome,) = judged(lgl, tmp_path)
    assert outcome.rows["toponyms"] == (1, 1, 1)  # Houston is found, which was not asked here
    assert outcome.rows["country"] == (1, 1)
    assert outcome.rows["within 161 km"] == (1, 1)


def test_muc(tmp_path):
    rows = [
        {"id": "1", "text": BOMB.upper(), "templates": [
            {"type": "BOMBING / ATTACK", "killed": [3, 3], "killed_exact": True, "injured": None, "injured_exact": False},
            {"type": "ATTACK", "killed": [1, 1], "killed_exact": True, "injured": [2, 2], "injured_exact": True},
        ]},
        {"id": "2", "text": BOMB.upper(), "templates": [{"type": "KIDNAPPING"}]},
        {"id": "3", "text": CUP.upper(), "templates": [{"type": "ARSON"}]},
        {"id": "4", "text": CUP.upper(), "templates": []},
        {"id": "5", "text": BOMB.upper(), "templates": []},
    ]  # fmt: skip
    (tmp_path / "muc_dev.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    outcomes = judged(muc, tmp_path)
    assert [outcome.rows.get("killed") for outcome in outcomes] == [(3, 3), None, None, None, None]
    assert not any("injured" in outcome.rows for outcome in outcomes)
    relevance = [outcome.rows["relevance"] for outcome in outcomes]
    assert relevance == [(1, 0, 0), (1, 0, 0), (0, 0, 1), (0, 0, 0), (0, 1, 0)]
    assert [outcome.rows.get("type") for outcome in outcomes] == [(True, 1), (False, 1), None, None, None]
    assert [bool(outcome.wrong) for outcome in outcomes] == [False, True, True, False, True]


def test_incident_types_of_our_events():
    assert muc.incidents_of(event(EventType.ATTACKS, subtype="abduction")) == {"KIDNAPPING"}
    assert muc.incidents_of(event(EventType.ATTACKS, subtype="grenade")) == {"ATTACK", "BOMBING"}
    assert muc.incidents_of(event(EventType.ATTACKS)) == {"ATTACK"}
    assert muc.incidents_of(event(EventType.REPRESSION_JUSTICE, subtype="arrest")) == frozenset()


def test_plover(tmp_path):
    (tmp_path / "plv_train.tsv").write_text(
        f"\tsentence_id\tsentence\tgold_root\n\t4\t{BOMB}\tASSAULT\n\t5\t{CUP}\tAID\n", encoding="utf-8"
    )
    first, second = judged(plover, tmp_path)
    assert first.rows["root"] == ("ASSAULT", "ASSAULT")
    assert second.rows["root"] == ("AID", "none")
    assert second.wrong[0].document == "5"


def test_bbc(tmp_path):
    (tmp_path / "bbc_news_dev.tsv").write_text(f"{CUP}\t0\n{BOMB}\t0\n{BOMB}\t1\n{CUP}\t1\n", encoding="utf-8")
    rows = [dict(outcome.rows) for outcome in judged(bbc, tmp_path)]
    assert rows[:2] == [{"false alarms": (False, 1)}, {"false alarms": (True, 1)}]
    assert rows[2] == {"conflict found": (True, 1), "conflict found as an alarm": (True, 1)}
    assert rows[3]["conflict found"] == (False, 1)


def test_snippets(tmp_path):
    rows = [{"text": BOMB, "type": "attacks", "subtype": "remote_explosive"}]
    (tmp_path / "own_snippets.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    (outcome,) = judged(snippets, tmp_path)
    assert outcome.types == ("attacks", "attacks")
    gold, found = outcome.rows["published class, weighted F1"]
    assert gold == found == "Explosions/Remote violence: Remote explosive/landmine/IED"


def test_a_type_without_a_published_class_is_one_itself():
    assert snippets.published_class(EventType.DIPLOMATIC_TALKS, "meeting") == "diplomatic_talks"
    assert snippets.published_class(EventType.NONE, None) == "none"


def test_examples_come_with_their_counter_examples(tmp_path):
    listed = examples.load(tmp_path)
    assert {example.type for example in listed if not example.counter} == set(EventType) - {EventType.NONE}
    assert sum(example.counter for example in listed) > 100
    assert len({example.id for example in listed}) == len(listed)
