"""Old addresses that follow from the rule of a Zola or Eleventy site."""

from pathlib import Path

import pytest

from tests.import_export.permalinks import address, addresses, page

BOAT = "content/blog/boat.md"
DATED = "date: 2015-06-14"
SAFE = "[slugify]\npaths = 'safe'"
KEPT = "[slugify]\npaths_keep_dates = true"
FRENCH = "default_language = 'fr'\n[languages.en]\n"


@pytest.mark.parametrize(
    ("configuration", "path", "head", "wanted"),
    [
        ("", BOAT, DATED, "/blog/boat"),
        ("", "content/blog/deep/Big_Boat!.md", DATED, "/blog/deep/big-boat"),
        ("", "content/blog/2015-06-14-boat.md", "", "/blog/boat"),
        ("", "content/blog/2015-06-14_boat/index.md", "", "/blog/boat"),
        ("", BOAT, f"{DATED}\nslug: Big Boat", "/blog/big-boat"),
        ("", "content/blog/Café.md", DATED, "/blog/cafe"),
        (SAFE, "content/blog/Big: Boat.md", DATED, "/blog/Big Boat"),
        (SAFE, "content/blog/日本.md", DATED, "/blog/日本"),
        (KEPT, "content/blog/2015-06-14-boat.md", "", "/blog/2015-06-14-boat"),
        ("", "content/blog/boat.fr.md", DATED, "/blog/boat-fr"),
        (FRENCH, "content/blog/boat.md", DATED, "/blog/boat"),
        (FRENCH, "content/blog/boat.en.md", DATED, "/en/blog/boat"),
        # The own path here is no old one, and other scripts are transliterated by a large table.
        ("", "content/boat.md", DATED, None),
        ("", "content/blog/日本.md", DATED, None),
        ("", BOAT, f"{DATED}\nrender: false", None),
        ("", BOAT, f"{DATED}\ndraft: true", None),
    ],
)
def test_zola(tmp_path: Path, configuration: str, path: str, head: str, wanted: str | None) -> None:
    files = {"config.toml": f"base_url = 'https://e.example'\n{configuration}", path: page(head)}
    assert address(tmp_path, files) == wanted


def test_zola_below_a_path(tmp_path: Path) -> None:
    files = {
        "config.toml": "base_url = 'https://e.example/b/'",
        BOAT: page(DATED),
        "content/own.md": page(f"{DATED}\npath: x/y"),
    }
    assert addresses(tmp_path, files) == {
        BOAT: ["/b/blog/boat"],
        "content/own.md": ["/x/y", "/b/x/y"],
    }


INPUT = "export default { dir: { input: 'src', output: '_site' } };"
POSTS = "src/posts/boat.md"
PLAIN = '{"permalink": "/all/{{ page.fileSlug }}/index.html"}'
STEM = '{"permalink": "/b{{ page.filePathStem }}.html"}'
TEMPLATE = '{"permalink": "/{{ page.date | year }}/{{ page.fileSlug }}/"}'
COMPUTED = '{"eleventyComputed": {"permalink": "/x/"}}'
CODE = "module.exports = { permalink: (data) => '/x/' }"
PREFIX = "export default { pathPrefix: '/b/', dir: { input: 'src' } };"
UNKNOWN = "export default { dir: { input: process.env.INPUT } };"
GLOBAL = f"config.addGlobalData('permalink', () => '/x/');\n{INPUT}"
Files = dict[str, str]


@pytest.mark.parametrize(
    ("script", "path", "files", "wanted"),
    [
        (INPUT, POSTS, {}, "/posts/boat"),
        (INPUT, "src/posts/2015/2015-06-14-boat.md", {}, "/posts/2015/boat"),
        (INPUT, "src/posts/boat/index.md", {}, "/posts/boat"),
        (INPUT, "src/posts/Boat/Boat.md", {}, "/posts/Boat"),
        ("", "posts/boat.md", {}, "/posts/boat"),
        (PREFIX, POSTS, {}, "/b/posts/boat"),
        ("", POSTS, {"package.json": '{"scripts": {"x": "eleventy --input=src"}}'}, "/posts/boat"),
        (f"// {UNKNOWN}\n{INPUT}", POSTS, {}, "/posts/boat"),
        # Data of the folder.
        (INPUT, POSTS, {"src/posts/posts.json": PLAIN}, "/all/boat"),
        (INPUT, "src/posts/2015-06-14-x/index.md", {"src/posts/posts.json": PLAIN}, "/all/x"),
        (INPUT, POSTS, {"src/posts/posts.11tydata.json": STEM}, "/b/posts/boat.html"),
        # Code and templates decide what is not known here.
        (INPUT, POSTS, {"src/posts/posts.json": TEMPLATE}, None),
        (INPUT, POSTS, {"src/posts/posts.json": COMPUTED}, None),
        (INPUT, POSTS, {"src/posts/posts.11tydata.js": CODE}, None),
        (INPUT, POSTS, {"src/src.11tydata.js": CODE}, None),
        (INPUT, POSTS, {"src/posts/boat.11tydata.js": CODE}, None),
        (INPUT, POSTS, {"src/_includes/post.njk": "---\npermalink: /x/\n---\n"}, None),
        (INPUT, POSTS, {"src/_data/eleventyComputed.js": CODE}, None),
        (GLOBAL, POSTS, {}, None),
        (UNKNOWN, POSTS, {}, None),
        # Outside of the input, nothing is a page.
        (INPUT, "posts/boat.md", {}, None),
        # The own path here is no old one.
        (INPUT, "src/2015-06-14-boat.md", {}, None),
    ],
)
def test_eleventy(tmp_path: Path, script: str, path: str, files: Files, wanted: str | None) -> None:
    site = {"eleventy.config.js": script, **files, path: page(DATED)}
    assert address(tmp_path, site) == wanted
