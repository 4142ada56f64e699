"""How it travels: Kafka, Faust and the edges of the system. Nothing here knows what news is.

Read in this order: `settings` → `topics` → `app` (which wires the agents in flow order) → `lanes` (exactly once).
"""
