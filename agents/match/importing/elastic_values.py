"""Values in Elasticsearch's clauses: parameters, least numbers of clauses, and circles."""

from __future__ import annotations

import re
from typing import Any

import orjson

from agents.match.importing.result import At, Findings, Unsayable
from agents.match.query.terms import is_unspaced, words

RANKS = "it does not change what is found; not asked"
RANKING = frozenset({"boost", "_name", "tie_breaker", "adjust_pure_negative", "lenient", "analyze_wildcard", "rewrite"})
"""Parameters that change the order of what is found, or how a mistake is met, and never what is found."""
_SHARE = re.compile(r"(-?)([0-9]{1,3})(%?)\Z")
_DISTANCE = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)\s*([a-z]*)\Z", re.IGNORECASE)
_POINT = re.compile(r"\s*([+-]?[0-9.]{1,20})\s*,\s*([+-]?[0-9.]{1,20})\s*\Z")
_KILOMETRES = {"km": 1.0, "kilometers": 1.0, "m": 0.001, "meters": 0.001, "": 0.001, "mi": 1.609344, "miles": 1.609344}
"""Of one unit of length; without a unit it is metres there."""


class Given:
    """The parameters of a clause; those that nobody has asked for are told at the end."""

    def __init__(self, body: dict[str, Any], at: At, findings: Findings) -> None:
        self._body = dict(body)
        self._at = at
        self._findings = findings

    def has(self, name: str) -> bool:
        """Whether a parameter is there and says something."""
        return self._body.get(name) not in (None, [], {})

    def ranking(self, *names: str) -> None:
        """Tell that these only rank."""
        for name in names:
            if name in self._body:
                self._findings.note(self._at, f"{name}: {shown(self.take(name))}", RANKS)

    def take(self, name: str, default: object = None) -> Any:  # noqa: ANN401 - any JSON value
        """A parameter, no longer to be told."""
        return self._body.pop(name, default)

    def text(self, *names: str) -> str | None:
        """The first of these parameters that is there, as text; None where it is none."""
        for name in names:
            if name in self._body:
                return scalar(self.take(name))
        return None

    def field(self) -> str | None:
        """The one name that is no parameter of ranking; None where there is none, or several."""
        names = [name for name in self._body if name not in RANKING]
        return names[0] if len(names) == 1 else None

    def rest(self) -> None:
        """Tell what is left."""
        self.ranking(*sorted(RANKING.intersection(self._body)))
        for name, value in self._body.items():
            self._findings.left_out(self._at, f"{name}: {shown(value)}", f"the parameter {name} is not understood")


def shown(value: object) -> str:
    """A JSON value as text; of one that nests too deep to be written, no more than that."""
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return "{…}"


def scalar(value: object) -> str | None:
    """A text, number or truth value as text."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


def split_words(text: str) -> list[str]:
    """The words that a `match` looks for; a run of a script without spaces is one, found as it stands."""
    found: list[str] = []
    for chunk in text.split():
        parts = words(chunk)
        found.extend([chunk] if any(map(is_unspaced, parts)) else parts)
    return found


def minimum_of(value: object, count: int) -> int:
    """How many of so many clauses must hold, by a number or a percentage, which is rounded down.

    Raises:
        Unsayable: it is neither, or more than there are.
    """
    found = _SHARE.match(str(value).strip()) if isinstance(value, str | int) else None
    if found is None:
        raise Unsayable("expected a number or a percentage")
    number = int(found.group(2))
    amount = count * number // 100 if found.group(3) else number
    least = count - amount if found.group(1) else amount
    if least > count:
        raise Unsayable(f"more than the {count} that there are: it would find nothing")
    return max(least, 0)


def circle(distance: object, point: object) -> str:
    """A circle as regions are written.

    Raises:
        Unsayable: the distance or the point is not understood.
    """
    length = _DISTANCE.match(str(scalar(distance)))
    unit = _KILOMETRES.get(length.group(2).lower()) if length is not None else None
    if length is None or unit is None:
        raise Unsayable("expected a distance such as 100km")
    latitude, longitude = _point(point)
    kilometres = float(length.group(1)) * unit
    return f"near:{_number(latitude)},{_number(longitude)},{_number(kilometres)}km"


def _point(value: object) -> tuple[float, float]:
    """Latitude and longitude of an object, of a text of both, or of a list with the longitude first."""
    parts: tuple[object, object]
    if isinstance(value, dict):
        parts = value.get("lat"), value.get("lon")
    elif isinstance(value, list) and len(value) == 2:
        parts = value[1], value[0]
    else:
        found = _POINT.match(value) if isinstance(value, str) else None
        parts = (found.group(1), found.group(2)) if found is not None else (None, None)
    try:
        return float(str(parts[0])), float(str(parts[1]))
    except ValueError:
        raise Unsayable("expected a point with lat and lon") from None


def _number(value: float) -> str:
    text = f"{value:.6f}"
    return text.rstrip("0").rstrip(".")
