import json

import pytest

from streams.topics import TABLE
from tests.streams.cli.conftest import Command

pytestmark = pytest.mark.kafka


def test_missing_topics_are_shown_and_created_when_asked(tocsin: Command, environment: dict[str, str]) -> None:
    before = tocsin("topics")
    assert before.exit_code == 3
    assert before.stdout.count("missing") == len(TABLE)

    made = tocsin("topics", "--create")
    assert made.exit_code == 0
    for topic in TABLE:
        row = next(
            line.split()
            for line in made.stdout.splitlines()
            if line.startswith(environment["TOCSIN_PREFIX"] + topic.name)
        )
        assert row[1] == row[2] == ("3" if topic.stage else "1")


def test_topics_as_json(tocsin: Command, environment: dict[str, str]) -> None:
    tocsin("topics", "--create")
    result = tocsin("topics", "--json")
    assert result.exit_code == 0
    states = json.loads(result.stdout)
    assert [state["name"] for state in states] == [environment["TOCSIN_PREFIX"] + topic.name for topic in TABLE]
    assert all(state["found"] == state["wanted"] for state in states)


@pytest.mark.parametrize(
    "args", [["topics", "--create"], ["send", "-"], ["subscriptions", "apply", "desk.yaml"], ["worker"]]
)
def test_topics_with_other_partitions_are_named_with_the_remedy(tocsin: Command, args: list[str], tmp_path) -> None:
    tocsin("topics", "--create")
    (tmp_path / "desk.yaml").write_text("{id: a, subscriber: b, when: {events: [attacks]}}")
    result = tocsin(*args, stdin=b"a text\n", env={"TOCSIN_PARTITIONS": "4"})
    assert result.exit_code == 3
    assert "articles has 3 partitions, the settings ask for 4" in result.stderr
    assert "TOCSIN_PARTITIONS=3" in result.stderr
    assert "TOCSIN_PREFIX" in result.stderr
