"""Titles from file names, terms of other taxonomies, and slides: kinds that whole blogs showed."""

from pathlib import Path
from typing import Any

import pytest

from blog_api.import_export.dialects.hugo import replace_shortcodes
from blog_api.import_export.dialects.liquid import replace_liquid
from blog_api.import_export.sources.reading import read_source
from blog_api.import_export.sources.site.words import title_of, told_of
from tests.import_export.test_public_blogs import posts_of
from tests.import_export.test_systems import write

DATED = "---\ndate: 2015-06-15\n{}---\nWords\n"


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Import from Google Keep", "Import from Google Keep"),
        ("Pop-out windows", "Pop-out windows"),
        ("grocery list", "grocery list"),
        ("spring13-AspectJ", "Spring13 AspectJ"),
        ("BTree", "BTree"),
        ("a-small-boat", "A small boat"),
        ("note-2019-03-25", "Note 2019 03 25"),
    ],
)
def test_a_title_keeps_the_capital_letters_of_the_file(
    tmp_path: Path, name: str, title: str
) -> None:
    (post,) = posts_of(tmp_path, {f"{name}.md": DATED.format("")}).values()
    assert post.data.title == title


CONFIGURATIONS = {
    "hugo.toml": '[taxonomies]\ntag = "tags"\ntopic = "topics"\n',
    "config.toml": '[indexes]\ntag = "tags"\ntopic = "topics"\n',
    "hugo.yaml": "taxonomies:\n  category: categories\n  topic: Topics\n",
    "zola/config.toml": 'taxonomies = [{ name = "tags" }, { name = "topics", feed = true }]\n',
}


@pytest.mark.parametrize("name", CONFIGURATIONS)
def test_terms_of_another_taxonomy_are_told(tmp_path: Path, name: str) -> None:
    file = name.rpartition("/")[2]
    pages = {
        file: CONFIGURATIONS[name],
        "content/posts/a.md": DATED.format("topics: [sea, land]\ntags: [x]\n"),
        "content/posts/b.md": DATED.format("topics: []\ntags: [x]\n"),
    }
    posts = posts_of(tmp_path, pages)
    told = {place: post.not_carried for place, post in posts.items()}
    assert told == {"content/posts/a.md": ["terms of topics"], "content/posts/b.md": []}


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("slideshare", "https://www.slideshare.net/slideshow/embed_code/123"),
        ("speakerdeck", "https://speakerdeck.com/player/123"),
        ("scribd", "https://www.scribd.com/document/123"),
        ("asciinema", "https://asciinema.org/a/123"),
    ],
)
def test_slides_become_links(name: str, page: str) -> None:
    lost: list[str] = []
    hugo = replace_shortcodes(f"{{{{% {name} 123 %}}}}", lost)
    assert hugo.endswith(f"({page})")
    assert replace_liquid(f"{{% {name} 123 %}}", lost).endswith(f"({page})")
    assert lost == []


def test_the_total_counts_folders_that_are_reported(tmp_path: Path) -> None:
    """The progress bar ends at its total."""
    files = {"archetypes/x.md": "x", "content/a.md": DATED.format(""), "hugo.toml": ""}
    source = read_source(write(tmp_path / "site", files))
    assert len(list(source.items)) == source.total == 2


def test_an_empty_description_is_none(tmp_path: Path) -> None:
    """Templates for new pages have it (Zola, Hexo); the excerpt is then made from the text."""
    pages = {
        "a.md": DATED.format('description: ""\n'),
        "b.md": DATED.format('description: " "\nsummary: Given\n'),
        "ours.md": DATED.format('excerpt: ""\nexcerpt_given: true\n'),
    }
    posts = posts_of(tmp_path, pages)
    excerpts = {place: (post.excerpt_given, post.data.excerpt) for place, post in posts.items()}
    assert excerpts == {"a.md": (False, None), "b.md": (True, "Given"), "ours.md": (True, "")}


def test_a_date_as_a_name_is_the_title_as_it_is() -> None:
    assert title_of({}, "2019-03-25") == "2019-03-25"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"tags": ["sea"], "keywords": ["Sea"]}, []),
        ({"tags": ["sea"], "keywords": "sea, boat"}, ["keywords"]),
        ({"keywords": ["boat"]}, []),
        ({"tags": ["sea"]}, []),
    ],
)
def test_keywords_that_are_no_tags_are_told(values: dict[str, Any], told: list[str]) -> None:
    assert told_of(values) == told
