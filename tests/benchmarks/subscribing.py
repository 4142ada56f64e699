"""Subscriptions and articles as media monitoring has them, invented from names and words; each the same in every run.

Names and words are as frequent as their rank says (Zipf), so that a few are in much of the news and most in hardly any.
A query asks for names and for what is told of them; the figures stand in subscribing.toml.
"""

import datetime as dt
import gzip
import random
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from agents.match.query import terms
from agents.match.selectivity import common_terms
from schemas.event import Report, Severity
from schemas.formats.regions import countries
from schemas.incident import Change, Facts, Incident
from schemas.levels import Certainty, SeverityLevel
from schemas.subscription import Subscription, When
from schemas.taxonomy import SUBTYPES, EventType
from tests.benchmarks.prose import FIRST_NAMES, NAMES, SURNAMES

FIGURES = tomllib.loads(Path(__file__).with_name("subscribing.toml").read_text(encoding="utf-8"))
QUERY, ARTICLE, FILTERS = FIGURES["query"], FIGURES["article"], FIGURES["filters"]
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
Draw = Callable[[random.Random], str]
EVENTS = [kind for kind in EventType if kind is not EventType.NONE]
LEVELS = list(SeverityLevel)


def plain(word: str) -> bool:
    """Whether a word is of small letters that stand as they are in every analysis: no ending is taken off."""
    long_enough = len(word) >= FIGURES["words"]["letters"]
    return long_enough and word.isascii() and word.isalpha() and terms.term_of(word) == word


@cache
def names() -> list[str]:
    """Names of towns and people in small letters, the most frequent first."""
    choose = random.Random(1)
    filed = gzip.decompress((NAMES / "names.txt.gz").read_bytes()).decode().partition("\0")[0]
    towns = [name for name in dict.fromkeys(line.rpartition(" ")[2] for line in filed.split("\n")) if plain(name)]
    people = [name for name in dict.fromkeys([*SURNAMES, *FIRST_NAMES]) if plain(name)]
    ordinary = {*common_terms(), *_words()}
    many, share = FIGURES["words"]["names"], FIGURES["words"]["towns"]
    drawn = choose.sample(towns, round(many * share)) + choose.choices(people, k=round(many * (1 - share)))
    found = [name for name in dict.fromkeys(drawn) if name not in ordinary]
    choose.shuffle(found)
    return found


@cache
def _words() -> list[str]:
    lines = (NAMES / "common_words.txt").read_text(encoding="utf-8").splitlines()
    found = [line for line in lines if plain(line) and line not in common_terms()]
    random.Random(2).shuffle(found)
    return found


@cache
def _common() -> list[str]:
    return [word for word in common_terms() if terms.term_of(word) == word]


@cache
def _countries() -> list[str]:
    found = sorted(countries())
    random.Random(3).shuffle(found)
    return found


def by_rank(found: Sequence[str], choose: random.Random, first: int) -> str:
    """One of these by Zipf's law with Mandelbrot's shift: the frequency of rank r is as 1 / (r + first)."""
    return found[int(first * ((len(found) + first) / first) ** choose.random()) - first]


def a_name(choose: random.Random) -> str:
    """A name as frequent as it is."""
    return by_rank(names(), choose, FIGURES["words"]["first_name"])


def a_word(choose: random.Random) -> str:
    """A word outside the common ones, as frequent as it is."""
    return by_rank(_words(), choose, FIGURES["words"]["first_word"])


def asked_name(choose: random.Random) -> str:
    """A name that someone asks for: most are in hardly any article."""
    return by_rank(names(), choose, QUERY["first_name"])


def asked_word(choose: random.Random) -> str:
    """What someone asks to be told of a name."""
    return by_rank(_words(), choose, QUERY["first_word"])


def a_country(choose: random.Random) -> str:
    """A country as frequent as it is in the news."""
    return by_rank(_countries(), choose, FIGURES["words"]["first_country"])


def incident(number: int) -> Incident:
    """The incident that article `number` reports."""
    choose = random.Random(f"article {number}")
    title, text = _article(choose)
    kind = choose.choice(EVENTS)
    facts = Facts(
        type=kind,
        subtype=choose.choice([None, *sorted(SUBTYPES[kind])]),
        country=a_country(choose),
        regions=("001", choose.choice(("142", "150", "002", "019"))),
        severity=Severity(level=choose.choice(LEVELS), score=5),
        certainty=Certainty.LIKELY,
    )
    report = Report(article=f"a{number}", title=title, text=text, received=NOON, language="en", source="news.example")
    return Incident(
        id=f"incident-{number}", zone="-", revision=1, change=Change.NEW, facts=facts, report=report,
        opened=NOON, updated=NOON, reason="new",
    )  # fmt: skip


def bare(one: Incident, text: str) -> Incident:
    """The incident with nothing to read but this text."""
    return replace(one, report=replace(one.report, title="", text=text, source=None))


def _article(choose: random.Random) -> tuple[str, str]:
    told = [a_name(choose).capitalize() for _ in range(ARTICLE["names"])]
    subject = [a_word(choose) for _ in range(ARTICLE["words"])]
    text = ""
    while len(text) < ARTICLE["size"]:
        sentences = (_sentence(choose, told, subject, "sentence") for _ in range(choose.randint(*ARTICLE["paragraph"])))
        text += " ".join(f"{sentence}." for sentence in sentences) + "\n\n"
    return _sentence(choose, told, subject, "title"), text[: ARTICLE["size"]].rpartition(" ")[0]


def _sentence(choose: random.Random, told: list[str], subject: list[str], length: str) -> str:
    words = [_word(choose, told, subject) for _ in range(choose.randint(*ARTICLE[length]))]
    words[0] = words[0].capitalize()
    return " ".join(f"{word}," if choose.random() < 0.05 else word for word in words[:-1]) + f" {words[-1]}"


def _word(choose: random.Random, told: list[str], subject: list[str]) -> str:
    drawn = choose.random()
    for share, found in (("common", None), ("names", told), ("subject", subject)):
        drawn -= ARTICLE[f"share_of_{share}"]
        if drawn < 0:
            return by_rank(_common(), choose, 1) if found is None else choose.choice(found)
    return a_word(choose)


def subscription(number: int, shared: bool = False) -> Subscription:
    """Subscription `number`; `shared` leaves out what other query languages do not have."""
    choose = random.Random(f"subscription {number}")
    keywords = query(choose, shared)
    filters = {} if shared or choose.random() >= FILTERS["share"] else _filters(choose)
    return Subscription(
        id=f"subscription-{number}", subscriber=f"desk-{number % 1000}", when=When(keywords=keywords, **filters)
    )


def _filters(choose: random.Random) -> dict[str, object]:
    found: dict[str, object] = {}
    if choose.random() < FILTERS["events"]:
        kinds = choose.sample(EVENTS, choose.randint(1, 3))
        found["events"] = tuple(kind.value for kind in kinds)
    if choose.random() < FILTERS["regions"]:
        found["regions"] = tuple(sorted({a_country(choose) for _ in range(choose.randint(1, 4))}))
    if choose.random() < FILTERS["severity"]:
        found["severity"] = choose.choice(LEVELS[1:4])
    return found


def query(choose: random.Random, shared: bool = False) -> str:
    """A query: names, what is told of them, and what is not meant."""
    many = min(max(round(QUERY["median"] * choose.lognormvariate(0, QUERY["spread"])), 1), QUERY["longest"])
    without = many > 2 and choose.random() < QUERY["without"]
    many -= without
    both = many > QUERY["alone"] or (many > 1 and choose.random() < QUERY["several"])
    of_names = max(many // 2, 1) if both else many
    groups = [_any(choose, asked_name, of_names, shared)]
    if of_names < many:
        groups.append(_any(choose, asked_word, many - of_names, shared))
    if without:
        groups.append(f"NOT {asked_word(choose)}")
    return " AND ".join(groups)


def _any(choose: random.Random, draw: Draw, many: int, shared: bool) -> str:
    """Clauses of so many words together, of which one has to hold, or two."""
    clauses: list[str] = []
    while many > 0:
        clause, used = _clause(choose, draw, many, shared)
        clauses.append(clause)
        many -= used
    if not shared and len(clauses) > 2 and choose.random() < QUERY["minimum"]:
        return f"min:2 ({' OR '.join(clauses)})"
    return clauses[0] if len(clauses) == 1 else f"({' OR '.join(clauses)})"


def _clause(choose: random.Random, draw: Draw, many: int, shared: bool) -> tuple[str, int]:
    """One clause, and of how many words."""
    word, drawn = draw(choose), choose.random()
    if many > 1 and drawn < QUERY["phrase"]:
        return f'"{draw(choose)} {word}"', 2
    drawn -= QUERY["phrase"]
    if many > 1 and drawn < QUERY["near"]:
        return f'"{asked_word(choose)} {word}"~{choose.randint(2, 8)}', 2
    drawn -= QUERY["near"]
    if drawn < QUERY["prefix"] and len(word) > 5:
        return f"{word[: max(5, len(word) - 2)]}*", 1
    drawn -= QUERY["prefix"]
    if shared:
        return word, 1
    if drawn < QUERY["field"]:
        return f"{choose.choice(('title', 'lead', 'body'))}:{word}", 1
    drawn -= QUERY["field"]
    return (f"cs:{word.capitalize()}" if drawn < QUERY["cased"] else word), 1
