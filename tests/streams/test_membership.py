import pytest

from streams.membership import MOST_TAKEOVERS, WINDOW, Membership, NameTaken


def test_joining_generation_after_generation_is_usual() -> None:
    membership = Membership("w1")
    for generation in range(1, 50):
        membership.joined(generation, float(generation))


def test_being_thrown_out_of_one_generation_again_and_again_means_that_the_name_is_taken() -> None:
    membership = Membership("w1")
    membership.joined(4, 0.0)
    for number in range(1, MOST_TAKEOVERS):
        membership.joined(4, float(number))
    with pytest.raises(NameTaken, match="another worker is running as 'w1'"):
        membership.joined(4, float(MOST_TAKEOVERS))


def test_coming_back_now_and_then_is_no_reason() -> None:
    membership = Membership("w1")
    for number in range(20):
        membership.joined(4, number * WINDOW)
