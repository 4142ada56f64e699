"""Programs that copy records through four stages, each as its own library would have it.

Those that are not ours take the brokers, the group and the five topics as arguments and import nothing of this project:
they run in an environment of their own.
"""

CHAIN = ("copy-0", "copy-1", "copy-2", "copy-3", "copy-4")
"""Topics from the first to the last, without prefix: a stage between each two."""
