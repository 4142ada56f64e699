"""What a field may hold, beyond its type: checked wherever a record is read, with an error that names field and value.

A record that was read can be compared, counted with and written again, whoever wrote it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

LARGEST = 10**12
"""No count that a record holds is larger; of an integer of more than 64 bits no JSON can be made."""
LONGEST_NAME = 100
"""Characters of an id or a subscriber."""

Moment = Annotated[datetime, Meta(tz=True)]
"""A time with its zone: one without cannot be compared with the others."""
Number = Annotated[int, Meta(ge=0, le=LARGEST)]
"""How many, or how far into a text."""
Points = Annotated[int, Meta(ge=-LARGEST, le=LARGEST)]
"""What adds up, and may count against."""
Word = Annotated[str, Meta(min_length=1)]
Name = Annotated[str, Meta(pattern=r"^[A-Za-z0-9._-]+(?!\n)$", max_length=LONGEST_NAME)]
"""A subscription or a subscriber. A subscriber becomes part of a topic's name, and no other could be written to."""
IncidentId = Annotated[str, Meta(pattern=r"^inc-[0-9a-f]{20}(?!\n)$")]
"""An incident, as who writes of it from outside must name it."""
