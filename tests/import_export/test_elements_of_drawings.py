"""Elements of SVG and MathML in a text, and links that are no addresses: no word is lost."""

import pytest

from blog_api.import_export.dialects.markdown import as_commonmark
from blog_api.import_export.html.conversion import html_to_markdown
from blog_api.import_export.html.links import INVALID
from blog_api.import_export.sources.pages import link_frames
from blog_api.rendering.foreign import FOREIGN
from blog_api.rendering.markdown import render_now, sanitize
from tests.import_export.fidelity.reader import read

FORMULA = "formula (its source is kept)"
TEX = "<annotation encoding='application/x-tex'>x_1^2</annotation>"
MATHML = f"<math><semantics><mrow><mi>x</mi></mrow>{TEX}</semantics></math>"
KATEX = (
    f"<span class='katex'><span class='katex-mathml'>{MATHML}</span>"
    "<span class='katex-html' aria-hidden='true'><span>x</span><span>12</span></span></span>"
)
NO_ADDRESSES = [
    "http://%20http://boats.example/a",
    "http://",
    "https://boats.example:99999/",
    "http://a%20b.example/",
]
ADDRESSES = [
    "http://boats.example:8080/a%20b",
    "https://ada:b@boats.example/?a=[1]",
    "http://bücher.example/ä",
    "http:/boats",
    "/http://x",
    "mailto:ada@boats.example",
]


def imported(text: str) -> tuple[str, list[str]]:
    lost: list[str] = []
    return link_frames(as_commonmark(text, lost), lost), lost


def words_in(rendered: str) -> list[str]:
    return "".join(read(rendered).text).split()


@pytest.mark.parametrize("name", sorted(FOREIGN))
def test_words_after_an_element(name: str) -> None:
    """The sanitizer removes all that follows in the block."""
    assert "sail" not in sanitize(f"<p>boats <{name}> sail</p>")
    text, lost = imported(f"Boats of vector<{name}> sail\nhome.\n\nAll of <{name}>them</{name}>.")
    words = ["Boats", "of", "vector", "sail", "home.", "All", "of", "them."]
    assert words_in(render_now(text)) == words
    assert not lost
    converted = html_to_markdown(f"<p>Boats <{name}>sail</{name}></p><p>at <{name}> sea</p>")
    assert words_in(converted.rendered) == ["Boats", "sail", "at", "sea"]


def test_code_and_escaped_elements_stay() -> None:
    text = "`vector<int>` \\<list> &lt;set&gt;\n\n    <path>\n\n```\n<text>\n```"
    assert imported(text) == (text, [])


def test_a_line_of_a_block_of_html() -> None:
    text, _ = imported("<div>\n<list>\n*a*\n</list>\nb\n</div>")
    assert words_in(render_now(text)) == ["*a*", "b"]


@pytest.mark.parametrize("formula", [MATHML, KATEX])
def test_mathml_keeps_its_tex(formula: str) -> None:
    converted = html_to_markdown(f"<p>As {formula} grows</p>")
    assert converted.markdown == "As `x_1^2` grows"
    assert converted.not_carried == [FORMULA]


def test_mathml_without_tex_keeps_its_words() -> None:
    formula = "<math><mi>x</mi> <mo>&lt;</mo> <mn>2</mn></math>"
    assert html_to_markdown(f"<p>{formula}</p>").markdown == "`x < 2`"
    assert imported(f"If {formula} then") == ("If <code>x &lt; 2</code> then", [FORMULA])
    assert imported(f"If {MATHML} then") == ("If <code>x_1^2</code> then", [FORMULA])


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_a_link_that_is_no_address_is_told(address: str) -> None:
    for text in (f"[a]({address})", f"[a](<{address}>)", f"[a]\n\n[a]: {address}"):
        assert imported(text)[1] == [INVALID]
    for quote in "\"'":
        assert imported(f"<a href={quote}{address}{quote}>a</a>")[1] == [INVALID]
    converted = html_to_markdown(f'<p><a href="{address}">boat</a></p>')
    assert (converted.markdown, converted.not_carried) == ("boat", [INVALID])


@pytest.mark.parametrize("address", ADDRESSES)
def test_other_links_stay(address: str) -> None:
    text, lost = imported(f"[a](<{address}>)")
    assert not lost
    assert len(read(render_now(text)).links) == 1
    assert html_to_markdown(f'<p><a href="{address}">a</a></p>').not_carried == []
