"""Quix Streams in its exactly-once mode: four dataframes in one application, each from a topic to the next.

python with_quixstreams.py BROKERS GROUP TOPIC TOPIC TOPIC TOPIC TOPIC
"""

import itertools
import sys
import tempfile

from quixstreams import Application

COMMIT_SECONDS = 0.5
"""Between two transactions: shorter ones cost more, and a stage sees what the one before wrote once it is committed."""


def main(brokers: str, group: str, *topics: str) -> None:
    with tempfile.TemporaryDirectory() as state:
        application = Application(
            broker_address=brokers,
            consumer_group=group,
            auto_offset_reset="earliest",
            processing_guarantee="exactly-once",
            commit_interval=COMMIT_SECONDS,
            auto_create_topics=False,
            state_dir=state,
            loglevel="WARNING",
            consumer_extra_config={"session.timeout.ms": 30_000, "fetch.wait.max.ms": 100},
        )
        options = dict.fromkeys(
            ("key_deserializer", "key_serializer", "value_deserializer", "value_serializer"), "bytes"
        )
        known = [application.topic(name, **options) for name in topics]
        for source, target in itertools.pairwise(known):
            application.dataframe(source).to_topic(target)
        application.run()


if __name__ == "__main__":
    main(*sys.argv[1:])
