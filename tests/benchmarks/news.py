"""Articles as benchmarks send them: 2.5 KB of everyday prose, a fifth of which report an attack that alerts."""

import json

from tests.benchmarks.prose import prose
from tests.chaos.world import article, opened

SIZE = 2500
"""Characters of an article."""
ALERTING = 5
"""Every how-manieth article reports an attack that alerts."""


def articles(count: int, first: int = 0) -> list[bytes]:
    """So many articles from number `first` on: everyday prose, and an attack in every `ALERTING`-th."""
    made = []
    for number in range(first, first + count):
        story = article(number // ALERTING, 0) if number % ALERTING == 0 else _everyday(number)
        text = f"{story['text']}\n\n{prose(number, SIZE)}"[:SIZE]
        made.append(json.dumps(story | {"text": text, "id": f"bench-{number}"}).encode())
    return made


def _everyday(number: int) -> dict[str, object]:
    title, text = prose(-1 - number, 60).rpartition(" ")[0], prose(2**32 + number, 120)
    return {"title": title, "text": text, "published": opened(number // ALERTING).isoformat()}
