"""Settings as Kafka reads them."""

import pytest

from streams.local.kafka import StateError, node, state
from streams.local.kafka.state import Node


@pytest.mark.parametrize(("count", "copies", "in_sync"), [(1, "1", "1"), (2, "2", "1"), (3, "3", "2"), (5, "3", "2")])
def test_copies_follow_the_number_of_nodes(count, copies, in_sync, tmp_path):
    nodes = [Node(i + 1, 1000 + i, 2000 + i) for i in range(count)]
    found = node.properties(nodes[0], nodes, tmp_path, {})
    assert found["transaction.state.log.replication.factor"] == copies
    assert found["transaction.state.log.min.isr"] == in_sync


def test_extra_properties_win(tmp_path):
    one = Node(1, 1000, 2000)
    assert node.properties(one, [one], tmp_path, {"num.io.threads": "9"})["num.io.threads"] == "9"


def test_values_are_escaped_for_java():
    assert node.render({"log.dirs": "/a b\\ü😀\n"}) == "log.dirs=/a\\u0020b\\u005c\\u00fc\\ud83d\\ude00\\u000a\n"


def test_damaged_state_is_refused_with_its_file(tmp_path):
    path = tmp_path / "kafka.json"
    path.write_text('{"nodes": [{"id": 1}]}')
    with pytest.raises(StateError, match=r"kafka\.json cannot be read"):
        state.read(path)
