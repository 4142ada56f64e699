"""The columns that a list of keywords may have, by their names."""

from __future__ import annotations

import difflib
import tomllib
from enum import StrEnum
from functools import cache
from importlib import resources


class Column(StrEnum):
    """What a column holds."""

    ID = "id"
    TITLE = "title"
    KEYWORDS = "keywords"
    """Any of them."""
    ALL = "all"
    """Every one of them."""
    EXCLUDE = "exclude"
    SUBSCRIBER = "subscriber"
    REGIONS = "regions"
    EVENTS = "events"
    SEVERITY = "severity"
    LANGUAGES = "languages"
    SOURCES = "sources"


def column_of(name: str) -> Column | None:
    """The column that a name stands for, None where it is no known one."""
    return _names().get(_plain(name))


def near_column(name: str) -> str | None:
    """The name that was probably meant by one that is not known."""
    close = difflib.get_close_matches(_plain(name)[:100], list(_names()), n=1, cutoff=0.75)
    return close[0] if close else None


def _plain(name: str) -> str:
    return " ".join(name.lower().replace("_", " ").replace("-", " ").split())


@cache
def _names() -> dict[str, Column]:
    table = tomllib.loads(resources.files(__package__).joinpath("csv_columns.toml").read_text(encoding="utf-8"))
    return {name: Column(column) for column, names in table.items() for name in names}
