from datetime import UTC, datetime, timedelta

from schemas.article import Article
from streams.history import Arrived, before

NOON = datetime(2024, 3, 5, 12, tzinfo=UTC)


def one(name: str, hours: float, arrival: int, *, dated: bool = True) -> Arrived:
    """An article whose time is so many hours after noon, with its place in the order of arrival."""
    time = NOON + timedelta(hours=hours)
    return Arrived(Article(id=name, text="x", published=time if dated else None), time, (arrival, 0, 0))


def names(target: Arrived, others: list[Arrived], hours: float = 48) -> list[str]:
    return [found.article.id for found in before(target, others, timedelta(hours=hours))]


def test_history_is_what_arrived_before_in_the_order_of_arrival() -> None:
    others = [one("b", -1, 2), one("a", -0.5, 1), one("after", -1, 9), one("itself", 0, 3)]
    assert names(one("itself", 0, 3), others) == ["a", "b"]


def test_history_goes_by_the_time_of_articles() -> None:
    others = [one("old", -49, 1), one("edge", -48, 2), one("undated", -3, 3, dated=False), one("ahead", 2, 4)]
    assert names(one("itself", 0, 5), others) == ["edge", "undated"]
    assert names(one("itself", 0, 5), others, hours=0) == []
