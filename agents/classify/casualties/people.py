"""People that a sentence counts or names: "two soldiers", "a 16-year-old boy", "Ana Ruiz, 34,"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from agents.classify.casualties.ages import age_end, in_list_of_ages, is_age, is_measure, old_end, two_old_end
from agents.classify.casualties.numbers import Number, Shape, number_at
from agents.classify.casualties.sentence import ONE, Group, Text, lower_at
from agents.classify.casualties.words import Voice, Words
from schemas.event import Count

_LONGEST_PHRASE = 7


def groups_of(text: Text, words: Words) -> Iterator[Group]:
    """The people of a sentence from left to right, without overlap."""
    first, shouted, starters = text.first, text.shouted, words.starters
    starts = [
        at
        for at, word, initial in zip(range(first, text.last), text.lower[first : text.last], text.initials, strict=True)
        if word in starters or initial.isdigit() or (not shouted and initial.isupper())
    ]
    free = first
    for at in starts:
        if at < free:
            continue
        group = _group_at(text, at, words)
        if group is not None:
            yield group
            free = max(group.last, at + 1)
        elif not shouted and text.lower[at] not in starters:
            free = _past_name(text, at, words)


def _past_name(text: Text, at: int, words: Words) -> int:
    """The token after capitalised words that name nobody: not from within them may people be read."""
    end = at + 1
    while end < text.last and text.tokens[end][0].isupper() and text.lower[end] not in words.starters:
        end += 1
    return end


def _group_at(text: Text, at: int, words: Words) -> Group | None:
    lower, word = text.lower, text.lower[at]
    if word in words.lists.pronouns:
        return _pronoun(text, at, words)
    if word in ("nobody", "none") or (word == "no" and at + 1 < text.last and lower[at + 1] == "one"):
        return Group(Count(0, 0, 0), at, at + 1 + (word == "no"), word, counted=True)
    number = number_at(lower, at, text.last, words) if word in words.number_starts or word[0].isdigit() else None
    if number is not None:
        return _numbered(text, at, number, words)
    if word in words.people:
        return _headed(text, ONE, at, at, words)
    if word in words.lists.partners:
        fellow = lower_at(text, at + 1) == "-" and lower_at(text, at + 2) in words.people
        return _headed(text, ONE, at, at + 2, words) if fellow else None
    if word in words.lists.halves:
        return _half(text, at, words)
    if word in words.lists.determiners:
        return _determined(text, at, words)
    return None if text.shouted or not text.tokens[at][0].isupper() else _name(text, at, words)


def _half(text: Text, at: int, words: Words) -> Group | None:
    """ "Half of the six" are three; of an odd number it is not told whether the smaller half or the larger."""
    start = at + 1
    while lower_at(text, start) == "of" or lower_at(text, start) in words.lists.determiners:
        start += 1
    if start >= text.last:
        return None
    number = number_at(text.lower, start, text.last, words)
    whole = None if number is None else _numbered(text, start, number, words)
    if whole is None or whole.size.best is None:
        return None
    low, high = whole.size.best // 2, (whole.size.best + 1) // 2
    return whole._replace(first=at, size=Count(low, low if low == high else None, high))


def _pronoun(text: Text, at: int, words: Words) -> Group | None:
    word = text.lower[at]
    if word in words.lists.self_words:
        return Group(ONE if word != "themselves" else Count(2), at, at + 1, word, itself=True)
    follows = text.lower[at + 1] if at + 1 < text.last else ""
    if word == "her" and (follows in words.people or (follows not in words.lists.stops and follows[:1].isalnum())):
        return _determined(text, at, words)
    return Group(ONE if word not in words.lists.plural_pronouns else Count(2), at, at + 1, word, pronoun=True)


def _determined(text: Text, at: int, words: Words) -> Group | None:
    """A noun phrase after "a", "the", "his"."""
    start, word = at + 1, text.lower[at]
    if start >= text.last:
        return None
    definite, more = word not in ("a", "an", "another", "one"), word == "another"
    if text.lower[start] == "others":
        return Group(Count(2), at, start + 1, "others", definite=True, more=True)
    if text.lower[start] == "other" and start + 1 < text.last:
        return _the_other(text, at, words)
    counted = text.lower[start] in words.number_starts or text.lower[start][0].isdigit()
    number = number_at(text.lower, start, text.last, words) if counted else None
    if number is not None:
        group = _numbered(text, start, number, words)
    else:
        group = _headed(text, ONE, at, start, words)
        if group is None and _stands_alone(text, at, words):
            group = Group(ONE, at, start + (not more), more=True)
    return None if group is None else group._replace(first=at, definite=definite, more=more or group.more)


def _the_other(text: Text, at: int, words: Words) -> Group | None:
    """ "The other two victims", "the other man" and "the other, 40,"."""
    after = text.lower[at + 2]
    number = number_at(text.lower, at + 2, text.last, words) if after in words.numbers or after[0].isdigit() else None
    found = _headed(text, ONE, at, at + 2, words) if number is None else _numbered(text, at + 2, number, words)
    if found is None and (after in words.breakers or not after[0].isalnum()):
        found = _with_age(text, Group(ONE, at, at + 2), words)
    return None if found is None else found._replace(first=at, definite=True, more=True)


def _stands_alone(text: Text, at: int, words: Words) -> bool:
    """Whether "another" or "a third" has no noun after it: "killing one and wounding another"."""
    end = at + 1
    if text.lower[at] != "another":
        if text.lower[at] != "a" or text.lower[end] not in ("second", "third", "fourth", "fifth", "sixth"):
            return False
        end += 1
    return end >= text.last or text.lower[end] in words.breakers or not text.lower[end][0].isalnum()


def _numbered(text: Text, at: int, number: Number, words: Words) -> Group | None:
    lower, end = text.lower, number.end
    if end < text.last and lower[end] in words.lists.ordinals:
        found = _headed(text, ONE, at, end + 1, words) if end + 1 < text.last else None
        return None if found is None else found._replace(more=True)
    if number.shape is Shape.BARE_YEAR or (end < text.last and is_measure(lower, end, text.last, words)):
        aged = old_end(lower, at, text.last)
        return None if aged is None else _of_age(text, at, aged, words)
    if (both := two_old_end(lower, at, text.last)) is not None:
        return Group(Count(2, 2, 2), at, both, counted=True)
    before = at - 2 if at - 2 >= text.first and lower[at - 1] == "." else at - 1
    if before >= text.first and lower[before] == "how":
        return None
    if before >= text.first and (lower[before] in words.lists.not_before or in_list_of_ages(lower, at, text.first)):
        return None
    found = (
        ("of" in lower[end - 1 : end + 1] and _of_those(text, number, at, words))
        or _headed(text, number.size, at, end, words)
        or _bare(text, number.size, at, end, words)
    )
    more = not words.lists.more.isdisjoint(lower[at : end + 1])
    definite = lower[at] in words.lists.definite
    return None if found is None else found._replace(counted=True, more=more, definite=definite)


def _of_those(text: Text, number: Number, at: int, words: Words) -> Group | None:
    """ "Two of the nine miners" are two, but in "one of seven sailors hurt" seven were."""
    lower, start = text.lower, number.end + (lower_at(text, number.end) == "of")
    if number.size.best is None or lower[start - 1] != "of" or start >= text.last:
        return None
    whole = _group_at(text, start, words)
    if whole is None or not whole.head or whole.pronoun or not (whole.counted or whole.definite):
        return None
    after = lower_at(text, whole.last)
    all_of_them = (
        number.size.best == 1
        and words.lists.died_later.isdisjoint(lower[whole.last + 1 : text.last])
        and (
            (after in words.anchors and Voice.PAST in words.anchors[after].voices)
            or (after == "who" and lower_at(text, whole.last + 1) in ("were", "are", "have"))
        )
    )
    return whole._replace(first=at, size=whole.size if all_of_them and whole.counted else number.size)


def _of_age(text: Text, at: int, start: int, words: Words) -> Group | None:
    """One person after an age: a noun, a name, or nothing more ("a 23-year-old")."""
    if start >= text.last:
        return Group(ONE, at, start)
    if text.lower[start] == "and":
        return Group(ONE, at, start)
    found = _headed(text, ONE, at, start, words)
    if found is None and text.tokens[start][0].isupper() and not text.shouted:
        found = _name(text, start, words)
    return Group(ONE, at, start) if found is None else found._replace(first=at)


def _headed(text: Text, count: Count, at: int, start: int, words: Words) -> Group | None:
    """A noun phrase with a head that is people. The last such noun before the phrase stops is the head."""
    lower, head, leads = text.lower, -1, False
    for index in range(start, min(start + _LONGEST_PHRASE, text.last)):
        word = lower[index]
        if word in words.people:
            if head >= 0 and not leads and head != index - 1 and lower[index - 1] not in ("-", "'s"):
                break
            head, leads = index, False
        elif word == "'s":
            if not _owned(lower, index, text.last, words):
                break
        elif not _modifies(lower, index, text.last, words):
            break
        elif head == index - 1 and head >= 0:
            leads = lower[head] in words.lists.adjectival and _leads(lower, index, text.last, words)
            if not leads:
                break
    return None if head < 0 or _is_of_things(text, head + 1, words) else _sized(text, count, at, head, words)


def _leads(lower: Sequence[str], at: int, last: int, words: Words) -> bool:
    """Whether people come soon within the same noun phrase, so that "an Egyptian bus driver" is the driver."""
    for index in range(at, min(at + 3, last)):
        if lower[index] in words.people:
            return True
        if not _modifies(lower, index, last, words):
            return False
    return False


def _is_of_things(text: Text, at: int, words: Words) -> bool:
    """Whether a thing follows a noun of people, so that "a local hospital" and "the police car" are none."""
    word = lower_at(text, at)
    return word in words.units and word not in words.anchors and word not in words.lists.times


def _modifies(lower: Sequence[str], at: int, last: int, words: Words) -> bool:
    """Whether a word can stand within a noun phrase: "off-duty police", "truck drivers"."""
    word = lower[at]
    if word in words.units and at + 1 < last and lower[at + 1] in words.people:
        return True
    if word in words.breakers or word in words.numbers:
        return False
    return word[0].isalpha() or word in ("-", "'", '"')


def _owned(lower: Sequence[str], at: int, last: int, words: Words) -> bool:
    """Whether "'s" leads to people: the "judge's driver" is the driver."""
    return any(word in words.people for word in lower[at + 1 : min(at + 4, last)])


def _sized(text: Text, count: Count, at: int, head: int, words: Words) -> Group:
    lower, noun = text.lower, text.lower[head]
    end = head + 1
    if noun in words.sets and count.best == 1:
        count = Count(words.sets[noun]) if noun != "couple" else Count(2, 2, 2)
        size = end + 1 < text.last and lower[end] == "of"
        number = number_at(lower, end + 1, text.last, words) if size else None
        if number is not None:
            return Group(number.size, at, number.end, noun, counted=True)
    elif noun in words.plurals and count is ONE:
        count = Count(1)
    elif count.best == 1 and not text.shouted:
        end = _name_end(text, end, words)
    return _with_age(text, Group(count, at, end, noun), words)


def _with_age(text: Text, group: Group, words: Words) -> Group:
    """The group with the age after it: "a boy, 7," and "Ana Ruiz (34)", "two men, 30 and 35,"."""
    end = None if group.size.best is None else age_end(text.lower, group.last, text.last, group.size.best, words)
    return group if end is None else group._replace(last=end)


def _bare(text: Text, count: Count, at: int, end: int, words: Words) -> Group | None:
    """A number alone: "killing 12", "two and a", "12 were"; what follows must not be a thing that is counted."""
    if end >= text.last:
        return Group(count, at, end)
    word = text.lower[end]
    if lower_at(text, end - 1) == "of" and word in words.lists.determiners and lower_at(text, end + 1) in words.units:
        return None
    if word in ("more", "others", "other"):
        return Group(count, at, end + 1, "others", more=True)
    between = lower_at(text, at - 1) == "," == lower_at(text, end) and lower_at(text, at - 2) not in words.lists.stops
    if _names_a_thing(text, at, end) or (between and is_age(count.best)):
        return None
    if word in words.breakers or word in words.lists.adverbs or not word[0].isalnum():
        return Group(count, at, end)
    if count.best is not None and text.tokens[end][0].isupper() and not text.shouted:
        return Group(count, at, end)
    return None


def _names_a_thing(text: Text, at: int, end: int) -> bool:
    """Whether a bare number belongs to a name: "AK-47", "(KXY 9)", "Rosa Diaz 52,"."""
    if text.shouted or at - 2 < text.first or not text.lower[at][0].isdigit():
        return False
    before = text.tokens[at - 2] if text.tokens[at - 1] == "-" else text.tokens[at - 1]
    if len(before) > 1 and before.isupper() and before.isalpha():
        return True
    named = text.tokens[at - 1][0].isupper() and text.tokens[at - 2][0].isupper()
    return named and lower_at(text, end) in (",", ")")


def _dateline(tokens: Sequence[str], at: int) -> bool:
    """Whether a dash ends the place in capitals with which a report begins: "LIMA - Ana Ruiz"."""
    return len(tokens[at - 1]) > 2 and tokens[at - 1].isupper()


def _name_end(text: Text, at: int, words: Words) -> int:
    """The token after the name that follows a noun: "the guard Ali Omar"."""
    end = at
    while end < min(at + 6, text.last) and text.tokens[end][0].isupper() and text.lower[end] not in words.breakers:
        end += 1
        while end + 1 < text.last and text.lower[end] in words.lists.particles and text.tokens[end + 1][0].isalpha():
            end += 1
    return end


def _name(text: Text, at: int, words: Words) -> Group | None:
    """One person's name: capitalised words in a text that is not all capitals."""
    end, tokens, lower = at, text.tokens, text.lower
    if lower[at] in words.lists.feasts or (at > text.first and lower[at - 1] in ("(", "the")):
        return None
    while end < min(at + 7, text.last) and (
        (tokens[end][0].isupper() and lower[end] not in words.breakers and lower[end] not in words.numbers)
        or (end > at and lower[end] in words.lists.particles and not (lower[end] == "-" and _dateline(tokens, end)))
    ):
        if lower[end] in words.people and end > at and end + 1 < text.last and not tokens[end + 1][0].isupper():
            return _sized(text, ONE, at, end, words)
        end += 1
    if end == at or lower[end - 1] in words.units or lower[end - 1] in words.lists.institutions:
        return None
    if lower_at(text, end) in words.people and not _is_of_things(text, end + 1, words):
        return _sized(text, ONE, at, end, words)
    if end < text.last and lower[end] == "'s":
        owned = _group_at(text, end + 1, words) if end + 1 < text.last and not tokens[end + 1][0].isupper() else None
        return None if owned is None or owned.pronoun else owned._replace(first=at, definite=True)
    return _with_age(text, Group(ONE, at, end, "", named=True), words)
