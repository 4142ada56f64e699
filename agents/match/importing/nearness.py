"""How nearness is said in our language."""

from __future__ import annotations

from typing import TypeGuard

from agents.match.importing.leaves import MOST_SLOP
from agents.match.importing.result import Unsayable
from agents.match.query.nodes import Near, Node, Or, Phrase, Word
from agents.match.query.patterns import patterns


def near(left: Node, right: Node, within: int, *, ordered: bool) -> Phrase | Near:
    """Two words, phrases or brackets of OR with at most `within` other words between.

    Raises:
        Unsayable: one of them is something else, or the distance is none that can be asked.
    """
    if not (_stands(left) and _stands(right)):
        raise Unsayable("nearness can be asked of words, phrases and brackets of OR only")
    if within > MOST_SLOP:
        raise Unsayable(f"at most {MOST_SLOP} words can stand between")
    if within == 0:
        if ordered and _is_single(left) and _is_single(right):
            return Phrase(f"{left.text} {right.text}")
        raise Unsayable("next to one another can be asked of two words in their order; write a phrase for each order")
    if not ordered and _is_single(left) and _is_single(right):
        return Phrase(f"{left.text} {right.text}", within)
    return Near(left, right, within, ordered)


def _stands(node: Node) -> bool:
    """Whether it is something that stands at a place of a text: a word, a phrase, or an OR of such."""
    parts = node.children if isinstance(node, Or) else (node,)
    return all(isinstance(part, Word) or (isinstance(part, Phrase) and not part.slop) for part in parts)


def _is_single(node: Node) -> TypeGuard[Word]:
    return isinstance(node, Word) and not node.cased and len(patterns(node.text, node.cased)) == 1
