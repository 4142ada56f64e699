"""The casualties of short reports. The table is in `cases.tsv`: a text and what an editor would count.

12 is exact; 12+ is at least twelve; 12? has no best; <12 is at most; 5-7 is between; k, i, m, b, a are killed, injured,
missing, abducted and attackers killed.
"""

from pathlib import Path
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.casualties.extract import find_casualties
from agents.classify.casualties.select import Casualties, casualties_of, sentences_read
from agents.classify.casualties.words import TollKind, load_words
from agents.classify.events.knowledge import KnowledgeError
from agents.classify.text.document import build_document
from schemas.article import Article
from schemas.event import Count

KINDS = {"k": "killed", "i": "injured", "m": "missing", "b": "abducted", "a": "attackers_killed"}
CASES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "cases.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def read(text: str, title: str = "") -> Casualties:
    document = build_document(Article(id="a", text=text, title=title, language="en"))
    return casualties_of(document, find_casualties(document), range(len(document.sentences)))


def counted(written: str) -> Count:
    if written.endswith("+"):
        return Count(int(written[:-1]), int(written[:-1]), None)
    if written.endswith("?"):
        return Count(int(written[:-1]))
    if written.startswith("<"):
        return Count(0, int(written[1:]), int(written[1:]))
    low, _, high = written.partition("-")
    return Count(int(low), None, int(high)) if high else Count(int(low), int(low), int(low))


def told(found: Casualties) -> dict[str, Count]:
    counts = {name: getattr(found, name) for name in KINDS.values()}
    return {name: count for name, count in counts.items() if count is not None}


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 150


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_the_casualties_of_a_short_report(text: str, expected: str) -> None:
    pairs = [] if expected == "-" else [part.split("=") for part in expected.split()]
    assert told(read(text)) == {KINDS[kind]: counted(count) for kind, count in pairs}


def test_the_title_gives_the_toll_that_the_main_sentence_lacks() -> None:
    document = build_document(
        Article(id="a", title="Ferry blast kills 9", text="Smoke rose over the quay. Six sailors were hurt.")
    )
    found = casualties_of(document, find_casualties(document), [0])
    assert found.killed == Count(9, 9, 9)
    assert found.injured == Count(6, 6, 6)


def test_a_title_rounds_the_toll_of_the_lead() -> None:
    found = read("The quake killed 1,002 people on the plain.", title="Quake toll passes 1,000")
    assert found.killed == Count(1002, 1002, 1002)


def test_what_one_side_claims_moves_the_upper_bound_alone() -> None:
    found = read("Two guards were killed at the gate. The rebels claimed that eight guards were killed.")
    assert found.killed == Count(2, 2, 8)


def test_the_title_and_lead_tell_the_toll_of_the_main_event_alone() -> None:
    text = "Four nuns died in the hills. Rain fell. Shops closed. A bus was late. The raid began at dawn."
    document = build_document(Article(id="a", text=text, language="en"))
    tolls = find_casualties(document)
    assert casualties_of(document, tolls, [4], main=True).killed == Count(4, 4, 4)
    assert casualties_of(document, tolls, [4]).killed is None


def test_an_event_of_the_lead_takes_the_toll_of_the_title() -> None:
    document = build_document(Article(id="a", title="Clerk dies after raid", text="Raiders came at dawn. Rain fell."))
    assert casualties_of(document, find_casualties(document), [1]).killed == Count(1, 1, 1)


def test_who_died_of_a_wound_is_not_counted_among_the_injured() -> None:
    found = read("A diver was found with a stab wound. Rain fell. He died in hospital.")
    assert found.killed == Count(1, 1, 1)
    assert found.injured is None


def test_they_are_as_many_as_were_told_before() -> None:
    found = read("Rebels abducted nine clerks. They were shot dead on Monday.")
    assert found.killed == Count(9, 9, 9)


def test_others_told_near_by_are_added_where_they_were_also_killed() -> None:
    document = build_document(
        Article(id="a", text="Five monks were killed. Rain fell. A cook was also killed.", language="en")
    )
    assert casualties_of(document, find_casualties(document), [0]).killed == Count(6, 6, 6)


def test_a_far_sentence_is_not_taken_for_the_event() -> None:
    text = "A bomb went off at the bridge. Rain fell. Shops closed. A bus was late. Nine people died elsewhere."
    document = build_document(Article(id="a", text=text, language="en"))
    assert casualties_of(document, find_casualties(document), [0]).killed is None


def test_the_evidence_is_where_the_number_stands() -> None:
    span = read("The mayor spoke. A storm killed 14 sailors at sea.").span(TollKind.KILLED)
    assert span is not None
    assert span.text == "14 sailors"


def test_a_wrong_word_list_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "casualties.toml"
    file.write_text("[verbs.eaten]\npast = ['eaten']\n[numbers]\n[nouns]\n[lists]\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"casualties\.toml"):
        load_words(file)


PIECES = [
    "killed",
    "died",
    "dead",
    "wounding",
    "injured",
    "missing",
    "kidnapped",
    "shot",
    "toll",
    "rose",
    "to",
    "12",
    "3.5",
    "1,200",
    "2008",
    "at",
    "least",
    "between",
    "and",
    "5",
    "or",
    "9",
    "people",
    "men",
    "of",
    "dozens",
    "himself",
    "no",
    "two",
    "another",
    "other",
    "-",
    ",",
    ".",
    ";",
    "$",
    "was",
    "were",
    "been",
    "since",
    "year-old",
    "Ana",
    "Ruiz",
    "the",
    "a",
    "him",
    "her",
    "including",
    "them",
    "family",
    "body",
    "lives",
    "lost",
    "hundred",
    "thousand",
    "one",
    "revised",
    "down",
    "(",
    ")",
    "who",
    "in",
    "by",
    "life",
    "own",
    "killedat",
    "they",
    "them",
    "Their",
    "bodies",
    "found",
    "bullet",
    "hit",
    "4",
    "th",
    "ages",
    "99999999999",
    "treated",
    "taken",
    "hospital",
    "gassed",
    "cut",
    "glass",
    "hens",
    "whom",
    "deaths",
    "top",
    "Christmas",
    "how",
    "many",
]
TEXTS = st.text() | st.lists(st.sampled_from(PIECES), max_size=60).map(" ".join)
PLAIN = st.sampled_from([text for text, _ in CASES])
SPORT = st.sampled_from(
    [
        "The hosts won 3-1 after extra time.",
        "Rovers beat United 21-14 before 40,000 spectators.",
        "She took the second set 6-4.",
        "The keeper made 12 saves in 90 minutes.",
    ]
)


@given(TEXTS)
def test_any_text_gives_ordered_counts(text: str) -> None:
    for count in told(read(text)).values():
        assert count.low >= 0
        assert count.best is None or count.low <= count.best
        assert count.high is None or (count.low if count.best is None else count.best) <= count.high


@given(TEXTS)
def test_every_kind_that_is_told_has_its_evidence(text: str) -> None:
    found = read(text)
    assert {str(kind) for kind, _ in found.evidence} == set(told(found))


@given(
    st.lists(PLAIN | SPORT | TEXTS, max_size=9).map("\n\n".join), st.sampled_from(["", "Four die in raid"]), st.data()
)
def test_the_sentences_that_are_read_give_what_the_whole_document_gives(
    text: str, title: str, data: st.DataObject
) -> None:
    document = build_document(Article(id="a", text=text, title=title, language="en"))
    numbers = range(len(document.sentences))
    told = data.draw(st.lists(st.sampled_from(numbers), max_size=4)) if numbers else []
    main = data.draw(st.booleans())
    whole, part = find_casualties(document), find_casualties(document, sentences_read(document, [told]))
    assert casualties_of(document, part, told, main=main) == casualties_of(document, whole, told, main=main)
    assert [toll for toll in whole if toll in part] == list(part)


@given(PLAIN, SPORT)
def test_scores_of_sport_change_nothing(text: str, sport: str) -> None:
    assert told(read(f"{text}\n\n{sport}")) == told(read(text))


@given(PLAIN)
def test_reading_twice_gives_the_same(text: str) -> None:
    assert read(text) == read(text)


@given(st.integers(1, 1900), st.sampled_from(["miners", "people", "soldiers", "pilgrims"]))
def test_a_plain_number_is_read_as_it_is_written(number: int, who: str) -> None:
    assert read(f"The blast killed {number:,} {who}.").killed == Count(number, number, number)


@pytest.mark.parametrize("piece", ["killed ", "12 people were killed , ", "Ana ", "killed a man and ", "in 2004 when "])
def test_a_text_ten_times_as_long_does_not_take_much_more_than_ten_times_the_time(piece: str) -> None:
    def seconds(times: int) -> float:
        document = build_document(Article(id="a", text=piece * times, language="en"))
        runs = []
        for _ in range(3):
            start = process_time()
            find_casualties(document)
            runs.append(process_time() - start)
        return min(runs)

    assert seconds(3000) < 40 * seconds(300) + 0.05
