import pytest

from agents.classify.text.furniture import REPEAT, furniture_lines, rule_of, strip_furniture, without_tail
from agents.classify.text.furniture_rules import furniture_rules, parse_rules

RULES = furniture_rules().rules
DROPPED = [(rule, line) for rule in RULES for line in rule.examples]
KEPT = [(rule, line) for rule in RULES for line in rule.counter_examples]
TAILS = furniture_rules().title_tails


@pytest.mark.parametrize(("rule", "line"), DROPPED, ids=lambda value: getattr(value, "id", value))
def test_an_example_of_a_rule_is_furniture_by_that_rule(rule, line):
    assert rule.matches(line)
    assert strip_furniture(f"Story.\n\n{line}\n\nMore of it.\n") == "Story.\n\nMore of it.\n"


@pytest.mark.parametrize(("rule", "line"), KEPT, ids=lambda value: getattr(value, "id", value))
def test_a_counter_example_of_a_rule_is_kept_by_every_rule(rule, line):
    assert rule_of(line) is None
    text = f"Story.\n\n{line}\n\nMore of it.\n"
    assert strip_furniture(text) is text


@pytest.mark.parametrize(
    ("tail", "title"), [(t, x) for t in TAILS for x in t.examples], ids=lambda v: getattr(v, "id", v)
)
def test_the_name_of_a_site_is_cut_from_a_title(tail, title):
    assert without_tail(title) in {"Dam breaks above town", "Talks open"} or title.startswith("Talks open")
    assert tail.pattern.search(title) is not None


@pytest.mark.parametrize(
    ("tail", "title"), [(t, x) for t in TAILS for x in t.counter_examples], ids=lambda v: getattr(v, "id", v)
)
def test_a_title_without_a_site_stays_whole(tail, title):
    assert without_tail(title) == title
    assert tail.pattern.search(title) is None


def test_there_are_enough_rules_and_ids_are_unique():
    ids = [rule.id for rule in RULES]
    assert len(ids) == len(set(ids)) >= 15


def test_a_page_keeps_its_headline_once_and_every_sentence():
    page = (
        "• Lantern\n  • /Asia\n  • /Ferry sinks off northern island - Asia News\n\nFerry sinks off northern island\n\n"
        "Ferry sinks off northern island\n\nBy Jane Doe\n\nA ferry sank on Monday.\n\nWATCH |\n\nNine people drowned.\n\n"
        "Add Lantern as a Preferred Source\n"
    )
    assert strip_furniture(page) == (
        "Ferry sinks off northern island\n\nA ferry sank on Monday.\n\nNine people drowned.\n\n"
    )


def test_a_repeated_headline_is_named_as_such():
    assert furniture_lines(["Ferry sinks off island\n", "\n", "Ferry sinks off island | The Lantern\n"]) == {2: REPEAT}


def test_bullets_that_tell_the_news_stay():
    text = "• At least 12 people were killed\n• Rescue goes on\n\nThe dam broke at dawn.\n"
    assert strip_furniture(text) is text


def test_a_repeated_sentence_further_down_stays():
    text = (
        "They want peace now\n"
        + "".join(f"Line number {n} of the story.\n" for n in range(20))
        + "They want peace now\n"
    )
    assert strip_furniture(text) is text


def test_a_wrapped_line_that_looks_like_furniture_stays():
    text = "The head of the state's broadcaster told staff that from now on it was time to\nsubscribe\n"
    assert strip_furniture(text) is text


@pytest.mark.parametrize("text", ["", "\n\n", "\n\n  A story.  \r\n\r\nMore\t.\u2028", "\x00", "\ud800 half"])
def test_a_text_without_furniture_is_the_same_object(text):
    assert strip_furniture(text) is text


@pytest.mark.parametrize(
    ("field", "value"), [("id", '""'), ("reason", '""'), ("pattern", '"("'), ("examples", '["one"]')]
)
def test_a_wrong_rule_is_refused_with_its_field(field, value):
    entry = {"id": '"odd"', "reason": '"why"', "first": '["x"]', "pattern": '"x"', "examples": '["x","x","x"]'}
    entry |= {"counter_examples": '["y","y","y"]', field: value}
    source = "[[rule]]\n" + "\n".join(f"{name} = {text}" for name, text in entry.items())
    with pytest.raises(ValueError, match=f"furniture.toml.*{field}"):
        parse_rules(source + '\n[[agency]]\nname="AP"\nforms=["AP"]\n')
