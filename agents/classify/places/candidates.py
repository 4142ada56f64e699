"""Names of the gazetteer in a text: capitalised words looked up, the longest name first."""

from __future__ import annotations

from dataclasses import dataclass

from agents.classify.places.columns import Gazetteer
from agents.classify.places.keys import plain
from agents.classify.places.senses import Senses, senses
from agents.classify.places.setting import Setting
from agents.classify.places.words import Word, words_of
from agents.classify.text.document import Document

_PARTICLES = frozenset({
    "ad", "al", "am", "an", "and", "ar", "as", "ash", "da", "das", "de", "del", "den", "der",
    "des", "di", "do", "dos", "du", "e", "el", "en", "es", "ez", "i", "la", "las", "le",
    "los", "of", "on", "sur", "the", "ud", "ul", "upon", "ur", "us", "y",
})  # fmt: skip
"""Small words inside names: Rio de Janeiro, Trinidad and Tobago, Deir ez-Zor."""
_ARTICLES = frozenset({"al", "el", "as", "ad", "ash", "ar", "an", "az", "at", "ein", "ain", "umm", "abu"})
_ABBREVIATED = frozenset({"st", "ste", "mt", "ft", "sto", "sta", "co"})
_MARKS = frozenset({"-", "."})
_INSIDE = _PARTICLES | _MARKS
"""What can stand behind the first word of a name, beside another capital."""
_APOSTROPHES = frozenset("'’")


@dataclass(slots=True)
class Candidate:
    """Tokens `first` to `last` (one past) bear a name of the gazetteer; `senses` are the places that bear it too.

    `word` is the name's only word, None where it has several. `shouted` is true in a sentence of capitals alone, where
    a capital says nothing. `short` marks a state after its town, `paired` a town before its larger place. `score` is
    what speaks for a place, from 0 up enough.
    """

    first: int
    last: int
    name: str
    senses: Senses
    word: Word | None = None
    shouted: bool = False
    short: bool = False
    paired: bool = False
    score: float = 0.0


def find_candidates(setting: Setting) -> list[Candidate]:
    """Every name in order, none overlapping another. Linear in the text.

    Most capitalised words begin no name: they are told here, by their own word and the two beside them, without a call.
    """
    tokens, words, shouted = setting.document.tokens, setting.words, setting.shouted
    found: list[Candidate] = []
    upto, final = 0, len(tokens) - 1
    for at, word in words.items():
        if at < upto:
            continue
        before, after = tokens[at - 1] if at else " ", tokens[at + 1] if at < final else " "
        candidate: Candidate | None = None
        if word.written and (tokens[at] in setting.gazetteer.exact or before == ","):
            candidate = _as_written(setting, word, at)
        elif before == "-" or ((word.most > 1 or after[0] in _APOSTROPHES) and _is_longer(setting, word, at, after)):
            candidate = _longest(setting, at)
        elif word.senses is not None:
            candidate = Candidate(at, at + 1, word.plain, word.senses, word)
        if candidate is not None:
            candidate.shouted = at in shouted
            found.append(candidate)
            upto = candidate.last
    return found


def _is_longer(setting: Setting, word: Word, at: int, after: str) -> bool:
    """Whether a name can go on behind its first token: Sana'a and New York, but neither Chicago's nor the mayor's."""
    if after[0] in _APOSTROPHES:
        return len(after) == 1 or word.plain + plain(after[1:]) in setting.gazetteer.longest
    return word.most > 1 and (at + 1 in setting.words or after in _INSIDE) and _goes_on(setting, word, at + 1)


def _goes_on(setting: Setting, word: Word, at: int) -> bool:
    """Whether some name begins with a word and the capital or small word behind it, or with what a mark joins."""
    tokens = setting.document.tokens
    token = tokens[at]
    if token in _MARKS or not token.isascii():
        return True
    if at + 1 < len(tokens) and (tokens[at + 1] == "-" or tokens[at + 1][0] in _APOSTROPHES):
        return True
    return f"{word.plain} {setting.document.lower[at]}" in setting.gazetteer.openings


def _as_written(setting: Setting, word: Word, at: int) -> Candidate | None:
    """US and UAE, and a state's abbreviation behind a town's comma; among capitals alone "US" may be the pronoun."""
    document, gazetteer = setting.document, setting.gazetteer
    token = document.tokens[at]
    row = gazetteer.exact.get(token)
    if row is not None and (at not in setting.shouted or "." in token or len(token) > 2):
        return Candidate(at, at + 1, token, senses(gazetteer, str(row)), word)
    row = gazetteer.shorts.get(token)
    ordinary = at in setting.shouted and word.stop  # ", IN" among capitals alone is no Indiana
    if row is not None and at > 1 and document.tokens[at - 1] == "," and not ordinary:
        last = _short_end(document, at)
        return Candidate(at, last, token, senses(gazetteer, str(row)), word if last == at + 1 else None, short=True)
    return _longest(setting, at)


def _short_end(document: Document, at: int) -> int:
    """One past a state's abbreviation, with the stop of "Va." but not that of "VA." or of a sentence's end."""
    tokens = document.tokens
    dotted = at + 1 < len(tokens) and tokens[at + 1] == "." and not tokens[at].isupper()
    return at + 2 if dotted and document.starts[at + 1] == document.end(at) else at + 1


def _longest(setting: Setting, at: int) -> Candidate | None:
    tokens, gazetteer = setting.document.tokens, setting.gazetteer
    starts = [at]
    if at > 1 and tokens[at - 1] == "-" and setting.document.lower[at - 2] in _ARTICLES:
        starts = [at - 2, at]
    close = at + 1 < len(tokens) and tokens[at + 1][0] in _APOSTROPHES
    for start, glue in [(start, glue) for start in starts for glue in ((True, False) if close else (True,))]:
        words, ends = _words(setting.document, gazetteer, start, glue)
        for count in range(len(words), 0, -1):
            name, last = " ".join(words[:count]), ends[count - 1]
            rows = gazetteer.names.get(name)
            if rows is not None and name not in gazetteer.stops and len(name) > 1:
                word = words_of(gazetteer)[tokens[start]] if last == start + 1 else None
                return Candidate(start, last, name, senses(gazetteer, rows), word)
    return None


def _words(document: Document, gazetteer: Gazetteer, at: int, glue: bool) -> tuple[list[str], list[int]]:
    """The words of the longest name that could begin here, as keys are written, and where each ends.

    With `glue` an apostrophe joins ("Sana'a", "Cox's Bazar"); without, it ends the name ("Georgia's").
    """
    tokens, starts = document.tokens, document.starts
    words = [plain(tokens[at])]
    stops = [at + 1]
    most = gazetteer.longest.get(words[0], 1)
    at += 1
    glued = False
    while at < len(tokens) and (len(words) < most or tokens[at][0] in _APOSTROPHES):
        piece = tokens[at]
        close = starts[at] == document.end(at - 1)
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
        elif (piece == "-" and close and at + 1 < len(tokens) and starts[at + 1] == document.end(at)) or (
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
