"""Everyday news that nobody wrote: as many articles as a benchmark needs, no two of them alike, the same in every run.

Their names, numbers and words are as many as in a real stream, so that caches and indexes are not measured on a few
texts that come again and again.
"""

import random
import re
import tomllib
from pathlib import Path

from tests.chaos.world import PLACES

WORDS: dict[str, list[str]] = tomllib.loads(Path(__file__).with_name("prose.toml").read_text(encoding="utf-8"))
NAMES = Path(__file__).parents[2] / "agents" / "classify" / "knowledge" / "places"
FIRST_NAMES, SURNAMES = (
    [line for line in (NAMES / f"{kind}.txt").read_text(encoding="utf-8").splitlines() if line.isalpha()]
    for kind in ("first_names", "surnames")
)
PLURALS = {
    "role": "roles", "body": "bodies", "adjective": "adjectives", "noun": "nouns", "thing": "things", "verb": "verbs",
    "did": "did", "day": "days", "month": "months", "paper": "papers",
}  # fmt: skip
_BEFORE_VOWEL = re.compile(r"\b([Aa]) (?=[aeio])")
_SLOT = re.compile(r"\{(\w+)\}")


def prose(number: int, size: int) -> str:
    """Article number `number`: paragraphs of everyday news of together `size` characters."""
    choose = random.Random(number)
    text = ""
    while len(text) < size:
        paragraph = " ".join(sentence(choose) for _ in range(choose.randint(2, 4)))
        text = f"{text}\n\n{paragraph}" if text else paragraph
    return text[:size]


def sentence(choose: random.Random) -> str:
    """A sentence with every slot filled."""
    told = _SLOT.sub(lambda slot: _fill(slot[1], choose), choose.choice(WORDS["sentences"]))
    told = _BEFORE_VOWEL.sub(r"\1n ", told)
    return told[0].upper() + told[1:]


def _fill(slot: str, choose: random.Random) -> str:
    if slot == "person":
        return f"{choose.choice(FIRST_NAMES).capitalize()} {choose.choice(SURNAMES).capitalize()}"
    if slot == "town":
        return choose.choice(PLACES)[0]
    if slot == "number":
        return f"{choose.randint(1_000, 90_000):,}"
    if slot == "some":
        return str(choose.randint(3, 90))
    if slot == "year":
        return str(choose.randint(1950, 2020))
    return choose.choice(WORDS[PLURALS[slot]])
