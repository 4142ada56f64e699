import pytest
from hypothesis import given

from agents.match.compiled import Case, compile_subscription
from agents.match.predicate import WhyNot, explain, satisfies
from agents.match.predicate import why_not as first_failure
from schemas.event import Count
from schemas.evidence import Field
from schemas.levels import Certainty, SeverityLevel, Urgency
from schemas.place import Place, PlaceKind
from schemas.subscription import OwnRegion, SourceFilter
from schemas.taxonomy import EventType, Modality
from tests.agents.match.strategies import (
    AROUND_KUNDUZ,
    HOLE_AT_KUNDUZ,
    box,
    incidents,
    make_incident,
    make_report,
    make_subscription,
    subscriptions,
)

KUNDUZ = Place(
    start=17, end=23, text="Kunduz", name="Kunduz", admin1="Kunduz Province", kind=PlaceKind.CITY, country="AF",
    lat=36.73, lon=68.86,
)  # fmt: skip


def why_not(incident=None, **when):
    failed = explain(make_subscription(**when), incident or make_incident()).failed
    return None if failed is None else failed.reason


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ({}, None),
        ({"events": ("attacks",)}, None),
        ({"events": ("attacks.suicide_bombing",)}, None),
        ({"events": ("attacks.grenade", "unrest")}, WhyNot.OTHER_EVENT),
        ({"regions": ("AF",)}, None),
        ({"regions": ("m49:034",)}, None),
        ({"regions": ("PK", "m49:150")}, WhyNot.ELSEWHERE),
        ({"severity": SeverityLevel.SEVERE}, None),
        ({"severity": SeverityLevel.EXTREME}, WhyNot.TOO_MILD),
        ({"certainty": Certainty.OBSERVED}, None),
        ({"urgency": Urgency.IMMEDIATE}, None),
        ({"casualties": ("killed >= 55", "killed < 56")}, None),
        ({"casualties": ("killed > 55",)}, WhyNot.OTHER_COUNT),
        ({"casualties": ("killed >= 55", "injured > 0")}, WhyNot.NO_COUNT),
        ({"modality": (Modality.PLANNED,)}, WhyNot.OTHER_MODALITY),
        ({"languages": ("en-GB",)}, None),
        ({"languages": ("fa",)}, WhyNot.OTHER_LANGUAGE),
        ({"sources": SourceFilter(include=("www.Example.org",))}, None),
        ({"sources": SourceFilter(include=("other",))}, WhyNot.OTHER_SOURCE),
        ({"sources": SourceFilter(exclude=("EXAMPLE.org",))}, WhyNot.EXCLUDED_SOURCE),
        ({"keywords": "kunduz AND mosques"}, None),
        ({"keywords": "Kabul"}, WhyNot.NOT_IN_TEXT),
    ],
)
def test_each_clause_holds_or_names_why_it_does_not(when, reason):
    assert why_not(make_incident(killed=Count(55, 55, 55)), **when) is reason


def test_one_step_under_the_threshold_fails_with_value_and_threshold():
    verdict = explain(make_subscription(severity=SeverityLevel.SEVERE), make_incident(level=SeverityLevel.MODERATE))
    assert not verdict.matched
    assert (verdict.failed.found, verdict.failed.wanted) == ("Moderate", "at least Severe")


@pytest.mark.parametrize(("asked", "level"), [(1, 4), (2, 4), (2, 2), (3, 2), (3, 1), (1, 0), (4, 3)])
def test_urgency_is_asked_in_the_order_of_its_scale(asked, level):
    scale = list(Urgency)
    failed = why_not(make_incident(urgency=scale[level]), urgency=scale[asked])
    assert failed is (None if level >= asked else WhyNot.NOT_URGENT)


@pytest.mark.parametrize(
    ("count", "asked", "reason"),
    [
        (Count(10, 10, 10), "killed >= 10", None),
        (Count(10, 10, 10), "killed > 10", WhyNot.OTHER_COUNT),
        (Count(10, 10, 10), "killed = 10", None),
        (Count(10, 12, 15), "killed = 12", None),
        (Count(10, None, 15), "killed <= 10", None),
        (Count(3), "killed < 5", None),
        (Count(3), "killed >= 5", WhyNot.OTHER_COUNT),
        (Count(0, 0, 0), "killed < 1", None),
        *((None, f"killed {operator} 5", WhyNot.NO_COUNT) for operator in (">=", ">", "=", "<=", "<")),
    ],
)
def test_a_count_is_compared_by_its_best_estimate_else_its_lower_bound_and_one_not_known_satisfies_nothing(
    count, asked, reason
):
    assert why_not(make_incident(killed=count, injured=Count(5)), casualties=(asked,)) is reason


def test_of_several_comparisons_the_one_that_failed_is_told():
    incident = make_incident(killed=Count(12, 12, 12), injured=Count(3))
    verdict = explain(make_subscription(casualties=("killed >= 10", "injured > 3", "missing > 0")), incident)
    assert (verdict.failed.found, verdict.failed.wanted) == ("injured 3", "injured > 3")
    verdict = explain(make_subscription(casualties=("killed >= 10", "missing < 9")), incident)
    assert (verdict.failed.found, verdict.failed.wanted) == ("missing not known", "missing < 9")


@pytest.mark.parametrize(
    ("kind", "modality", "passes"),
    [
        (EventType.ATTACKS, Modality.ACTUAL, True),
        (EventType.ATTACKS, Modality.PLANNED, False),
        (EventType.DIPLOMATIC_TALKS, Modality.PLANNED, True),
        (EventType.DIPLOMATIC_TALKS, Modality.HYPOTHETICAL, False),
        (EventType.ATTACKS, Modality.HISTORICAL, False),
    ],
)
def test_by_default_what_happened_passes_and_talks_that_are_planned(kind, modality, passes):
    assert (why_not(make_incident(type=kind, subtype=None, modality=modality)) is None) is passes


def test_an_incident_without_a_known_country_is_in_no_region():
    nowhere = make_incident(country=None, place=KUNDUZ)
    drawn = OwnRegion(area="north", regions=("admin1:AF/Kunduz Province",), polygons=((AROUND_KUNDUZ,),))
    for region in ("AF", "m49:034", "near:36.73,68.86,100km", "place:Kunduz", drawn):
        assert why_not(nowhere, regions=(region,)) is WhyNot.NO_COUNTRY


@pytest.mark.parametrize(
    ("region", "inside"),
    [
        ("near:36.73,68.86,1km", True),
        ("near:34.53,69.17,240km", False),
        ("near:34.53,69.17,250km", True),
        ("place:KUNDÚZ", True),
        ("place:kunduz province", True),
        ("place:Kabul", False),
        ("admin1:AF/kunduz province", True),
        ("admin1:AF/KUNDÚZ PROVINCE", True),
        ("admin1:AF/Kunduz", False),
        ("admin1:PK/Kunduz Province", False),
        (OwnRegion(polygons=((AROUND_KUNDUZ,),)), True),
        (OwnRegion(polygons=((AROUND_KUNDUZ, HOLE_AT_KUNDUZ),)), False),
        (OwnRegion(polygons=((HOLE_AT_KUNDUZ,),)), True),
        (OwnRegion(polygons=((box(0, 0, 1, 1),), (AROUND_KUNDUZ,))), True),
        (OwnRegion(area="a", regions=("PK", "place:Kunduz")), True),
        (OwnRegion(area="a", regions=("PK",), polygons=((box(0, 0, 1, 1),),)), False),
    ],
)
def test_a_place_is_found_by_name_and_by_distance(region, inside):
    assert (why_not(make_incident(place=KUNDUZ), regions=(region,)) is None) is inside


def test_a_report_of_no_known_event_passes_only_who_asks_for_words_alone():
    nothing = make_incident(type=EventType.NONE, subtype=None)
    assert why_not(nothing, keywords="Kunduz") is None
    assert why_not(nothing) is WhyNot.NOTHING_RECOGNISED
    assert why_not(nothing, keywords="Kunduz", events=("attacks",)) is WhyNot.NOTHING_RECOGNISED


def found(query, title="", text="", source="example.org"):
    report = make_report(title, text, source=source)
    return explain(make_subscription(keywords=query), make_incident(report)).matched


@pytest.mark.parametrize(
    ("query", "text", "holds"),
    [
        ("bombing", "Two bombs", True),
        ("bomb*", "The bombardment", True),
        ("bom?ard*", "The bombardment", True),
        ("bomb*r", "The bombardment", False),
        ('"suicide bomb*"', "a suicide bomber", True),
        ('"suicide bomb*"', "suicide by bombing", False),
        ('"Kunduz mosque"~2', "a mosque in north Kunduz", True),
        ('"Kunduz mosque"~2', "a mosque far away from Kunduz", False),
        ('"bomb bomb"~3', "one bomb", False),
        ('"bomb bomb"~3', "bomb after bomb", True),
        ("cs:IS", "this is it", False),
        ("cs:IS", "IS claimed it", True),
        ("cs:US", "the U.S. said", True),
        ("自爆", "喀布尔发生自爆攻击", True),
        ("爆自", "喀布尔发生自爆攻击", False),
        ("카불", "카불에서 폭발", True),
        ("bogota", "in Bogotá", True),
        ("Kunduz NOT cricket", "cricket in Kunduz", False),
        ("min:3 (bomb^2 OR fire OR smoke)", "fire and smoke", False),
        ("min:3 (bomb^2 OR fire OR smoke)", "bombs and smoke", True),
    ],
)
def test_keywords_hold_of_a_text_or_do_not(query, text, holds):
    assert found(query, text=text) is holds


def test_fields_say_where_to_look():
    report = {"title": "Talks in Doha", "text": "First here. Second here. Third there.", "source": "Gulf Wire"}
    assert found("title:Doha", **report)
    assert not found("body:Doha", **report)
    assert found("lead:second", **report)
    assert not found("lead:third", **report)
    assert found("body:third", **report)
    assert found("source:gulf", **report)
    assert not found("gulf", **report)


def test_a_phrase_does_not_run_from_the_title_into_the_text():
    assert not found('"Doha talks"', title="In Doha", text="talks began")


def test_a_match_says_what_met_each_clause_and_where():
    report = make_report("Blast in Kunduz", "A mosque in Kunduz was bombed.")
    verdict = explain(
        make_subscription(events=("attacks",), regions=("PK", "AF"), keywords="Kunduz bomb* NOT film"),
        make_incident(report, place=KUNDUZ),
    )
    assert verdict.matched
    assert [(reason.clause, reason.found) for reason in verdict.reasons] == [
        ("events", "attacks.suicide_bombing"),
        ("regions", "Kunduz, Kunduz Province, AF (AF)"),
        ("keywords", "Kunduz"),
        ("keywords", "Kunduz"),
        ("keywords", "bomb*"),
    ]
    spans = [span for reason in verdict.reasons[2:] for span in reason.spans]
    assert [(span.field, span.text) for span in spans] == [
        (Field.TITLE, "Kunduz"), (Field.TEXT, "Kunduz"), (Field.TEXT, "bombed"),
    ]  # fmt: skip
    assert all(report.text[span.start : span.end] == span.text for span in spans[1:])


@pytest.mark.parametrize(
    ("region", "told"),
    [
        (OwnRegion(area="sahel", regions=("ML", "AF")), "sahel: AF"),
        (OwnRegion(area="north", polygons=((AROUND_KUNDUZ,),)), "north"),
        (OwnRegion(polygons=((AROUND_KUNDUZ,),)), "polygon from 68,36"),
        ("admin1:AF/kunduz province", "admin1:AF/kunduz province"),
    ],
)
def test_a_match_names_the_region_that_it_was_found_in(region, told):
    verdict = explain(make_subscription(regions=("PK", region)), make_incident(place=KUNDUZ))
    assert [reason.found for reason in verdict.reasons] == [f"Kunduz, Kunduz Province, AF ({told})"]


def test_a_failure_names_the_regions_that_were_asked_for():
    asked = ("PK", OwnRegion(area="sahel", regions=("ML", "NE")), OwnRegion(polygons=((box(0, 0, 1, 1),),)))
    failed = explain(make_subscription(regions=asked), make_incident()).failed
    assert failed.wanted == "PK, sahel, polygon from 0,0"


def test_a_match_says_what_met_urgency_and_casualties():
    incident = make_incident(killed=Count(12, 12, 12), injured=Count(3), urgency=Urgency.IMMEDIATE)
    asked = {"urgency": Urgency.EXPECTED, "casualties": ("killed >= 10", "injured > 0", "killed < 20")}
    assert [(reason.clause, reason.found) for reason in explain(make_subscription(**asked), incident).reasons] == [
        ("casualties", "killed 12, injured 3 (killed >= 10, injured > 0, killed < 20)"),
        ("urgency", "Immediate (at least Expected)"),
    ]


@given(subscriptions(), incidents())
def test_the_quick_answer_is_the_whole_answer(subscription, incident):
    compiled, case = compile_subscription(subscription), Case(incident)
    assert satisfies(compiled, case) is (first_failure(compiled, case) is None)
    assert explain(subscription, incident).matched is satisfies(compiled, case)
