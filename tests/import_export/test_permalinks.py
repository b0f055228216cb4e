"""Old addresses that follow from the rule of a site: stored, reported, exported, and found."""

from pathlib import Path

import httpx2
import pytest

from tests.factories import World
from tests.import_export.conftest import Command
from tests.import_export.permalinks import address, addresses, page
from tests.import_export.test_systems import write

BOAT = "_posts/2015-06-14-boat.md"
SITE = {"_config.yml": "title: x\n", "Gemfile": ""}
ROWS = "SELECT path, slug FROM post_redirects JOIN posts ON id = post_id ORDER BY path"
FORMER = "SELECT slug FROM post_slugs ORDER BY slug"


def jekyll(root: Path, **pages: str) -> Path:
    files = {f"_posts/2015-06-14-{name}.md": text for name, text in pages.items()}
    return write(root / "site", SITE | files)


async def test_an_address_of_the_rule_leads_to_the_post(
    blog: Command, world: World, tmp_path: Path, client: httpx2.AsyncClient
) -> None:
    await world.user("ada")
    site = jekyll(tmp_path, boat=page(), raft=page("published: false"))
    assert (await blog("import", site, "--author", "ada"))[0] == 0
    answer = await client.get("/api/redirects", params={"path": "/2015/06/14/boat.html"})
    assert (answer.status_code, answer.json()["slug"]) == (200, "boat")
    assert await world.execute(ROWS) == [("/2015/06/14/boat.html", "boat")]
    rows = (tmp_path / "redirects.csv").read_text().splitlines()
    assert rows == ["path,slug", "/2015/06/14/boat.html,boat"]


async def test_a_second_import_changes_nothing(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    site = jekyll(tmp_path, boat=page())
    await blog("import", site, "--author", "ada")
    before = await world.execute(ROWS)
    said = (await blog("import", site, "--author", "ada"))[1]
    assert "1 was there already" in said
    assert await world.execute(ROWS) == before


async def test_addresses_of_the_rule_are_exported(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    files = {
        "hugo.toml": "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n",
        "content/posts/2015-06-14-boat.md": page(),
        "content/posts/2015-06-14-boat.de.md": page(),
        "content/posts/배.md": page("date: 2015-06-14", title="배"),
    }
    await blog("import", write(tmp_path / "site", files), "--author", "ada")
    before, former = await world.execute(ROWS), await world.execute(FORMER)
    assert [path for path, _ in before] == [
        "/de/posts/2015-06-14-boat",
        "/posts/2015-06-14-boat",
        "/posts/배",
    ]
    await blog("export", tmp_path / "out")
    await world.execute("DELETE FROM posts")
    await blog("import", tmp_path / "out")
    assert await world.execute(ROWS) == before
    assert await world.execute(FORMER) == former


async def test_a_collision_is_reported(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    taken = page("redirect_from: /2015/06/14/boat.html\n")
    site = jekyll(tmp_path, a=taken, boat=page())
    said = (await blog("import", site, "--author", "ada"))[1]
    note = "another post has its old address '/2015/06/14/boat.html' already."
    assert said.splitlines()[0] == f"_posts/2015-06-14-boat.md: {note}"
    assert ("/2015/06/14/boat.html", "a") in await world.execute(ROWS)


def test_sites_in_folders_of_the_source(tmp_path: Path) -> None:
    files = {
        "README.md": "x",
        "one/_config.yml": "permalink: /o/:title/\ndefaults:\n- values: {permalink: '/d/:title'}",
        "one/_posts/2015-06-14-boat.md": page(),
        "two/hugo.toml": "[permalinks]\nposts = '/t/:filename/'",
        "two/content/posts/boat.md": page("date: 2015-06-14"),
        "three/posts/boat.md": page("date: 2015-06-14"),
    }
    assert addresses(tmp_path, files) == {
        "one/_posts/2015-06-14-boat.md": ["/d/boat"],
        "two/content/posts/boat.md": ["/t/boat"],
        "three/posts/boat.md": [],
    }


def test_a_named_address_stays_with_that_of_the_rule(tmp_path: Path) -> None:
    files = SITE | {BOAT: page("redirect_from: [/old/, /older]")}
    found = addresses(tmp_path, files)
    assert found == {BOAT: ["/old", "/older", "/2015/06/14/boat.html"]}


@pytest.mark.parametrize(
    "files",
    [
        {"astro.config.mjs": "", "src/content/blog/boat.md": page("date: 2015-06-14")},
        {"gatsby-config.js": "", "content/blog/boat/index.md": page("date: 2015-06-14")},
        {"docusaurus.config.js": "", "blog/2015-06-14-boat.md": page()},
        {"quartz.config.ts": "", "content/deep/boat.md": page("date: 2015-06-14")},
        {".obsidian/app.json": "{}", "deep/boat.md": page("publish: true\ndate: 2015-06-14")},
        {"posts/boat.md": page("date: 2015-06-14")},
    ],
)
def test_systems_without_a_certain_rule(tmp_path: Path, files: dict[str, str]) -> None:
    assert address(tmp_path, files) is None
