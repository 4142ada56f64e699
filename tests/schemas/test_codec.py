import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.codec import decode, encode
from schemas.errors import Reason, RecordError
from schemas.subscription import Subscription, Updates, When

A_SUBSCRIPTION = Subscription(id="kabul", subscriber="asia", when=When(keywords="Kabul"))


def changed(**fields: object) -> bytes:
    return orjson.dumps(orjson.loads(encode(A_SUBSCRIPTION)) | fields)


def test_a_record_says_first_what_it_is() -> None:
    assert encode(A_SUBSCRIPTION).startswith(b'{"schema":"subscription/1.0","id":"kabul"')


def test_a_record_comes_back_as_it_was() -> None:
    assert decode(encode(A_SUBSCRIPTION), Subscription) == A_SUBSCRIPTION


def test_a_field_of_the_next_minor_version_is_passed_over() -> None:
    raw = changed(schema="subscription/1.7", colour="red")
    assert decode(raw, Subscription) == A_SUBSCRIPTION


def test_another_major_version_is_refused() -> None:
    with pytest.raises(RecordError, match=r"subscription/1\.0") as error:
        decode(changed(schema="subscription/2.0"), Subscription)
    assert error.value.reason is Reason.UNKNOWN_VERSION


def test_another_record_is_refused() -> None:
    with pytest.raises(RecordError, match=r"event/1\.0"):
        decode(changed(schema="event/1.0"), Subscription)


def test_an_error_names_field_value_and_what_was_expected() -> None:
    raw = changed(deliver={"updates": "sometimes"})
    with pytest.raises(RecordError, match=r"deliver\.updates: .*its value is 'sometimes'") as error:
        decode(raw, Subscription)
    assert error.value.reason is Reason.WRONG_TYPE


def test_an_error_inside_a_list_names_the_entry() -> None:
    raw = changed(when={"events": ["attacks", 7]})
    with pytest.raises(RecordError, match=r"when\.events\[1\]: .*its value is 7"):
        decode(raw, Subscription)


@pytest.mark.parametrize(
    ("mute", "says"),
    [
        (["inc-1"], r"deliver\.mute\[0\]: .*its value is 'inc-1'"),
        ([f"inc-{1:020x}\n"], r"deliver\.mute\[0\]: "),
        ([f"inc-{1:020x}"] * 2, r"deliver: mute: expected each incident once, got 'inc-0+1' twice"),
        ([f"inc-{number:020x}" for number in range(1001)], r"deliver\.mute: .* length <= 1000"),
    ],
)
def test_what_is_muted_are_ids_of_incidents_each_once_and_a_thousand_at_most(mute: list[str], says: str) -> None:
    with pytest.raises(RecordError, match=says):
        decode(changed(deliver={"mute": mute}), Subscription)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.NOT_JSON),
        (b"\x00", Reason.NOT_JSON),
        (b"{", Reason.NOT_JSON),
        (b"\xff\xfe", Reason.NOT_JSON),
        (b"[" * 10_000 + b"]" * 10_000, Reason.NOT_JSON),
        (b"[]", Reason.NOT_AN_OBJECT),
        (b'"text"', Reason.NOT_AN_OBJECT),
        (b"null", Reason.NOT_AN_OBJECT),
        (b"{}", Reason.MISSING_FIELD),
        (b'{"schema":5}', Reason.MISSING_FIELD),
        (b'{"schema":"subscription/1.0"}', Reason.WRONG_TYPE),
        (b'{"schema":"subscription/1.0","id":"\xff"}', Reason.NOT_JSON),
        (b'{"schema":"subscription/1.0","x":' + b"[" * 10_000 + b"]" * 10_000 + b"}", Reason.NOT_JSON),
    ],
)
def test_bytes_that_are_no_record_have_a_named_reason(raw: bytes, reason: Reason) -> None:
    with pytest.raises(RecordError) as error:
        decode(raw, Subscription)
    assert error.value.reason is reason


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_record_error(raw: bytes) -> None:
    with pytest.raises(RecordError):
        decode(raw, Subscription)


@given(st.sampled_from(Updates), st.text(max_size=30))
def test_any_subscription_survives_the_journey(updates: Updates, title: str) -> None:
    from schemas.subscription import Deliver

    if not title.isprintable():
        return
    entry = Subscription(id="x", subscriber="y", title=title, deliver=Deliver(updates=updates))
    assert decode(encode(entry), Subscription) == entry
