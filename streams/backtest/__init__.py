"""Backtests: an archive of articles in the order of their dates, what subscriptions would have sent, and reports of it.

`backtesting` runs the pipeline; the rest is plain: `packed` and `archive` read, `tally` and `difference` count,
`terminal`, `pictures` and `page` show.
"""
