"""How a subscription asks for a number of people, read from text: `killed >= 10`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from schemas.formats.mistakes import suggestion

COUNTS = ("killed", "injured", "missing", "abducted", "attackers_killed")
"""The counts of an incident's facts, by their names there."""

_HOLDS: dict[str, Callable[[int, int], bool]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "=": operator.eq,
    "<=": operator.le,
    "<": operator.lt,
}
_FORM = re.compile(r"([^<>=\s]+)\s*([<>=]+)\s*(-?[0-9]{1,9})", re.ASCII)
_EXPECTED = "expected a comparison such as killed >= 10"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One count held against a number."""

    count: str
    operator: str
    number: int

    def __str__(self) -> str:
        return f"{self.count} {self.operator} {self.number}"

    def holds(self, number: int) -> bool:
        """Whether so many satisfy it."""
        return _HOLDS[self.operator](number, self.number)


@lru_cache(maxsize=1 << 12)
def parse_comparison(text: str) -> Comparison:
    """The comparison that a text makes.

    Raises:
        ValueError: what was expected instead, in words; one that always holds, or never can, is refused too.
    """
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError(_EXPECTED)
    count, sign, number = found.group(1).lower(), found.group(2), int(found.group(3))
    if count not in COUNTS:
        raise ValueError(f"{_EXPECTED}, of one of {', '.join(COUNTS)}{suggestion(count, COUNTS)}")
    if sign not in _HOLDS:
        raise ValueError(f"{_EXPECTED}, with one of {' '.join(_HOLDS)}")
    asked = Comparison(count, sign, number)
    _refuse_idle(asked)
    return asked


def _refuse_idle(asked: Comparison) -> None:
    """No count is below 0, which settles some comparisons before any incident is seen."""
    least = asked.holds(0), asked.holds(1)
    if asked.number < 0 or (asked.number == 0 and least[0] is least[1]):
        settled = "always holds of a number that is known" if least[1] else "can never hold"
        raise ValueError(f"it {settled}, since no count is below 0; {_EXPECTED}")
