"""What tells a scene from a party, a way or a source: `knowledge/places/scene.toml` in memory."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path

from agents.classify.places.cues import check_cue
from agents.classify.places.tables import FOLDER, numbers
from schemas.place import PlaceKind

_FILE = "scene.toml"
_WORDS = (
    "actor_after", "speaks_after", "origin_before", "left_before", "distance", "border_after", "border_before",
    "flag_after", "subject_before",
    "local_after", "abroad_after", "talks", "venue_before", "venue_after", "host_after", "receives_after",
    "topic_before", "planned", "capital_before", "no_capital",
)  # fmt: skip
_REASONS = ("stated", "named", "neighbour", "title", "dateline", "article", "capital", "speaker", "adjective", "host")


@dataclass(frozen=True, slots=True)
class SceneWeights:
    """[weights]: how much each thing counts in the choice."""

    group: float
    confident: float
    share: float
    mention: float
    headed: float
    per_token: float
    farthest: float
    demonym: float
    abroad: float


@dataclass(frozen=True, slots=True)
class SceneCues:
    """Words around a place that speak for or against it as the scene, what each adds, and the weights of the choice.

    `level` and `sure` are filed under the reasons of `scene.SceneReason`, `sure` also under "no_venue".
    """

    words: dict[str, frozenset[str]]
    weight: dict[str, float]
    level: dict[str, float]
    sure: dict[str, float]
    fineness: dict[str, float]
    weights: SceneWeights
    reach: float
    """The highest score that a place of the rest of the article can have."""


@cache
def load_scene_cues() -> SceneCues:
    """The committed scene cues, read once. Raises KnowledgeError where one is missing or malformed."""
    return read_scene_cues()


def read_scene_cues(folder: Path = FOLDER) -> SceneCues:
    """Read scene.toml of a folder."""
    found = tomllib.loads((folder / _FILE).read_text("utf-8"))
    for name in _WORDS:
        check_cue(_FILE, name, found.get(name))
    level = numbers(_FILE, "level", _REASONS, folder)
    fineness = numbers(_FILE, "fineness", (kind.value for kind in PlaceKind), folder)
    weights = SceneWeights(**numbers(_FILE, "weights", (field.name for field in fields(SceneWeights)), folder))
    return SceneCues(
        {name: frozenset(found[name]["words"]) for name in _WORDS},
        {name: float(found[name]["weight"]) for name in _WORDS},
        level,
        numbers(_FILE, "sure", (*_REASONS, "no_venue"), folder),
        fineness,
        weights,
        level["article"] + max(fineness.values()) + (weights.headed + weights.confident / 2 + weights.share),
    )
