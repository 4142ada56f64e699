"""The data files of the places room: what they hold, and how a wrong one is refused."""

import shutil

import pytest

from agents.classify.places.cues import load_cues, read_cues
from agents.classify.places.gazetteer import load_gazetteer
from agents.classify.places.homes import load_homes
from agents.classify.places.keys import key
from agents.classify.places.scene import SceneReason
from agents.classify.places.scene_cues import load_scene_cues, read_scene_cues
from agents.classify.places.tables import FOLDER, KnowledgeError, entries, numbers, rows
from agents.classify.places.weights import load_weights


def test_people_words_are_unique_or_declared_ambiguous():
    declared = {
        entry["word"]: set(entry["countries"]) for entry in entries("ambiguous.toml", "ambiguous", {"word": str})
    }
    seen: dict[str, set[str]] = {}
    for row in rows("country_names.tsv", ("iso",)):
        for word in filter(None, row["people"].split("|")):
            seen.setdefault(word, set()).add(row["iso"])
    assert {word: isos for word, isos in seen.items() if len(isos) > 1} == declared


def test_the_point_of_a_large_country_or_state_is_in_its_middle():
    gazetteer = load_gazetteer()
    for name, lat, lon in (("United States", 39.8, -98.6), ("New Zealand", -41.5, 173.0), ("Texas", 31.3, -99.5)):
        row = gazetteer.rows_of(name)[0][0]
        assert abs(gazetteer.lats[row] - lat) < 1.0, name
        assert abs(gazetteer.lons[row] - lon) < 1.0, name


def test_every_hand_written_country_name_finds_its_country():
    gazetteer = load_gazetteer()
    for row in rows("country_names.tsv", ("iso",)):
        for name in filter(None, row["names"].split("|")):
            if name.startswith("="):
                assert gazetteer.country_of(gazetteer.exact[name[1:]]) == row["iso"], name
            else:
                assert row["iso"] in {gazetteer.country_of(found) for found, _ in gazetteer.rows_of(name)}, name


def test_every_area_has_a_reason_and_true_coordinates():
    for entry in entries("areas.toml", "area", {"name": str, "kind": str, "reason": str}):
        assert -90 <= entry["lat"] <= 90, entry["name"]
        assert -180 <= entry["lon"] <= 180, entry["name"]


def test_every_stop_has_a_reason_and_an_example():
    for entry in entries("stop_names.toml", "stop", {"names": list, "examples": list}):
        assert all(name == key(name) for name in entry["names"])


def test_every_home_is_a_country():
    known = load_gazetteer().country_rows
    assert all(home.country in known for homes in load_homes().values() for home in homes)


def test_the_committed_tables_are_small_and_their_columns_are_equally_long():
    gazetteer = load_gazetteer()
    assert sum(file.stat().st_size for file in FOLDER.iterdir()) < 12_000_000
    columns = (gazetteer.lats, gazetteer.lons, gazetteer.populations, gazetteer.ids, gazetteer.country, gazetteer.kinds)
    assert {len(column) for column in columns} == {len(gazetteer.labels)}


def test_the_cues_are_complete():
    assert load_cues().words["locative"] >= {"in", "near"}
    assert load_scene_cues().weight["actor_after"] < 0


def test_every_reason_for_a_scene_has_its_level_and_its_confidence():
    cues = load_scene_cues()
    assert set(cues.level) == {reason.value for reason in SceneReason}
    assert all(0.0 < cues.sure[reason.value] < 1.0 for reason in SceneReason)


def test_the_numbers_of_resolution_are_complete():
    assert load_weights().rank.country > load_weights().rank.hand
    assert load_weights().bonus.pair > load_weights().bonus.country


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('one = { value = "much", reason = "so" }', "one"),
        ("one = { value = 1.0 }", "one"),
        ('two = { value = 1.0, reason = "so" }', "two"),
        ("", "one"),
    ],
)
def test_a_wrong_number_is_refused_with_file_table_field_and_value(tmp_path, line, field):
    (tmp_path / "weights.toml").write_text(f"[rank]\n{line}\n", "utf-8")
    with pytest.raises(KnowledgeError, match=rf"weights\.toml.*rank.*{field}"):
        numbers("weights.toml", "rank", ("one",), tmp_path)


def test_a_scene_cue_without_its_words_is_refused(tmp_path):
    text = (FOLDER / "scene.toml").read_text("utf-8")
    (tmp_path / "scene.toml").write_text(text.replace('words = ["border", "frontier"]', "words = []"), "utf-8")
    with pytest.raises(KnowledgeError, match=r"scene\.toml.*border_after.*words"):
        read_scene_cues(tmp_path)


def test_divisions_are_called_as_news_calls_them_where_that_is_clear():
    gazetteer = load_gazetteer()
    names = {(gazetteer.admin1[first].partition(".")[0], name) for first, name in gazetteer.divisions.items()}
    assert names >= {("NG", "Borno"), ("AF", "Kunduz"), ("UA", "Chernihiv"), ("US", "Texas")}
    assert names >= {("NG", "Niger State"), ("ZA", "Free State"), ("UA", "Kyiv City"), ("UA", "Kyiv Oblast")}


def test_a_wrong_cue_is_refused_with_file_entry_field_and_value(tmp_path):
    shutil.copy(FOLDER / "cues.toml", tmp_path)
    file = tmp_path / "cues.toml"
    file.write_text(file.read_text("utf-8").replace("weight = 1.6", 'weight = "much"', 1), "utf-8")
    with pytest.raises(KnowledgeError, match=r"cues\.toml.*locative.*weight.*much"):
        read_cues(tmp_path)


def test_an_entry_without_its_reason_is_refused(tmp_path):
    (tmp_path / "areas.toml").write_text('[[area]]\nname = "Atlantis"\n', "utf-8")
    with pytest.raises(KnowledgeError, match=r"areas\.toml.*Atlantis.*reason.*None"):
        entries("areas.toml", "area", {"name": str}, tmp_path)


def test_a_row_with_an_empty_required_column_is_refused(tmp_path):
    (tmp_path / "regions.tsv").write_text("code\tname\n001\t\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"regions\.tsv.*001.*name"):
        list(rows("regions.tsv", ("code", "name"), tmp_path))


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("Saint-Denis", "saint denis"),
        ("Sana‘a", "sanaa"),
        ("Łódź", "lodz"),
        ("St. Louis", "st louis"),
        ("N’Djamena", "ndjamena"),
    ],
)
def test_spellings_of_a_name_meet_in_one_key(name, filed):
    assert key(name) == filed
