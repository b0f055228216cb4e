"""Posts of each source stay equal after an export and an import into an empty database."""

import json
import re
from pathlib import Path

import pytest

from blog_api.plurals import counted
from tests.architecture.tree import ROOT
from tests.factories import World
from tests.import_export.conftest import Command, all_posts
from tests.import_export.fidelity.test_markdown_originals import SITES
from tests.import_export.further_pages import TEXT, Files, tumblr_row, tumblr_table
from tests.import_export.further_tables import blogger, entry
from tests.import_export.sources import ghost_post, make_folder
from tests.import_export.test_cases import CASES
from tests.import_export.test_further_systems import write
from tests.import_export.test_systems import FOREM, HASHNODE, SYSTEMS, source_of

LONG = "34-long-posts"
CASE_PATHS = [
    path
    for case in sorted(CASES.iterdir())
    for path in (case / "in.xml", case / "in.json", case / "site", case / "lang")
    if path.exists() and case.name != LONG
]
PAGE = "---\ntitle: Boat\ndate: 2015-06-15\n---\n{}\n"
MOBILEDOC = {"version": "0.3.1", "markups": [["strong"]], "atoms": [], "cards": [],
             "sections": [[1, "p", [[0, [0], 1, "Words"]]]]}  # fmt: skip  # as many as fit
OLDEST = {"posts": [ghost_post(1, html=None, markdown="*Words*"), ghost_post(2, html=None,
          mobiledoc=json.dumps(MOBILEDOC))]}  # fmt: skip  # as many as fit
FURTHER: dict[str, Files] = {
    "next": {"package.json": '{"dependencies": {"next": "14"}}', "posts/boat.mdx": PAGE.format(
        "export const x = 1;\n\nWords <Image src='/a.png' alt='A' />")},
    "docusaurus": {"docusaurus.config.js": "", "blog/2015-06-15-boat.md": PAGE.format(
        ":::note Mind\nWords\n:::")},
    "quartz": {"quartz.config.ts": "", "content/Boat.md": PAGE.format("[[Ship]] ==x==")},
    "ghost of old": {"g.json": json.dumps({"db": [{"data": OLDEST}]})},
    "hashnode in Markdown": {"c1.md": PAGE.format('%[https://e.com/]\n\n![](a.png align="left")')},
    "hashnode": {"e.json": json.dumps({"posts": [HASHNODE]})},
    "dev.to": {"a.json": json.dumps([FOREM])},
    "tumblr in a table": {"posts/posts.xml": tumblr_table(tumblr_row(7, more=TEXT))},
    "blogger of Takeout": blogger(entry(1), entry(2, "http://www.blogger.com/atom/ns#")),
}  # fmt: skip  # as many in a line as fit
# The sources as the documentation names them, and the inputs of these tests.
HELD = {
    "Jekyll": "jekyll", "Octopress": "jekyll", "Hugo": "hugo", "Zola": "zola", "Astro": "astro",
    "Next": "next", "Gatsby": "gatsby", "Docusaurus": "docusaurus", "Eleventy": "eleventy",
    "Hexo": "hexo", "Pelican": "pelican", "Obsidian": "obsidian", "Quartz": "quartz",
    "Notion": "notion", "WordPress": "07-wxr-shortcodes-embeds", "Ghost 0.x–6": "ghost of old",
    "Medium": "medium", "Substack": "substack", "Blogger": "blogger", "Tumblr": "tumblr",
    "dev.to": "dev.to", "Hashnode": "hashnode",
}  # fmt: skip  # as many in a line as fit


async def there_and_back(blog: Command, world: World, source: Path, out: Path) -> None:
    await world.user("ada")
    await blog("import", source, "--author", "ada")
    before = await all_posts(world)
    pictures = await world.execute("SELECT name, kind FROM pictures ORDER BY name")
    assert before
    await blog("export", out)
    await world.execute("DELETE FROM posts")
    await world.execute("DELETE FROM pictures")
    code, said = await blog("import", out)
    assert (code, f"Imported {counted(len(before), 'post')};" in said) == (0, True), said
    assert await all_posts(world) == before
    assert await world.execute("SELECT name, kind FROM pictures ORDER BY name") == pictures


@pytest.mark.parametrize("path", CASE_PATHS, ids=lambda path: path.parent.name)
async def test_a_case(blog: Command, world: World, tmp_path: Path, path: Path) -> None:
    await there_and_back(blog, world, path, tmp_path / "out")


@pytest.mark.parametrize("name", SYSTEMS)
async def test_a_system(blog: Command, world: World, tmp_path: Path, name: str) -> None:
    source = source_of(tmp_path / "source", SYSTEMS[name][0], packed=False)
    await there_and_back(blog, world, source, tmp_path / "out")


@pytest.mark.parametrize("path", sorted(SITES.iterdir()), ids=lambda path: path.name)
async def test_a_site_of_the_corpus(
    blog: Command, world: World, tmp_path: Path, path: Path
) -> None:
    await there_and_back(blog, world, path, tmp_path / "out")


async def test_a_site(blog: Command, world: World, tmp_path: Path) -> None:
    make_folder(tmp_path / "site", each=5)
    await there_and_back(blog, world, tmp_path / "site", tmp_path / "out")


@pytest.mark.parametrize("name", FURTHER)
async def test_another_form(blog: Command, world: World, tmp_path: Path, name: str) -> None:
    files = FURTHER[name]
    root = write(tmp_path / "source", dict(files))
    single = next((each for each in files if each.endswith(".json") and len(files) == 1), "")
    await there_and_back(blog, world, root / single, tmp_path / "out")


def test_each_source_of_the_documentation_goes_there_and_back() -> None:
    text = (ROOT / "docs" / "importing.md").read_text(encoding="utf-8")
    table = text.partition("## Sources")[2].partition("\n\n## ")[0]
    rows = re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)[1:]
    given = [name for row in rows if row != "---" for name in row.split(", ")]
    names = [re.sub(r" \(.*\)", "", name) for name in given]
    assert names == list(HELD)
    sites = [path.name for path in SITES.iterdir()]
    cases = [path.parent.name for path in CASE_PATHS]
    assert set(HELD.values()) <= {*sites, *cases, *SYSTEMS, *FURTHER}
