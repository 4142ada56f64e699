"""What desks bring from other services, as subscriptions: read, said in our language, and reported where it cannot be.

    bytes ─ google | meltwater | elasticsearch | keyword_csv ─► Draft (conditions, problems)
          ─ drafts.finish ─► Entry (a subscription that our own reader accepts, or none, with every problem)

The formats of text share `boolean.py`, which makes the tree of `parts.py`; `meaning.py` says that tree in our language.
"""
