"""What one fault did, and what all of a kind did."""

import statistics
from collections.abc import Iterable, Sequence

import msgspec


class Verdict(msgspec.Struct, kw_only=True):
    """One fault. `seconds` from its beginning until no report waited longer than before it; None: it never ended."""

    number: int
    kind: str
    hurt: str
    began: str
    seconds: float | None
    longest: float
    """Seconds that a report waited at most."""
    articles: int
    missing: int
    repeated: int
    wrong: int
    gaps: int
    letters_missing: int
    letters_extra: int
    lag: bool
    """Whether something was left to read on some stage."""
    gave_up: int
    """Workers that ended by themselves and were started again: allowed, and worth knowing."""
    why: tuple[str, ...] = ()

    @property
    def clean(self) -> bool:
        counts = (self.missing, self.repeated, self.wrong, self.gaps, self.letters_missing, self.letters_extra)
        return not any(counts) and not self.lag and self.seconds is not None


class Row(msgspec.Struct, kw_only=True):
    """All faults of a kind."""

    kind: str
    faults: int
    articles: int
    median_seconds: float
    max_seconds: float
    never: int
    missing: int
    repeated: int
    wrong: int
    gaps: int
    dead_letters: int
    """Too many or too few."""
    gave_up: int


def summary(verdicts: Iterable[Verdict], order: Sequence[str]) -> list[Row]:
    """A row for each kind that there was, and one of all."""
    found = list(verdicts)
    kinds = [kind for kind in order if any(verdict.kind == kind for verdict in found)]
    rows = [_row(kind, [verdict for verdict in found if verdict.kind == kind]) for kind in kinds]
    return [*rows, _row("all", found)]


def _row(kind: str, found: Sequence[Verdict]) -> Row:
    seconds = [verdict.seconds for verdict in found if verdict.seconds is not None] or [0.0]
    return Row(
        kind=kind,
        faults=len(found),
        articles=sum(verdict.articles for verdict in found),
        median_seconds=round(statistics.median(seconds), 2),
        max_seconds=round(max(seconds), 2),
        never=sum(verdict.seconds is None for verdict in found),
        missing=sum(verdict.missing for verdict in found),
        repeated=sum(verdict.repeated for verdict in found),
        wrong=sum(verdict.wrong for verdict in found),
        gaps=sum(verdict.gaps for verdict in found),
        dead_letters=sum(verdict.letters_missing + verdict.letters_extra for verdict in found),
        gave_up=sum(verdict.gave_up for verdict in found),
    )


HEADS = {
    "kind": "fault",
    "faults": "faults",
    "articles": "articles",
    "median_seconds": "median s",
    "max_seconds": "longest s",
    "missing": "missing",
    "repeated": "repeated",
    "wrong": "wrong",
    "gaps": "gaps",
    "dead_letters": "dead letters amiss",
    "never": "never recovered",
    "gave_up": "workers that gave up",
}


def markdown(rows: Iterable[Row]) -> str:
    """The table of the README."""
    lines = ["| " + " | ".join(HEADS.values()) + " |", "| " + " | ".join("---" for _ in HEADS) + " |"]
    lines += ["| " + " | ".join(_cell(getattr(row, name)) for name in HEADS) + " |" for row in rows]
    return "\n".join(lines)


def _cell(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
