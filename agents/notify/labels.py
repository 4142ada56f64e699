"""What kinds of event are called where people read them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from schemas.incident import Facts
from schemas.taxonomy import SUBTYPES


@cache
def labels() -> Mapping[str, str]:
    """The names of `labels.toml`.

    Raises:
        ValueError: an entry is of no subtype, or is empty.
    """
    found = tomllib.loads(resources.files(__package__).joinpath("labels.toml").read_text(encoding="utf-8"))
    known = {subtype for subtypes in SUBTYPES.values() for subtype in subtypes}
    for subtype, label in found.items():
        if subtype not in known or not isinstance(label, str) or not label.strip():
            raise ValueError(f"labels.toml: {subtype} = {label!r}: expected a subtype and its name")
    return found


def kind_of(facts: Facts) -> str:
    """What happened, as a reader calls it: "bombing", "suicide bombing", "diplomatic talks"."""
    name = str(facts.subtype or facts.type)
    return labels().get(name, name.replace("_", " "))
