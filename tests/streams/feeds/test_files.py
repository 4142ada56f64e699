"""Articles from files, folders and standard input."""

import io
import json
import os

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.errors import RecordError
from schemas.formats.article import read_article
from schemas.formats.encodings import decode_page
from streams.feeds.files import UnreadableInput, read_inputs

BLAST = {"id": "a1", "title": "Blast", "text": "A blast in the port."}
TALKS = {"id": "a2", "title": "Talks", "text": "They talk."}


def read(*paths, stdin=b""):
    return list(read_inputs([str(path) for path in paths], io.BytesIO(stdin)))


def values(*paths, stdin=b""):
    return [orjson.loads(entry.value) for entry in read(*paths, stdin=stdin)]


def lines(*objects):
    return b"".join(orjson.dumps(entry) + b"\n" for entry in objects)


@pytest.fixture
def write(tmp_path):
    def write(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


# JSON


@pytest.mark.parametrize("suffix", [".jsonl", ".ndjson", ".JSONL"])
def test_lines_of_json_are_articles_with_their_line_numbers(write, suffix):
    path = write("news" + suffix, lines(BLAST) + b"\n  \r\n" + lines(TALKS))
    assert [(entry.origin, orjson.loads(entry.value)) for entry in read(path)] == [
        (f"{path}:1", BLAST),
        (f"{path}:4", TALKS),
    ]


def test_a_line_that_is_no_json_is_handed_on_as_it_is_and_stops_nothing(write):
    found = read(write("news.jsonl", b'{"broken\r\n' + lines(TALKS)))
    assert found[0].value == b'{"broken'
    assert orjson.loads(found[1].value) == TALKS


def test_a_byte_order_mark_before_the_first_line_is_no_part_of_it(write):
    assert values(write("news.jsonl", b"\xef\xbb\xbf" + lines(BLAST))) == [BLAST]
    assert values(write("news.json", b"\xef\xbb\xbf" + lines(BLAST))) == [BLAST]


def test_an_object_is_one_article_and_an_array_as_many_as_it_has(write):
    assert values(write("one.json", json.dumps(BLAST, indent=2))) == [BLAST]
    path = write("two.json", json.dumps([BLAST, TALKS]))
    assert values(path) == [BLAST, TALKS]
    assert [entry.origin for entry in read(path)] == [f"{path}[1]", f"{path}[2]"]


def test_lines_under_the_suffix_of_a_document_are_lines(write):
    assert values(write("news.json", lines(BLAST, TALKS))) == [BLAST, TALKS]


def test_a_text_of_an_array_that_is_half_a_surrogate_pair_stops_no_other(write):
    found = read(write("news.json", b'[{"id":"x","text":"\\ud800 broken"},' + orjson.dumps(TALKS) + b"]"))
    assert len(found) == 2
    assert read_article(found[1].value).id == "a2"
    assert "broken" in read_article(found[0].value).text


@pytest.mark.parametrize("content", [b"{", b"[1,", b"\xff\xfe", b"[" * 100_000, b"not json"])
def test_a_document_that_is_no_json_is_handed_on_for_its_reader_to_refuse(write, content):
    (found,) = read(write("news.json", content))
    with pytest.raises(RecordError):
        read_article(found.value)


# Text


def test_a_text_file_is_an_article_named_after_it_word_for_word(write):
    text = "Headline\r\n\r\n  A blast – 12 killed.\n"
    assert values(write("story.txt", text)) == [{"id": "story", "text": text}]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1251", "koi8-r"])
def test_a_text_in_another_encoding_is_read(write, encoding):
    text = "Взрыв в порту, погибли двенадцать человек. " * 5
    assert values(write("story.txt", text.encode(encoding)))[0]["text"] == text


def test_one_broken_byte_does_not_change_the_letters_around_it(write):
    text = "Взрыв в порту ".encode() * 5 + b"\xff" + "погибли двенадцать".encode()
    (article,) = values(write("story.txt", text))
    assert "Взрыв в порту �погибли" in article["text"]


def test_text_from_a_file_can_be_read_as_an_article(write):
    (found,) = read(write("story.md", "A blast in the port."))
    assert read_article(found.value).text == "A blast in the port."


# Pages


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Взрыв в порту"),
        ("windows-1251", "Взрыв в порту"),
        ("koi8-r", "Взрыв в порту"),
        ("iso-8859-5", "Взрыв"),
        ("shift_jis", "港で爆発"),
        ("gb18030", "港口爆炸"),
        ("euc-kr", "항구 폭발"),
        ("big5", "港口爆炸"),
        ("windows-1256", "انفجار"),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_declares(write, encoding, text):
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{text}</p></body></html>'
    (article,) = values(write("page.html", page.encode(encoding)))
    assert article["id"] == "page"
    assert text in article["html"]


def test_the_long_form_of_the_declaration_is_read_too():
    page = '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-2"><p>Łódź</p>'
    assert "Łódź" in decode_page(page.encode("iso-8859-2"))


@pytest.mark.parametrize("declared", ["utf-7", "bogus", "base64", "", "utf-16", "utf-16le", "\u00e9"])
def test_a_page_that_declares_what_it_is_not_is_still_read(declared):
    for filler in ("", "x"):
        page = f'<html><head><meta charset="{declared}"></head><body>Hello{filler}</body></html>'
        assert "Hello" in decode_page(page.encode())


def test_a_page_in_utf_16_is_read_by_its_byte_order_mark():
    assert "Łódź" in decode_page("<html><body>Łódź</body></html>".encode("utf-16"))


@given(st.binary(max_size=400))
def test_any_bytes_are_a_page_that_can_be_written(value):
    decode_page(value).encode()


# Unknown suffixes


def test_a_file_of_unknown_suffix_is_what_it_begins_like(write):
    assert values(write("a.dat", json.dumps([BLAST, TALKS]))) == [BLAST, TALKS]
    assert values(write("b", lines(BLAST, TALKS))) == [BLAST, TALKS]
    assert values(write("c.aspx", "\n<!DOCTYPE html><p>Blast</p>"))[0]["html"].endswith("<p>Blast</p>")
    assert values(write("d.log", "A blast.")) == [{"id": "d", "text": "A blast."}]
    assert values(write("e.log", "A blast.".encode("utf-16"))) == [{"id": "e", "text": "A blast."}]


def test_a_picture_is_refused_by_name(write):
    path = write("photo.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR")
    with pytest.raises(UnreadableInput, match=r"photo\.png: neither text"):
        read(path)


# Folders


def test_a_folder_is_read_by_name_with_those_below_it(write, tmp_path):
    write("b.txt", "Second")
    write("a.html", "<p>First</p>")
    write("c/index.txt", "Third")
    write("d/index.txt", "Fourth")
    write("e.png", b"\x89PNG\x00")
    write(".git/notes.txt", "Not news")
    assert [value["id"] for value in values(tmp_path)] == ["a", "b", "c/index", "d/index"]


def test_a_folder_in_which_nothing_can_be_read_is_an_error(tmp_path, write):
    write("photo.png", b"\x89PNG\x00")
    with pytest.raises(UnreadableInput, match=r"no file in it ends in \.jsonl"):
        read(tmp_path)


def test_inputs_are_read_in_the_order_in_which_they_are_named(write):
    one, two = write("z.txt", "One"), write("a.txt", "Two")
    assert [value["text"] for value in values(one, two)] == ["One", "Two"]


def test_a_name_that_is_no_utf_8_is_shown_as_well_as_it_can_be(tmp_path):
    path = os.fsencode(tmp_path) + b"/bl\xffast.txt"
    with open(path, "wb") as file:  # noqa: PTH123 - the name is bytes
        file.write(b"A blast.")
    assert values(os.fsdecode(path)) == [{"id": "bl?ast", "text": "A blast."}]


# What is not there


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableInput, match=r"nowhere\.txt: no such file"):
        read(tmp_path / "nowhere.txt")
    with pytest.raises(UnreadableInput, match="no such file"):
        read(tmp_path / "nowhere")


def test_what_was_read_before_a_missing_file_is_not_lost(write, tmp_path):
    found = read_inputs([str(write("a.txt", "One")), str(tmp_path / "nowhere.txt")], io.BytesIO())
    assert next(found).origin.endswith("a.txt")
    with pytest.raises(UnreadableInput):
        next(found)


def test_a_name_longer_than_a_name_can_be_is_an_error_that_says_so(tmp_path):
    with pytest.raises(UnreadableInput):
        read(tmp_path / ("x" * 5000))


def test_an_empty_file_of_lines_has_no_articles(write):
    assert read(write("news.jsonl", b"")) == []


@pytest.mark.parametrize("name", ["empty.txt", "empty.html", "empty.json", "empty"])
def test_another_empty_file_is_handed_on_for_its_reader_to_refuse(write, name):
    (found,) = read(write(name, b""))
    with pytest.raises(RecordError):
        read_article(found.value)


# Standard input


def test_standard_input_is_lines_if_its_first_is_an_object():
    found = read("-", stdin=b"\n" + lines(BLAST, TALKS))
    assert [orjson.loads(entry.value) for entry in found] == [BLAST, TALKS]
    assert found[0].origin == "stdin:1"


def test_lines_from_standard_input_are_read_as_they_come():
    class Endless(io.RawIOBase):
        """A pipe that would never end: reading it whole would hang."""

        def readline(self, size=-1):
            return lines(BLAST)

        def __next__(self):
            return lines(BLAST)

        def read(self, size=-1):
            raise AssertionError("read whole")

    found = read_inputs(["-"], Endless())
    assert [orjson.loads(next(found).value) for _ in range(3)] == [BLAST] * 3


def test_standard_input_may_be_one_document_or_an_array():
    assert values("-", stdin=json.dumps(BLAST, indent=2).encode()) == [BLAST]
    assert values("-", stdin=json.dumps([BLAST, TALKS], indent=2).encode()) == [BLAST, TALKS]


def test_standard_input_may_be_a_page_or_a_text():
    assert values("-", stdin=b"<html><p>Blast</p></html>")[0]["html"] == "<html><p>Blast</p></html>"
    (article,) = values("-", stdin=b"A blast.\nTwelve dead.\n")
    assert article["text"] == "A blast.\nTwelve dead.\n"


def test_a_text_that_begins_with_a_bracket_is_a_text():
    assert values("-", stdin=b"[Port city] A blast.")[0]["text"] == "[Port city] A blast."


def test_the_same_text_from_standard_input_has_the_same_id():
    assert values("-", stdin=b"A blast.") == values("-", stdin=b"A blast.")
    assert values("-", stdin=b"A blast.") != values("-", stdin=b"A fire.")


@given(st.binary(max_size=300))
def test_any_standard_input_is_entries_or_an_error_that_names_it(value):
    try:
        found = read("-", stdin=value)
    except UnreadableInput as error:
        assert str(error).startswith("stdin: ")  # noqa: PT017 - either outcome is right
    else:
        assert all(isinstance(entry.value, bytes) for entry in found)
