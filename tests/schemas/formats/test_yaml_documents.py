"""YAML as people write it: what is refused is refused with its line."""

import pytest

from schemas.errors import Reason, RecordError
from schemas.formats.yaml_documents import load_documents


@pytest.mark.parametrize(
    "value",
    [
        '!!timestamp "x"',
        "!!python/object/apply:os.getcwd []",
        "!!python/name:os.system",
        "!!str text",
        "!!int x",
        "!!binary '%'",
        "!!set {a}",
        "!!omap [a: 1]",
        "!own x",
        "! x",
        "!!map {a: 1}",
    ],
)
def test_a_tag_is_refused_with_its_line(value):
    for document, line in ((f"id: a\nwhen: {value}", 2), (value, 1), (f"a:\n  b:\n  - {value}\n", 3)):
        with pytest.raises(RecordError, match=rf"a tag \(line {line}\)") as error:
            load_documents(document.encode())
        assert error.value.reason is Reason.NOT_JSON


def test_a_tag_before_a_name_is_refused():
    with pytest.raises(RecordError, match=r"a tag \(line 2\)"):
        load_documents(b"a: 1\n!!str b: 2")


def test_an_exclamation_mark_within_a_value_is_text():
    assert load_documents(b"a: stop!\nb: 'now! !!str'") == [{"a": "stop!", "b": "now! !!str"}]
