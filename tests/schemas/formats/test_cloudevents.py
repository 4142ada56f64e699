"""Alerts as CloudEvents 1.0 in Kafka's binary content mode."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.alert import Alert, AlertKind
from schemas.codec import encode
from schemas.formats.cloudevents import headers_of

ALERT = Alert(
    id="alert-0123456789abcdef01234567",
    kind=AlertKind.NEW,
    subscription="kunduz-watch",
    subscriber="asia-desk",
    title="Kunduz",
    headline="Severe: suicide bombing in Kunduz (AF), at least 55 killed",
    issued=datetime(2026, 3, 2, 12, tzinfo=UTC),
    incident="incident-1",
    revision=1,
)
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
URI_REFERENCE = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")


def attributes(alert):
    return {name: value.decode() for name, value in headers_of(alert)}


def test_the_required_attributes_are_there_and_not_empty():
    found = attributes(ALERT)
    for name in ("ce_specversion", "ce_id", "ce_source", "ce_type"):
        assert found[name]
    assert found["ce_specversion"] == "1.0"
    assert found["ce_id"] == ALERT.id


def test_every_header_has_the_prefix_of_the_binding_but_the_content_type():
    names = [name for name, _ in headers_of(ALERT)]
    assert len(set(names)) == len(names)
    assert [name for name in names if not re.fullmatch("ce_[a-z0-9]{1,20}", name)] == ["content-type"]
    assert attributes(ALERT)["content-type"] == "application/json"


@pytest.mark.parametrize("kind", list(AlertKind))
def test_the_type_names_the_kind(kind):
    assert attributes(replace(ALERT, kind=kind))["ce_type"] == f"news.tocsin.alert.{kind}"


def test_the_subject_is_the_incident_and_absent_where_there_is_none():
    assert attributes(ALERT)["ce_subject"] == "incident-1"
    assert "ce_subject" not in attributes(replace(ALERT, incident=None))


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=4, minutes=30))])
def test_the_time_is_one_of_rfc_3339(zone):
    moment = datetime(2026, 3, 2, 12, 0, 0, 5, tzinfo=zone)
    written = attributes(replace(ALERT, issued=moment))["ce_time"]
    assert RFC_3339.fullmatch(written)
    assert datetime.fromisoformat(written) == moment


def test_id_and_source_together_tell_alerts_of_two_subscriptions_apart():
    one, other = attributes(ALERT), attributes(replace(ALERT, subscription="kabul-watch"))
    assert one["ce_source"] != other["ce_source"]


@pytest.mark.parametrize("title", ["Кундуз и Кабул", "昆都士", "کندز", "Zürich 🚨"])
def test_a_title_of_any_script_travels_in_the_value_and_leaves_the_headers_alone(title):
    alert = replace(ALERT, title=title)
    assert headers_of(alert) == headers_of(ALERT)
    assert orjson.loads(encode(alert))["title"] == title


@given(st.text(min_size=1).filter(lambda text: text.isprintable()))
def test_an_id_of_any_script_makes_headers_in_utf_8(name):
    found = attributes(replace(ALERT, id=name, incident=name))
    assert found["ce_id"] == name
    assert found["ce_subject"] == name


@pytest.mark.parametrize("subscription", ["kunduz-watch", "a", "desk.2_kabul"])
def test_the_source_is_a_uri_reference(subscription):
    assert URI_REFERENCE.fullmatch(attributes(replace(ALERT, subscription=subscription))["ce_source"])
