"""Which of an article's tolls are those of one event."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agents.classify.casualties.extract import Toll
from agents.classify.casualties.words import TollKind
from agents.classify.text.document import Document
from schemas.event import Count
from schemas.evidence import Span


@dataclass(frozen=True, slots=True)
class Casualties:
    """The people of one event; None where the text gives no count. `evidence` pairs each kind with where it is read."""

    killed: Count | None = None
    injured: Count | None = None
    missing: Count | None = None
    abducted: Count | None = None
    attackers_killed: Count | None = None
    evidence: tuple[tuple[TollKind, Span], ...] = ()

    def span(self, kind: TollKind) -> Span | None:
        """Where the count of a kind was read."""
        return next((span for which, span in self.evidence if which is kind), None)


def casualties_of(document: Document, tolls: Iterable[Toll], sentences: Sequence[int]) -> Casualties:
    """The casualties that the given sentences tell, the event's main sentence first.

    Tolls over a longer time, parts of a total and what is said not to have happened do not count. A correction wins;
    otherwise the highest toll, for a total is higher than its parts and a later toll than an earlier one.
    """
    wanted = frozenset(sentences)
    here = [toll for toll in tolls if toll.sentence in wanted and not (toll.cumulative or toll.unreal or toll.part)]
    here = _fighters_apart(here)
    chosen = {
        kind: toll for kind in TollKind if (toll := _choose(toll for toll in here if toll.kind is kind)) is not None
    }
    evidence = tuple((kind, document.span_of_tokens(toll.first, toll.last)) for kind, toll in chosen.items())
    counts = {kind.value: toll.count for kind, toll in chosen.items()}
    return Casualties(evidence=evidence, **counts)


def _fighters_apart(tolls: Sequence[Toll]) -> list[Toll]:
    """Fighters killed are attackers where others were killed as well: "three soldiers died, and five militants"."""
    if not any(toll.kind is TollKind.KILLED and not toll.fighters and toll.count.low for toll in tolls):
        return list(tolls)
    return [
        replace(toll, kind=TollKind.ATTACKERS_KILLED) if toll.kind is TollKind.KILLED and toll.fighters else toll
        for toll in tolls
    ]


def _choose(tolls: Iterable[Toll]) -> Toll | None:
    known = list(tolls)
    corrected = [toll for toll in known if toll.corrected]
    return max(corrected or known, key=lambda toll: toll.count.best or toll.count.low, default=None)
