import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.actor_names import actor_file, find_actors
from agents.classify.actors import actors_of, has_actors
from agents.classify.events.candidate import Candidate, Trigger
from agents.classify.text.document import Document, build_document
from schemas.article import Article
from schemas.event import Actor, ActorKind
from schemas.taxonomy import EventType, Modality

TRIGGERS = frozenset(
    [
        "attack",
        "attacks",
        "blast",
        "bombing",
        "bomb",
        "strike",
        "strikes",
        "killed",
        "kills",
        "clashes",
        "clash",
        "fighting",
        "battle",
        "captured",
        "enter",
        "talks",
        "meet",
        "met",
        "meeting",
        "visit",
        "agree",
        "agreed",
        "agreement",
        "signed",
        "truce",
        "spoke",
        "sanctions",
        "accused",
        "accuses",
        "expels",
        "expelled",
        "severed",
        "rejected",
        "condemned",
        "protest",
        "arrested",
        "raid",
        "stormed",
    ]
)


def document_of(text: str) -> Document:
    return build_document(Article(id="a", text=text))


def candidate_of(document: Document, kind: EventType, sentences: tuple[int, ...] | None = None) -> Candidate:
    triggers = tuple(
        Trigger(rule="r", first=at, last=at + 1, sentence=number)
        for number, sentence in enumerate(document.sentences)
        for at in range(sentence.first, sentence.last)
        if document.lower[at] in TRIGGERS
    )
    told = tuple(range(len(document.sentences))) if sentences is None else sentences
    return Candidate(
        type=kind, subtype=None, modality=Modality.ACTUAL, confidence=1.0, triggers=triggers, sentences=told
    )


def actors(text: str, kind: EventType, sentences: tuple[int, ...] | None = None) -> tuple[Actor, ...]:
    document = document_of(text)
    return actors_of(document, find_actors(document, actor_file()), candidate_of(document, kind, sentences))


def who(text: str, kind: EventType) -> set[str]:
    return {f"{actor.role} {actor.id or actor.name}" for actor in actors(text, kind)}


VIOLENCE = [
    # claims
    ("A blast killed 12 in a raid claimed by Taliban's hostile terrorist rivals ISIS-K.", {"claimed isis-k"}),
    ("The bombing was claimed by the local branch of the Islamic State.", {"claimed islamic-state"}),
    ("Al-Shabaab claimed responsibility for the blast.", {"claimed al-shabaab"}),
    ("Boko Haram has said it was behind the raid.", {"claimed boko-haram"}),
    ("The Houthis said their fighters had fired the missile.", {"claimed houthis"}),
    ("The Islamist group al-Shabaab says it planted the two car bombs.", {"claimed al-shabaab"}),
    ("M23, the strongest militia of the east, took responsibility for the attack.", {"claimed m23"}),
    ("Islamic State claims bus attack that left nine dead", {"claimed islamic-state"}),
    ("A claim of responsibility by Hamas followed within the hour.", {"claimed hamas"}),
    ("The explosion claimed 12 lives.", set()),
    ("Hezbollah denied responsibility for the attack.", set()),
    ("The Taliban have not claimed the attack.", set()),
    ("No group has claimed responsibility for the blast.", set()),
    # blame
    ("Police blamed the attack on Hamas.", {"attributed hamas"}),
    ("Officials blamed Boko Haram for the raid.", {"attributed boko-haram"}),
    ("The killings were attributed to the ELN, a Colombian group.", {"attributed eln"}),
    ("The mayor accused Hezbollah of planting the bomb.", {"attributed hezbollah"}),
    ("The attack was the work of al-Qaeda.", {"attributed al-qaeda"}),
    # doer
    ("Taliban militants killed eight road workers.", {"source taliban"}),
    ("Gunmen killed two soldiers near the dam.", {"source role:gunmen", "target role:army"}),
    ("Fighters of the Islamic State stormed a village.", {"source islamic-state"}),
    ("Nine workers were killed by al-Shabaab.", {"source al-shabaab"}),
    ("Nine died in an attack by militants.", {"source role:militants"}),
    ("Israel struck the port at night.", {"source state:IL"}),
    ("Israel's army bombed a depot.", {"source state:IL"}),
    ("Israeli warplanes hit a depot in the south of Lebanon.", {"source state:IL"}),
    ("An Israeli air strike hit a school.", {"source state:IL"}),
    ("A suspected Houthi drone attack set a tanker on fire.", {"source houthis"}),
    ("Pakistani troops shelled two hamlets.", {"source state:PK"}),
    ("Rebels of the M23 movement attacked a convoy.", {"source m23"}),
    ("Gunmen riding motorcycles attacked a bar.", {"source role:gunmen"}),
    ("Nigerian bandits abducted forty farmers.", {"source role:bandits"}),
    ("Iran launched drones and missiles at Israel.", {"source state:IR", "target state:IL"}),
    # sufferer
    ("Two soldiers were killed when a mine went off.", {"target role:army"}),
    ("Three police killed in bombing", {"target role:police"}),
    ("An attack on Pakistani troops left three dead.", {"target state:PK"}),
    ("The bomb targeted the Taliban.", {"target taliban"}),
    ("Six villagers were killed by bandits.", {"target role:civilians", "source role:bandits"}),
    ("Armed men killed at least five Kenyan police officers.", {"source role:gunmen", "target role:police"}),
    # neither
    ("Six people died in the blast, police said.", set()),
    ("The army said nine people had died in the attack.", set()),
    ("Six people died in the blast, according to the Taliban.", set()),
    ("A bomb went off in Pakistan.", set()),
    ("A bomb went off in the Afghan city of Kunduz.", set()),
    ("The Hamas-run health ministry counted twelve dead.", set()),
    ("A Taliban official said twelve had died in the blast.", set()),
    ("Pakistan, Iran and the United Nations condemned the bombing.", set()),
    ("Taliban fighters closed the roads after the blast.", set()),
    ("An anti-Taliban protest ended quietly.", set()),
    ("Let us count the dead, the mayor said; in fact there were twelve.", set()),
    ("She spelled out the pros and contras of the attack plan.", set()),
    ("Who did it? Let US know, the caller said.", set()),
]


@pytest.mark.parametrize(("text", "expected"), VIOLENCE)
def test_who_attacks_whom(text: str, expected: set[str]) -> None:
    assert who(text, EventType.ATTACKS) == expected


TALKS = [
    ("The US is set to meet Taliban soon.", {"party state:US", "party taliban"}),
    ("The US delegation held talks with the Taliban.", {"party state:US", "party taliban"}),
    (
        "Senior American officials will meet representatives of the Taliban in Doha.",
        {"party state:US", "party taliban"},
    ),
    ("Delegations of the United States and the Taliban ended two days of talks.", {"party state:US", "party taliban"}),
    ("Iran and Saudi Arabia agreed to reopen their embassies.", {"party state:IR", "party state:SA"}),
    ("Talks between Armenia and Azerbaijan resumed.", {"party state:AM", "party state:AZ"}),
    (
        "Russian Foreign Minister Sergei Lavrov met his Chinese counterpart Wang Yi.",
        {"party state:RU", "party Sergei Lavrov", "party state:CN", "party Wang Yi"},
    ),
    ("Lavrov met Wang Yi.", set()),
    ("Israel and Hamas held talks hosted by Qatar.", {"party state:IL", "party hamas"}),
    ("Israel and Hamas held talks in Egypt about Lebanon.", {"party state:IL", "party hamas"}),
    ("Qatar hosted talks between Israel and Hamas.", {"party state:IL", "party hamas"}),
    ("A truce brokered by Egypt was signed by Israel and Hamas.", {"party state:IL", "party hamas"}),
    ("There will be talks on Saturday, the State Department said.", set()),
    ("The talks ended late, police said.", set()),
    (
        "President Joe Biden and China's leader, Xi Jinping, held talks on Wednesday.",
        {"party state:US", "party Joe Biden", "party state:CN", "party Xi Jinping"},
    ),
    (
        "Mediators from Qatar, Egypt and Jordan met Israeli and Hamas negotiators in Doha.",
        {"party state:IL", "party hamas"},
    ),
    (
        "The US secretary of state, Jane Roe, will visit Beijing on Monday.",
        {"party state:US", "party Jane Roe", "party state:CN"},
    ),
    ("Britain signed a treaty handing the islands to Mauritius.", {"party state:GB", "party state:MU"}),
    (
        "Presidents Nicolás Maduro of Venezuela and Irfaan Ali of Guyana met at the airport.",
        {"party state:VE", "party state:GY", "party Nicolás Maduro", "party Irfaan Ali"},
    ),
]


@pytest.mark.parametrize(("text", "expected"), TALKS)
def test_who_talks_with_whom(text: str, expected: set[str]) -> None:
    assert who(text, EventType.DIPLOMATIC_TALKS) == expected


OTHERS = [
    ("M23 rebels enter Goma after days of fighting.", EventType.ARMED_CONFLICT, {"party m23"}),
    (
        "Fighting between the army and the paramilitary Rapid Support Forces went on.",
        EventType.ARMED_CONFLICT,
        {"party role:army", "party rsf"},
    ),
    ("Villagers fled the fighting.", EventType.ARMED_CONFLICT, set()),
    ("Iran accused Israel of sabotage.", EventType.DIPLOMATIC_TENSION, {"source state:IR", "target state:IL"}),
    ("Canada expelled six Indian diplomats.", EventType.DIPLOMATIC_TENSION, {"source state:CA", "target state:IN"}),
    (
        "Mexico severed diplomatic relations with Ecuador.",
        EventType.DIPLOMATIC_TENSION,
        {"source state:MX", "target state:EC"},
    ),
    ("US sanctions on Russia were widened.", EventType.DIPLOMATIC_TENSION, {"source state:US", "target state:RU"}),
    (
        "Serbia's president, Aleksandar Vučić, rejected the paper.",
        EventType.DIPLOMATIC_TENSION,
        {"source state:RS"},
    ),
    ("Police fired tear gas at protesters.", EventType.UNREST, {"source role:police", "target role:protesters"}),
    ("Police arrested a baker.", EventType.REPRESSION_JUSTICE, {"source role:police"}),
    ("The army sealed a valley after the quake in Nepal.", EventType.DISASTER_HEALTH, set()),
]


@pytest.mark.parametrize(("text", "kind", "expected"), OTHERS)
def test_who_takes_part_in_other_events(text: str, kind: EventType, expected: set[str]) -> None:
    assert who(text, kind) == expected


def test_a_claim_may_stand_in_the_sentence_after_the_event() -> None:
    text = (
        "A bomb killed six people. The market was closed. The Taliban claimed it. A drought goes on. Hamas claimed it."
    )
    assert {actor.id for actor in actors(text, EventType.ATTACKS, (0,))} == {"taliban"}


def test_a_movement_is_its_branch_where_the_article_names_only_that() -> None:
    text = "Islamic State said it was behind the bombing. The bomber was a man from the north, ISIS-K said."
    assert [(actor.id, actor.name, actor.country) for actor in actors(text, EventType.ATTACKS)] == [
        ("isis-k", "ISIS-K", "AF")
    ]


def test_police_have_the_country_that_their_adjective_says() -> None:
    (actor,) = actors("Kenyan police shot a trader.", EventType.ATTACKS)
    assert (actor.id, actor.country) == ("role:police", "KE")


def test_a_group_of_several_countries_acts_in_that_of_the_event() -> None:
    document = document_of("Al-Shabaab attacked a bus.")
    found = find_actors(document, actor_file())
    candidate = candidate_of(document, EventType.ATTACKS)
    assert [actors_of(document, found, candidate, country)[0].country for country in ("KE", "SO", "FR", None)] == [
        "KE",
        "SO",
        "SO",
        "SO",
    ]


def test_who_hosts_talks_is_no_party_even_where_it_takes_part() -> None:
    text = "Iran and Iraq agreed to talk in a deal brokered by China. The deal was signed with China's top diplomat."
    assert {actor.id for actor in actors(text, EventType.AGREEMENT)} == {"state:IR", "state:IQ"}


def test_the_background_names_nobody_where_the_first_sentences_do() -> None:
    text = "The US met Iran for talks. It rained. It snowed. Before that, France met Italy for talks."
    assert {actor.id for actor in actors(text, EventType.DIPLOMATIC_TALKS)} == {"state:US", "state:IR"}


def test_a_headline_in_capitals_has_no_persons() -> None:
    assert who("GUNMEN OPENED FIRE AT A HALL ON THE EDGE OF MOSCOW.", EventType.ATTACKS) == {"source role:gunmen"}


def test_a_vow_to_strike_back_makes_nobody_the_attacker() -> None:
    assert who(
        "A bomb killed 46 in an attack by ISIS-K, which the Taliban have vowed to crush.", EventType.ATTACKS
    ) == {"source isis-k"}


def test_the_evidence_is_the_name() -> None:
    (actor,) = actors("Some say Taliban fighters killed him.", EventType.ATTACKS)
    assert actor.evidence is not None
    assert actor.evidence.text == "Taliban"


def test_an_actor_stands_once_a_role_and_at_most_eight_do() -> None:
    names = ["Iran", "Iraq", "Israel", "Jordan", "Kuwait", "Oman", "Qatar", "Yemen", "Syria", "Egypt"]
    text = f"{', '.join(names)} and Iran met for talks with Iran."
    found = actors(text, EventType.DIPLOMATIC_TALKS)
    assert len(found) == 8
    assert len({(actor.id, actor.role) for actor in found}) == 8


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FACT rebels crossed the desert of Chad.", {"fact", "state:TD", "role:rebels"}),
        ("FACT: rebels crossed the desert.", {"role:rebels"}),
        ("The ETA of the train is noon.", set()),
        ("Basque police said ETA had gone.", {"eta", "role:police"}),
        ("an Islamic state of mind", set()),
        ("give it to us", set()),
        ("It rained on al-Qaeda camps.", {"al-qaeda"}),
    ],
)
def test_ambiguous_names_need_their_case_or_other_words(text: str, expected: set[str]) -> None:
    assert {one.entry.id for one in find_actors(document_of(text), actor_file())} == expected


def test_roles_have_the_kind_of_their_entry() -> None:
    assert [actor.kind for actor in actors("Gunmen killed two soldiers.", EventType.ATTACKS)] == [
        ActorKind.ARMED_GROUP,
        ActorKind.STATE_FORCES,
    ]


WORDS = [
    "Taliban",
    "US",
    "Israel",
    "'s",
    "-",
    "and",
    ",",
    "Hamas",
    "claimed",
    "by",
    "responsibility",
    "said",
    "attack",
    "on",
    "police",
    "killed",
    "were",
    "President",
    "Xi",
    "of",
    "the",
    "Jinping",
    "met",
    "with",
    "soldiers",
    ".",
    "who",
    "between",
    "talks",
    "in",
]


@given(st.text() | st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.sampled_from(EventType))
def test_any_text_gives_actors_with_their_own_evidence(text: str, kind: EventType) -> None:
    document = document_of(text)
    found = actors_of(document, find_actors(document, actor_file()), candidate_of(document, kind))
    assert len(found) <= 8
    assert all(actor.evidence is not None and actor.evidence.text in document.buffer for actor in found)


@pytest.mark.parametrize("kind", EventType)
def test_a_type_without_actors_names_none(kind: EventType) -> None:
    text = "Hamas and Israeli forces clashed, killing three, and signed a truce. Iran condemned Israel."
    candidate = candidate_of(document_of(text), kind)
    assert has_actors(candidate) or actors(text, kind) == ()
