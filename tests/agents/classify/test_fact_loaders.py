"""Each knowledge file of an event's facts is refused where it is wrong, with file, entry, field and value named."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from agents.classify import actor_names, assessment, certainty, dates, role_cues, severity_table, things
from agents.classify.events.knowledge import KnowledgeError

KNOWLEDGE = Path(actor_names.__file__).parent / "knowledge"
LOADERS: dict[str, Callable[[Path], object]] = {
    "assessment.toml": assessment.load_assessment,
    "certainty.toml": certainty.load_certainty,
    "dates.toml": dates.load_dates,
    "roles.toml": role_cues.load_roles,
    "severity.toml": severity_table.load_severity,
    "things.toml": things.load_things,
}
WRONG = [
    ("assessment.toml", "pairs = [[", 'pairs = [["x"], [', ["at_war.pairs"]),
    ("assessment.toml", "rare = [", "unrare = [", ["baseline.rare", "None"]),
    ("certainty.toml", "fresh_days = 3", "fresh_days = 0", ["recalled", "fresh_days", "0"]),
    ("certainty.toml", "alone = [", "lone = [", ["official", "alone", "()"]),
    ("dates.toml", "december = 12", "december = 13", ["months", "13"]),
    ("dates.toml", "monday = 0", 'monday = "0"', ["weekdays", "'0'"]),
    ("roles.toml", 'standing = "agent"', 'standing = "doer"', ["before", "standing", "'doer'"]),
    ("roles.toml", "within = 9", "within = 90", ["before 1", "within", "90"]),
    ("roles.toml", 'agent = "source"', 'agent = "sauce"', ["reading", "agent", "'sauce'"]),
    ("roles.toml", 'types = ["humanitarian"]', 'types = ["human"]', ["reading", "types", "'human'"]),
    ("roles.toml", 'owners = ["', 'owners = ["two words", "', ["phrase", "owners", "two words"]),
    ("severity.toml", "Extreme = 11", "Extreme = 2", ["bands", "2"]),
    ("severity.toml", "Extreme = 11", "Dire = 11", ["bands", "Dire"]),
    ("severity.toml", 'level = "Extreme"', 'level = "Dire"', ["floor deaths-100", "level", "'Dire'"]),
    ("severity.toml", "killed = 100", "killed = -1", ["floor deaths-100", "killed", "-1"]),
    ("severity.toml", "killed = 100", "slain = 100", ["floor deaths-100", "slain", "100"]),
    ("severity.toml", '"attacks.chemical_weapon"', '"attacks.chem"', ["chemical-weapon", "types", "'attacks.chem'"]),
    ("severity.toml", '"@guarded"', '"@garded"', ["guarded-target", "targets", "'@garded'"]),
    ("severity.toml", 'facts = ["ultimatum"]', 'facts = ["ultimate"]', ["ultimatum", "facts", "'ultimate'"]),
    ("severity.toml", 'id = "deaths-21"', 'id = "deaths-100"', ["floor.id", "'deaths-100'", "twice"]),
    ("severity.toml", "21 = 4", "many = 4", ["fatalities", "many"]),
    ("severity.toml", 'drill = "Unknown"', 'drill = "Low"', ["caps", "drill", "'Low'"]),
    ("severity.toml", "firearm = 2", 'firearm = "2"', ["points", "weapon"]),
    ("things.toml", "not_near = true", 'not_near = "yes"', ["target nuclear", "not_near", "'yes'"]),
    ("things.toml", 'id = "cyber"\nwords = [', 'id = "cyber"\nworte = [', ["weapon cyber", "words"]),
    ("things.toml", 'weapon = ["attacks"', 'weapon = ["attackz"', ["types", "weapon", "'attackz'"]),
    ("things.toml", "deeds = [", "deads = [", ["where", "deeds"]),
]


def broken(folder: Path, name: str, old: str, new: str) -> Path:
    text = (KNOWLEDGE / name).read_text(encoding="utf-8")
    assert old in text
    path = folder / name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize(("name", "old", "new", "named"), WRONG)
def test_a_wrong_file_is_refused_by_name(tmp_path: Path, name: str, old: str, new: str, named: list[str]) -> None:
    path = broken(tmp_path, name, old, new)
    with pytest.raises(KnowledgeError, match=re.escape(str(path))) as error:
        LOADERS[name](path)
    for part in named:
        assert part in str(error.value)


@pytest.mark.parametrize("name", LOADERS)
def test_a_file_that_is_absent_or_no_toml_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(KnowledgeError, match=name):
        LOADERS[name](tmp_path / name)
    (tmp_path / name).write_text("= broken", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=name):
        LOADERS[name](tmp_path / name)


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "armed_group"', 'kind = "army"', ["actor taliban", "kind", "'army'"]),
        ('country = "AF"', 'country = "Afghanistan"', ["actor taliban", "country", "'Afghanistan'"]),
        ('id = "isis-k"', 'id = "taliban"', ["id", "'taliban'", "twice"]),
        ('parent = "islamic-state"', 'parent = "is"', ["actor isis-k", "parent", "'is'"]),
        ('names = ["taliban"', 'namen = ["taliban"', ["actor taliban", "names"]),
        ("needs = [", "wants = [", ["needs", "[]"]),
        ('also = ["PK", "TJ"]', 'also = "PK"', ["actor isis-k", "also", "'PK'"]),
    ],
)
def test_a_wrong_actor_is_refused_by_name(tmp_path: Path, old: str, new: str, named: list[str]) -> None:
    for file in (KNOWLEDGE / "actors").glob("*.toml"):
        shutil.copy(file, tmp_path / file.name)
    _break(tmp_path, old, new)
    with pytest.raises(KnowledgeError, match=r"groups\.toml") as error:
        actor_names.load_actors(tmp_path)
    for part in named:
        assert part in str(error.value)


def _break(folder: Path, old: str, new: str) -> None:
    path = folder / "groups.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_files_are_read() -> None:
    for name, load in LOADERS.items():
        assert load(KNOWLEDGE / name)
    assert len(actor_names.load_actors(KNOWLEDGE / "actors").entries) > 380


def test_every_cue_of_roles_has_a_reason_and_an_example() -> None:
    root = role_cues.read(KNOWLEDGE / "roles.toml")
    for row in (*root.rows("before"), *root.rows("after")):
        assert row.text("reason")
        assert row.texts("examples"), row.where
