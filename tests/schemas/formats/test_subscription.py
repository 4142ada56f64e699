import pickle
from datetime import UTC, datetime

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import RecordError
from schemas.formats.regions import countries, parse_region
from schemas.formats.subscription import SubscriptionError, read_subscription, write_subscription
from schemas.levels import Certainty, SeverityLevel, Urgency
from schemas.subscription import Deliver, Example, Examples, OwnRegion, Quiet, SourceFilter, Subscription, Updates, When
from schemas.taxonomy import SUBTYPES, EventType, Modality

MUTED = f"inc-{1:020x}"
FULL = b"""
id: herat-roads
subscriber: roads-desk
title: Roads of Herat
when:
  events: [Attacks, unrest.mob_violence]
  regions: [af, NO, "m49:034", "near:34.35,62.2,80km", "admin1:AF/Herat", "place:herat"]
  severity: MODERATE
  certainty: possible
  urgency: Expected
  casualties: [killed >= 10, injured>0]
  modality: [actual, planned]
  languages: en
  sources: {exclude: [rumours]}
  keywords: 'Herat AND (road OR "truck bomb*")'
deliver:
  updates: facts
  quiet: {zone: Asia/Kabul, from: 22:00, to: 6:00, bypass: severe}
  digest: 15m
  budget: 20/day
  mute: [inc-0123456789abcdef0123, inc-00000000000000000001]
"""


def minimal(**fields):
    return {"id": "a", "subscriber": "b"} | fields


def mistakes_of(document):
    with pytest.raises(SubscriptionError) as refused:
        read_subscription(document)
    return {mistake.field: mistake.expected for mistake in refused.value.mistakes}


def test_a_full_document_is_read_into_its_record():
    assert read_subscription(FULL) == Subscription(
        id="herat-roads",
        subscriber="roads-desk",
        title="Roads of Herat",
        when=When(
            events=("attacks", "unrest.mob_violence"),
            regions=("AF", "NO", "m49:034", "near:34.35,62.2,80km", "admin1:AF/Herat", "place:herat"),
            severity=SeverityLevel.MODERATE,
            certainty=Certainty.POSSIBLE,
            urgency=Urgency.EXPECTED,
            casualties=("killed >= 10", "injured > 0"),
            modality=(Modality.ACTUAL, Modality.PLANNED),
            languages=("en",),
            sources=SourceFilter(exclude=("rumours",)),
            keywords='Herat AND (road OR "truck bomb*")',
        ),
        deliver=Deliver(
            updates=Updates.FACTS,
            quiet=Quiet(zone="Asia/Kabul", start="22:00", end="06:00", bypass=SeverityLevel.SEVERE),
            digest=900,
            budget=20,
            mute=("inc-0123456789abcdef0123", MUTED),
        ),
    )


def test_json_is_read_like_yaml():
    assert read_subscription(b'{"id": "a", "subscriber": "b"}') == read_subscription(b"id: a\nsubscriber: b")


def test_all_mistakes_are_told_at_once_with_field_and_suggestion():
    found = mistakes_of(
        {
            "id": "a b",
            "subsciber": "x",
            "when": {"events": ["attaks", "none"], "regions": ["XX", "Norway", "m49:34"], "severity": "bad", "text": 1},
            "deliver": {"quiet": {"zone": "Asia/Kabull", "from": "25:00"}, "digest": "1s", "budget": "many"},
        }
    )
    assert found.keys() == {
        "id", "subsciber", "subscriber", "when.events[0]", "when.events[1]", "when.regions[0]", "when.regions[1]",
        "when.regions[2]", "when.severity", "when.text", "deliver.quiet.zone", "deliver.quiet.from", "deliver.quiet.to",
        "deliver.digest", "deliver.budget",
    }  # fmt: skip
    assert found["subsciber"].endswith("did you mean subscriber?")
    assert found["when.events[0]"].endswith("did you mean attacks?")
    assert found["when.regions[1]"].endswith("did you mean NO?")
    assert found["deliver.quiet.zone"].endswith("did you mean Asia/Kabul?")


@pytest.mark.parametrize(
    ("part", "field"),
    [
        ({"id": "x" * 101}, "id"),
        ({"subscriber": "a/b"}, "subscriber"),
        ({"id": True}, "id"),
        ({"title": "\ud800"}, "title"),
        ({"when": []}, "when"),
        ({"when": {"events": [["attacks"]]}}, "when.events[0]"),
        ({"when": {"events": [None]}}, "when.events[0]"),
        ({"when": {"regions": ["near:91,0,5km"]}}, "when.regions[0]"),
        ({"when": {"regions": ["near:0,0,0km"]}}, "when.regions[0]"),
        ({"when": {"regions": ["place:--"]}}, "when.regions[0]"),
        ({"when": {"urgency": "urgent"}}, "when.urgency"),
        ({"when": {"casualties": ["killed >= 10", "killed > none"]}}, "when.casualties[1]"),
        ({"when": {"casualties": ["killed >= 0"]}}, "when.casualties[0]"),
        ({"when": {"casualties": {"killed": 10}}}, "when.casualties[0]"),
        ({"when": {"languages": ["English"]}}, "when.languages[0]"),
        ({"when": {"sources": {"include": [""]}}}, "when.sources.include[0]"),
        ({"when": {"sources": {"only": ["x"]}}}, "when.sources.only"),
        ({"when": {"keywords": "  "}}, "when.keywords"),
        ({"when": {"keywords": ["a"]}}, "when.keywords"),
        ({"deliver": {"digest": "8d"}}, "deliver.digest"),
        ({"deliver": {"budget": "0/day"}}, "deliver.budget"),
        ({"deliver": {"updates": "sometimes"}}, "deliver.updates"),
        ({"deliver": {"mute": ["inc-1"]}}, "deliver.mute[0]"),
        ({"deliver": {"mute": [MUTED, MUTED.upper()]}}, "deliver.mute[1]"),
        ({"deliver": {"mute": [MUTED + "\n0"]}}, "deliver.mute[0]"),
        ({"deliver": {"mute": [None]}}, "deliver.mute[0]"),
        ({"deliver": {"mute": [MUTED, "inc-" + "a" * 20, MUTED]}}, "deliver.mute[2]"),
        ({"deliver": {"mute": [f"inc-{number:020x}" for number in range(1001)]}}, "deliver.mute"),
        ({"deliver": {"mutes": [MUTED]}}, "deliver.mutes"),
        ({"deliver": {"quiet": {"zone": "UTC", "from": "22:00", "to": "22:00"}}}, "deliver.quiet.to"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(part, field):
    assert list(mistakes_of(minimal(**part))) == [field]


def test_an_incident_that_is_muted_twice_is_named_with_both_its_places():
    with pytest.raises(SubscriptionError) as refused:
        read_subscription(minimal(deliver={"mute": [MUTED, MUTED]}))
    assert str(refused.value) == f"deliver.mute[1]: '{MUTED}': stands in deliver.mute[0] too; expected each once"


def test_one_incident_may_be_muted_without_a_list_and_a_thousand_with_one():
    assert read_subscription(minimal(deliver={"mute": MUTED})).deliver.mute == (MUTED,)
    many = tuple(f"inc-{number:020x}" for number in range(1000))
    assert read_subscription(minimal(deliver={"mute": many})).deliver.mute == many


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xff",
        b"[",
        b"- 1\n- 2",
        b"id: a\nid: b",
        b"a: &x [1]\nb: *x",
        b"? [a]\n: b",
        b"[" * 5000,
        b"!!python/object/apply:os.getcwd []",
        b"a: \x00",
        b"- &a [*a]",
        b"x: 2026-99-99",
    ],
)
def test_bytes_that_are_no_one_subscription_are_refused(raw):
    with pytest.raises(RecordError):
        read_subscription(raw)


def refusal(document):
    """The error with which a document is refused, None where it is taken."""
    try:
        read_subscription(document)
    except RecordError as error:
        return error
    return None


@given(st.binary(max_size=60))
def test_no_bytes_fail_otherwise(raw):
    assert refusal(raw) is None or isinstance(refusal(raw), RecordError)


kinds_of_geometry = st.sampled_from(["Polygon", "MultiPolygon"])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.fixed_dictionaries(
        {},
        optional=dict.fromkeys(("id", "subscriber", "title"), json_values)
        | {
            "when": json_values
            | st.dictionaries(
                st.sampled_from(["events", "regions", "severity", "urgency", "casualties", "sources", "keywords"]),
                json_values
                | st.dictionaries(st.sampled_from(["area", "regions", "geojson"]), json_values)
                | st.fixed_dictionaries(
                    {"geojson": st.fixed_dictionaries({"type": kinds_of_geometry, "coordinates": json_values})}
                ),
            ),
            "deliver": json_values
            | st.dictionaries(st.sampled_from(["quiet", "digest", "budget", "mute"]), json_values),
            "tests": json_values | st.dictionaries(st.sampled_from(["must", "must_not"]), json_values),
        },
    )
)
def test_no_document_fails_otherwise(document):
    refused = refusal(document)
    assert refused is None or refused.mistakes


names = st.text(alphabet="aZ09._-", min_size=1, max_size=100)
times = st.tuples(st.integers(0, 23), st.integers(0, 59)).map(lambda pair: f"{pair[0]:02}:{pair[1]:02}")
kinds = [kind for kind in EventType if kind is not EventType.NONE]
subtypes = [f"{kind}.{subtype}" for kind in kinds for subtype in SUBTYPES[kind]]
event_names = st.sampled_from([*map(str, kinds), *subtypes])
plain = st.text(alphabet="aé 漢'\":#-", min_size=1, max_size=12).map(lambda text: f"x{text}x")


def several(members):
    return st.lists(members, max_size=3, unique=True).map(tuple)


headed = st.tuples(plain, plain).map("\n\n".join)
examples = st.builds(
    lambda written, **rest: Example(title=written[0], text=written[1], **rest),
    st.tuples(plain, st.just("") | plain | headed) | st.tuples(st.just(""), plain | headed),
    published=st.none() | st.integers(10**9, 4 * 10**9).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
    source=st.none() | plain,
    url=st.none() | st.just("https://wire.example/1"),
    language=st.none() | st.sampled_from(["en", "fa"]),
)

degrees, steps = st.integers(-60, 60).map(float), st.sampled_from([1e-9, 0.00001, 0.5, 20.0])
rings = st.tuples(degrees, degrees, steps, steps).map(
    lambda at: ((at[0], at[1]), (at[0] + at[2], at[1]), (at[0], at[1] + at[3]), (at[0], at[1]))
)
drawn = st.lists(st.lists(rings, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple)
own = st.builds(OwnRegion, polygons=drawn) | st.builds(
    OwnRegion, area=names, regions=st.just(("ML", "place:Gao")), polygons=st.just(()) | drawn
)
subscriptions = st.builds(
    Subscription,
    id=names,
    subscriber=names,
    title=st.just("") | plain,
    when=st.builds(
        When,
        events=several(event_names),
        regions=several(
            st.sampled_from([*countries(), "m49:034", "near:1.5,-2,3km", "admin1:AF/Kunduz", "place:Kunduz"]) | own
        ),
        severity=st.sampled_from(SeverityLevel),
        certainty=st.sampled_from(Certainty),
        urgency=st.sampled_from(Urgency),
        casualties=several(st.sampled_from(["killed >= 10", "injured > 0", "missing < 3", "attackers_killed = 0"])),
        modality=several(st.sampled_from(Modality)),
        languages=several(st.sampled_from(["en", "fa", "pt-br"])),
        sources=st.builds(SourceFilter, include=several(plain), exclude=several(plain)),
        keywords=st.none() | plain,
    ),
    deliver=st.builds(
        Deliver,
        updates=st.sampled_from(Updates),
        quiet=st.none()
        | st.builds(
            Quiet,
            zone=st.sampled_from(["Asia/Kabul", "UTC"]),
            start=times,
            end=times,
            bypass=st.none() | st.sampled_from(SeverityLevel),
        ).filter(lambda quiet: quiet.start != quiet.end),
        digest=st.none() | st.integers(60, 7 * 24 * 60 * 60),
        budget=st.none() | st.integers(1, 100_000),
        mute=several(st.integers(0, 16**20 - 1).map(lambda number: f"inc-{number:020x}")),
    ),
    tests=st.builds(Examples, must=several(examples), must_not=several(examples)),
)


@given(subscriptions)
def test_a_subscription_comes_back_from_its_document(subscription):
    document = write_subscription(subscription)
    assert read_subscription(document) == subscription
    assert read_subscription(yaml.safe_dump(document).encode()) == subscription


def test_the_error_survives_pickling():
    with pytest.raises(SubscriptionError) as refused:
        read_subscription({})
    assert pickle.loads(pickle.dumps(refused.value)).mistakes == refused.value.mistakes  # noqa: S301 - our own bytes


@pytest.mark.parametrize(
    ("text", "message"),
    [("Kunduz", "place:Kunduz"), ("m49:999", "three digits"), ("near:1,2", "near:LAT"), ("city:x", "place:NAME")],
)
def test_a_region_that_is_none_says_how_to_write_one(text, message):
    with pytest.raises(ValueError, match=message):
        parse_region(text)
