from agents.notify.labels import kind_of, labels
from schemas.event import Severity
from schemas.incident import Facts
from schemas.levels import SeverityLevel
from schemas.taxonomy import SUBTYPES, EventType

SEVERITY = Severity(level=SeverityLevel.MINOR, score=1)


def test_a_term_of_coders_is_put_in_words_of_readers() -> None:
    facts = Facts(type=EventType.ATTACKS, subtype="remote_explosive", severity=SEVERITY)
    assert kind_of(facts) == "bombing"


def test_what_has_no_name_of_its_own_is_called_by_its_taxonomy() -> None:
    assert kind_of(Facts(type=EventType.DIPLOMATIC_TALKS, severity=SEVERITY)) == "diplomatic talks"


def test_no_label_is_shared_by_two_subtypes() -> None:
    names = [subtype for subtypes in SUBTYPES.values() for subtype in subtypes]
    shown = [labels().get(name, name.replace("_", " ")) for name in names]
    assert len(set(shown)) == len(shown)
