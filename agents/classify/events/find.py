"""The events that a document reports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from agents.classify.events.acts.apply import coded, told_by_act
from agents.classify.events.candidate import Candidate
from agents.classify.events.hit import Hit
from agents.classify.events.lead import Lead, lead_of
from agents.classify.events.learned import LONGEST, READ
from agents.classify.events.matching import search
from agents.classify.events.merge import Deed, merge
from agents.classify.events.modality import FoundCue, cues_of, frames_of, modality_of
from agents.classify.events.rule import Rule
from agents.classify.events.rules import Rules
from agents.classify.events.second_look import is_unsure
from agents.classify.events.speak import amended, first_by_voice, in_modality
from agents.classify.text.document import Document
from schemas.taxonomy import Modality

_SILENCE = "."
"""What the voice hears instead of a word that a trap covers: a token that says nothing."""


def find_events(document: Document, rules: Rules, read: Sequence[str] | None = None) -> tuple[Candidate, ...]:
    """What the document reports, the main event first; empty where nothing was recognised. Linear in its length.

    `read` are the tokens as the rules name them, where their language has stems; in English slips in trigger words are
    put right. Words covered by a trap are set aside, rules matched around their anchors, blocked matches dropped, each
    hit given its modality, and hits merged into one candidate an event. Where the rules are silent or unsure of a short
    text, the learned voice is asked. What a verb does to whom decides an event's PLOVER code, in English.
    """
    tokens = rules.typos.correct(document.tokens, document.lower) if read is None else read
    lead = lead_of(document)
    hits = hits_of(document, tokens, lead, rules)
    found = merge(hits, rules, lead, _deed(hits, tokens, document, rules, read is None)) if hits else ()
    if document.language not in rules.heard:
        return found
    silent = not found
    if silent and is_of_another_genre(tokens, lead.bounds(_bounds(document)), rules):
        return found
    if _asks_the_voice(found, hits, tokens, rules):
        found = _with_voice(found, hits, document, tokens, tokens if read is None else document.lower, lead, rules)
    if read is not None:
        return found
    if silent and not found and not about_something_else(frozenset(tokens), rules):
        return told_by_act(document, lead, tokens, rules.acts, rules.types)
    return coded(found, document, tokens, rules.acts)


def _deed(hits: Sequence[Hit], tokens: Sequence[str], document: Document, rules: Rules, english: bool) -> Deed:
    """Whether the document tells of one deed of violence, looked into once; left open where it is not English."""
    return cache(lambda: rules.concrete.tells_of_deed(hits, tokens, document.sentences) if english else None)


def hits_of(document: Document, tokens: Sequence[str], lead: Lead, rules: Rules) -> list[Hit]:
    """Every match of a rule that neither a trap nor a blocker takes away, with its weight and modality there."""
    bounds = _bounds(document)
    found = list(rules.index.hits(tokens, bounds))
    if not found:
        return []
    words = frozenset(tokens)
    told = sorted({which for _, _, _, which, _ in found})
    trapped = _trapped(tokens, [bounds[which] for which in told], rules)
    kept = [
        (start, end, which, rule)
        for start, end, at, which, rule in found
        if at not in trapped and allowed(rule, start, end, tokens, bounds[which], words, rules.weighing.near)
    ]
    return _weighed(kept, tokens, words, bounds, lead, rules) if kept else []


def _bounds(document: Document) -> list[tuple[int, int]]:
    return [(sentence.first, sentence.last) for sentence in document.sentences]


def _trapped(tokens: Sequence[str], bounds: Sequence[tuple[int, int]], rules: Rules) -> set[int]:
    """The tokens that traps cover in these spans."""
    return {at for start, end, _, _, _ in rules.trap_index.hits(tokens, bounds) for at in range(start, end)}


def _weighed(
    kept: Sequence[tuple[int, int, int, Rule]],
    tokens: Sequence[str],
    words: frozenset[str],
    bounds: Sequence[tuple[int, int]],
    lead: Lead,
    rules: Rules,
) -> list[Hit]:
    """Matches as hits: each with the weight that it has in an article of this kind, and its modality."""
    leading = lead.bounds(bounds)
    share, ambiguous_share = shares(words, tokens, leading, rules, any(rule.ambiguous for *_, rule in kept))
    frames = frames_of(tokens, leading, rules)
    cues: dict[int, tuple[FoundCue, ...]] = {}
    hits = []
    for start, end, which, rule in kept:
        if which not in cues:
            cues[which] = cues_of(tokens, bounds[which], rules)
        weight = rule.weight * (ambiguous_share if rule.ambiguous else share)
        modality = modality_of(rule, start, end, cues[which], frames)
        hits.append(Hit(rule, start, end, which, weight, modality))
    return hits


def _asks_the_voice(merged: Sequence[Candidate], hits: Sequence[Hit], tokens: Sequence[str], rules: Rules) -> bool:
    """On short texts, save where rules heard only what did not happen and are not sure even of that."""
    if rules.voice is None or len(tokens) > LONGEST or not tokens:
        return False
    return bool(merged) or all(hit.modality is Modality.ACTUAL for hit in hits)


def _with_voice(
    merged: tuple[Candidate, ...],
    hits: Sequence[Hit],
    document: Document,
    tokens: Sequence[str],
    words: Sequence[str],
    lead: Lead,
    rules: Rules,
) -> tuple[Candidate, ...]:
    """What `words` as they are read in the text, beside the rules that matched `tokens`, make of it."""
    if rules.voice is None:
        return merged
    trapped = _trapped(tokens, [bounds for bounds in _bounds(document) if bounds[0] < READ], rules)
    heard = [_SILENCE if at in trapped else word for at, word in enumerate(words[:READ])] if trapped else words
    opinion = rules.voice.hear(heard, heard_rules(hits))
    if rules.second_look is not None and is_unsure(opinion, rules.weighing.second_look_below):
        opinion = rules.second_look.opinion(document.buffer, opinion)
    if merged:
        return amended(merged, opinion, document, rules)
    if is_of_another_genre(tokens, lead.bounds(_bounds(document)), rules):
        return ()
    if trapped and not hits and rules.voice.hear(words, ()).best_type()[0] is not opinion.best_type()[0]:
        return ()  # it hung on the covered words, or on what is left when they are gone
    found = first_by_voice(opinion, document, rules, _reserve(hits, tokens, bool(trapped), rules))
    cues = [cue for bounds in lead.bounds(_bounds(document)) for *_, cue in cues_of(tokens, bounds, rules)]
    return tuple(in_modality(candidate, cues, rules) for candidate in found)


def _reserve(hits: Sequence[Hit], tokens: Sequence[str], trapped: bool, rules: Rules) -> float:
    """How much surer than of nothing at all the voice must be where the rules made nothing of the text: more where no
    rule matched and no word of hard news stands, most where it is about sport, entertainment or markets, or all that
    could have matched was `trapped`.
    """
    weighing, words = rules.weighing, frozenset(tokens)
    if (trapped and not hits) or about_something_else(words, rules):
        return weighing.voice_elsewhere
    return weighing.voice_nothing if hits or words & rules.hard_news else weighing.voice_unhinted


def heard_rules(hits: Sequence[Hit]) -> frozenset[str]:
    """What the learned voice is told of the rules that matched: their ids, types and subtypes. Not of those that weigh
    little there: "plundered" in a story of cricket.
    """
    return frozenset(key for hit in hits if hit.weight >= hit.rule.weight for key in hit.rule.keys)


def allowed(
    rule: Rule,
    start: int,
    end: int,
    tokens: Sequence[str],
    bounds: tuple[int, int],
    words: frozenset[str],
    near: int,
) -> bool:
    """Whether the words that the rule requires are there and no blocker stands `near` the match."""
    if any(words.isdisjoint(needed) for needed in rule.article):
        return False
    if rule.sentence:
        low, high = max(bounds[0], start - 60), min(bounds[1], end + 60)
        sentence = tokens[low:high]
        if any(needed.isdisjoint(sentence) for needed in rule.sentence):
            return False
    low, high = max(bounds[0], start - near), min(bounds[1], end + near)
    around = tokens[low:high]
    return rule.blocking.isdisjoint(around) or not any(
        not blocker.anchor.isdisjoint(around) and search(blocker, tokens, low, high) for blocker in rule.blockers
    )


def shares(
    words: frozenset[str], tokens: Sequence[str], lead: Sequence[tuple[int, int]], rules: Rules, ambiguous: bool
) -> tuple[float, float]:
    """What is left of the weight of a rule, and of an ambiguous one, in an article of this kind (`lead`: its spans).

    The second is only looked for where an `ambiguous` rule matched.
    """
    weighing = rules.weighing
    if is_of_another_genre(tokens, lead, rules):
        return weighing.in_other_genre, weighing.in_other_genre
    if ambiguous and about_something_else(words, rules):
        return 1.0, weighing.in_other_domain
    return 1.0, 1.0


def is_of_another_genre(tokens: Sequence[str], bounds: Sequence[tuple[int, int]], rules: Rules) -> bool:
    """Whether title and lead say that this is a review, a game, a recipe: their cues weigh 1 together."""
    cues = {genre.id: genre.weight for _, _, _, _, genre in rules.genre_index.hits(tokens, bounds)}
    return sum(cues.values()) >= 1.0


def about_something_else(words: frozenset[str], rules: Rules) -> bool:
    """Whether the article is about sport, entertainment, markets or learning: at least two of that domain's words, and
    twice as many as it has words of hard news. Then "attack" and its like are probably figures of speech.
    """
    hard = len(words & rules.hard_news)
    return any(len(words & domain) >= max(2, 2 * hard) for domain in rules.domains.values())
