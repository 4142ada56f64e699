"""Languages other than English: one knowledge folder each, read by the same finders as English."""
