"""Subscriptions that were taken over as YAML documents, with what was left out of each as comments above it."""

from __future__ import annotations

import yaml

from agents.match.importing.result import Entry, Kind
from schemas.formats.subscription import write_subscription

_MOST = 200
"""Characters of a comment's line."""


def document(entry: Entry, origin: str) -> str:
    """The document of an entry that has a subscription, beginning with `---` and its origin."""
    if entry.subscription is None:
        raise ValueError(f"{origin}: there is no subscription")
    lines = [f"{origin}, {entry.at}: {entry.text}"]
    for problem in entry.problems:
        label = "LEFT OUT" if problem.kind is Kind.LEFT_OUT else "note"
        lines.append(f"{label}: {problem}")
    written = yaml.safe_dump(
        write_subscription(entry.subscription), sort_keys=False, allow_unicode=True, default_flow_style=False, width=110
    )
    return "---\n" + "".join(f"# {_line(line)}\n" for line in lines) + written


def _line(text: str) -> str:
    """A text in one line that YAML takes as a comment."""
    plain = "".join(char if char.isprintable() else " " for char in text[: 2 * _MOST])
    line = " ".join(plain.split())
    return line if len(line) <= _MOST else line[: _MOST - 1] + "…"
