import pytest
from prometheus_client.parser import text_string_to_metric_families

from streams.console.health import Health
from streams.console.merging import merged
from streams.metrics import Metrics


def page_of(articles: int, seconds: float) -> bytes:
    metrics = Metrics()
    metrics.articles.labels("en").inc(articles)
    metrics.latency.observe(seconds)
    metrics.lag.labels('a"b\\', "0").set(3)
    return metrics.page()


def samples(page: bytes) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    families = text_string_to_metric_families(page.decode())
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }


def test_each_series_of_each_process_is_there_under_its_name() -> None:
    pages = {"w.1": page_of(2, 0.3), "w.2": page_of(5, 7.0)}
    found = samples(merged(pages))
    expected = {
        (name, tuple(sorted((*labels, ("process", process))))): value
        for process, page in pages.items()
        for (name, labels), value in samples(page).items()
    }
    assert found == expected
    assert found["tocsin_articles_total", (("language", "en"), ("process", "w.2"))] == 5.0


def test_each_family_is_described_once_with_its_kind() -> None:
    lines = merged({"w.1": page_of(1, 0.1), "w.2": page_of(1, 0.1)}).decode().splitlines()
    assert lines.count("# TYPE tocsin_articles_total counter") == 1
    assert lines.count("# TYPE tocsin_alert_latency_seconds histogram") == 1


def test_where_nobody_answers_the_page_is_empty() -> None:
    assert samples(merged({})) == {}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'{"ok": true}', b'"ok"', b"\xff"])
def test_what_is_no_answer_is_not_well(body: bytes) -> None:
    assert Health.read(body) == Health(False, "answers what cannot be read")


def test_an_answer_is_read_as_it_was_given() -> None:
    assert Health.read(b'{"ok": true, "why": "3 lanes open"}') == Health(True, "3 lanes open")
    assert Health.read(b'{"ok": false, "why": "waiting"}') == Health(False, "waiting")
