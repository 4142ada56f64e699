"""Names of the gazetteer in a text: capitalised words looked up, the longest name first."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import compress
from operator import ne

from agents.classify.places.columns import Gazetteer
from agents.classify.places.keys import plain
from agents.classify.places.senses import Senses, senses
from agents.classify.text.document import Document

_PARTICLES = frozenset({
    "ad", "al", "am", "an", "and", "ar", "as", "ash", "da", "das", "de", "del", "den", "der",
    "des", "di", "do", "dos", "du", "e", "el", "en", "es", "ez", "i", "la", "las", "le",
    "los", "of", "on", "sur", "the", "ud", "ul", "upon", "ur", "us", "y",
})  # fmt: skip
"""Small words inside names: Rio de Janeiro, Trinidad and Tobago, Deir ez-Zor."""
_ARTICLES = frozenset({"al", "el", "as", "ad", "ash", "ar", "an", "az", "at", "ein", "ain", "umm", "abu"})
_ABBREVIATED = frozenset({"st", "ste", "mt", "ft", "sto", "sta"})
_MARKS = frozenset({"-", "."})
_INSIDE = _PARTICLES | _MARKS
"""What can stand behind the first word of a name, beside another capital."""
_APOSTROPHES = frozenset("'’")


@dataclass(slots=True)
class Candidate:
    """Tokens `first` to `last` (one past) bear a name of the gazetteer; `senses` are the places that bear it too.

    `upper` is true in a sentence of capitals alone, where a capital says nothing. `short` marks a state after its town,
    `paired` a town before its larger place.
    """

    first: int
    last: int
    name: str
    senses: Senses
    upper: bool = False
    short: bool = False
    paired: bool = False


def capitals(document: Document) -> tuple[list[int], set[int]]:
    """The tokens that hold a capital, and those of them in sentences without any lower-case letter."""
    tokens = document.tokens
    caps = list(compress(range(len(tokens)), map(ne, tokens, document.lower)))
    upper: set[int] = set()
    buffer = document.buffer
    for sentence in document.sentences:
        # The first word tells most sentences, at less cost than all of their letters.
        shouted = sentence.last - sentence.first > 1 and not tokens[sentence.first][-1].islower()
        if shouted and buffer[sentence.start : sentence.end].isupper():
            upper.update(range(sentence.first, sentence.last))
    return caps, upper


def find_candidates(document: Document, gazetteer: Gazetteer, caps: list[int], upper: set[int]) -> list[Candidate]:
    """Every name in order, none overlapping another. Linear in the text.

    Most capitalised words begin no name: they are told here, by their own word and the two beside them, without a call.
    """
    tokens, lower, longest = document.tokens, document.lower, gazetteer.longest
    names, stops, written = gazetteer.names, gazetteer.stops, gazetteer.written
    found: list[Candidate] = []
    upto, final = 0, len(tokens) - 1
    for at in caps:
        if at < upto:
            continue
        token, word = tokens[at], lower[at]
        before, after = tokens[at - 1] if at else " ", tokens[at + 1] if at < final else " "
        candidate: Candidate | None = None
        if not word.isascii():
            word = plain(token)
        if token in written and (token in gazetteer.exact or before == ","):
            candidate = _as_written(document, gazetteer, at, upper)
        elif after[0] in _APOSTROPHES or before == "-":
            candidate = _joined(document, gazetteer, word, at, after)
        else:
            most = longest.get(word)
            if most is None:
                continue
            if most > 1 and (after in _INSIDE or after[0].isupper()) and _goes_on(document, gazetteer, word, at + 1):
                candidate = _longest(document, gazetteer, at)
            elif word in names and word not in stops and len(word) > 1:
                candidate = Candidate(at, at + 1, word, senses(gazetteer, names[word]))
        if candidate is not None:
            candidate.upper = at in upper
            found.append(candidate)
            upto = candidate.last
    return found


def _joined(document: Document, gazetteer: Gazetteer, word: str, at: int, after: str) -> Candidate | None:
    """The name that begins with a token which a mark joins to another: al-Bab and Sana'a, but not the mayor's."""
    marked = after[0] in _APOSTROPHES
    if word not in gazetteer.longest and marked and len(after) > 1 and word + plain(after[1:]) not in gazetteer.longest:
        return None
    return _longest(document, gazetteer, at)


def _goes_on(document: Document, gazetteer: Gazetteer, word: str, at: int) -> bool:
    """Whether some name begins with a word and the capital or small word behind it, or with what a mark joins."""
    tokens = document.tokens
    token = tokens[at]
    if token in _MARKS:
        return True
    if at + 1 < len(tokens) and (tokens[at + 1] == "-" or tokens[at + 1][0] in _APOSTROPHES):
        return True
    second = document.lower[at]
    return not token.isascii() or (second in gazetteer.seconds and f"{word} {second}" in gazetteer.openings)


def _as_written(document: Document, gazetteer: Gazetteer, at: int, upper: set[int]) -> Candidate | None:
    """US and UAE, and a state's abbreviation behind a town's comma; among capitals alone "US" may be the pronoun."""
    token = document.tokens[at]
    row = gazetteer.exact.get(token)
    if row is not None and (at not in upper or "." in token or len(token) > 2):
        return Candidate(at, at + 1, token, senses(gazetteer, str(row)))
    row = gazetteer.shorts.get(token)
    if row is not None and at > 1 and document.tokens[at - 1] == ",":
        return Candidate(at, _short_end(document, at), token, senses(gazetteer, str(row)), short=True)
    return _longest(document, gazetteer, at)


def _short_end(document: Document, at: int) -> int:
    """One past a state's abbreviation, with the stop of "Va." but not that of "VA." or of a sentence's end."""
    tokens = document.tokens
    dotted = at + 1 < len(tokens) and tokens[at + 1] == "." and not tokens[at].isupper()
    return at + 2 if dotted and document.starts[at + 1] == document.ends[at] else at + 1


def _longest(document: Document, gazetteer: Gazetteer, at: int) -> Candidate | None:
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
                return Candidate(start, ends[count - 1], name, senses(gazetteer, rows))
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
            glued = len(piece) == 1
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
