"""Which of an article's tolls are those of one event."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

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


_NOTHING = Casualties()


def casualties_of(
    document: Document, tolls: Iterable[Toll], sentences: Sequence[int], *, main: bool = False
) -> Casualties:
    """The casualties that the given sentences tell, the event's main sentence first.

    Where they tell none of a kind, sentences near by do; for the `main` event of an article its title and lead do too.

    Tolls over a longer time or of another time, parts of a total and what is said not to have happened do not count.
    Of each kind a correction wins; otherwise the highest toll of the first two sentences that tell one, since news
    tells its toll first and what came before it later; to it come those who are told apart from them. What only one
    side of a fight says moves the upper bound alone.
    """
    true = [toll for toll in tolls if _counts(toll)]
    if not true:
        return _NOTHING
    rank = {sentence: place for place, sentence in reversed(list(enumerate(sentences)))}
    reach = {*rank, *_reach(document, rank, main=main)}
    told = _survivors(_resolved([toll for toll in true if toll.sentence in reach]))
    here = [toll for toll in told if toll.sentence in rank]
    here.sort(key=lambda toll: (rank[toll.sentence], toll.first))
    near = [toll for toll in told if toll.sentence not in rank]
    apart, beside = _fighters_apart(here), _fighters_apart(near)
    chosen = {
        kind: found
        for kind in dict.fromkeys(toll.kind for toll in (*apart, *beside))
        if (found := _choose([t for t in apart if t.kind is kind], [t for t in beside if t.kind is kind]))
    }
    _injured_of_hit(chosen)
    evidence = tuple((kind, document.span_of_tokens(toll.first, toll.last)) for kind, toll in chosen.items())
    counts = {kind.value: toll.size for kind, toll in chosen.items()}
    return Casualties(evidence=evidence, **counts)


def _counts(toll: Toll) -> bool:
    return not (toll.cumulative or toll.unreal or toll.part or toll.past)


def _injured_of_hit(chosen: dict[TollKind, Toll]) -> None:
    """Those shot of whom no more is said are injured, save those of them who died."""
    hit, injured, killed = (chosen.get(kind) for kind in (TollKind.HIT, TollKind.INJURED, TollKind.KILLED))
    chosen.pop(TollKind.HIT, None)
    if hit is None or (hit.again and killed is not None and killed.size.best is None):
        return  # "all four had been shot": who were said to be dead
    dead = 0 if killed is None else killed.size.low
    low = hit.size.low - dead
    if low > (0 if injured is None else _size(injured)) or (injured is not None and _surer(hit, injured)):
        best = None if hit.size.best is None else max(hit.size.best - dead, low)
        high = None if hit.size.high is None else max(hit.size.high - dead, best or low)
        chosen[TollKind.INJURED] = hit._replace(kind=TollKind.INJURED, size=Count(low, best, high))


def _surer(hit: Toll, injured: Toll) -> bool:
    """Whether those shot are a number and those hurt are only "they"."""
    return (
        hit.size.best is not None and injured.size.best is None and injured.again and hit.size.low >= injured.size.low
    )


def _fighters_apart(tolls: Sequence[Toll]) -> list[Toll]:
    """Fighters killed are attackers where others were killed as well: "three soldiers died, and five militants"."""
    if not any(toll.kind is TollKind.KILLED and not toll.fighters and toll.size.low for toll in tolls):
        return list(tolls)
    return [
        toll._replace(kind=TollKind.ATTACKERS_KILLED) if toll.kind is TollKind.KILLED and toll.fighters else toll
        for toll in tolls
    ]


def sentences_read(document: Document, events: Iterable[Sequence[int]]) -> set[int]:
    """All sentences from which `casualties_of` takes tolls for events told in these sentences."""
    told = {sentence for sentences in events for sentence in sentences}
    return told | _reach(document, told, main=True)


def _reach(document: Document, sentences: Collection[int], *, main: bool) -> set[int]:
    """The sentences right after those of an event; after a title, those of the lead, and for what the lead tells or is
    the main event, title and lead. They may lie past the last.
    """
    title = document.text_start > 0
    after = {
        sentence + step
        for sentence in sentences
        for step in range(1, _LEAD_AFTER_TITLE if title and sentence == 0 else _AFTER)
    }
    return after | set(range(HEAD)) if main or any(sentence < HEAD for sentence in sentences) else after


def _resolved(tolls: list[Toll]) -> list[Toll]:
    """The tolls with "they" made as many as were told before: "Two were kidnapped. They were later found dead"."""
    if not any(toll.of in _THEY for toll in tolls):
        return tolls
    found: list[Toll] = []
    for toll in tolls:
        several = [one for one in found[-_BACK:] if toll.sentence - one.sentence <= _BACK and (one.size.best or 0) > 1]
        found.append(toll._replace(size=several[-1].size) if several and toll.of in _THEY else toll)
    return found


_THEY = (("they",), ("them",))


def _survivors(tolls: list[Toll]) -> list[Toll]:
    """The tolls without the one person shot or hurt of whom it is said later that he died."""
    dead = [toll for toll in tolls if toll.kind is TollKind.KILLED and toll.again and not toll.kin and _one(toll)]
    if not dead:
        return tolls
    return [toll for toll in tolls if not any(_died_later(toll, death) for death in dead)]


def _died_later(toll: Toll, death: Toll) -> bool:
    if not _one(toll) or (toll.sentence, toll.first) > (death.sentence, death.first):
        return False
    if toll.kind is TollKind.HIT:
        return True
    return toll.kind is TollKind.INJURED and (toll.again or death.sentence - toll.sentence <= _BACK)


def _one(toll: Toll) -> bool:
    return toll.size.best == 1


def _choose(tolls: Sequence[Toll], near: Sequence[Toll]) -> Toll | None:
    """The toll of one kind, from those in the order of telling; from sentences near by where there is none.

    A title rounds: where the sentences that follow it give nearly the same number, it is theirs.
    """
    if not tolls:
        return _choose(near, ()) if near else None
    corrected = [toll for toll in tolls if toll.corrected]
    if corrected:
        return corrected[-1]
    added = [toll for toll in near if _adds_up(toll, tolls)]
    if added:
        return added[0]
    whole = [toll for toll in tolls if not _some_of_them(toll, (*tolls, *near))]
    if not whole:
        return _choose([toll for toll in near if toll.sentence < tolls[0].sentence], ())
    sure = [toll for toll in whole if not toll.claimed] or whole
    first = list(dict.fromkeys(toll.sentence for toll in sure))[:_LEAD]
    lead = [toll for toll in sure if toll.sentence in first]
    main = max([toll for toll in lead if not toll.also] or lead, key=_size)
    exact = [toll for toll in (*sure, *near) if _refines(toll, main) or _counts_them(toll, main)]
    also = [toll for toll in near if toll.also]
    return _with_claims(_with_others(exact[0] if exact else main, (*sure, *also)), tolls)


def _adds_up(total: Toll, tolls: Sequence[Toll]) -> bool:
    """Whether a toll in the sentence behind all of those is theirs and of those dead before: "that brings it to 9"."""
    last = max(toll.sentence for toll in tolls)
    return (
        total.total
        and not total.claimed
        and total.sentence == last + 1
        and all(_size(total) > _size(toll) and not toll.total for toll in tolls)
    )


def _some_of_them(toll: Toll, told: Iterable[Toll]) -> bool:
    """Whether "nine of them" are some of those who were counted in a sentence before."""
    before = (other for other in told if toll.sentence - _BACK <= other.sentence < toll.sentence)
    return toll.of_them and any(other.kind is toll.kind and _size(other) > _size(toll) for other in before)


def _counts_them(toll: Toll, uncounted: Toll) -> bool:
    """Whether a toll is the number of people of whom it was only said before that there were some, or dozens.

    "Soldiers were killed in an attack. Nine soldiers died": not where other people are named, nor for fewer.
    """
    if uncounted.size.best is not None or toll.size.best is None or toll.sentence <= uncounted.sentence:
        return False
    if toll.claimed or toll.also or toll.again or toll.of_them or toll.size.best < max(uncounted.size.low, _SOME):
        return False
    return not toll.of or not uncounted.of or not set(toll.of).isdisjoint(uncounted.of)


_SOME = 2
"""The fewest who are meant by people in the plural."""


def _refines(toll: Toll, title: Toll) -> bool:
    """Whether a toll is the one that a title rounds, within a tenth."""
    if title.sentence > 0 or toll.sentence == 0:
        return False
    exact, rounded = toll.size.best, title.size.best or title.size.low
    return exact is not None and toll.size.low > 0 and 10 * abs(exact - rounded) <= rounded and exact != rounded


_LEAD = 2
"""Sentences with a toll from which it is taken."""
HEAD = 3
"""Sentences of a title and lead, which tell of the main event."""
_BACK = 2
"""Sentences and tolls back to those whom "they" and "he" mean."""
_AFTER = 3
_LEAD_AFTER_TITLE = 6
"""How far after a sentence of an event, and after the title, a sentence with a toll is taken to belong to it."""


def _size(toll: Toll) -> int:
    return toll.size.best or toll.size.low


def _with_others(main: Toll, tolls: Sequence[Toll]) -> Toll:
    """The toll with those told in other sentences beside it: "her brother died in hospital", "also killed
    were", "and another officer died"."""
    count = main.size
    for toll in tolls:
        if toll is not main and _beside(main, toll) and not _in_title(main, toll, tolls):
            count = plus(count, toll.size)
    return main._replace(size=count)


def _in_title(main: Toll, toll: Toll, tolls: Sequence[Toll]) -> bool:
    """Whether a title has added up already what the text tells one by one: a nurse, and two guards too."""
    return main.sentence == 0 and any(
        0 < other.sentence <= toll.sentence and other is not toll and _size(other) + _size(toll) == _size(main)
        for other in tolls
    )


def _beside(main: Toll, toll: Toll) -> bool:
    """Whether a toll is of other people than the main one."""
    if main.total or toll.total or not toll.size.low:
        return False
    if toll.also:
        same = toll.size == main.size and not _one(toll)
        return not toll.again and not same and toll.sentence >= main.sentence
    if toll.more and toll.sentence == main.sentence and toll.first > main.first and toll.size.best is not None:
        return True
    next_to = 0 <= toll.sentence - main.sentence <= 1
    return next_to and toll.kin and toll.again and main.size.best == 1 and not set(toll.of) & set(main.of)


def plus(one: Count, other: Count) -> Count:
    """Two separate tolls together."""
    best = None if one.best is None or other.best is None else one.best + other.best
    high = None if one.high is None or other.high is None else one.high + other.high
    return Count(one.low + other.low, best, high)


def _with_claims(main: Toll, tolls: Sequence[Toll]) -> Toll:
    """The toll with the upper bound that one side of a fight claims."""
    claimed = max((_size(toll) for toll in tolls if toll.claimed), default=0)
    count = main.size
    if count.best is None or count.high is None or claimed <= count.high or main.claimed:
        return main
    return main._replace(size=Count(count.low, count.best, claimed))
