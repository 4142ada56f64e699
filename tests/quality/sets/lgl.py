"""The Local-Global Lexicon: toponyms of local news, where they stand and which place is meant.

A toponym is found where both ends of its span agree. `places` of the text are compared, as a trace prints them; once
more without those that only say whose (demonyms and parts of names). Of the toponyms that were found, the country must
be the gold one, and the point must lie within 161 km (100 miles) of the gold point; one without a gold country or point
is not judged in that. Nothing is stripped from these texts, so that spans count in the same characters.
"""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from agents.classify.classifier import Classifier
from schemas.evidence import Field
from schemas.place import Place
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import distance, f1, share, spans
from tests.quality.sets.common import files, tell
from tests.quality.sets.countries import code_of_geonames

NEAR = 161.0
"""Kilometres: 100 miles, the radius that work on this set counts by."""

Point = tuple[float, float]


class Toponym(NamedTuple):
    """A gold toponym; country and point are None where it was not resolved, or to no country."""

    span: tuple[int, int]
    country: str | None
    point: Point | None


class Story(NamedTuple):
    """An article with its toponyms."""

    id: str
    text: str
    toponyms: tuple[Toponym, ...]


def load(folder: Path) -> list[Story]:
    """The articles of the set."""
    found = []
    for path in files(folder, "lgl*.xml"):
        for article in ElementTree.parse(path).getroot().iter("article"):  # noqa: S314 - a file of our own choice
            toponyms = tuple(_toponym(entry) for entry in article.iter("toponym"))
            found.append(Story(article.attrib["docid"], article.findtext("text", ""), toponyms))
    return found


def _toponym(entry: ElementTree.Element) -> Toponym:
    span = int(entry.findtext("start", "")), int(entry.findtext("end", ""))
    tag = entry.find("gaztag")
    if tag is None:
        return Toponym(span, None, None)
    country = tag.find("country")
    code = None if country is None else code_of_geonames().get(int(country.attrib["geonameid"]))
    return Toponym(span, code, (float(tag.findtext("lat", "")), float(tag.findtext("lon", ""))))


def judge(stories: Sequence[Story], classifier: Classifier) -> list[Outcome]:
    """What became of each article."""
    return [_judged(story, classifier) for story in stories]


def _judged(story: Story, classifier: Classifier) -> Outcome:
    places = [place for place in tell(classifier, story.id, story.text).places if place.field is Field.TEXT]
    found = {(place.start, place.end): place for place in places}
    matched = [(toponym, found[toponym.span]) for toponym in story.toponyms if toponym.span in found]
    countries = [pair for pair in matched if pair[0].country is not None]
    points = [pair for pair in matched if pair[0].point is not None]
    gold = [toponym.span for toponym in story.toponyms]
    rows = {
        "toponyms": spans(gold, found),
        "toponyms without mentions": spans(gold, [span for span, place in found.items() if not place.mention]),
        "country": (sum(_same_country(*pair) for pair in countries), len(countries)),
        "within 161 km": (sum(_near(*pair) for pair in points), len(points)),
    }
    return Outcome(rows, wrong=tuple(_wrong(story, *pair) for pair in countries if not _same_country(*pair)))


def _same_country(gold: Toponym, place: Place) -> bool:
    return place.country == gold.country


def _near(gold: Toponym, place: Place) -> bool:
    if gold.point is None or place.lat is None or place.lon is None:
        return False
    return distance(gold.point, (place.lat, place.lon)) <= NEAR


def _wrong(story: Story, gold: Toponym, place: Place) -> Wrong:
    return Wrong(f"{story.id} at {gold.span[0]}", str(gold.country), str(place.country))


SET = QualitySet(
    name="lgl",
    title="Local-Global Lexicon",
    load=load,
    judge=judge,
    measures=(
        Measure("toponyms", f1, Target(0.75)),
        Measure("toponyms without mentions", f1),
        Measure("country", share, Target(0.93)),
        Measure("within 161 km", share),
    ),
)
