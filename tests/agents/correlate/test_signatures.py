from __future__ import annotations

import subprocess
import sys
import time

from hypothesis import given
from hypothesis import strategies as st

from agents.correlate.signatures import Signature, alike, read, signature, sketch, some_alike, written
from schemas.incident import Source
from tests.agents.correlate.strategies import NOON

LONG = " ".join(
    f"paragraph{number} follows another sentence about provincial government spokesmen" for number in range(40)
)
EDITED = LONG.replace("paragraph7", "section7").replace("paragraph20", "section20")
OTHER = " ".join(
    f"chapter{number} describes different circumstances concerning maritime commerce" for number in range(40)
)
HASHES = st.integers(0, 2**32 - 1)


@st.composite
def signatures(draw: st.DrawFn) -> Signature:
    smallest = draw(st.sets(st.one_of(HASHES, st.integers(0, 30)), max_size=16))
    return Signature(tuple(sorted(smallest)), frozenset(smallest), draw(HASHES))


def source(text: str) -> Source:
    return Source(at=NOON, told={}, event="e", article="a", origin="o", signature=text)


def resemblance(one: Signature, other: Signature) -> float:
    """As Broder defines it: of the smallest hashes of both, the share that is in both."""
    smallest = sorted(one.shingles | other.shingles)[: max(len(one.sketch), len(other.sketch))]
    return sum(value in one.shingles & other.shingles for value in smallest) / max(1, len(smallest))


def test_a_text_is_like_its_copy_with_small_edits_and_like_no_other():
    one = signature("t", LONG)
    assert alike(one, signature("u", LONG), 1.0)
    assert alike(one, signature("t", EDITED), 0.5)
    assert not alike(one, signature("t", OTHER), 0.01)
    assert not alike(signature("t", ""), signature("t", ""), 0.01)


@given(signatures(), st.lists(signatures(), max_size=5), st.floats(0.01, 1))
def test_texts_are_alike_from_the_asked_share_on(one: Signature, others: list[Signature], asked: float):
    expected = [bool(one.sketch) and resemblance(one, other) >= asked for other in others]
    assert [alike(one, other, asked) for other in others] == expected
    assert some_alike(one, others, asked) == any(expected)


@given(st.lists(signatures(), max_size=8), st.integers(0, 4))
def test_what_is_written_of_a_signature_is_read_as_it_was(several: list[Signature], lasting: int):
    sources: list[Source] = []
    for one in several:
        sources.append(source(written(one, sources[:lasting])))
    assert [read(each, sources) for each in sources] == several


def test_a_reprint_takes_little_room():
    wire = source(written(signature("t", LONG), ()))
    reprint = written(signature("t", EDITED), [wire])
    assert len(reprint) < 50 < len(wire.signature)


def test_a_sketch_is_the_same_in_another_process():
    script = f"from agents.correlate.signatures import sketch; print(sketch({LONG!r}))"
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == str(sketch(LONG))


@given(st.text())
def test_any_text_has_a_signature(text: str):
    found = signature("t", text)
    assert found.sketch == sketch(text)
    assert len(found.sketch) <= 16


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_any_space_is_as_good_as_another(text: str):
    assert sketch(text) == sketch(" ".join(text.split()))


def test_one_changed_figure_is_another_state_of_an_article():
    assert signature("t", LONG) == signature("t", LONG)
    assert signature("t", LONG) != signature("t", LONG.replace("paragraph39", "paragraph38"))


def test_a_giant_word_takes_no_longer_than_its_length():
    began = time.process_time()
    sketch("x" * 3000)
    assert time.process_time() - began < 0.5
