"""The sample itself: complete, varied, well-formed and in its own words."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from urllib.parse import urlsplit

import orjson
import pytest

from schemas.alert import AlertKind
from schemas.formats.article import read_article
from schemas.formats.subscription import read_subscription
from schemas.incident import Change
from schemas.levels import SeverityLevel
from schemas.subscription import Updates
from schemas.taxonomy import SUBTYPES, EventType, Modality
from streams.local.sample import (
    ExpectedAlert,
    ExpectedEvent,
    SampleArticle,
    load_stories,
    read_expectation,
    subscription_documents,
)

STORIES = load_stories()
SUBSCRIPTIONS = {document["id"]: read_subscription(document) for document in subscription_documents()}
WITH_EVENTS = [entry for entry in STORIES if entry.expect.events]
FIELDS = {"id", "url", "source", "title", "published", "language", "text", "html"}
HELD_OVER = 5
"""Articles after its own with which a held alert may come."""
SILENT_MODALITIES = {Modality.HISTORICAL, Modality.HYPOTHETICAL, Modality.NEGATED, Modality.DRILL}

CONTINENTS = {
    "Western Africa": {"NG", "NE", "BF", "ML"},
    "Eastern Africa": {"SO", "KE", "ZM"},
    "Middle Africa": {"CD", "GA"},
    "Northern Africa": {"LY", "MA", "SD", "EG"},
    "Southern Africa": {"ZA"},
    "Middle East": {"IL", "PS", "SY", "QA", "TR"},
    "Southern Asia": {"AF", "IN", "PK", "NP", "LK", "BD"},
    "South-eastern Asia": {"PH", "MM"},
    "Eastern Asia": {"JP", "KR", "KP"},
    "Central Asia": {"KG", "KZ"},
    "Eastern Europe": {"RU", "UA"},
    "Western Europe": {"FR", "GB", "BE", "IE"},
    "Caucasus": {"GE", "AZ"},
    "Northern America": {"US", "CA"},
    "Central America": {"MX"},
    "South America": {"AR", "BR", "CL", "EC"},
    "Caribbean": {"HT", "GD"},
    "Oceania": {"NZ", "TO", "PG", "NC"},
}
"""The parts of the world that the sample must reach, each by one of these countries at least."""


def events() -> list[tuple[SampleArticle, ExpectedEvent]]:
    return [(entry, event) for entry in STORIES for event in entry.expect.events]


def is_trap(entry: SampleArticle) -> bool:
    """Whether nothing in the article is an event that could alert: no type, or a modality that does not."""
    expected = entry.expect.events
    return bool(expected) and all(
        EventType.NONE in event.types or SILENT_MODALITIES.intersection(event.modalities) for event in expected
    )


def test_there_are_enough_articles_and_traps() -> None:
    assert len(STORIES) >= 130
    assert sum(is_trap(entry) and entry.expect.alerts == () for entry in STORIES) >= 45


def test_article_ids_and_addresses_are_unique() -> None:
    assert len({entry.article["id"] for entry in STORIES}) == len(STORIES)
    assert len({entry.article["url"] for entry in STORIES}) == len(STORIES)


def test_stories_come_in_the_order_of_their_dates() -> None:
    dates = [entry.published for entry in STORIES]
    assert dates == sorted(dates)
    assert all(date.utcoffset() == dt.timedelta(0) for date in dates)


@pytest.mark.parametrize("entry", STORIES, ids=lambda entry: entry.article["id"])
def test_an_article_is_well_formed_and_has_an_expectation(entry: SampleArticle) -> None:
    article = entry.article
    assert FIELDS - {"title", "text", "html"} <= set(article) <= FIELDS
    assert ("text" in article) != ("html" in article)
    assert all(isinstance(value, str) and value.strip() for value in article.values())
    assert urlsplit(article["url"]).hostname == article["source"]
    assert article["source"].endswith(".example")
    assert article["published"].endswith("Z")
    if entry.expect.events:
        assert entry.expect.alerts is not None
    else:
        assert entry.expect.language == article["language"] != "en"


@pytest.mark.parametrize("entry", STORIES, ids=lambda entry: entry.article["id"])
def test_an_article_is_read_without_loss(entry: SampleArticle) -> None:
    read = read_article(orjson.dumps(entry.article))
    assert (read.id, read.title, read.source) == tuple(entry.article.get(key, "") for key in ("id", "title", "source"))
    assert (read.published, read.html, read.unread) == (entry.published, "html" in entry.article, ())


def test_every_type_and_every_subtype_occurs() -> None:
    assert {kind for _, event in events() for kind in event.types} == set(EventType)
    known = {subtype for subtypes in SUBTYPES.values() for subtype in subtypes}
    assert known - {subtype for _, event in events() for subtype in event.subtypes} == set()


def test_every_part_of_the_world_occurs() -> None:
    seen = {event.country for _, event in events()}
    assert [part for part, countries in CONTINENTS.items() if not countries & seen] == []


def test_enough_incidents_are_told_by_several_sources() -> None:
    sources: dict[str, set[str]] = defaultdict(set)
    for entry, event in events():
        if event.incident is not None:
            sources[event.incident].add(entry.article["source"])
    assert sum(len(found) > 1 for found in sources.values()) >= 12


def test_enough_articles_report_two_events() -> None:
    assert sum(len(entry.expect.events) > 1 for entry in STORIES) >= 10


def test_every_kind_of_alert_is_expected_somewhere() -> None:
    assert {alert.kind for entry in STORIES for alert in entry.expect.alerts or ()} == set(AlertKind)


def test_a_wire_story_is_repeated() -> None:
    assert sum(event.change is Change.REPEATED for _, event in events()) >= 3


def test_an_incident_is_new_once_and_first() -> None:
    told: set[str] = set()
    for entry, event in events():
        if event.incident is None or event.change is None:
            continue
        where = (entry.article["id"], event.incident)
        assert (event.change is Change.NEW) == (event.incident not in told), where
        told.add(event.incident)


@pytest.mark.parametrize("entry", WITH_EVENTS, ids=lambda entry: entry.article["id"])
def test_an_alert_is_one_that_its_subscription_can_give(entry: SampleArticle) -> None:
    alerts = entry.expect.alerts or ()
    assert len(set(alerts)) == len(alerts)
    for alert in alerts:
        assert alert.subscription in SUBSCRIPTIONS
        when = SUBSCRIPTIONS[alert.subscription].when
        reported = [event for report in may_be_of(alert, entry) for event in report.expect.events]
        assert when.keywords or any(asks_for(when.events, event) for event in reported)
        levels = {level for event in reported for level in event.severities}
        assert not levels or any(level.at_least(when.severity) for level in levels)


def may_be_of(alert: ExpectedAlert, entry: SampleArticle) -> tuple[SampleArticle, ...]:
    """The articles that an alert may tell of: what a subscription holds comes with a later one."""
    deliver = SUBSCRIPTIONS[alert.subscription].deliver
    here = STORIES.index(entry)
    holds = deliver.quiet or deliver.digest or deliver.budget
    return STORIES[max(here - HELD_OVER, 0) : here + 1] if holds else (entry,)


def asks_for(wanted: tuple[str, ...], event: ExpectedEvent) -> bool:
    names = {str(kind) for kind in event.types}
    names |= {f"{kind}.{subtype}" for kind in event.types for subtype in event.subtypes}
    return bool(names & set(wanted))


def test_every_subscription_is_a_subscription_and_alerts() -> None:
    subscriptions = list(SUBSCRIPTIONS.values())
    assert len(subscriptions) == len(subscription_documents()) == 10
    assert len({subscription.subscriber for subscription in subscriptions}) == 3
    assert {subscription.deliver.updates for subscription in subscriptions} == set(Updates)
    for way in ("quiet", "digest", "budget"):
        assert any(getattr(subscription.deliver, way) for subscription in subscriptions), way
    alerted = {alert.subscription for entry in STORIES for alert in entry.expect.alerts or ()}
    assert alerted == {subscription.id for subscription in subscriptions}


def test_severity_is_expected_one_step_below_a_threshold_and_at_it() -> None:
    levels = {entry.article["id"]: event.severities for entry, event in events()}
    assert levels["tonga-1"][0] is SeverityLevel.MINOR
    assert levels["tonga-2"] == (SeverityLevel.MODERATE,)
    assert levels["dadeville-shooting"] == (SeverityLevel.MODERATE,)
    assert levels["new-orleans-1"] == (SeverityLevel.SEVERE,)


def test_articles_are_long_and_short_pages_and_plain_text() -> None:
    words = [len(plain(entry).split()) for entry in STORIES if not is_trap(entry)]
    assert sum(120 <= count <= 350 for count in words) >= 60
    assert sum(count < 100 for count in words) >= 40
    pages = [entry.article["html"].casefold() for entry in STORIES if "html" in entry.article]
    assert sum("cookie" in page and "<li>" in page and "<h1" in page for page in pages) >= 12


def test_some_articles_lack_a_title_or_shout() -> None:
    assert sum("title" not in entry.article for entry in STORIES) >= 6
    assert sum(plain(entry).isupper() for entry in STORIES) >= 3


def test_nobody_with_a_name_is_quoted() -> None:
    """Real people are reported indirectly: words between quotation marks belong to a role, such as "a doctor"."""
    named = re.compile(r"[A-Z][\w'-]+ (?:al-)?[A-Z][\w'-]+")
    quoted = re.compile(r'"[^"\n]+[,.?!]"')
    for entry in STORIES:
        for paragraph in plain(entry).split("\n"):
            if quoted.search(paragraph):
                assert named.search(quoted.sub("", paragraph)) is None, (entry.article["id"], paragraph)


def test_no_sentence_is_repeated_between_incidents() -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for entry in STORIES:
        labels = {event.incident for event in entry.expect.events if event.incident is not None}
        owner = min(labels, default=entry.article["id"])
        for sentence in sentences(plain(entry)):
            owners[sentence].add(owner)
    assert [sentence for sentence, found in owners.items() if len(found) > 1] == []


def plain(entry: SampleArticle) -> str:
    """The text of an article, furniture included, without its markup."""
    if "text" in entry.article:
        return str(entry.article["text"])
    return re.sub(r"<[^<>]*>", "\n", re.sub(r"(?s)<(script|style)\b.*?</\1>", "", entry.article["html"]))


def sentences(text: str) -> list[str]:
    found = [re.findall(r"\w+", sentence.lower()) for sentence in re.split(r"[.!?]\s|\n", text)]
    return [" ".join(words) for words in found if len(words) >= 8]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"events": [{"type": "atacks"}]}, "type: 'atacks'"),
        ({"events": [{"type": "unrest", "subtype": "coup"}]}, "subtype: 'coup'"),
        ({"events": [{"type": "unrest", "deaths": 3}]}, "unknown key 'deaths'"),
        ({"events": [{"type": "unrest", "killed": {"best": 3}}]}, "killed: a count needs its low"),
        ({"events": [{"type": "unrest", "severity": "Bad"}]}, "severity: 'Bad'"),
        ({"alerts": [{"subscription": "x", "kind": "newish"}]}, "kind: 'newish'"),
        ({"events": [{"country": "FR"}]}, "an event needs a type"),
    ],
)
def test_a_wrong_expectation_is_refused_with_field_and_value(data: dict[str, object], named: str) -> None:
    with pytest.raises(ValueError, match=re.escape(named)):
        read_expectation(data)
