"""docs/importing.md, walked through with a Jekyll site and the file of --authors that it shows."""

import json
import re
import shlex
import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

import anyio.to_thread
import httpx2
import pytest
from typer.main import get_command

from blog_api.cli.importing import app as import_app
from tests.cli.conftest import Run
from tests.documentation.commands import inline_code, read
from tests.documentation.coverage import walk
from tests.factories import World
from tests.readme import ROOT

PAGE: Final = "docs/importing.md"
PICTURE: Final = ROOT / "postman/picture.png"
BOAT: Final = """\
---
title: A boat
author: wpada
permalink: /2015/06/boat/
---
At sea. ![A boat](/assets/boat.png)
"""
DRAFT: Final = "---\ntitle: Not yet\npublished: false\n---\nNot for readers.\n"
LINES: Final = [
    "blog-api import PATH --author USERNAME --dry-run",
    "blog-api import PATH --author USERNAME",
    "blog-api import --undo ID",
    "blog-api export DIR",
]
STATUSES: Final = (
    "0 if every post is here, 3 if posts were left out, 1 if nothing could be imported, "
    "2 for wrong options."
)
Type = Callable[[str], Awaitable[tuple[int, str]]]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    posts = tmp_path / "site/_posts"
    posts.mkdir(parents=True)
    (posts / "2015-06-05-boat.md").write_text(BOAT)
    (posts / "2015-06-06-not-yet.md").write_text(DRAFT)
    (tmp_path / "site/assets").mkdir()
    shutil.copy(PICTURE, tmp_path / "site/assets/boat.png")
    [line] = [code for code in inline_code(PAGE) if code.startswith('"wpada" = ')]
    (tmp_path / "authors.toml").write_text(line)
    return tmp_path / "site"


@pytest.fixture
def type_in(run: Run, site: Path) -> Type:
    """Return a function that runs a command of the page with the names of this test."""
    words = {"PATH": site.name, "USERNAME": "grace", "DIR": "exported"}

    async def type_command(command: str) -> tuple[int, str]:
        arguments = [words.get(word, word) for word in shlex.split(command)[1:]]
        return await anyio.to_thread.run_sync(lambda: run(*arguments))

    return type_command


async def count(world: World, condition: str = "true") -> int:
    [(number,)] = await world.execute(f"SELECT count(*) FROM posts WHERE {condition}")
    return int(number)


async def test_the_commands_do_what_their_comments_say(
    type_in: Type, world: World, tmp_path: Path
) -> None:
    assert walk(PAGE) == LINES
    await world.user("grace")
    dry, commit, undo, export = LINES
    # "reports the result without changing anything"
    assert "Would import 2 posts" in (await type_in(dry))[1]
    assert await count(world) == 0
    # "the same, and commits it"
    status, said = await type_in(f"{commit} --authors authors.toml")
    assert status == 0
    assert "Imported 2 posts" in said
    assert "2 were there already" in (await type_in(commit))[1]
    assert await count(world, "status = 'draft'") == 1
    # "every post that is not in the trash, with its images"
    await type_in(export)
    check_export(tmp_path / "exported")
    await check_old_address(world.client)
    # "moves its posts to the trash, in one deletion"
    [number] = re.findall(r"blog-api import --undo (\d+)", said)
    assert (
        "Moved 2 posts to the trash in deletion" in (await type_in(undo.replace("ID", number)))[1]
    )
    assert await count(world, "deleted_at IS NULL") == 0
    await check_account(world)


def check_export(folder: Path) -> None:
    """Compare the files with those of the section "Export"."""
    assert "`DIR/posts/<slug>.md`" in read(PAGE)
    assert sorted(path.name for path in (folder / "posts").iterdir()) == ["boat.md", "not-yet.md"]
    assert len([path for path in (folder / "media").rglob("*") if path.is_file()]) == 1


async def check_old_address(client: httpx2.AsyncClient) -> None:
    """Send the requests of the section "Old addresses"."""
    for request in ("GET /api/redirects?path=/2015/06/boat/", "GET /api/posts/slug/boat"):
        assert f"`{request}`" in read(PAGE)
        answer = await client.get(request.removeprefix("GET "), follow_redirects=True)
        assert answer.status_code == 200, answer.text
        assert answer.json()["slug"] == "boat"
    old = await client.get("/api/redirects", params={"path": "/2015/06/boat/"})
    assert set(old.json()) == {"path", "post_id", "slug", "location"}


async def check_account(world: World) -> None:
    """The account that the file of --authors made stays, its address is not verified."""
    rows = await world.execute(
        "SELECT email, name, email_verified, deleted_at FROM users WHERE username = 'ada'"
    )
    assert rows == [("ada@example.org", "Ada", False, None)]


async def test_exit_statuses(type_in: Type, world: World, site: Path) -> None:
    assert f"Exit status: {STATUSES}" in read(PAGE)
    await world.user("grace")
    (site / "_posts/2015-06-07-long.md").write_text(f"---\ntitle: x\n---\n{'x' * 100_001}")
    assert (await type_in("blog-api import site --author grace"))[0] == 3
    lines = (site.parent / "import-report.jsonl").read_text().splitlines()
    assert [json.loads(line) for line in lines]
    (site.parent / "nothing").mkdir()
    assert (await type_in("blog-api import nothing --author grace"))[0] == 1
    assert (await type_in("blog-api import site --color"))[0] == 2


def test_every_option_is_explained() -> None:
    options = {name for parameter in get_command(import_app).params for name in parameter.opts}
    explained = set(re.findall(r"--[a-z-]+", read(PAGE)))
    assert {name for name in options if name.startswith("--")} - {"--help"} <= explained
