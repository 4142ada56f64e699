from hypothesis import given
from hypothesis import strategies as st

from agents.classify.text.memo import Memo


@given(st.lists(st.text(max_size=60)))
def test_a_memo_says_what_its_function_says(keys):
    memo = Memo(str.upper)
    assert list(map(memo.__getitem__, keys)) == list(map(str.upper, keys))


def test_a_memo_is_bounded():
    memo = Memo(len)
    assert sum(memo[str(number)] for number in range(100_000)) == 488_890
    assert len(memo) < 50_000
    assert memo["x" * 1000] == 1000
    assert "x" * 1000 not in memo
