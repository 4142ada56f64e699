"""Stems in knowledge files: every `word*` replaced by the keys that lie under it, before a file is read as any other.

So "ataque*" in one file also takes the word "ataques" that another file declares, and every loader that knows "a|b" for
either knows stems.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product
from typing import Any, cast

from agents.classify.events.knowledge import Entry, KnowledgeError
from agents.classify.languages.keys import SHORTEST_STEM, STEM, Spelling, terms_under

_PROSE = frozenset(
    ("reason", "examples", "counter_examples", "text", "definition", "id", "type", "subtype", "modality", "side",
     "types", "kind", "context", "standing")
)  # fmt: skip
"""Fields whose texts are no words to look for."""
_WORD_TABLES = frozenset(("numbers", "multipliers", "vague_numbers", "weekdays", "months", "relative"))
"""Tables whose keys are words."""
_SETS = frozenset(("sentence", "article"))
"""Lists of which each text is a set of its own: not to be taken apart."""


def terms_of(entry: Entry, spelling: Spelling) -> frozenset[str]:
    """Every word and stem that a file names, as its spelling compares them.

    Raises:
        KnowledgeError: a stem is too short.
    """
    terms = frozenset(spelling.folded(term) for term in _terms(entry.values))
    short = sorted(term for term in terms if term.endswith(STEM) and len(term) <= SHORTEST_STEM)
    if short:
        raise KnowledgeError(entry.where, "stem", short[0], f"needs {SHORTEST_STEM} letters before the {STEM}")
    return terms


def expanded(entry: Entry, vocabulary: Iterable[str], spelling: Spelling) -> Entry:
    """The file with every stem replaced by the keys under it; prose is left as it is."""
    known = sorted(vocabulary)
    return Entry(entry.where, cast("dict[str, Any]", _expand(entry.values, "", _Stems(known, spelling))))


class _Stems:
    """The keys under each stem, found once."""

    def __init__(self, known: list[str], spelling: Spelling) -> None:
        self._known, self._spelling = known, spelling
        self._under: dict[str, tuple[str, ...]] = {}
        self._with_article = _with_article(known, spelling.articles)

    def named(self, term: str) -> tuple[str, ...]:
        """Those under a term, and each of them as another file declares it with an article."""
        under = self.under(term)
        return (*under, *(more for one in under for more in self._with_article.get(one, ()) if more not in under))

    def under(self, term: str) -> tuple[str, ...]:
        """The keys that a term stands for: itself, or those that begin as a stem does."""
        folded = self._spelling.folded(term)
        if not _is_stem(term):
            return (folded,)
        found = self._under.get(folded)
        if found is None:
            found = self._under[folded] = terms_under(folded.removesuffix(STEM), self._known)
        return found


def _with_article(known: Iterable[str], articles: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Declared terms by what they are without the article that they are declared with, where that is declared too."""
    terms = frozenset(known)
    found: dict[str, tuple[str, ...]] = {}
    for term, article in product(sorted(terms), articles):
        bare = term.removeprefix(article)
        if bare != term and bare in terms:
            found[bare] = (*found.get(bare, ()), term)
    return found


def _is_stem(term: str) -> bool:
    return term.endswith(STEM) and len(term) > 1


def _terms(value: object, field: str = "") -> Iterator[str]:
    if field in _PROSE:
        return
    if isinstance(value, dict):
        for name, inner in value.items():
            if field in _WORD_TABLES:
                yield from _words(name)
            yield from _terms(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from _terms(inner, field)
    elif isinstance(value, str):
        yield from _words(value)


def _words(text: str) -> Iterator[str]:
    for part in text.split():
        for choice in part.lstrip("!").removesuffix("?").split("|"):
            if choice[:1] not in ("@", "#", "~", "*", ""):
                yield from filter(None, choice.split("_"))


def _expand(value: object, field: str, stems: _Stems) -> object:
    if field in _PROSE:
        return value
    if isinstance(value, dict):
        if field in _WORD_TABLES:
            return {key: inner for name, inner in value.items() for key in stems.under(name)}
        return {name: _expand(inner, "classes" if field == "classes" else name, stems) for name, inner in value.items()}
    if isinstance(value, list):
        return [text for inner in value for text in _items(_expand(inner, field, stems), field)]
    return _text(value, " " if field == "classes" else "|", stems) if isinstance(value, str) else value


def _items(value: object, field: str) -> list[object]:
    """A list's text that is a choice between single words is as many texts."""
    if not isinstance(value, str) or field in _SETS or " " in value or value[:1] in "!@#~*" or value.endswith("?"):
        return [value]
    return [text for text in value.split("|") if text]


def _text(text: str, either: str, stems: _Stems) -> str:
    return " ".join(_part(part, either, stems) for part in text.split())


def _part(part: str, either: str, stems: _Stems) -> str:
    if part[:1] == "*":
        return part
    before = "!" if part.startswith("!") else ""
    after = "?" if part.endswith("?") and len(part) > 1 else ""
    choices = part.removeprefix(before).removesuffix(after).split("|")
    return before + either.join(dict.fromkeys(one for choice in choices for one in _choice(choice, stems))) + after


def _choice(choice: str, stems: _Stems) -> Iterator[str]:
    if choice[:1] in ("@", "#", "~", ""):
        yield choice
        return
    words = [stems.named(word) for word in choice.split("_")] if choice.strip("_") else [(choice,)]
    yield from ("_".join(row) for row in product(*words))
