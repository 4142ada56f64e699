"""Whether a name in its context is a place: the cues of `cues.toml` added up, each for its reason."""

from __future__ import annotations

from agents.classify.places.candidates import Candidate
from agents.classify.places.columns import KINDS
from agents.classify.places.cues import Cues
from agents.classify.places.resolve import Group
from agents.classify.places.setting import Setting
from agents.classify.text.document import Document
from schemas.place import PlaceKind

_COUNTRY, _CITY = KINDS.index(PlaceKind.COUNTRY), KINDS.index(PlaceKind.CITY)

_AT_SEA = 14  # tokens around "off" among which a boat or a coast says that we are at sea


def prior(one: Group, cues: Cues) -> float:
    """What the place itself brings, before its context: size, how it is called, and how far the text speaks for it."""
    sense, support, first, weights = one.sense, one.support, one.mentions[0], cues.prior
    if sense.hand:
        return sense.prior
    if doubted(one, cues):
        return sense.doubted + weights["abroad"]
    if support == 0.0:
        return sense.doubted + weights["several_words"] if first.word is None and " " in first.name else sense.doubted
    size = sense.prior
    if first.word is None and " " in first.name:
        size += weights["several_words"]
    return size + min(support, weights["most_support"]) * weights["support"]


def doubted(one: Group, cues: Cues) -> bool:
    """Whether a place is a small town abroad: of its country the text says nothing else, and it speaks of others."""
    sense = one.sense
    return one.abroad and sense.kind == _CITY and not sense.hand and sense.prior < cues.prior["abroad_below"]


def weigh(mention: Candidate, one: Group, setting: Setting) -> float:
    """What the context of one mention adds; far below 0 for a person, a street or an ordinary word."""
    if mention.short:
        return setting.cues.weight["pair"]
    before, after = _before(mention, setting), _after(mention, setting)
    if one.support <= 0.0 and one.sense.kind == _CITY:
        after += _nature(mention, setting)
    if before > 0.0 > after > setting.cues.weight["street"] and mention.last not in setting.words:
        after = 0.0  # "the mayor of Birmingham resigned": the verb belongs to the mayor
    return before + after + _itself(mention, setting)


def _before(mention: Candidate, setting: Setting) -> float:
    lower, cues, at = setting.document.lower, setting.cues, mention.first
    if at == 0:
        return 0.0
    word = lower[at - 1]
    if word == "off" and not cues.words["off_at_sea"].isdisjoint(lower[max(0, at - _AT_SEA) : at + _AT_SEA]):
        return cues.weight["off_at_sea"]
    added = cues.before.get(word, 0.0)
    if at > 1:
        if word == "the":
            added += cues.before.get(lower[at - 2], 0.0) * cues.prior["across_the"]
        elif word == "of" and lower[at - 2] in cues.words["head_before"]:
            return added + cues.weight["head_before"]
        elif word == ".":
            return added + _after_stop(setting.document, cues, at)
    named = setting.words.get(at - 1)
    if named is None or added > 0.0 or mention.shouted:
        return added
    opening = at - 1 in setting.openings
    if named.given and not (opening and named.common):
        return added + cues.weight["first_name_before"]
    if added == 0.0 and named.joins and not (opening and (named.common or named.stop)):
        return cues.weight["inside_run"]
    return added


def _after_stop(document: Document, cues: Cues, at: int) -> float:
    """Behind "J." or "Gen.": the stop of an initial or a title, not of a sentence."""
    word = document.tokens[at - 2]
    if document.end(at - 2) != document.starts[at - 1] or document.starts[at] == document.end(at - 1):
        return 0.0
    if len(word) == 1 and word.isupper():
        return cues.weight["initial_before"]
    return cues.weight["title_before"] if word.lower() in cues.words["title_before"] and word[0].isupper() else 0.0


def _after(mention: Candidate, setting: Setting) -> float:
    document, cues, at = setting.document, setting.cues, mention.last
    if at >= len(document.tokens):
        return 0.0
    named, given = setting.words.get(at), mention.word
    if named is None and given is not None and given.given and _goes_on(mention, setting):
        return cues.weight["surname_after"]
    if named is None or mention.shouted:
        small = named is None and document.lower[at] in cues.words["street_after"]
        added = 0.0 if small else cues.after.get(document.lower[at], 0.0)  # a Mogadishu hotel is no Hotel Mogadishu
        # "is", "said" and their like stand after countries as well as after people.
        country = mention.senses.best.kind == _COUNTRY and document.lower[mention.first] not in setting.people
        return max(added, 0.0) if country else added
    if named.closed:
        return named.after
    if given is not None and given.given and not named.common:
        return cues.weight["surname_after"]
    if named.stop:
        return 0.0
    return cues.prior["modifier" if _modifies(mention, setting) else "run_after"]


def _goes_on(mention: Candidate, setting: Setting) -> bool:
    """Whether a first name goes on behind a small word: Ahmad al-Safi, Raul del Pozo."""
    tokens, at = setting.document.tokens, mention.last
    if tokens[at] not in setting.cues.words["name_inside"]:
        return False
    return at + 1 in setting.words or (at + 2 in setting.words and tokens[at + 1] == "-")


def _nature(mention: Candidate, setting: Setting) -> float:
    """Below 0 where the word behind a town's name that nothing speaks for names an island or a river."""
    cues, lower, at = setting.cues, setting.document.lower, mention.last
    return cues.weight["nature_after"] if at < len(lower) and lower[at] in cues.words["nature_after"] else 0.0


def _modifies(mention: Candidate, setting: Setting) -> bool:
    """The Islamabad Marriott: a place between "the" and what is named after it, unless people are called so."""
    if mention.first == 0 or setting.document.lower[mention.first - 1] != "the":
        return False
    name = setting.document.lower[mention.first]
    return name not in setting.gazetteer.surnames and name not in setting.gazetteer.first_names


def _itself(mention: Candidate, setting: Setting) -> float:
    weight, people, only = setting.cues.weight, setting.people, mention.word
    added = weight["person_of_text"] if mention.name in people else 0.0
    opens = mention.first in setting.openings
    if only is not None:
        word = setting.document.lower[mention.first]
        if word != mention.name and word in people:
            added += weight["person_of_text"]
        if only.common:
            added += weight["common"]
            if opens or mention.shouted:
                added += weight["common_at_start"]
    elif mention.shouted and mention.name.startswith("the ") and mention.name[4:] in setting.gazetteer.common:
        added += weight["common"] + weight["common_at_start"]
    if opens and not mention.shouted and _opens_dateline(mention, setting.document):
        added += weight["dateline"]
    return added


def _opens_dateline(mention: Candidate, document: Document) -> bool:
    """KABUL, Oct 9 (Reuters) — or MOSUL, Iraq (AP) - : capitals, then a dash within a dozen tokens, no verb between."""
    if not document.tokens[mention.first].isupper():
        return False
    behind = document.tokens[mention.last : mention.last + 12]
    return any(token in ("—", "–", "-", ":") for token in behind) and (
        "," in behind[:1] or "(" in behind[:4] or "-" in behind[:2] or "—" in behind[:1] or "–" in behind[:1]
    )
