"""How alike an event and an open incident are, feature by feature, in points.

The model is that of record linkage: each feature that both give adds points when it agrees and takes points away when
it does not, one that either leaves out adds nothing, and the sum is compared with a threshold. Every function returns
None, or an empty result, where it has nothing to say.
"""

from __future__ import annotations

import math
from bisect import bisect_left

from agents.correlate.knowledge import CountPoints, Knowledge, Pair, ThingPoints
from agents.correlate.probe import Features
from schemas.event import Count
from schemas.taxonomy import EventType, Modality

_TALKS = frozenset((EventType.DIPLOMATIC_TALKS, EventType.AGREEMENT, EventType.DIPLOMATIC_TENSION))
_EARTH_KM = 6371.0

Score = tuple[str, float]


def compatible(one: Features, other: Features, knowledge: Knowledge) -> bool:
    """Whether an event and an incident can be of one at all: types that may describe the same, modalities of one group,
    or an event that is told as past while the incident is still open.
    """
    if one.group != other.group and not _recalls(one, other, knowledge):
        return False
    return one.type is other.type or (one.type, other.type) in knowledge.pair_of


def follows(event: Features, incident: Features, knowledge: Knowledge) -> bool:
    """Whether the event only follows from the incident: the arrest after the attack, or the attack told as past."""
    known = pair(event, incident, knowledge)
    return (known is not None and known.aftermath is event.type) or _recalls(event, incident, knowledge)


def _recalls(event: Features, incident: Features, knowledge: Knowledge) -> bool:
    groups = knowledge.group_of
    return event.group == groups[Modality.HISTORICAL] and incident.group == groups[Modality.ACTUAL]


def pair(one: Features, other: Features, knowledge: Knowledge) -> Pair | None:
    """What is known of this pair of different types."""
    return knowledge.pair_of.get((one.type, other.type))


def score(event: Features, incident: Features, likeness: float, breadth: float, knowledge: Knowledge) -> list[Score]:
    """Points by feature for two that are compatible; `likeness` is the similarity of their words, 0 to 1, and `breadth`
    what the side that tells less tells, in squared bits.
    """
    talks = event.type in _TALKS and incident.type in _TALKS
    things = knowledge.things
    soaring = event.type in knowledge.counts.soaring and incident.type in knowledge.counts.soaring
    found = [
        ("type", _type(event, incident, knowledge)),
        ("words", _words(event, incident, likeness, breadth, knowledge)),
        ("place", _place(event, incident, talks, knowledge)),
        ("time", _time(event, incident, knowledge)),
        ("actors", _parties(event, incident, knowledge) if talks else _actors(event, incident, knowledge)),
        ("target", _thing(event.target, incident.target, things.same_target, things.other_target)),
        ("weapon", _weapon(event.weapon, incident.weapon, things)),
        ("killed", _count(event.killed, incident.killed, soaring, knowledge.counts)),
        ("injured", _count(event.injured, incident.injured, soaring, knowledge.counts)),
        ("ages", _ages(event, incident, knowledge)),
    ]
    return [(name, points) for name, points in found if points]


def distance_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance between two WGS84 points, by the haversine formula."""
    a, b = math.radians(lat), math.radians(other_lat)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(other_lon - lon) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def _type(one: Features, other: Features, knowledge: Knowledge) -> float:
    if one.type is not other.type:
        known = pair(one, other, knowledge)
        return 0.0 if known is None else known.points
    if one.subtype is None or other.subtype is None:
        return knowledge.type.same
    return knowledge.type.same_subtype if one.subtype == other.subtype else knowledge.type.other_subtype


def _words(one: Features, other: Features, likeness: float, breadth: float, knowledge: Knowledge) -> float:
    """Points at this likeness, on the curve; unlike words of two languages are no evidence against, and those of
    headlines are little.
    """
    foreign = one.language is not None and other.language is not None and one.language != other.language
    points = _on_curve(likeness, knowledge.words.curve)
    if points >= 0:
        return points
    return 0.0 if foreign else round(points * min(1.0, breadth / knowledge.words.broad), 3)


def _on_curve(at: float, curve: tuple[tuple[float, float], ...]) -> float:
    upper = max(bisect_left(curve, (at, -math.inf)), 1)
    if upper == len(curve):
        return curve[-1][1]
    (left, low), (right, high) = curve[upper - 1], curve[upper]
    return round(low + (high - low) * (at - left) / (right - left), 3)


def names_in_common(bits: float, knowledge: Knowledge) -> float:
    """Points for proper names that both tell, by the sum of their squared bits."""
    return _on_curve(bits, knowledge.names.curve)


def lone(event: Features, incident: Features, rivals: int, knowledge: Knowledge) -> float:
    """Points where no other incident, or one, might be the one that is meant; `rivals` counts this one too."""
    if rivals > 2 or not near_in_time(event, incident, knowledge):
        return 0.0
    alone = min(knowledge.family_of[event.type].alone, knowledge.family_of[incident.type].alone)
    return alone if rivals <= 1 else alone * knowledge.rivals.two


def near_in_time(one: Features, other: Features, knowledge: Knowledge) -> bool:
    """Whether the two fall on days so close that each might be the other."""
    days = min(knowledge.family_of[one.type].alone_days, knowledge.family_of[other.type].alone_days)
    return abs(one.day - other.day) <= days


def _place(one: Features, other: Features, talks: bool, knowledge: Knowledge) -> float:
    points = knowledge.place
    far = points.apart_talks if talks else None
    if one.place is not None and one.place == other.place:
        return points.same_talks if talks else points.same
    if one.country is None or other.country is None:
        return 0.0
    if one.country == other.country:
        found = 0.0 if talks else _within_country(one, other, knowledge)
    else:
        near = _near(one, other)
        close = near is not None and near <= points.near_km and not talks
        found = points.near if close else far or points.other_country
    if found >= 0:
        return found
    wide = one.subtype in points.wide and other.subtype in points.wide
    return found * _surety(one, other, knowledge) * (points.wide_share if wide else 1.0)


def _surety(one: Features, other: Features, knowledge: Knowledge) -> float:
    """The share of its points that a difference of places takes away: by the less sure of the two."""
    doubt = knowledge.place.doubt
    return round(min(1.0, max(0.0, (min(one.sure, other.sure) - doubt) / (1 - doubt))), 2)


def _within_country(one: Features, other: Features, knowledge: Knowledge) -> float:
    points = knowledge.place
    km = _near(one, other)
    if km is not None:
        if km <= points.near_km:
            return points.near
        return points.apart if km >= points.apart_km else points.apart / 2
    if one.place is not None and other.place is not None:
        return points.apart / 2
    if one.admin1 is None or other.admin1 is None:
        return points.same_country
    return points.same_admin1 if one.admin1 == other.admin1 else points.other_admin1


def _near(one: Features, other: Features) -> float | None:
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return None
    return distance_km(one.lat, one.lon, other.lat, other.lon)


def _time(one: Features, other: Features, knowledge: Knowledge) -> float:
    points, gap = knowledge.time, abs(one.day - other.day)
    if gap == 0:
        return points.same_day
    if gap == 1:
        return points.next_day
    per_day = max(knowledge.family_of[one.type].per_day, knowledge.family_of[other.type].per_day)
    if not (one.dated and other.dated):
        per_day *= points.undated
    return max(points.floor, (gap - 1) * per_day)


def _actors(one: Features, other: Features, knowledge: Knowledge) -> float:
    points = knowledge.actors
    if one.groups and other.groups:
        return points.same if one.groups & other.groups else points.other
    return points.same / 2 if one.parties & other.parties else 0.0


def _parties(one: Features, other: Features, knowledge: Knowledge) -> float:
    points = knowledge.actors
    if not one.parties or not other.parties:
        return 0.0
    common = len(one.parties & other.parties)
    if common == 0:
        return points.other_one if 1 in (len(one.parties), len(other.parties)) else points.other_parties
    return points.same_pair if common > 1 else points.one_party


def _thing(one: str | None, other: str | None, same: float, different: float) -> float:
    if one is None or other is None:
        return 0.0
    return same if one == other else different


def _weapon(one: str | None, other: str | None, things: ThingPoints) -> float:
    if one != other and one in things.exploding and other in things.exploding:
        return 0.0
    return _thing(one, other, things.same_weapon, things.other_weapon)


def _ages(one: Features, other: Features, knowledge: Knowledge) -> float:
    """Points for ages of people; where many are hit, two reports may tell of different ones."""
    rules = knowledge.ages
    if not one.ages or not other.ages:
        return 0.0
    if one.ages & other.ages:
        return rules.same
    return rules.other if _hit(one) <= rules.few and _hit(other) <= rules.few else 0.0


def _hit(side: Features) -> int:
    return sum([count.number for count in (side.killed, side.injured) if count is not None])


def _count(one: Count | None, other: Count | None, soaring: bool, points: CountPoints) -> float:
    if one is None or other is None:
        return 0.0
    low, high = sorted((one.number, other.number))
    if low == high:
        return points.equal_many if low >= points.many else points.equal if low else 0.0
    if high > points.ratio * max(low, 1):
        if soaring:
            return 0.0
        if min((one, other), key=lambda count: count.number).high is None:
            return points.at_least
        return points.apart_many if high - low >= points.gap else points.apart
    return points.one_differs if high <= points.many else points.close
