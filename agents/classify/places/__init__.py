"""Toponyms: found in a text (`find`), resolved (`resolve`), and the one where an event happened (`scene`).

The order in which it happens: `gazetteer` loads the tables under `knowledge/places` into `columns` → `candidates` looks
up capitalised words → `senses` ranks the places of a name → `resolve` decides which is meant → `weigh` keeps the
mentions that their context bears out → `scene` chooses among them for one event, by `roles`, `dateline`, `capital` and
`shares`.
`build` makes the tables and is the only module that needs more than Python.
"""
