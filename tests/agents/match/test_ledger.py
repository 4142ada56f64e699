import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.match.ledger import LedgerEntry, Told, from_bytes, to_bytes
from schemas.errors import Reason, RecordError

one_told = st.builds(Told, st.text("aZ9._-", min_size=1, max_size=5), st.integers(1, 99), st.booleans())
tolds = st.lists(one_told, unique_by=lambda told: told.subscription)


@given(st.text(), tolds)
def test_an_entry_comes_back_from_its_bytes(incident, told):
    entry = LedgerEntry(incident, tuple(told))
    assert from_bytes(to_bytes(entry)) == entry


@pytest.mark.parametrize(
    ("raw", "reason", "said"),
    [
        (b"", Reason.NOT_JSON, "not JSON"),
        (b"\xff", Reason.NOT_JSON, "not JSON"),
        (b'{"incident":"\xff"}', Reason.NOT_JSON, "not JSON"),
        (b'{"x":' + b"[" * 9000 + b"]" * 9000 + b"}", Reason.NOT_JSON, "not JSON"),
        (b"[]", Reason.NOT_AN_OBJECT, "object"),
        (b'{"incident": 1}', Reason.WRONG_TYPE, "incident: .* 1$"),
        (
            b'{"incident":"i","told":[{"subscription":"a","revision":-1}]}',
            Reason.WRONG_TYPE,
            r"told\[0\]\.revision: .* -1$",
        ),
    ],
)
def test_bytes_that_hold_no_entry_are_refused(raw, reason, said):
    with pytest.raises(RecordError, match=said) as error:
        from_bytes(raw)
    assert error.value.reason is reason


def test_news_takes_the_place_of_what_was_told_before():
    entry = LedgerEntry("i", (Told("a", 1), Told("b", 1)))
    later = entry.with_told([Told("a", 2, False), Told("c", 2)])
    assert later.told == (Told("a", 2, False), Told("b", 1), Told("c", 2))
