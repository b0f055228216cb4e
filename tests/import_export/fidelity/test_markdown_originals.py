"""Whole posts of sites in Markdown, against what their own systems show.

Each page of `sites/` has a text file of its name, written by hand: the words, links, images, code
and headings that visitors of the site saw, in their order, and what the report must say.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from pathlib import Path

import pytest

from blog_api.import_export.image_files import ImageFiles
from blog_api.import_export.preparation import Surroundings, prepare
from blog_api.import_export.records import Incoming
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.validation import Accepted
from blog_api.rendering.markdown import render_now
from tests.import_export.fidelity.reader import Reader, read

SITES = Path(__file__).parent / "sites"
TRUTHS = sorted(SITES.rglob("*.txt"))
CODE_END = "\n-----\n"
RAW = re.compile(
    r"\{%|%\}|\{\{[<%]|[<%]\}\}|\{:|\{::|\[\^|\]\]|\[\[|^:::|!!!|==\w|\{static\}|\[TOC\]|%%"
)


@cache
def posts_of(site: Path) -> dict[str, Accepted]:
    """Return the posts of a site by their files, without images."""
    surroundings = Surroundings(ImageFiles([], None), None)
    items = [item for item in read_source(site).items if isinstance(item, Incoming)]
    return {item.place: prepare(item, surroundings) for item in items}


def truth_of(path: Path) -> dict[str, str]:
    """Return the sections of a truth by their names."""
    parts = re.split(r"^== (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def post_of(truth: Path) -> Accepted:
    site = SITES / truth.relative_to(SITES).parts[0]
    place = truth.relative_to(site).with_suffix("").as_posix()
    return next(p for name, p in posts_of(site).items() if name.rpartition(".")[0] == place)


def lines(truth: dict[str, str], name: str) -> list[str]:
    return [line for line in truth.get(name, "").splitlines() if line]


def headings_of(html: str) -> Iterator[str]:
    for level, inner in re.findall(r"<(h[1-6])[^>]*>(.*?)</h[1-6]>", html, re.DOTALL):
        yield f"{level} {' '.join(read(inner).words)}"


def shown(truth: Path) -> tuple[Reader, Accepted]:
    post = post_of(truth)
    return read(render_now(post.data.content)), post


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: str(path.relative_to(SITES)))
def test_an_original_keeps_all_it_has(path: Path) -> None:
    truth = truth_of(path)
    found, post = shown(path)
    content = post.data.content
    assert found.words == truth["words"].split(), content
    assert found.links == lines(truth, "links"), content
    assert found.images == lines(truth, "images"), content
    code = truth.get("code", "").strip("\n")
    assert found.code == (code.split(CODE_END) if code else []), content
    assert list(headings_of(render_now(content))) == lines(truth, "headings"), content


@pytest.mark.parametrize("path", TRUTHS, ids=lambda path: str(path.relative_to(SITES)))
def test_what_an_original_loses_is_told(path: Path) -> None:
    told = {what for what in post_of(path).not_carried if not what.startswith("image '")}
    assert sorted(told) == sorted(lines(truth_of(path), "told"))


def test_nothing_stays_raw() -> None:
    for path in TRUTHS:
        post = post_of(path)
        outside = re.sub(
            r"<(pre|code)[^>]*>.*?</\1>", "", render_now(post.data.content), flags=re.DOTALL
        )
        allowed = truth_of(path)["words"]
        raw = [found.group() for found in RAW.finditer(outside) if found.group() not in allowed]
        assert raw == [], path
        assert not RAW.search(re.sub(r"\[\[\w+\]\]", "", post.auto_excerpt or "")), path


def test_the_corpus_is_large_enough_and_nearly_whole() -> None:
    """At least 25 posts of 8 systems, with 99.9 % of their words."""
    assert len(TRUTHS) >= 25
    assert len({path.relative_to(SITES).parts[0] for path in TRUTHS}) >= 8
    total = kept = 0
    for path in TRUTHS:
        wanted, found = truth_of(path)["words"].split(), shown(path)[0].words
        total += len(wanted)
        matcher = SequenceMatcher(None, wanted, found, autojunk=False)
        kept += sum(block.size for block in matcher.get_matching_blocks())
    assert kept >= total * 0.999, (kept, total)
