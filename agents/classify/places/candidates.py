"""Names of the gazetteer in a text: capitalised words looked up, the longest name first."""

from __future__ import annotations

from dataclasses import dataclass

from agents.classify.places.gazetteer import Gazetteer
from agents.classify.places.keys import plain
from agents.classify.text.document import Document

_PARTICLES = frozenset({
    "ad", "al", "am", "an", "and", "ar", "as", "ash", "da", "das", "de", "del", "den", "der",
    "des", "di", "do", "dos", "du", "e", "el", "en", "es", "ez", "i", "la", "las", "le",
    "los", "of", "on", "sur", "the", "ud", "ul", "upon", "ur", "us", "y",
})  # fmt: skip
"""Small words inside names: Rio de Janeiro, Trinidad and Tobago, Deir ez-Zor."""
_ARTICLES = frozenset({"al", "el", "as", "ad", "ash", "ar", "an", "az", "at", "ein", "ain", "umm", "abu"})
_ABBREVIATED = frozenset({"st", "ste", "mt", "ft", "sto", "sta"})
_GOES_ON = _PARTICLES | {"-", "."}
_APOSTROPHES = ("'", "’")


@dataclass(slots=True)
class Candidate:
    """Tokens `first` to `last` (one past) bear a name of the gazetteer; `rows` as the gazetteer files them.

    `upper` is true in a sentence of capitals alone, where a capital says nothing. `short` marks a state after its town,
    `paired` a town before its larger place.
    """

    first: int
    last: int
    name: str
    rows: str
    upper: bool = False
    short: bool = False
    paired: bool = False


def capitals(document: Document) -> tuple[list[int], set[int]]:
    """The tokens that hold a capital, and those of them in sentences without any lower-case letter."""
    caps = [at for at, (token, low) in enumerate(zip(document.tokens, document.lower, strict=True)) if token != low]
    upper: set[int] = set()
    buffer = document.buffer
    for sentence in document.sentences:
        if sentence.last - sentence.first > 1 and buffer[sentence.start : sentence.end].isupper():
            upper.update(range(sentence.first, sentence.last))
    return caps, upper


def find_candidates(document: Document, gazetteer: Gazetteer, caps: list[int], upper: set[int]) -> list[Candidate]:
    """Every name in order, none overlapping another. Linear in the text."""
    tokens, lower = document.tokens, document.lower
    longest, exact, shorts, stops = gazetteer.longest, gazetteer.exact, gazetteer.shorts, gazetteer.stops
    names = gazetteer.names
    found: list[Candidate] = []
    upto = 0
    for at in caps:
        if at < upto:
            continue
        token = tokens[at]
        if token in exact and (at not in upper or "." in token or len(token) > 2):
            found.append(Candidate(at, at + 1, token, str(exact[token]), at in upper))
            upto = at + 1
            continue
        if at > 1 and tokens[at - 1] == "," and token in shorts:
            upto = _short_end(document, at)
            found.append(Candidate(at, upto, token, str(shorts[token]), at in upper, short=True))
            continue
        word = lower[at] if lower[at].isascii() else plain(token)
        after = tokens[at + 1] if at + 1 < len(tokens) else " "
        lone = (longest.get(word, 0) < 2 and after[0] not in "'’-") or not (after[0].isupper() or after in _GOES_ON)
        if lone and after[0] not in "'’" and tokens[at - 1] != "-":
            # Most capitalised words: one lookup and no list of words.
            if word in names and word not in stops and len(word) > 1:
                found.append(Candidate(at, at + 1, word, names[word], at in upper))
                upto = at + 1
            continue
        candidate = _longest(document, gazetteer, at, word)
        if candidate is not None:
            candidate.upper = at in upper
            found.append(candidate)
            upto = candidate.last
    return found


def _short_end(document: Document, at: int) -> int:
    """One past a state's abbreviation, with the stop of "Va." but not that of "VA." or of a sentence's end."""
    tokens = document.tokens
    dotted = at + 1 < len(tokens) and tokens[at + 1] == "." and not tokens[at].isupper()
    return at + 2 if dotted and document.starts[at + 1] == document.ends[at] else at + 1


def _longest(document: Document, gazetteer: Gazetteer, at: int, word: str) -> Candidate | None:
    tokens = document.tokens
    starts = [at]
    if at > 1 and tokens[at - 1] == "-" and document.lower[at - 2] in _ARTICLES:
        starts = [at - 2, at]
    close = at + 1 < len(tokens) and tokens[at + 1][0] in _APOSTROPHES
    for start, glue in [(start, glue) for start in starts for glue in ((True, False) if close else (True,))]:
        words, ends = _words(document, gazetteer, start, glue)
        for count in range(len(words), 0, -1):
            name = " ".join(words[:count])
            rows = gazetteer.names.get(name)
            if rows is not None and name not in gazetteer.stops and len(name) > 1:
                return Candidate(start, ends[count - 1], name, rows)
    return None


def _words(document: Document, gazetteer: Gazetteer, at: int, glue: bool) -> tuple[list[str], list[int]]:
    """The words of the longest name that could begin here, as keys are written, and where each ends.

    With `glue` an apostrophe joins ("Sana'a", "Cox's Bazar"); without, it ends the name ("Georgia's").
    """
    tokens, starts, ends = document.tokens, document.starts, document.ends
    words = [plain(tokens[at])]
    stops = [at + 1]
    most = gazetteer.longest.get(words[0], 1)
    at += 1
    glued = False
    while at < len(tokens) and (len(words) < most or tokens[at][0] in _APOSTROPHES):
        piece = tokens[at]
        close = starts[at] == ends[at - 1]
        if piece[0] in _APOSTROPHES and close:
            if not glue or (piece[1:] == "s" and len(words) > 1):
                break
            words[-1] += plain(piece[1:])
            glued = piece in _APOSTROPHES
            stops[-1] = at + 1
        elif glued and close and piece.isalpha():
            words[-1] += plain(piece)
            stops[-1] = at + 1
            glued = False
        elif (piece == "-" and close and at + 1 < len(tokens) and starts[at + 1] == ends[at]) or (
            piece == "." and close and words[-1] in _ABBREVIATED
        ):
            pass
        elif piece.isalpha() and (piece[0].isupper() or piece in _PARTICLES or tokens[at - 1] == "-"):
            words.append(plain(piece))
            stops.append(at + 1)
        else:
            break
        if len(words) == 1:
            most = max(most, gazetteer.longest.get(words[0], 1))
        at += 1
    return words, stops
