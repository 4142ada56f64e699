"""A name in a text with the place that it means, as the places room passes it on."""

from __future__ import annotations

from dataclasses import dataclass

from agents.classify.places.columns import Facts
from agents.classify.text.document import Document
from schemas.place import Place


@dataclass(slots=True)
class Toponym:
    """Characters `start` to `end` of the buffer name the place that `about` describes.

    `confidence` is 0–1: how sure the resolution is. `mention` is true for a demonym, an adjective or an organisation's
    name, which say whose but not where. `abroad` is true for a small town in a country of which the text says nothing
    else while it speaks of others: a namesake, more likely than not. Never changed once made.
    """

    start: int
    end: int
    about: Facts
    confidence: float = 0.5
    mention: bool = False
    abroad: bool = False


def place_of(document: Document, one: Toponym) -> Place:
    """The record of a toponym, with its span as the outside world counts."""
    span, about = document.span(one.start, one.end), one.about
    return Place(
        start=span.start,
        end=span.end,
        text=span.text,
        name=about.name,
        kind=about.kind,
        country=about.country,
        admin1=about.admin1,
        lat=about.lat,
        lon=about.lon,
        geonames=about.geonames,
        confidence=one.confidence,
        mention=one.mention,
        field=span.field,
    )
