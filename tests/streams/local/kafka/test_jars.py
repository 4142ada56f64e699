"""The jars are the locked ones or none."""

import hashlib
from pathlib import Path

import pytest

from streams.local.kafka import DEFAULT_VERSION, JarError, jars


def silent(_: str) -> None:
    return


@pytest.fixture
def one_jar(monkeypatch):
    jar = jars.Jar("org.example", "thing", "1.0", hashlib.sha256(b"right").hexdigest())
    monkeypatch.setattr(jars, "locked", lambda version: (jar,))
    return jar


def downloads(monkeypatch, *contents: bytes) -> list[Path]:
    """Let downloads bring these bytes, one after the other."""
    rest, calls = list(contents), []

    def download(jar, repository):
        path = repository / jar.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(rest.pop(0))
        calls.append(path)
        return path

    monkeypatch.setattr(jars, "download", download)
    return calls


def test_every_locked_version_can_be_read_and_holds_the_broker():
    assert DEFAULT_VERSION in jars.versions()
    for version in jars.versions():
        assert f"kafka_2.13-{version}.jar" in {jar.name for jar in jars.locked(version)}


def test_a_version_without_lock_file_is_refused_with_those_there_are():
    with pytest.raises(JarError, match=r"no lock file for Apache Kafka 0\.8; there are: .*4\.3\.0"):
        jars.locked("0.8")


@pytest.mark.parametrize("line", ["abc  a:b:c", "0" * 64 + " a:b:c", "0" * 64 + "  a:../b:c", "0" * 64 + "  a:b"])
def test_a_malformed_line_is_refused_with_its_number(line):
    with pytest.raises(JarError, match=r"some\.lock, line 2"):
        jars.parse_lock(f"# comment\n{line}\n", "some.lock")


def test_jars_that_are_there_need_no_download(one_jar, tmp_path, monkeypatch):
    calls = downloads(monkeypatch)
    path = tmp_path / "jars" / "9" / one_jar.name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"right")
    assert jars.class_path("9", tmp_path, silent) == (path,)
    assert calls == []


def test_a_damaged_jar_is_replaced(one_jar, tmp_path, monkeypatch):
    downloads(monkeypatch, b"right")
    path = tmp_path / "jars" / "9" / one_jar.name
    path.parent.mkdir(parents=True)
    path.write_bytes(b"damaged")
    said: list[str] = []
    jars.class_path("9", tmp_path, said.append)
    assert path.read_bytes() == b"right"
    assert said == ["Apache Kafka 9: 1 of 1 jars, 0 MB"]


def test_a_wrong_download_is_tried_once_more(one_jar, tmp_path, monkeypatch):
    calls = downloads(monkeypatch, b"wrong", b"right")
    jars.class_path("9", tmp_path, silent)
    assert len(calls) == 2


def test_two_wrong_downloads_are_refused_and_nothing_is_kept(one_jar, tmp_path, monkeypatch):
    downloads(monkeypatch, b"wrong", b"worse")
    found = hashlib.sha256(b"worse").hexdigest()
    with pytest.raises(JarError, match=rf"thing-1\.0\.jar .*expected SHA-256 {one_jar.sha256}, found {found}"):
        jars.class_path("9", tmp_path, silent)
    assert not (tmp_path / "jars" / "9" / one_jar.name).exists()
