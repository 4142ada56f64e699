import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.events.candidate import Candidate
from agents.classify.text.document import Document, build_document
from agents.classify.things import find_target, find_weapon
from schemas.article import Article
from schemas.taxonomy import EventType, Modality


def document_of(text: str) -> Document:
    return build_document(Article(id="a", text=text))


def candidate_of(document: Document, kind: EventType) -> Candidate:
    told = tuple(range(len(document.sentences)))
    return Candidate(type=kind, subtype=None, modality=Modality.ACTUAL, confidence=1.0, triggers=(), sentences=told)


def target(text: str, kind: EventType = EventType.ATTACKS) -> str | None:
    document = document_of(text)
    found = find_target(document, range(len(document.sentences)), candidate_of(document, kind))
    return None if found is None else found.kind


def weapon(text: str, kind: EventType = EventType.ATTACKS) -> str | None:
    document = document_of(text)
    found = find_weapon(document, range(len(document.sentences)), candidate_of(document, kind))
    return None if found is None else found.kind


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Kunduz mosque blast kills dozens.", "worship"),
        ("An explosion at a mosque killed nine.", "worship"),
        ("A bomb went off in a crowded vegetable market.", "market"),
        ("Gunmen stormed a girls' school.", "school"),
        ("Nine die in airport attack.", "airport"),
        ("A missile struck the railway station.", "transport"),
        ("The hospital was hit twice.", "hospital"),
        ("The bombing of a Shiite shrine was condemned.", "worship"),
        ("A suicide bomber struck at the gate of the Russian embassy.", "embassy"),
        ("Militants attacked a police post.", "police"),
        ("Militants attacked a police post near the airport.", "police"),
        ("A rocket hit a wedding in the hills.", "crowd"),
        ("The attack killed 12 worshippers.", "worship"),
        ("Gunmen kidnapped forty schoolchildren.", "school"),
        ("Three aid workers were killed on the road.", "aid_workers"),
        ("Two journalists were shot dead.", "media"),
        ("Gunmen killed five soldiers.", "military"),
        ("Six villagers were killed.", "civilians"),
        ("A drone hit an oil refinery.", "infrastructure"),
        ("Shells landed on the nuclear power plant.", "nuclear"),
        ("Attackers fired on a bus.", "transport"),
        ("A grenade was thrown into a church.", "worship"),
        ("A car bomb exploded outside the education ministry.", "government"),
        ("The mayor was shot outside his house.", "government"),
        ("A gunman opened fire in a supermarket.", "market"),
        ("The mosque attack left villagers dead.", "worship"),
    ],
)
def test_a_target_is_what_is_hit(text: str, kind: str) -> None:
    assert target(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "Six died in the blast, police said.",
        "The wounded were taken to hospital.",
        "The driver died in hospital.",
        "The commander told reporters that six had died.",
        "There was no warning, said a minister.",
        "The blast shook the port city of Odesa.",
        "It was loud, a bus driver said.",
        "Residents said they had heard a blast.",
        "Hospital officials gave the number of dead.",
        "A car bomb went off near the airport.",
        "School starts again on Monday.",
        "The mosque is famous for its tiles.",
        "A university professor wrote about the bomb.",
        "",
    ],
)
def test_what_is_only_mentioned_is_no_target(text: str) -> None:
    assert target(text) is None


def test_talks_have_no_target() -> None:
    assert target("The envoys met at a mosque.", EventType.DIPLOMATIC_TALKS) is None


def test_of_a_disaster_only_a_place_that_was_hit_is_a_target() -> None:
    assert target("A hospital fire killed nine.", EventType.DISASTER_HEALTH) == "hospital"
    assert target("Twelve villagers were killed by the flood.", EventType.DISASTER_HEALTH) is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("A car bomb went off.", "explosive"),
        ("He wore a suicide vest.", "suicide"),
        ("A woman blew herself up at the gate.", "suicide"),
        ("The judge was shot dead.", "firearm"),
        ("Gunmen opened fire.", "firearm"),
        ("Their jeep ran over a mine.", "explosive"),
        ("A mine exploded under the lorry.", "explosive"),
        ("Doctors found traces of sarin.", "unconventional"),
        ("An air strike flattened the block.", "aerial"),
        ("Rockets rained on the town.", "heavy"),
        ("A drone hit the depot.", "drone"),
        ("He was stabbed in the chest.", "blade"),
        ("They threw petrol bombs at the hall.", "fire"),
        ("A lorry rammed into the stalls.", "vehicle"),
        ("Ransomware shut the port's computers down.", "cyber"),
    ],
)
def test_a_weapon_is_named_by_its_words(text: str, kind: str) -> None:
    assert weapon(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "The men worked in a coal mine.",
        "The bomb squad found nothing.",
        "Shell posted higher profits.",
        "Two were killed on the road.",
        "Gun control was debated.",
        "Air raid sirens were heard.",
        "",
    ],
)
def test_words_with_another_sense_are_no_weapon(text: str) -> None:
    assert weapon(text) is None


def test_a_disaster_has_no_weapon() -> None:
    assert weapon("A gas explosion wrecked the house.", EventType.DISASTER_HEALTH) is None


def test_the_evidence_is_what_was_read() -> None:
    document = document_of("A blast hit the Blue Mosque.")
    found = find_target(document, (0,))
    assert found is not None
    assert found.text == "Mosque"
    assert found.evidence is not None
    assert document.text[found.evidence.start : found.evidence.end] == "Mosque"


@given(
    st.text()
    | st.lists(
        st.sampled_from(
            [
                "a",
                "the",
                "bomb",
                "at",
                "mosque",
                "in",
                "hospital",
                "of",
                "gate",
                "'s",
                "killed",
                "was",
                "12",
                "school",
                ",",
                ".",
                "said",
            ]
        )
    ).map(" ".join),
    st.sampled_from(EventType),
)
def test_any_text_is_read(text: str, kind: EventType) -> None:
    document = document_of(text)
    told = range(len(document.sentences))
    for found in (find_target(document, told, candidate_of(document, kind)), find_weapon(document, told)):
        assert found is None or found.text in document.buffer
