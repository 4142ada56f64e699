"""Whether a subscription alerts on the examples that it carries: each alone, as the first article that ever came."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from agents.classify.classifier import Classifier
from agents.match.predicate import Failure, Verdict, explain
from agents.match.reasons import Clause
from agents.pipeline import Pipeline, Stage
from schemas.article import Article
from schemas.match import Reason
from schemas.subscription import Deliver, Example, Examples, Subscription

LONGEST_SHOWN = 60
"""Characters of an example by which a reader knows it again."""

_ORDER = {clause: at for at, clause in enumerate(Clause)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one example, the `number`th (from 1) of `must` or of `must_not` (`list`).

    `reasons` are the clauses that were met where it alerts. Where not, `failed` is the clause that its best event did
    not meet: the event that got farthest through the clauses.
    """

    subscription: str
    list: str
    number: int
    example: Example
    alerts: bool
    reasons: tuple[Reason, ...] = ()
    failed: Failure | None = None

    @property
    def ok(self) -> bool:
        """Whether it alerts as it must, or does not as it must not."""
        return self.alerts == (self.list == "must")

    def as_text(self) -> str:
        """The outcome in one line."""
        where = f"{self.subscription}: {self.list}[{self.number}]"
        head = (self.example.title or self.example.text)[:LONGEST_SHOWN]
        return f"{where} {head!r}: {'ok' if self.ok else self._problem()}"

    def _problem(self) -> str:
        if self.alerts:
            met = dict.fromkeys(f"{reason.clause}: {reason.found}" for reason in self.reasons)
            return "must not alert and does: matched clauses " + ("; ".join(met) or "none: it asks for nothing")
        if self.failed is None:
            return "must alert and does not: no event was found in it"
        failed = self.failed
        said = f"{failed.clause} ({failed.reason}): found {failed.found}, asked for {failed.wanted}"
        return f"must alert and does not: the first clause that failed is {said}"

    def as_json(self) -> dict[str, Any]:
        """The outcome as an object."""
        failed = None
        if self.failed is not None:
            names = ("clause", "reason", "found", "wanted")
            failed = {name: str(getattr(self.failed, name)) for name in names}
        return {
            "subscription": self.subscription,
            "list": self.list,
            "number": self.number,
            "title": self.example.title,
            "text": self.example.text,
            "ok": self.ok,
            "alerts": self.alerts,
            "reasons": [{"clause": reason.clause, "found": reason.found} for reason in self.reasons],
            "failed": failed,
        }


def run_examples(subscription: Subscription, classifier: Classifier, received: datetime) -> Iterator[Outcome]:
    """Every example through stages of its own that know this subscription alone; `received` dates what has no date.

    What holds alerts back (quiet hours, a digest) plays no part: it is asked whether there is one.
    """
    asked = replace(subscription, deliver=Deliver(), tests=Examples())
    for name, examples in (("must", subscription.tests.must), ("must_not", subscription.tests.must_not)):
        for number, example in enumerate(examples, 1):
            verdicts = _verdicts(_article(example, f"{name}-{number}"), asked, classifier, received)
            met = [verdict for verdict in verdicts if verdict.matched]
            failures = [verdict.failed for verdict in verdicts if verdict.failed is not None]
            yield Outcome(
                subscription=subscription.id,
                list=name,
                number=number,
                example=example,
                alerts=bool(met),
                reasons=met[0].reasons if met else (),
                failed=None if met else max(failures, key=lambda failed: _ORDER[failed.clause], default=None),
            )


def _verdicts(
    article: Article, subscription: Subscription, classifier: Classifier, received: datetime
) -> list[Verdict]:
    """On each event of the article. In a pipeline without a past, whatever matches is told."""
    traced = Pipeline(classifier, [subscription]).run(article, received, Stage.MATCH)
    followed = [event.correlated for event in traced.events if event.correlated is not None]
    return [explain(subscription, correlated.incident) for correlated in followed]


def _article(example: Example, name: str) -> Article:
    return Article(
        id=name,
        title=example.title,
        text=example.text,
        published=example.published,
        source=example.source,
        url=example.url,
        language=None if example.language is None else example.language.partition("-")[0],
    )
