"""Documents and texts for the tests of the places room."""

from hypothesis import strategies as st

from agents.classify.places.find import find_places
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.toponym import place_of
from agents.classify.text.document import Document, Sentence
from agents.classify.text.sentences import cuts, token_ranges
from agents.classify.text.tokens import fold, tokenize
from schemas.place import Place


def document(text: str, title: str = "") -> Document:
    """A document with the title as its first sentence, as the text room builds it."""
    text_start = len(title) + 2 if title else 0
    buffer = f"{title}\n\n{text}" if title else text
    tokens, starts = tokenize(buffer)
    ranges = token_ranges(starts, cuts(buffer))
    sentences = tuple(
        Sentence(starts[first], starts[last - 1] + len(tokens[last - 1]), first, last) for first, last in ranges
    )
    return Document(buffer, text_start, "en", tuple(tokens), tuple(map(fold, tokens)), tuple(starts), sentences)


def places(text: str, home: str | None = None) -> tuple[Place, ...]:
    read = document(text)
    return tuple(place_of(read, one) for one in find_places(read, load_gazetteer(), home=home))


def found(text: str, home: str | None = None) -> dict[str, str | None]:
    """Text and country of what is found, mentions left out."""
    return {place.text: place.country for place in places(text, home) if not place.mention}


def mentions(text: str) -> dict[str, str | None]:
    return {place.text: place.country for place in places(text) if place.mention}


_PIECES = st.sampled_from(
    ["Paris", "KABUL", "U.S.", "al-", "'s", "St.", "Of", " ", ", ", ".\n\n", "—", "(Reuters)", "Georgia", "\x00",
     "\ud800", "Şırnak", "N'", "’", "-", "Va.", "İ", "province", "New", "York", "Mr.", "9,000", "Ñuñoa", "the", "of", "北京", "َ"]
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.one_of(_PIECES, st.text(max_size=6)), max_size=60).map("".join))
