"""The events that a document reports."""

from __future__ import annotations

from collections.abc import Sequence

from agents.classify.events.candidate import Candidate
from agents.classify.events.matching import search
from agents.classify.events.merge import Hit, merge
from agents.classify.events.modality import modality_of
from agents.classify.events.rules import Rule, Rules
from agents.classify.text.document import Document

_NEAR = 8
_IN_OTHER_DOMAIN = 0.35


def find_events(document: Document, rules: Rules) -> tuple[Candidate, ...]:
    """What the document reports, surest first; empty where nothing was recognised. Linear in its length.

    Slips in trigger words are put right, words covered by a trap are set aside, rules matched around their anchors,
    blocked matches dropped, each hit given its modality, and hits merged into one candidate an event.
    """
    tokens = rules.typos.correct(document.tokens, document.lower)
    bounds = [(sentence.first, sentence.last) for sentence in document.sentences]
    found = [(start, end, at, which, rule) for start, end, at, which, rule in rules.index.hits(tokens, bounds)]
    if not found:
        return ()
    trapped = {at for start, end, _, _, _ in rules.trap_index.hits(tokens, bounds) for at in range(start, end)}
    words = frozenset(tokens)
    dampened = about_something_else(words, rules)
    hits = [
        Hit(
            rule=rule,
            first=start,
            last=end,
            sentence=which,
            weight=rule.weight * (_IN_OTHER_DOMAIN if dampened and rule.ambiguous else 1.0),
            modality=modality_of(rule, start, end, tokens, bounds[which], rules),
        )
        for start, end, at, which, rule in found
        if at not in trapped and allowed(rule, start, end, tokens, bounds[which], words)
    ]
    return merge(hits, rules, len(bounds))


def allowed(
    rule: Rule, start: int, end: int, tokens: Sequence[str], bounds: tuple[int, int], words: frozenset[str]
) -> bool:
    """Whether the words that the rule requires are there and no blocker stands near the match."""
    if any(words.isdisjoint(needed) for needed in rule.article):
        return False
    if rule.sentence:
        low, high = max(bounds[0], start - 60), min(bounds[1], end + 60)
        around = set(tokens[low:high])
        if any(around.isdisjoint(needed) for needed in rule.sentence):
            return False
    low, high = max(bounds[0], start - _NEAR), min(bounds[1], end + _NEAR)
    return not any(search(blocker, tokens, low, high) for blocker in rule.blockers)


def about_something_else(words: frozenset[str], rules: Rules) -> bool:
    """Whether the article is about sport, entertainment or markets: at least two of that domain's words, and
    twice as many as it has words of hard news. Then "attack" and its like are probably figures of speech.
    """
    hard = len(words & rules.hard_news)
    return any(len(words & domain) >= max(2, 2 * hard) for domain in rules.domains.values())
