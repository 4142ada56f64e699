"""Earlier parts of the blind set, in `tests/quality/once_blind/*.jsonl`: newer ones took their place, and now their
mistakes are read, so that what they teach can be learned. Judged just as the blind set is.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tests.quality.sets import blind
from tests.quality.sets.blind_items import BlindItem, read_items
from tests.quality.sets.common import files

FOLDER = Path(__file__).parent.parent / "once_blind"


def load(_: Path) -> list[BlindItem]:
    """The items in the repository.

    Raises:
        ValueError: a line is wrong; the message names file, line and field.
    """
    return read_items(files(FOLDER, "*.jsonl"))


SET = replace(blind.SET, name="once_blind", title="Once blind, now read", load=load, blind=False)
