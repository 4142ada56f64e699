"""The whole of classify: an article → what it reports."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from agents.classify.actor_names import find_actors
from agents.classify.actors import has_actors
from agents.classify.casualties.extract import find_casualties
from agents.classify.casualties.select import sentences_read
from agents.classify.classifier import Classifier
from agents.classify.events.candidate import Candidate
from agents.classify.events.find import find_events
from agents.classify.languages.language import Language, language
from agents.classify.languages.names import find_names, with_others
from agents.classify.languages.tolls import find_tolls
from agents.classify.places.find import find_places
from agents.classify.places.regions import region_path
from agents.classify.places.toponym import Toponym, place_of
from agents.classify.powers import between_powers
from agents.classify.reading import BLOODLESS, Reading, main_of, withdrawal_id
from agents.classify.text.document import Document, build_document
from schemas.article import Article
from schemas.event import FARTHEST_AHEAD, Event, Report
from schemas.place import Place
from schemas.taxonomy import EventType, Modality

LONGEST_TEXT = 1_000_000
"""Characters of an article that are read; what comes after is not news but a dump, and would not fit a record."""


@dataclass(frozen=True, slots=True)
class Classified:
    """What one article reports: its cleaned report, and the events, surest first."""

    report: Report
    events: tuple[Event, ...]
    document: Document
    toponyms: tuple[Toponym, ...]
    """Every toponym, counted in the document's buffer."""

    @property
    def places(self) -> tuple[Place, ...]:
        """Every toponym, counted in the report's text or title."""
        return tuple(place_of(self.document, one) for one in self.toponyms)


def classify(article: Article, received: dt.datetime, classifier: Classifier) -> Classified:
    """What an article that arrived at `received` reports; one event of type `none` where nothing is recognised, or
    where it is withdrawn, which is all that it reports then.
    """
    if len(article.text) > LONGEST_TEXT:
        article = replace(
            article,
            text=article.text[:LONGEST_TEXT],
            unread=(*article.unread, f"text: after {LONGEST_TEXT:,} characters"),
        )
    document = build_document(article)
    report = _report(article, document, received)
    if article.withdrawn:
        return Classified(
            report, (Event(id=withdrawal_id(article.id), type=EventType.NONE, report=report),), document, ()
        )
    toponyms = find_places(document, classifier.gazetteer, home=home_of(article))
    if document.language in classifier.languages:
        return _in_language(language(document.language), document, report, toponyms, classifier)
    found = find_events(document, classifier.rules)
    year = None if article.published is None else article.published.year
    actors = find_actors(document, classifier.actors, year) if any(map(has_actors, found)) else ()
    candidates = between_powers(found, document, toponyms, actors, classifier.rules.powers) or (_nothing(document),)
    tolls = find_casualties(document, _telling(document, candidates))
    reading = Reading(document, report, toponyms, actors, tolls, candidates, main_of(candidates), classifier)
    return Classified(report, _distinct(tuple(map(reading.event, candidates))), document, toponyms)


def _in_language(
    language: Language, document: Document, report: Report, toponyms: Sequence[Toponym], classifier: Classifier
) -> Classified:
    """The same for a language with knowledge of its own."""
    view = language.view(document)
    candidates = find_events(document, language.rules, view.lower) or (_nothing(document),)
    own = find_names(document, language.names, classifier.gazetteer)
    toponyms = with_others(own, toponyms, document.buffer, language.names.ordinary)
    tolls = find_tolls(view, _telling(view, candidates), language.tolls)
    actors = find_actors(view, language.actors)
    reading = Reading(view, report, toponyms, actors, tolls, candidates, main_of(candidates), classifier, language)
    return Classified(report, _distinct(tuple(map(reading.event, candidates))), document, toponyms)


def _telling(document: Document, candidates: Iterable[Candidate]) -> set[int]:
    """The sentences from which some event takes its own tolls; none in an article of talks."""
    bloody = [candidate.sentences for candidate in candidates if candidate.type not in BLOODLESS]
    return sentences_read(document, bloody) if bloody else set()


def home_of(article: Article) -> str | None:
    """The country that the address of an article's source says, by its top-level domain."""
    host = (urlsplit(article.url).hostname if article.url else article.source) or ""
    ending = host.rpartition(".")[2].upper()
    if ending == "UK":
        return "GB"
    return ending if len(ending) == 2 and region_path(ending) else None


def _report(article: Article, document: Document, received: dt.datetime) -> Report:
    published, unread = article.published, article.unread
    if published is not None and published - received > FARTHEST_AHEAD:
        unread = (*unread, f"published: {published.isoformat()} is after its arrival")
        published = None
    return Report(
        article=article.id,
        title=document.title,
        text=document.text,
        received=received,
        language=document.language,
        url=article.url,
        source=article.source,
        published=published,
        credit=document.credit,
        unread=unread,
        withdrawn=article.withdrawn,
    )


def _nothing(document: Document) -> Candidate:
    """The candidate of an article in which nothing was recognised: it still has a place, for whoever asks by words."""
    sentences = tuple(range(min(len(document.sentences), 3)))
    return Candidate(
        type=EventType.NONE,
        subtype=None,
        modality=Modality.ACTUAL,
        confidence=0.0,
        triggers=(),
        sentences=sentences,
    )


def _distinct(events: tuple[Event, ...]) -> tuple[Event, ...]:
    """Each event once: two candidates of which nothing tells apart are one."""
    return tuple({event.id: event for event in events}.values())
