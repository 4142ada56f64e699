"""`make fuzz`: the index of subscriptions gives the matches that no index gives, for very many invented cases.

    python tests/fuzz/match.py [--cases 1000000] [--seed 1]

A case is one query held against one text. Stores are filled, changed and emptied between the texts: a round is a list of
steps (put, delete, match), and what fails is told as the fewest steps and words that still fail. Exit code 1 then.
"""

import argparse
import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import click

from agents.match.decide import match
from agents.match.index import Candidates, NoFilter, SubscriptionIndex
from agents.match.ledger import LedgerEntry
from schemas.incident import Incident
from schemas.levels import Certainty, SeverityLevel
from schemas.subscription import Deliver, SourceFilter, Subscription, Updates, When
from schemas.taxonomy import SUBTYPES, EventType
from tests.agents.match.strategies import LEAVES, WORDS, make_incident, make_report

IDS = tuple("abcdefghijkl")
ROUND = 30
"""Steps after the stores are filled."""
FIELDS = ("title", "lead", "body", "source")
EVENTS = ("attacks", "attacks.suicide_bombing", "unrest", "diplomatic_talks.summit")
REGIONS = ("AF", "PK", "m49:034", "m49:001", "near:36.7,68.9,100km", "near:0,0,4000km", "place:Kunduz")
SPOKEN = (*WORDS, "Mosques", "kunduz", "bombs", "a", ",", ".\n", "\n\n")
LEVELS = list(SeverityLevel)
Step = Subscription | str | Incident
"""What is put, the id of what is deleted, or what is matched."""


@dataclass(frozen=True, slots=True)
class Counterexample:
    """Steps of which the last one gives other matches with the index than without."""

    steps: tuple[Step, ...]


def query(choose: random.Random, depth: int = 3) -> str:
    """A query that some word must satisfy."""
    if depth == 0 or choose.random() < 0.3:
        return choose.choice(LEAVES)
    parts = [query(choose, depth - 1) for _ in range(choose.randint(2, 3))]
    match choose.randrange(5):
        case 0:
            return f"({' AND '.join(parts)})"
        case 1:
            return f"({' OR '.join(parts)})"
        case 2:
            return f"({parts[0]} NOT {parts[1]})"
        case 3:
            return f"{choose.choice(FIELDS)}:({choose.choice(LEAVES)})"
        case _:
            return f"min:{choose.randint(1, 3)} ({parts[0]}^2 OR {' OR '.join(parts[1:])})"


def subscription(choose: random.Random) -> Subscription:
    """A subscription of one of a few ids, half of them with filters."""
    asked = choose.random() < 0.9
    when = When(keywords=query(choose) if asked else None)
    if choose.random() < 0.5 or not asked:
        when = replace(
            when,
            events=tuple(choose.sample(EVENTS, choose.randrange(3))),
            regions=tuple(choose.sample(REGIONS, choose.randrange(3))),
            severity=choose.choice(LEVELS[:4]),
            sources=SourceFilter(exclude=("example.org",) if choose.random() < 0.2 else ()),
        )
    deliver = Deliver(updates=choose.choice(list(Updates)))
    return Subscription(id=choose.choice(IDS), subscriber="desk", when=when, deliver=deliver)


def incident(choose: random.Random) -> Incident:
    """An incident whose report has some of the words that are asked for."""
    kind = choose.choice([EventType.ATTACKS, EventType.UNREST, EventType.DIPLOMATIC_TALKS, EventType.NONE])
    title, text = (" ".join(choose.choices(SPOKEN, k=choose.randrange(size))) for size in (5, 16))
    country = choose.choice([None, "AF", "PK"])
    return make_incident(
        make_report(title, text, choose.choice(["en", "fa", None]), choose.choice(["example.org", "kunduz.example"])),
        level=choose.choice(LEVELS),
        type=kind,
        subtype=choose.choice([None, *SUBTYPES[kind]]),
        country=country,
        regions=("001", "142", "034") if country else (),
        certainty=choose.choice(list(Certainty)),
    )


def steps(choose: random.Random) -> Iterator[Step]:
    """One round: full stores, and then changes among texts."""
    for name in IDS:
        yield replace(subscription(choose), id=name)
    for _ in range(ROUND):
        drawn = choose.random()
        if drawn < 0.1:
            yield choose.choice(IDS)
        elif drawn < 0.2:
            yield subscription(choose)
        else:
            yield incident(choose)


def fuzz(seed: int, cases: int, done: Callable[[int], object] = bool) -> Counterexample | None:
    """The first thing in so many cases that the index tells otherwise, as short as can be; None where there is none."""
    choose, count = random.Random(seed), 0
    while count < cases:
        taken = tuple(steps(choose))
        failed, held = fails(taken)
        if failed is not None:
            return shortest(taken[: failed + 1])
        count += held
        done(held)
    return None


def fails(taken: Sequence[Step]) -> tuple[int | None, int]:
    """Which step gives other matches, None where none does; and how many queries were held against texts."""
    index, twin, held = SubscriptionIndex(), NoFilter(), 0
    for at, step in enumerate(taken):
        if isinstance(step, Incident):
            held += len(index)
            if told(step, index) != told(step, twin):
                return at, held
        else:
            for store in (index, twin):
                _change(store, step)
    return None, held


def told(one: Incident, store: Candidates) -> tuple[list[tuple[object, ...]], LedgerEntry | None]:
    """What an incident leads to."""
    decision = match(one, store, None)
    return [(found.id, found.subscription, found.reasons) for found in decision.matches], decision.ledger


def _change(store: SubscriptionIndex | NoFilter, step: Subscription | str) -> None:
    if isinstance(step, str):
        store.delete(step)
    else:
        store.put(step)


def shortest(taken: tuple[Step, ...]) -> Counterexample:
    """The fewest steps, and the fewest words of the last one's text, by which it still fails."""
    at = 0
    while at < len(taken):
        less = taken[:at] + taken[at + 1 :]
        if fails(less)[0] is None:
            at += 1
        else:
            taken = less
    *before, last = taken
    assert isinstance(last, Incident)
    for field in ("title", "text"):
        words = getattr(last.report, field).split(" ")
        for word in list(words):
            fewer = [*words]
            fewer.remove(word)
            shorter = replace(last, report=replace(last.report, **{field: " ".join(fewer)}))
            if fails((*before, shorter))[0] is not None:
                last, words = shorter, fewer
    return Counterexample((*before, last))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=options.cases, label="cases", file=sys.stderr, hidden=hidden) as done:
        found = fuzz(options.seed, options.cases, done.update)
    if found is None:
        print(f"{options.cases:,} cases, seed {options.seed}: the index and no index agree")
        return
    print(f"seed {options.seed}: the index and no index do not agree after")
    for step in found.steps:
        print(f"  {'delete ' + step if isinstance(step, str) else step}")
    sys.exit(1)


if __name__ == "__main__":
    main()
