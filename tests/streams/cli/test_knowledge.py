"""`tocsin knowledge check`: every file is read, every example holds."""

from __future__ import annotations

import json

from tests.streams.cli.conftest import Command


def test_the_shipped_knowledge_of_a_language_holds(offline: Command) -> None:
    result = offline("knowledge", "check", "--language", "de")
    assert result.exit_code == 0, result.output
    assert "de  " in result.output
    assert "none wrong" in result.output


def test_counts_are_there_for_scripts(offline: Command) -> None:
    found = json.loads(offline("knowledge", "check", "--language", "fr", "--json").stdout)
    assert found["mistakes"] == []
    assert found["languages"]["fr"]["counter_examples"] >= 30


def test_a_language_that_is_not_there_is_refused(offline: Command) -> None:
    result = offline("knowledge", "check", "--language", "xx")
    assert result.exit_code == 2
    assert "xx" in result.output
