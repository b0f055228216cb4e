"""Hostile and broken files: a clear error message, and nothing is written."""

import json
import os
from pathlib import Path

import pytest

from blog_api.import_export import files
from tests.factories import World
from tests.import_export.conftest import Command, all_posts, photograph
from tests.import_export.sources import WXR, ghost_post, item, make_ghost, make_wordpress

ALIAS_BOMB = "a: &a [x, x]\n" + "\n".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [*{chr(97 + n)}, *{chr(97 + n)}]" for n in range(20)
)
XML_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
    + "]><rss><channel>&k;</channel></rss>"
)
XXE = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><title>&x;</title></channel></rss>"
)
MATTER = "Its front matter "
PAGES = {
    "no end": (b"---\ntitle: a\n", MATTER + "does not end: a line --- is missing."),
    "python object": (
        b'---\ntitle: !!python/object/apply:os.system ["touch owned"]\n---\n',
        MATTER + "has a tag that is not for data: tag:yaml.org,2002:python/object/apply:os.system.",
    ),
    "python name": (
        b"---\ntitle: !!python/name:os.system x\n---\n",
        MATTER + "has a tag that is not for data: tag:yaml.org,2002:python/name:os.system.",
    ),
    "alias bomb": (
        f"---\n{ALIAS_BOMB}\n---\n".encode(),
        MATTER + "uses an alias (*a): write it out.",
    ),
    "deep yaml": (b"---\na: " + b"[" * 30_000 + b"\n---\n", MATTER + "is nested too deeply."),
    "deep toml": (b"+++\na = " + b"[" * 30_000 + b"\n+++\n", MATTER + "is nested too deeply."),
    "broken yaml": (b"---\na: [1\nb: 2\n---\n", MATTER + "is no YAML:"),
    "broken toml": (b"+++\na = \n+++\n", MATTER + "is no TOML:"),
    "control character": (b"---\na: \x07\n---\n", MATTER + "is no YAML:"),
    "a list": (b"---\n- a\n---\n", MATTER + "has no names."),
    "long front matter": (
        b"---\ntitle: " + b"a" * 70_000 + b"\n---\n",
        MATTER + "is longer than 65536 characters.",
    ),
    "huge": (b"---\ntitle: a\n---\n" + b"x" * (2**21 + 1), "It is larger than 2 MiB."),
    "long": (
        b"---\ntitle: a\n---\n" + b"x" * 100_001,
        "It has 100001 characters; a post has at most 100000.",
    ),
}
EXPORTS = {
    "bomb.xml": (XML_BOMB, "It declares a document type (DTD); an export has none."),
    "xxe.xml": (XXE, "It declares a document type (DTD); an export has none."),
    "entity.xml": ("<rss><channel>&undefined;</channel></rss>", "It is no XML: undefined entity"),
    "deep.xml": ("<a>" * 1000, "Its elements are nested too deeply."),
    "cut.xml": (WXR[:300], "It is no XML:"),
    "other.xml": ("<rss><channel/></rss>", "It is XML, but no export of WordPress:"),
    "empty.xml": ("", "It is no XML: no element found"),
    "no.json": ("{", "It is no JSON."),
    "deep.json": ("[" * 200_000, "It is no JSON."),
    "other.json": ('{"db": [{"data": {}}]}', "It is JSON, but no export of Ghost:"),
    "list.json": ("[1]", "It is JSON, but no export of Ghost:"),
    "what.txt": (
        "words",
        "It is neither a folder, nor Markdown (.md), nor an archive (.zip), nor an export of",
    ),
}


@pytest.mark.parametrize("name", PAGES)
async def test_a_page_that_cannot_be_read(
    blog: Command, world: World, tmp_path: Path, name: str
) -> None:
    """A single page is an error; in a folder it is left out and the others are imported."""
    data, sentence = PAGES[name]
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "bad.md").write_bytes(data)
    code, said = await blog("import", folder / "bad.md")
    assert (code, sentence in said) == (1, True), said
    await world.user("ada")
    (folder / "good.md").write_text("---\ntitle: Good\n---\nWords.\n")
    code, said = await blog("import", folder, "--author", "ada")
    assert code == 3
    assert f"left out: bad.md: {sentence}" in said
    assert [post["slug"] for post in await all_posts(world)] == ["good"]
    assert not (tmp_path / "owned").exists()


@pytest.mark.parametrize("name", EXPORTS)
async def test_an_export_that_cannot_be_read(
    blog: Command, world: World, tmp_path: Path, name: str
) -> None:
    text, sentence = EXPORTS[name]
    (tmp_path / name).write_text(text)
    before = await photograph(world)
    code, said = await blog("import", tmp_path / name)
    assert code == 1
    assert said.startswith(f"{tmp_path / name}: {sentence}")
    assert await photograph(world) == before


async def test_an_export_larger_than_the_bound(blog: Command, world: World, tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.truncate(files.MAX_EXPORT_BYTES + 1)
    code, said = await blog("import", path)
    assert (code, said) == (1, f"{path}: It is larger than 4096 MiB.")


async def test_links_that_lead_out_are_not_followed(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    folder, outside = tmp_path / "site", tmp_path / "outside"
    folder.mkdir()
    outside.mkdir()
    (outside / "secret.md").write_text("---\ntitle: Secret\n---\n")
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "folder").symlink_to(outside)
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.md")
    code, said = await blog("import", folder, "--author", "ada")
    assert code == 1
    assert said.splitlines()[:2] == [
        "link.md: It leads out of the folder.",
        "pipe.md: It is no file.",
    ]
    assert await all_posts(world) == []


async def test_slugs_lead_nowhere(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1, slug="../../../etc/passwd"))
    await blog("import", path)
    await blog("export", tmp_path / "out" / "put")
    written = [file.relative_to(tmp_path) for file in (tmp_path / "out").rglob("*.md")]
    assert written == [Path("out/put/posts/etc-passwd.md")]


async def test_what_cannot_be_stored_is_dropped_or_told(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    folder = tmp_path / "site"
    folder.mkdir()
    tags = json.dumps([*(f"tag {n}" for n in range(11)), "!!!", "t" * 60])
    (folder / "a.md").write_bytes(
        b"---\ntitle: n\0ul\ndate: not a date\ntags: " + tags.encode() + b"\n---\nb\0ody\n"
    )
    code, said = await blog("import", folder, "--author", "ada")
    assert (code, said.splitlines()) == (
        0,
        [
            "a.md: its date cannot be read as a date.",
            "a.md: its tag '!!!' has neither letter nor digit and is left out.",
            f"a.md: its tag '{'t' * 60}' is cut to 50 characters.",
            f"a.md: of its 12 tags the first 10 are kept, not tag-10, {'t' * 50}.",
            "Imported 1 post; 0 were there already, 0 are left out.",
        ],
    )
    [post] = await all_posts(world)
    assert (post["title"], post["content"], post["status"]) == ("nul", "body", "draft")
    assert post["tags"] == [f"tag-{n}" for n in range(10)]


async def test_scripts_come_in_and_never_out(blog: Command, world: World, tmp_path: Path) -> None:
    await world.user("ada")
    content = "<p>Words</p><script>alert(1)</script><img src=x onerror=alert(1)>"
    path = make_wordpress(tmp_path / "wordpress.xml", item(1, content=content))
    await blog("import", path)
    html = (await world.client.get("/api/posts/slug/wp-1?render=html")).json()["content_html"]
    assert "Words" in html
    assert "alert" not in html


async def test_an_escape_sequence_does_not_reach_the_terminal(
    blog: Command, world: World, tmp_path: Path
) -> None:
    path = make_ghost(tmp_path / "ghost.json", ghost_post(1, type="page", slug="a\x1b[2J\nb"))
    code, said = await blog("import", path)
    assert (code, said.splitlines()[0]) == (
        1,
        r"post a\x1b[2J\nb: It is a page, and no post.",
    )
