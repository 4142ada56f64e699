"""What fields of other services are called here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources


class Target(StrEnum):
    """What a field of another service is here: a part of the report, or a condition beside the keywords."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    ANY = "any"
    SOURCE = "source"
    LANGUAGE = "language"
    REGION = "region"


CONDITIONS = frozenset({Target.SOURCE, Target.LANGUAGE, Target.REGION})


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one service, in small letters, and why others of its fields cannot be asked."""

    known: Mapping[str, Target]
    reasons: Mapping[str, str]

    def target(self, name: str) -> Target | None:
        """What a field is here, None where it is nothing. `title.keyword` is `title`: the same, analysed otherwise."""
        return self.known.get(_base(name))

    def reason(self, name: str) -> str:
        """Why a field that is nothing here is not understood."""
        return self.reasons.get(_base(name), f"there is no field {name!r} here; put it in quotes if it is a word")


def _base(name: str) -> str:
    return name.lower().partition(".")[0]


@cache
def fields_of(service: str) -> Fields:
    """The table of a service."""
    table = tomllib.loads(resources.files(__package__).joinpath("fields.toml").read_text(encoding="utf-8"))[service]
    known = {name: Target(value) for name, value in table.items() if name != "not_understood"}
    return Fields(known, table["not_understood"])
