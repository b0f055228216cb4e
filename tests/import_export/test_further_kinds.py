"""Further inputs for the kinds of faults that need a database, or came last: see `kinds.py`."""

import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.factories import World
from tests.import_export.conftest import Command, MediaCommand, all_posts
from tests.import_export.sources import ghost_post, item, make_ghost, make_wordpress
from tests.import_export.test_cases import CASES
from tests.import_export.test_further_inputs import Input, found_in, page, wxr
from tests.import_export.test_pictures import OURS
from tests.import_export.test_systems import write

DATED = "---\ntitle: Boat\ndate: 2020-05-05\n---\n{}\n"


def dated(text: str) -> dict[str, str]:
    return {"content/boat.md": DATED.format(text)}


INPUTS = [
    Input("07", wxr("https://youtu.be/abc\n\nwords"), "wp-1", "content", "](https://youtu.be/abc)"),
    Input("07", wxr('[gallery ids="7,8"] end'), "wp-1", "not_carried", "shortcode [gallery]"),
    Input(
        "07",
        wxr('[sourcecode language="python"]\n<b>\n\n# x\n[/sourcecode]'),
        "wp-1",
        "content",
        "```python\n<b>\n\n# x\n```",
    ),
    Input("07", wxr('[su_box title="T"]Inner[/su_box] end'), "wp-1", "auto_excerpt", "Inner end"),
    Input(
        "07",
        wxr('<iframe src="https://www.youtube.com/embed/abc"></iframe>'),
        "wp-1",
        "content",
        "](https://www.youtube.com/watch?v=abc)",
    ),
    Input("20", page("pubDate: 2020-01-02", "content/boat.md"), "boat", "published_at", "2020-01"),
    Input("20", page("publishedAt: 2020-01-02T10:00:00Z", "content/boat.md"), "boat",
          "published_at", "2020-01-02 10:00"),
    Input("20", page('DATE: "Jan 2, 2020"', "content/boat.md"), "boat", "published_at", "2020-01"),
    Input("20", page("date: tomorrow", "content/boat.md"), "boat", "status", "draft"),
    Input("20", page("date: tomorrow", "content/boat.md"), "boat", "notes", "cannot be read"),
    Input("23", dated("a[^x]\n\n[^x]: One.\n\n    Two."), "boat", "content", "1. One.\n\n   Two."),
    Input("23", dated("a^[in *it*] b"), "boat", "content", "---\n\n1. in *it*"),
    Input("23", dated("a[^1] `[^1]`\n\n[^1]: x\n\n```\n[^1]: y\n```"), "boat", "content",
          "```\n[^1]: y\n```\n\n---\n\n1. x"),
    Input("23", dated("a[^none] [^2]\n\n[^1]: Not used"), "boat", "content", "Not used"),
]  # fmt: skip  # as many in a line as fit


@pytest.mark.parametrize("given", INPUTS, ids=lambda given: f"{given.kind} {given.wanted[:30]}")
def test_an_input(given: Input, tmp_path: Path) -> None:
    posts, _ = found_in(write(tmp_path / "site", given.files))
    post = posts[given.slug]
    holder = post if hasattr(post, given.field) else post.data
    assert given.wanted in str(getattr(holder, given.field)), post


@pytest.mark.parametrize("system", ["wordpress", "ghost", "folder", "long"])
async def test_no_line_is_missing_in_the_report(
    blog: Command, world: World, tmp_path: Path, system: str
) -> None:
    """Sixty things are left out; the two posts come first, and each line is in the file."""
    await world.user("ada")
    many = range(3, 63)
    if system == "wordpress":
        pages = [item(n, kind="nav_menu_item") for n in many]
        path = make_wordpress(tmp_path / "w.xml", item(1, password="x"), item(2), *pages)
        said = ["item 1: it had a password, so it becomes a draft.", "60 nav_menu_items"]
    elif system == "ghost":
        pages_of_ghost = [ghost_post(n, type="page") for n in many]
        first = ghost_post(1, visibility="paid")
        path = make_ghost(tmp_path / "g.json", first, ghost_post(2), *pages_of_ghost)
        said = ["post ghost-1: only members could read it, so it becomes a draft.", "60 pages"]
    else:
        page, long = DATED.format("x"), DATED.format("x" * 100_001)
        files = {"a/1.md": page.replace("2020", "never"), "a/2.md": page, "hugo.toml": ""}
        others = {f"b/{n}.md": long if system == "long" else "No head" for n in many}
        path = write(tmp_path / "site", files | others)
        said = ["a/1.md: its date cannot be read as a date.", "60 files"]
        said[1] = "… and 10 more posts left out" if system == "long" else said[1]
    _, told = await blog("import", path, "--author", "ada")
    assert told.splitlines()[0] == said[0]
    assert said[1] in told
    report = (tmp_path / "import-report.jsonl").read_text().splitlines()
    events = [json.loads(line)["event"] for line in report]
    assert (events.count("imported"), events.count("left_out") >= 60) == (2, True)


async def exported(
    blog: MediaCommand, world: World, content: str, out: Path
) -> tuple[str, set[str]]:
    """Export a post with the content; return its file's text, and the names of the images."""
    await world.post(await world.user("bob"), content=content)
    await blog("export", out)
    (page,) = (out / "posts").iterdir()
    return page.read_text(), {path.name for path in (out / "media").glob("*")}


async def test_an_image_of_a_text_is_exported(
    media_blog: MediaCommand, world: World, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    image = (CASES / "30-export-inline-media/boat.png").read_bytes()
    file = {"file": ("boat.png", image, "image/png")}
    answer = await world.client.post("/api/media", files=file, headers=ada.headers)
    url = answer.json()["url"]
    name = urlsplit(url).path.removeprefix("/media/")
    text, names = await exported(media_blog, world, f"![x]({url})", tmp_path / "out")
    assert f"![x](../media/{name})" in text
    assert names == {name}


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        ("[a]\n\n[a]: {0}", "[a]: ../media/"),
        ("| a |\n|---|\n| ![x]({0}) |", "| ![x](../media/"),
        ("<figure><img src='{0}' alt='x'></figure>", "<img src='../media/"),
        ("[words]({0})", "[words](../media/"),
        ('[![x]({0} "t")](/about)', "[![x](../media/"),
    ],
)
async def test_images_in_other_forms_are_exported(
    media_blog: MediaCommand, world: World, tmp_path: Path, content: str, wanted: str
) -> None:
    name = await world.picture(await world.user("ada"), 1)
    text, names = await exported(
        media_blog, world, content.format(f"{OURS}{name}"), tmp_path / "out"
    )
    assert wanted in text
    assert names <= {name}


@pytest.mark.parametrize(
    ("names", "slugs"),
    [
        (("content/a/post/index.md", "content/b/post/index.md"), {"post", "post-2"}),
        (("content/a/post.md", "content/b/post.md", "content/c/post.md"),
         {"post", "post-2", "post-3"}),
        (("_posts/2020-05-05-post.md", "x/_posts/2020-05-05-post.md"), {"post", "post-2"}),
        (("content/post.md", "content/post.de.md", "content/x/post.md"),
         {"post", "post-2", "post-de"}),
    ],
)  # fmt: skip  # as many in a line as fit
async def test_posts_of_one_slug_and_instant(
    blog: Command, world: World, tmp_path: Path, names: tuple[str, ...], slugs: set[str]
) -> None:
    await world.user("ada")
    files = {name: DATED.format(name) for name in names}
    site = write(tmp_path / "site", files | {"hugo.toml": "[languages.en]\n[languages.de]\n"})
    await blog("import", site, "--author", "ada")
    before = await all_posts(world)
    assert {post["slug"] for post in before} == slugs
    assert {post["content"] for post in before} == set(names)
    again = (await blog("import", site, "--author", "ada"))[1]
    assert again == f"Imported 0 posts; {len(names)} were there already, 0 are left out."
    assert await all_posts(world) == before
