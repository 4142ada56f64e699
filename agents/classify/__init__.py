"""Classify: what an article reports, where, how bad it is and how sure, each with the words that say so."""
