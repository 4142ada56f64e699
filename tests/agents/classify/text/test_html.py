import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.classify.text.document import build_document
from agents.classify.text.html import read_page
from schemas.article import Article

PAGE = """<html><head><title>Dam breaks - The Lantern Times</title><script>var x = "hidden"</script><style>p{}</style></head>
<body><nav><a href="/">Front page</a></nav><article><h1>Dam breaks above town</h1>
<p>A dam broke on Monday &amp; nine people died.</p><p>Rescue goes on.</p></article><footer>Imprint</footer></body></html>"""


def test_a_page_gives_its_headline_and_its_story():
    page = read_page(PAGE)
    assert page.title == "Dam breaks above town"
    assert "A dam broke on Monday & nine people died.\n\nRescue goes on." in page.text
    for dropped in ("hidden", "Front page", "Imprint", "<", "p{}"):
        assert dropped not in page.text


def test_an_article_in_html_takes_the_title_of_the_page_if_it_has_none():
    assert build_document(Article(id="x", text=PAGE, html=True)).title == "Dam breaks above town"
    assert build_document(Article(id="x", text=PAGE, html=True, title="Given")).title == "Given"


def test_a_fragment_without_a_page_is_read():
    assert read_page("Nine <b>died</b>.<br>More soon.").text == "Nine died.\nMore soon."


@pytest.mark.parametrize("tag", ["<div>", "<div class='a'>", "<p><b>", "<table>", "<"])
def test_ten_thousand_nested_tags_are_no_trouble(tag):
    assert isinstance(read_page(tag * 10_000 + "end").text, str)


@given(st.text(alphabet=st.characters() | st.sampled_from("<>/pdiv&;"), max_size=120))
def test_no_markup_raises(markup):
    assert isinstance(read_page(markup).text, str)


def test_what_is_told_in_a_list_is_kept_and_menus_are_not() -> None:
    page = read_page(
        "<html><body><ul><li><a href='/'>News</a></li><li>Sport</li></ul><main><h1>What we know</h1>"
        "<p>A bridge fell into the river at dawn, and trains were stopped on both banks.</p>"
        "<ul><li>At least four people were killed and <b>twenty</b> hurt when it fell, the fire brigade says.</li>"
        "<li>Engineers had closed one lane the week before, after a crack was found.</li></ul></main></body></html>"
    )
    assert "At least four people were killed and twenty hurt" in page.text
    assert "Engineers had closed one lane" in page.text
    assert "Sport" not in page.text
