"""The examples of a subscription as people write them ↔ the record.

An example is a text, or a mapping with the fields of an article. The first line of a text is its title where a blank
line follows, as in a story that is copied from a page.
"""

from __future__ import annotations

import re
from typing import Any

from schemas.formats import subscription_words as words
from schemas.formats.mistakes import Reading
from schemas.subscription import LONGEST_EXAMPLE, MOST_EXAMPLES, Example, Examples

FIELDS = ("title", "text", "published", "source", "url", "language")

_HEADED = re.compile(r"([^\r\n]+)\r?\n[ \t]*\r?\n")
"""A line with a blank one after it."""


def read_examples(reading: Reading, value: object) -> Examples:
    """What `tests` of a document says; mistakes are noted, and what they are in is left out."""
    fields = reading.mapping("tests", value, ("must", "must_not"))
    lists = {name: _members(reading, f"tests.{name}", fields.get(name)) for name in ("must", "must_not")}
    count = sum(map(len, lists.values()))
    if count > MOST_EXAMPLES:
        reading.refuse("tests", f"{count} examples", f"expected at most {MOST_EXAMPLES}")
        return Examples()
    read = {
        name: [_example(reading, f"tests.{name}[{at}]", member) for at, member in enumerate(members)]
        for name, members in lists.items()
    }
    must, must_not = (tuple(entry for entry in read[name] if entry is not None) for name in ("must", "must_not"))
    return Examples(must=must, must_not=must_not)


def write_examples(examples: Examples) -> dict[str, Any]:
    """The examples as a document has them, without a list that is empty; reading it gives them again."""
    lists = {"must": examples.must, "must_not": examples.must_not}
    return {name: [_written(example) for example in entries] for name, entries in lists.items() if entries}


def _members(reading: Reading, field: str, value: object) -> list[Any]:
    """The entries of a list; one that is not in a list stands for it."""
    if value is None:
        return []
    if isinstance(value, list | tuple):
        return list(value)
    if isinstance(value, str | dict):
        return [value]
    reading.refuse(field, value, "expected a list of texts and articles")
    return []


def _example(reading: Reading, field: str, value: object) -> Example | None:
    if isinstance(value, dict):
        return _article(reading, field, value)
    if not isinstance(value, str):
        reading.refuse(field, value, "expected a text, or a mapping with title and text")
        return None
    before = len(reading.mistakes)
    text = reading.scalar(field, value, words.example, "")
    return _made(reading, field, value, *_parted(text)) if len(reading.mistakes) == before else None


def _parted(text: str) -> tuple[str, str]:
    """The title and the text of a text."""
    found = _HEADED.match(text)
    return (found.group(1).strip(), text[found.end() :].strip()) if found is not None else ("", text)


def _article(reading: Reading, field: str, value: dict[str, Any]) -> Example | None:
    before = len(reading.mistakes)
    given = reading.mapping(field, value, FIELDS)
    title = reading.scalar(f"{field}.title", given.get("title"), words.example, "")
    text = reading.scalar(f"{field}.text", given.get("text"), words.example, "")
    rest = {
        "published": reading.scalar(f"{field}.published", given.get("published"), words.date, None),
        "source": reading.scalar(f"{field}.source", given.get("source"), words.source, None),
        "url": reading.scalar(f"{field}.url", given.get("url"), words.address, None),
        "language": reading.scalar(f"{field}.language", given.get("language"), words.language, None),
    }
    if len(reading.mistakes) > before:
        return None
    return _made(reading, field, value, title, text, **rest)


def _made(reading: Reading, field: str, value: object, title: str, text: str, **rest: Any) -> Example | None:  # noqa: ANN401 - fields of Example
    if not title and not text:
        reading.refuse(field, value, "expected a text or a title")
        return None
    if len(title) + len(text) > LONGEST_EXAMPLE:
        reading.refuse(field, value, f"expected at most {LONGEST_EXAMPLE:,} characters of title and text together")
        return None
    return Example(title=title, text=text, **rest)


def _written(example: Example) -> str | dict[str, Any]:
    """A text where that says all, else a mapping."""
    parts = (example.title, example.text)
    text = "\n\n".join(part for part in parts if part)
    if example.text and example == Example(title=parts[0], text=parts[1]) and _parted(text) == parts:
        return text
    given = {name: getattr(example, name) for name in FIELDS}
    shown = {name: value for name, value in given.items() if value not in (None, "")}
    if example.published is not None:
        shown["published"] = example.published.isoformat()
    return shown
