"""What becomes of queries, in short."""

from agents.match.importing.drafts import finish
from agents.match.importing.reading import Format, read
from agents.match.importing.result import Entry, Kind, Status


def taken(text: str | bytes, form: Format | None) -> list[Entry]:
    data = text.encode() if isinstance(text, str) else text
    return list(finish(read(data, form), "desk"))


def only(text: str, form: Format | None) -> Entry:
    (entry,) = taken(text, form)
    return entry


def keywords(entry: Entry) -> str | None:
    assert entry.status is Status.TAKEN, entry.problems
    assert entry.subscription is not None
    return entry.subscription.when.keywords


def left_out(entry: Entry) -> list[tuple[str, str]]:
    """The place and the text of every part that was not understood."""
    return [(str(item.at), item.text) for item in entry.problems if item.kind is Kind.LEFT_OUT]


def notes(entry: Entry) -> str:
    return "\n".join(str(item) for item in entry.problems if item.kind is Kind.NOTE)
