"""Correlate: which incident an event reports, and what it changes about it.

Read in the order of a decision: `zones` (where to look) → `probe` (what of an event is compared) → `index` and
`incidents` (which open incidents may be meant) → `similarity` (how alike, feature by feature) → `incident` (join or
open, with a named reason) → `facts` and `origins` (what changed, and who says so) → `closing`. What the numbers are,
and why, stands in `correlate.toml`.
"""
