"""The labelled sets, in the order in which they are reported."""

from tests.quality.sets import bbc, gva, lgl, muc, plover, rdwti, snippets

SETS = {module.SET.name: module.SET for module in (rdwti, gva, lgl, muc, plover, bbc, snippets)}
