"""Correlate: which incident an event reports, and what it changes about it.

Read in the order of a decision: `zones` (where to look) → `words`, `ages`, `signatures` and `probe` (what of an event
is compared) → `writings` (what is compared of an incident's sources) → `search` (which open incidents may be meant) →
`similarity` (how alike, feature by feature) → `incident` (join or open, with a named reason) → `facts` and `origins`
(what changed, and who says so) → `closing`. The state is `incidents`, made of `entries` (what is compared), `index`
(words and keys) and `records` (all else). What the numbers are, and why, stands in `correlate.toml`.
"""
