"""What the chaos suite would notice: a suite that cannot fail proves nothing."""

from datetime import UTC, datetime

import pytest

from schemas.alert import Alert, AlertKind, Citation
from schemas.event import Count, EventType, Severity
from schemas.incident import Facts
from schemas.levels import SeverityLevel
from tests.chaos.verdict import Verdict, markdown, summary
from tests.chaos.watch import Book
from tests.chaos.world import STEPS, Told, toll

SEVERE = Severity(level=SeverityLevel.SEVERE, score=60)
NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)


def told(step: int, *, name: str | None = None, incident: int = 7) -> Alert:
    killed = toll(incident, step)
    return Alert(
        id=name or f"alert-{incident}-{step}",
        kind=AlertKind.UPDATE if step else AlertKind.NEW,
        subscription="everything", subscriber="watcher", title="Everything", headline="A bomb", issued=NOON,
        incident=f"inc-{incident}", revision=step + 1,
        facts=Facts(type=EventType.ATTACKS, killed=Count(low=killed, best=killed, high=killed), severity=SEVERE),
        citation=Citation(article=f"i{incident}-s{step}", title="Bomb", reported=NOON),
    )  # fmt: skip


@pytest.fixture
def book() -> Book:
    made = Book()
    for step in range(STEPS):
        made.pending[Told(7, step)] = 100.0 + step
    return made


def test_what_is_told_once_and_in_order_leaves_nothing_pending_and_no_complaint(book: Book) -> None:
    for step in range(STEPS):
        book.alert(told(step))
    assert (book.pending, book.why) == ({}, [])


def test_the_oldest_report_that_was_not_told_says_how_long_one_waits(book: Book) -> None:
    book.alert(told(0))
    assert book.age(103.5) == 2.5


def test_an_alert_that_comes_again_is_repeated_under_whatever_id(book: Book) -> None:
    book.alert(told(0))
    book.alert(told(0))
    book.alert(told(0, name="another"))
    assert book.counts.repeated == 2


def test_a_report_that_was_passed_over_makes_the_next_one_wrong_and_stays_pending(book: Book) -> None:
    book.alert(told(0))
    book.alert(told(2))
    assert book.counts.wrong == 1
    assert list(book.pending) == [Told(7, 1)]


def test_a_revision_that_is_left_out_or_comes_again_is_a_gap(book: Book) -> None:
    for revision in (1, 2, 4, 4):
        book.incident("inc-7", revision)
    assert book.counts.gaps == 2


def test_a_dead_letter_that_is_no_poison_or_comes_twice_is_one_too_many(book: Book) -> None:
    book.poison = {b"one", b"two"}
    for value in (b"one", b"one", b"three"):
        book.letter(value)
    assert (book.counts.letters_extra, book.poison) == (2, {b"two"})


def verdict(kind: str, seconds: float | None, **amiss: int) -> Verdict:
    counts = dict.fromkeys(("missing", "repeated", "wrong", "gaps", "letters_missing", "letters_extra"), 0) | amiss
    return Verdict(
        number=1, kind=kind, hurt="w1", began="", seconds=seconds, longest=1.0, articles=90, lag=False, gave_up=0, **counts
    )  # fmt: skip


@pytest.mark.parametrize("amiss", ["missing", "repeated", "wrong", "gaps", "letters_missing", "letters_extra"])
def test_a_fault_is_clean_only_if_nothing_is_amiss_and_it_ended(amiss: str) -> None:
    assert verdict("kill", 1.5).clean
    assert not verdict("kill", 1.5, **{amiss: 1}).clean
    assert not verdict("kill", None).clean


def test_the_table_has_a_row_for_each_kind_and_one_for_all() -> None:
    rows = summary([verdict("cut", 4.0), verdict("kill", 1.0), verdict("kill", 3.0, missing=2)], ("kill", "cut"))
    assert [(row.kind, row.faults, row.median_seconds, row.max_seconds, row.missing) for row in rows] == [
        ("kill", 2, 2.0, 3.0, 2), ("cut", 1, 4.0, 4.0, 0), ("all", 3, 3.0, 4.0, 2),
    ]  # fmt: skip
    assert markdown(rows).splitlines()[2].startswith("| kill | 2 | 180 | 2.0 | 3.0 | 2 |")
