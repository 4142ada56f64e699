"""Match: find every subscription that an incident satisfies, with the reasons."""
