"""The figures below which a change may not fall: `gate.toml`, for the sets that are in the repository."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from tests.quality.measures import Result
from tests.quality.sets import SETS

FILE = Path(__file__).with_name("gate.toml")


class Gate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The least that a measure must reach, or the most that it may; set on `date` for a `reason`."""

    set: str
    measure: str
    date: dt.date
    reason: str
    least: float | None = None
    most: float | None = None

    def __post_init__(self) -> None:
        if self.set not in SETS:
            raise ValueError(f"set: {self.set!r} is none of {', '.join(SETS)}")
        if self.measure not in [measure.name for measure in SETS[self.set].measures]:
            raise ValueError(f"measure: {self.measure!r} is none of the set {self.set}")
        if (self.least is None) == (self.most is None):
            raise ValueError("expected one of least and most")

    def holds(self, value: float | None) -> bool:
        """Whether a value passes; no value never does."""
        if value is None:
            return False
        return value >= self.least if self.least is not None else value <= (self.most or 0.0)

    def __str__(self) -> str:
        bound = f"at most {self.most:g}" if self.least is None else f"at least {self.least:g}"
        return f"{self.set}: {self.measure}: expected {bound}"


def load_gates(text: str | None = None) -> tuple[Gate, ...]:
    """The gates of a TOML text, by default of the file beside this module.

    Raises:
        ValueError: an entry is wrong; the message names its number and field.
    """
    found = []
    entries = tomllib.loads(FILE.read_text(encoding="utf-8") if text is None else text)["gate"]
    for number, entry in enumerate(entries, 1):
        try:
            found.append(msgspec.convert(entry, Gate))
        except msgspec.ValidationError as error:
            raise ValueError(f"{FILE.name}, gate {number}: {error}") from error
    return tuple(found)


def failures(results: Iterable[Result], gates: Sequence[Gate]) -> list[str]:
    """The gates that these results do not pass, in words. A set that was not measured fails none."""
    values = {(result.set, figure.measure): figure.score.value for result in results for figure in result.figures}
    failed = [gate for gate in gates if (gate.set, gate.measure) in values]
    return [
        f"{gate}, got {_shown(values[gate.set, gate.measure])}"
        for gate in failed
        if not gate.holds(values[gate.set, gate.measure])
    ]


def _shown(value: float | None) -> str:
    return "nothing" if value is None else f"{value:.4f}"
