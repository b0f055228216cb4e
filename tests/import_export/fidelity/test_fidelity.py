"""The conversion of HTML posts to Markdown loses nothing: both sides are rendered and compared."""

import pytest

from blog_api.import_export.html.conversion import html_to_markdown
from blog_api.rendering.markdown import render_now
from tests.import_export.fidelity.made import Maker
from tests.import_export.fidelity.originals import ORIGINALS
from tests.import_export.fidelity.reader import Reader, read

MADE = 250
# Line numbers of a listing are not words of the post.
GUTTER = {"other: octopress listing": ("1\n2", 1)}
MOST_KEPT = 0.02


def compare(original: str, name: str = "") -> tuple[Reader, Reader, str]:
    """Return the content of the original and of the rendered Markdown, and the Markdown itself."""
    converted = html_to_markdown(original)
    rendered = render_now(converted.markdown)
    assert rendered == converted.rendered
    wanted = read(original)
    if name in GUTTER:
        gutter, tables = GUTTER[name]
        wanted.code.remove(gutter)
        wanted.tables -= tables
        wanted.text = ["".join(wanted.text).replace(gutter, "", 1)]
    return wanted, read(rendered), converted.markdown


@pytest.mark.parametrize("name", ORIGINALS)
def test_an_original_keeps_all_it_has(name: str) -> None:
    wanted, found, markdown = compare(ORIGINALS[name], name)
    assert found.words == wanted.words, markdown
    assert found.links == wanted.links, markdown
    assert found.images == wanted.images, markdown
    assert found.code == wanted.code, markdown
    assert found.headings == wanted.headings, markdown
    assert found.tables == wanted.tables, markdown


def test_there_are_enough_originals() -> None:
    assert len(ORIGINALS) >= 50


def test_made_posts_keep_all_they_have() -> None:
    words = lost = kept = 0
    for seed in range(MADE):
        original = Maker(seed).post()
        wanted, found, markdown = compare(original)
        words += len(wanted.words)
        lost += sum(a != b for a, b in zip(wanted.words, found.words, strict=False))
        lost += abs(len(wanted.words) - len(found.words))
        assert (found.links, found.images) == (wanted.links, wanted.images), (seed, markdown)
        assert (found.code, found.headings) == (wanted.code, wanted.headings), (seed, markdown)
        assert found.tables == wanted.tables, (seed, markdown)
        kept += html_to_markdown(original).kept
    assert lost <= words * 0.001, (lost, words)
    assert kept <= MADE * 5 * MOST_KEPT + MADE, kept
