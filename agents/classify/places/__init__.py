"""Toponyms: found in a text (`find`), resolved (`resolve`), and the one where an event happened (`scene`).

The order in which it happens: `gazetteer` loads the tables under `knowledge/places` → `candidates` looks up capitalised
words → `weigh` keeps those that the context bears out → `resolve` decides which place of the name is meant → `scene`
chooses among them for one event. `build` makes the tables and is the only module that needs more than Python.
"""
