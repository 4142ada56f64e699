"""What a capitalised word says by itself, told once: the same words stand in article after article."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from agents.classify.places.columns import Gazetteer
from agents.classify.places.cues import Cues, load_cues
from agents.classify.places.homes import load_homes
from agents.classify.places.keys import plain
from agents.classify.places.senses import Senses, senses
from agents.classify.text.memo import Memo
from agents.classify.text.tokens import fold


@dataclass(slots=True, eq=False)
class Word:
    """A token as it is written, in every list that asks about it. Never changed once made.

    Names: `plain` is how keys are written, `most` how many words a name that begins so can have (0: none begins so),
    `senses` what it names alone, `written` whether it counts as it is written (US), `home` whether a group's name
    begins so.
    People: `given` is a first name, `title` stands before a name, `named` is either; `surname` can be a surname.
    Cues: `after` is what it adds to a name before it, and all that it adds where it is `closed`: part of no one's name.
    `joins` says that a name behind it is part of a longer one. `common` and `stop` are ordinary words.
    """

    plain: str
    most: int
    senses: Senses | None
    written: bool
    home: bool
    given: bool
    title: bool
    named: bool
    surname: bool
    after: float
    closed: bool
    joins: bool
    common: bool
    stop: bool


@cache
def words_of(gazetteer: Gazetteer) -> Memo[Word]:
    """Each token's word, by the token as it is written."""
    return Memo(partial(_word, gazetteer, load_cues()))


def _word(gazetteer: Gazetteer, cues: Cues, token: str) -> Word:
    lower = fold(token)
    name = lower if lower.isascii() else plain(token)
    most, stop = gazetteer.longest.get(name, 0), lower in gazetteer.stops
    rows = gazetteer.names.get(name) if most else None
    names_place = rows is not None and len(name) > 1 and name not in gazetteer.stops
    given, title = lower in gazetteer.first_names, lower in cues.words["title_before"]
    after, alpha, head = cues.after.get(lower, 0.0), lower.isalpha(), lower in cues.heads
    return Word(
        plain=name,
        most=most,
        senses=senses(gazetteer, rows) if names_place else None,
        written=token in gazetteer.written,
        home=lower in load_homes(),
        given=given,
        title=title,
        named=given or title,
        surname=not head and _is_surname(gazetteer, lower, cues.prior["surname_below"]),
        after=after,
        closed=head or after != 0.0 or not alpha or lower in cues.words["organisation_after"],
        joins=alpha and lower not in cues.words["head_before"],
        common=lower in gazetteer.common,
        stop=stop,
    )


def _is_surname(gazetteer: Gazetteer, lower: str, below: float) -> bool:
    """Whether people can be called so: a large city's name is no surname unless people are known to bear it."""
    rows = gazetteer.names.get(lower)
    if rows is None or lower in gazetteer.surnames:
        return True
    row = int(rows.split(" ", 1)[0])
    return gazetteer.populations[row if row >= 0 else -row - 1] < below
