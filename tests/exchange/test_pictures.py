"""Pictures leave with the posts that show them, and come back; other people's come along."""

from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread
import pytest

from blog_api.settings import Settings
from tests.cli.conftest import Run
from tests.exchange.conftest import all_posts
from tests.factories import World
from tests.media.drawing import moving, opened, picture, png_bomb

Command = Callable[..., Awaitable[str]]
PAGE = "---\ntitle: {title}\nimage: {image}\n---\nWords.\n"
OURS = "http://127.0.0.1:8000/media/"


@pytest.fixture
def blog(run: Run, settings: Settings) -> Command:
    """Run a command beside the server, on the same store; what it says at last."""

    async def run_command(*arguments: str | Path) -> str:
        folder = str(settings.blog_data_dir)
        code, said = await anyio.to_thread.run_sync(lambda: run(*arguments, BLOG_DATA_DIR=folder))
        assert code == 0, said
        bars = ("importing", "exporting", "rendering")
        return "\n".join(line for line in said.splitlines() if not line.startswith(bars))

    return run_command


def empty_store(settings: Settings) -> None:
    for path in (settings.blog_data_dir / "media").glob("*"):
        path.unlink()


async def test_the_round_trip_loses_no_picture(
    blog: Command, world: World, settings: Settings, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    urls = []
    for kind in ("PNG", "JPEG", "WEBP"):
        file = {"file": ("a", picture(kind, (300, 200)), "image/png")}
        answer = await world.client.post("/api/media", files=file, headers=ada.headers)
        urls.append(answer.json()["url"])
        await world.post(ada, image_url=urls[-1])
    await world.post(ada, image_url=f"https://example.com/media/{'0' * 64}.png")
    await world.post(ada, image_url=f"{urls[0]}?not=ours")
    before = await all_posts(world)
    shown = [(await world.client.get(urlsplit(url).path)).content for url in urls]
    await blog("export", tmp_path / "out")
    names = {url.removeprefix(OURS) for url in urls}
    assert {path.name for path in (tmp_path / "out" / "media").iterdir()} == names
    await world.execute("DELETE FROM posts")
    await world.execute("DELETE FROM pictures")
    empty_store(settings)
    assert (await blog("import", tmp_path / "out")).splitlines() == [
        "Imported 5 posts; 0 were there already, 0 are left out."
    ]
    assert await all_posts(world) == before
    assert [(await world.client.get(urlsplit(url).path)).content for url in urls] == shown


async def test_pictures_of_other_systems_are_found(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    site = tmp_path / "site"
    places = {
        "content/bundle/index.md": ("cover%20one.png?x=1", "content/bundle/cover one.png"),
        "content/hugo.md": ("/images/a.jpg", "static/images/a.jpg"),
        "_posts/jekyll.md": ("/assets/b.png", "assets/b.png"),
        "src/content/blog/astro.md": ("../../assets/c.webp", "src/assets/c.webp"),
        "deep/er/root.md": ("img/d.png", "img/d.png"),
    }
    for number, (page, (image, file)) in enumerate(places.items()):
        for path in (site / page, site / file):
            path.parent.mkdir(parents=True, exist_ok=True)
        (site / page).write_text(PAGE.format(title=f"Post {number}", image=image))
        kind = {"g": "PNG", "p": "WEBP"}[file[-1]] if not file.endswith("jpg") else "JPEG"
        (site / file).write_bytes(picture(kind, (20 + number, 9)))
    said = await blog("import", site, "--author", "ada")
    assert said == "Imported 5 posts; 0 were there already, 0 are left out."
    for post in await all_posts(world):
        assert post["image_url"].startswith(OURS)
        served = await world.client.get(urlsplit(post["image_url"]).path)
        number = int(str(post["title"]).removeprefix("Post "))
        assert opened(served.content).size == (20 + number, 9)
    again = await blog("import", site, "--author", "ada")
    assert again == "Imported 0 posts; 5 were there already, 0 are left out."


async def test_what_is_no_picture_is_told_and_left_out(
    blog: Command, world: World, settings: Settings, tmp_path: Path
) -> None:
    await world.user("ada")
    site, outside = tmp_path / "site", tmp_path / "outside.png"
    site.mkdir()
    outside.write_bytes(picture())
    (site / "link.png").symlink_to(outside)
    (site / "bomb.png").write_bytes(png_bomb(7_000))
    (site / "moving.png").write_bytes(moving("PNG"))
    (site / "words.png").write_text("words")
    forged = f"{'0' * 64}.png"
    (site / forged).write_bytes(picture())
    images = ("../outside.png", "link.png", "bomb.png", "moving.png", "words.png", "gone.png")
    for image in (*images, forged, "data:image/png;base64,AAAA", "//[x", "//example.com/a.png"):
        page = site / f"{image.strip('./').replace('/', '-')[:20]}.md"
        page.write_text(PAGE.format(title="x", image=f"'{image}'"))
    empty_store(settings)
    for arguments in (("--dry-run",), ()):
        said = await blog("import", site, "--author", "ada", *arguments)
        for name in ("bomb.png", "moving.png", "words.png", forged):
            assert f"its picture '{name}' is left out: The " in said
        for name in ("../outside.png", "link.png", "gone.png", "//[x"):
            assert f"its picture '{name}' is no web address and is left out" in said
    assert {post["image_url"] for post in await all_posts(world)} == {None}
    assert await world.execute("SELECT * FROM pictures") == []


async def test_a_rehearsal_keeps_nothing(
    blog: Command, world: World, settings: Settings, tmp_path: Path
) -> None:
    await world.user("ada")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.png").write_bytes(picture())
    (tmp_path / "site" / "a.md").write_text(PAGE.format(title="A", image="a.png"))
    empty_store(settings)
    rehearsed = await blog("import", tmp_path / "site", "--author", "ada", "--dry-run")
    assert rehearsed == "Would import 1 posts; 0 were there already, 0 are left out."
    assert await world.execute("SELECT * FROM pictures") == []
    assert list((settings.blog_data_dir / "media").glob("*")) == []
