"""What travels: the records on Tocsin's topics, one a file, and the only definition of each.

Read in the order of the flow: `article` → `event` → `incident` → `match` → `alert`, with `subscription` beside them.
`codec` turns each into bytes and back; `json/` holds the generated JSON Schemas and the AsyncAPI document.
"""
