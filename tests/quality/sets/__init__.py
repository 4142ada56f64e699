"""The labelled sets, in the order in which they are reported: those beside the repository, and those in it."""

from tests.quality.sets import bbc, blind, examples, gva, lgl, muc, once_blind, plover, rdwti, retold, sample, snippets

_OUTSIDE = (rdwti, gva, lgl, muc, plover, bbc, snippets)
_INSIDE = (examples, sample, retold, once_blind, blind)

OUTSIDE = tuple(module.SET.name for module in _OUTSIDE)
SETS = {module.SET.name: module.SET for module in (*_OUTSIDE, *_INSIDE)}
