"""Text as the numbers of BERT's word pieces, as its uncased models read it (Devlin et al. 2019, Wu et al. 2016).

Lower case, accents dropped, punctuation and Chinese characters each a word of their own; a word is cut into the longest
pieces of the vocabulary from its start on, those behind the first marked with "##". Written here because the library
for it brings a dozen packages for downloading models.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from pathlib import Path

_CHINESE = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff]")
_LONGEST = 100
_BEHIND = "##"


@dataclass(frozen=True, slots=True)
class WordPieces:
    """The vocabulary: the number of each piece."""

    numbers: Mapping[str, int]

    def encode(self, text: str, most: int) -> list[int]:
        """The numbers of a text's first pieces between those of its start and end, at most `most` in all."""
        pieces = (number for word in _words(text) for number in self._pieces(word))
        return [self.numbers["[CLS]"], *islice(pieces, most - 2), self.numbers["[SEP]"]]

    def _pieces(self, word: str) -> list[int]:
        found: list[int] = []
        start = 0
        while start < len(word):
            mark = _BEHIND if start else ""
            ends = range(len(word), start, -1)
            end = next((end for end in ends if mark + word[start:end] in self.numbers), None)
            if end is None or len(word) > _LONGEST:
                return [self.numbers["[UNK]"]]
            found.append(self.numbers[mark + word[start:end]])
            start = end
        return found


def load_wordpieces(path: Path) -> WordPieces:
    """The vocabulary of a gzipped file with a piece a line.

    Raises:
        OSError: the file is not there.
        ValueError: a piece that every text needs is missing.
    """
    numbers = {piece: at for at, piece in enumerate(gzip.decompress(path.read_bytes()).decode().splitlines())}
    missing = [piece for piece in ("[CLS]", "[SEP]", "[UNK]") if piece not in numbers]
    if missing:
        raise ValueError(f"{path}: {missing[0]} is missing")
    return WordPieces(numbers)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFD", text.lower())
    return "".join(map(_spaced, plain)).split()


@lru_cache(maxsize=4096)
def _spaced(char: str) -> str:
    """A character of a word, nothing for a mark on it, or one that is a word of its own between blanks."""
    kind = unicodedata.category(char)
    if char.isspace():
        return " "
    if kind in ("Mn", "Cc", "Cf"):
        return ""
    alone = kind.startswith("P") or (char.isascii() and not char.isalnum()) or _CHINESE.match(char)
    return f" {char} " if alone else char
