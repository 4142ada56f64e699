"""What a pure function made of a word, kept for the next article: most words of any article are those of others."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")

_LONGEST = 40
"""Characters of a key that is kept: longer ones are addresses and noise, which do not come again."""
_MOST = 1 << 15
"""Keys that are kept. All are let go when there are more; some 10 MB."""


class Memo(dict[str, Value]):
    """A pure function of a text as a mapping that fills itself. `map(memo.__getitem__, words)` never leaves C for words
    seen before. The results do not depend on what is kept.
    """

    __slots__ = ("_function",)

    def __init__(self, function: Callable[[str], Value]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, key: str) -> Value:
        value = self._function(key)
        if len(key) <= _LONGEST:
            if len(self) >= _MOST:
                self.clear()
            self[key] = value
        return value
