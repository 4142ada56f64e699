from datetime import UTC, datetime

import pytest

from schemas.codec import decode, encode
from schemas.errors import RecordError
from schemas.formats.subscription import SubscriptionError, read_subscription, write_subscription
from schemas.subscription import Example, Examples, Subscription


def read(tests):
    return read_subscription({"id": "a", "subscriber": "b", "tests": tests}).tests


def mistakes_of(tests):
    with pytest.raises(SubscriptionError) as refused:
        read(tests)
    return {mistake.field: mistake.expected for mistake in refused.value.mistakes}


def test_an_example_is_a_text_whose_first_line_is_a_title_where_a_blank_line_follows():
    assert read({"must": ["A bomb went off."]}).must == (Example(text="A bomb went off."),)
    assert read({"must": ["Bomb in Herat\n\nA bomb\nwent off.\n"]}).must == (
        Example(title="Bomb in Herat", text="A bomb\nwent off."),
    )
    assert read({"must": ["Bomb in Herat\r\n \r\nA bomb"]}).must == (Example(title="Bomb in Herat", text="A bomb"),)
    assert read({"must": ["Bomb in Herat\nA bomb"]}).must == (Example(text="Bomb in Herat\nA bomb"),)


def test_an_example_is_a_mapping_with_the_fields_of_an_article():
    written = {
        "title": "Bomb in Herat",
        "text": "A bomb.",
        "published": "2024-03-05T09:00:00+01:00",
        "source": "wire.example",
        "url": "https://wire.example/1",
        "language": "EN",
    }
    assert read({"must_not": [written]}).must_not == (
        Example(
            title="Bomb in Herat",
            text="A bomb.",
            published=datetime(2024, 3, 5, 8, tzinfo=UTC),
            source="wire.example",
            url="https://wire.example/1",
            language="en",
        ),
    )


def test_one_example_need_not_stand_in_a_list():
    assert read({"must": "A bomb."}) == read({"must": ["A bomb."]}) == Examples(must=(Example(text="A bomb."),))
    assert read({"must": {"text": "A bomb."}}).must == (Example(text="A bomb."),)


def test_examples_are_written_as_texts_where_a_text_says_all():
    tests = {
        "must": ["Bomb in Herat\n\nA bomb.", "A bomb."],
        "must_not": [{"text": "A cup.", "source": "sport.example"}],
    }
    written = write_subscription(Subscription(id="a", subscriber="b", tests=read(tests)))
    assert written["tests"] == tests
    assert "tests" not in write_subscription(Subscription(id="a", subscriber="b"))


def test_a_text_that_would_be_read_with_a_title_is_written_as_a_mapping():
    example = Example(text="One line.\n\nAnother.")
    written = write_subscription(Subscription(id="a", subscriber="b", tests=Examples(must=(example,))))
    assert written["tests"] == {"must": [{"text": "One line.\n\nAnother."}]}


@pytest.mark.parametrize(
    ("tests", "field", "expected"),
    [
        ("A bomb.", "tests", "a mapping of must, must_not"),
        ({"musn't": ["A bomb."]}, "tests.musn't", "unknown field"),
        ({"must": 7}, "tests.must", "a list of texts and articles"),
        ({"must": ["A bomb.", 7]}, "tests.must[1]", "a text, or a mapping"),
        ({"must": [" "]}, "tests.must[0]", "a text or a title"),
        ({"must": [{"source": "wire.example"}]}, "tests.must[0]", "a text or a title"),
        ({"must_not": [{"txt": "A bomb."}]}, "tests.must_not[0].txt", "did you mean text?"),
        ({"must": [{"text": "A bomb.", "published": "soon"}]}, "tests.must[0].published", "a date such as"),
        ({"must": [{"text": "A bomb.", "url": "wire.example"}]}, "tests.must[0].url", "an address that begins"),
        ({"must": [{"text": "A bomb.", "language": "English!"}]}, "tests.must[0].language", "ISO 639"),
        ({"must": ["x" * 10_001]}, "tests.must[0]", "at most 10,000 characters"),
        ({"must": [{"title": "x" * 5000, "text": "x" * 5001}]}, "tests.must[0]", "of title and text together"),
        ({"must": ["A bomb\x00."]}, "tests.must[0]", "without NUL"),
        ({"must": ["A bomb."] * 26, "must_not": ["A cup."] * 25}, "tests", "at most 50"),
    ],
)
def test_a_mistake_is_named_by_its_field(tests, field, expected):
    assert expected in mistakes_of(tests)[field]


def test_examples_travel_with_the_subscription():
    subscription = Subscription(id="a", subscriber="b", tests=read({"must": ["A\n\nB"], "must_not": [{"text": "C"}]}))
    assert decode(encode(subscription), Subscription) == subscription
    assert decode(b'{"schema":"subscription/1.0","id":"a","subscriber":"b"}', Subscription).tests == Examples()


def test_a_record_with_more_than_it_may_hold_is_refused():
    many = b",".join([b'{"text":"x"}'] * 51)
    for must, says in (
        (many, "at most 50"),
        (b'{"text":""}', "a text or a title"),
        (b'{"text":"%s"}' % (b"x" * 10_001), "10,000"),
    ):
        with pytest.raises(RecordError, match=says):
            decode(
                b'{"schema":"subscription/1.0","id":"a","subscriber":"b","tests":{"must":[%s]}}' % must, Subscription
            )
