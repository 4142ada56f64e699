"""One-paragraph accounts of terrorism, 1968–2009: people killed and injured, the country, and how grave it was.

The text is the description without the country in capitals that some begin with; the date is the account's own. The
numbers found are the largest `killed.best` and `injured.best` of the events. RAND counts a dead attacker, mostly the
suicide bomber, among the killed, which an event counts apart: "killed with attackers" adds `attackers_killed.best`
of the same event, and both readings are reported. The country is that of the first event. The score of severity is that
of the gravest event, 0 where there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from agents.classify.classifier import Classifier
from schemas.event import Event
from tests.quality.measures import Measure, Outcome, QualitySet, Target, Wrong
from tests.quality.metrics import exact_counts, share, spearman
from tests.quality.sets.common import best, files, moment, most, off, table, tell
from tests.quality.sets.countries import codes_of

COUNTRY_FIRST = re.compile(r"[A-Z][^a-z.]{2,}\.\s+")
"""The country in capitals before the account: "UNITED STATES. ", and not the "U." of "U.S."."""


class Account(NamedTuple):
    """A row. `countries` are the codes of which any is right; none where the name is of no country today."""

    id: str
    date: datetime
    text: str
    countries: tuple[str, ...]
    killed: int
    injured: int


def load(folder: Path) -> list[Account]:
    """The accounts of the set."""
    return [
        Account(
            row["id"],
            moment(row["Date"]),
            without_country(row["Description"]),
            codes_of(row["Country"]),
            int(row["Fatalities"]),
            int(row["Injuries"]),
        )
        for row in table(files(folder, "rdwti_*.csv"))
    ]


def without_country(text: str) -> str:
    """An account without the country that it may begin with."""
    return COUNTRY_FIRST.sub("", text, count=1) if COUNTRY_FIRST.match(text) else text


def judge(accounts: Sequence[Account], classifier: Classifier) -> list[Outcome]:
    """What became of each account."""
    return [_judged(account, classifier) for account in accounts]


def _judged(account: Account, classifier: Classifier) -> Outcome:
    events = tell(classifier, account.id, account.text, published=account.date).events
    killed, injured = most(events, lambda event: best(event.killed)), most(events, lambda event: best(event.injured))
    rows: dict[str, tuple[float, float]] = {
        "killed": (account.killed, killed),
        "killed with attackers": (account.killed, most(events, _with_attackers)),
        "injured": (account.injured, injured),
        "severity rank": (max(event.severity.score for event in events), account.killed),
    }
    wrong = off(account.id, "killed", account.killed, killed) + off(account.id, "injured", account.injured, injured)
    if account.countries:
        right = events[0].country in account.countries
        rows["country"] = (right, 1)
        if not right:
            wrong += (Wrong(account.id, "/".join(account.countries), str(events[0].country), 0.5),)
    return Outcome(rows, wrong=wrong)


def _with_attackers(event: Event) -> int:
    return best(event.killed) + best(event.attackers_killed)


SET = QualitySet(
    name="rdwti",
    title="RAND accounts of terrorism",
    load=load,
    judge=judge,
    measures=(
        Measure("killed", exact_counts, Target(0.88)),
        Measure("killed with attackers", exact_counts, Target(0.88)),
        Measure("injured", exact_counts, Target(0.86)),
        Measure("country", share, Target(0.90)),
        Measure("severity rank", spearman, Target(0.85)),
    ),
)
