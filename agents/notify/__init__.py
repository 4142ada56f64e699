"""Notify: what a subscriber is told of what matched, when, and in which words.

The order in which a match is judged: is it worth telling (`updates`) → build the alert (`alerts`, `wording`) → may it
go out now (`quiet`, `digest`, `budget`, composed in `decide`). What each subscriber was told is state (`desks`).
"""
