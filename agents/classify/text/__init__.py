"""From an article as crawled to a `Document`: furniture stripped, language known, split into sentences and tokens.

The order in which it happens: HTML to text (`html`) → furniture stripped (`furniture`) → language (`language`) →
tokens (`tokens`) → sentences (`sentences`) → `document`.
"""
