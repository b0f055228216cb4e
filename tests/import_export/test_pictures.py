"""Images in exports and imports: those of this blog, and those of other systems."""

import zipfile
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import anyio.to_thread
import pytest

from blog_api.cli.database import PATIENT
from blog_api.import_export.image_files import ImageFiles
from blog_api.media import folder_id
from blog_api.settings import Settings
from tests.cli.conftest import Run
from tests.factories import World
from tests.import_export.conftest import MediaCommand as Command
from tests.import_export.conftest import all_posts
from tests.import_export.sources import item, make_wordpress
from tests.media.drawing import moving, opened, picture, png_bomb

PAGE = "---\ntitle: {title}\ndate: 2020-01-02\nimage: {image}\n---\nWords.\n"
OURS = "http://127.0.0.1:8000/media/"


@pytest.fixture
def blog(media_blog: Command) -> Command:
    """Return a function that runs a command on the server's media store: its last output."""
    return media_blog


def empty_store(settings: Settings) -> None:
    """Remove the images, not the id of their folder: without it the store is another blog's."""
    for path in (settings.blog_data_dir / "media").glob("*"):
        if path.name != folder_id.FILE:
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
    before = await all_posts(world)
    shown = [(await world.client.get(urlsplit(url).path)).content for url in urls]
    await blog("export", tmp_path / "out")
    names = {url.removeprefix(OURS) for url in urls}
    assert {path.name for path in (tmp_path / "out" / "media").iterdir()} == names
    await world.execute("DELETE FROM posts")
    await world.execute("DELETE FROM pictures")
    empty_store(settings)
    assert (await blog("import", tmp_path / "out")).splitlines() == [
        "Imported 4 posts; 0 were there already, 0 are left out."
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
        "Notes/obsidian.md": ("e.png", "Attachments/deep/E.png"),
        "content/bundle-2/index.md": ("f.avif", "content/bundle-2/f.avif"),
    }
    for number, (page, (image, file)) in enumerate(places.items()):
        for path in (site / page, site / file):
            path.parent.mkdir(parents=True, exist_ok=True)
        (site / page).write_text(PAGE.format(title=f"Post {number}", image=image))
        kind = (
            {"g": "PNG", "p": "WEBP", "f": "AVIF"}[file[-1]] if not file.endswith("jpg") else "JPEG"
        )
        (site / file).write_bytes(picture(kind, (20 + number, 9)))
    said = await blog("import", site, "--author", "ada")
    assert said == "Imported 7 posts; 0 were there already, 0 are left out."
    for post in await all_posts(world):
        assert post["image_url"].startswith("/media/")
        served = await world.client.get(urlsplit(post["image_url"]).path)
        number = int(str(post["title"]).removeprefix("Post "))
        assert opened(served.content).size == (20 + number, 9)
    again = await blog("import", site, "--author", "ada")
    assert again == "Imported 0 posts; 7 were there already, 0 are left out."


def test_the_nearest_image_whose_path_ends_in_the_address(tmp_path: Path) -> None:
    names = ("one/a.png", "one/b.png", "two/b.png", "old/site/i/c.png", "new/site/i/c.png")
    for name in (*names, ".trash/a.png", "one/i/d.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).touch()
    files = ImageFiles([tmp_path], None, tmp_path)
    wanted: dict[tuple[str, str], str | None] = {
        ("a.png", "notes"): "one/a.png", ("/pictures/a.png", "notes"): None,
        ("b.png", "notes"): None, ("/i/c.png", "new/site/blog"): "new/site/i/c.png",
        ("../i/c.png", "old/posts"): "old/site/i/c.png", ("i/c.png", "notes"): None,
        ("I/D.png", "notes"): "one/i/d.png",
    }  # fmt: skip  # as many in a line as fit
    for (address, folder), near in wanted.items():
        found = files.find(address, tmp_path / folder)
        assert found == (tmp_path / near if near else None), address
    assert ImageFiles([tmp_path], None).find("a.png", tmp_path) is None


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
        for name in ("bomb.png", "words.png", forged):
            assert f"its image '{name}' is not imported: The " in said
        assert "its image 'moving.png' is not imported: It is animated.\n" in said
        assert ".." not in said.replace("'../", "")
        for name in ("../outside.png", "link.png", "gone.png", "//[x"):
            assert f"its image '{name}' is neither in the source nor a web address" in said
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
    assert rehearsed == "Would import 1 post; 0 were there already, 0 are left out."
    assert await world.execute("SELECT * FROM pictures") == []
    left = {path.name for path in (settings.blog_data_dir / "media").glob("*")}
    assert left <= {folder_id.FILE}


async def test_a_rehearsal_may_pause_for_images(
    blog: Command, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A dry run is one transaction, and encodes images between its statements."""
    await world.user("ada")
    monkeypatch.setitem(PATIENT, "idle_in_transaction_session_timeout", "100ms")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "a.png").write_bytes(picture("PNG", (4_000, 3_000)))
    (tmp_path / "site" / "a.md").write_text(PAGE.format(title="A", image="a.png"))
    said = await blog("import", tmp_path / "site", "--author", "ada", "--dry-run")
    assert said == "Would import 1 post; 0 were there already, 0 are left out."


async def test_the_round_trip_loses_no_picture_of_a_text(
    blog: Command, world: World, settings: Settings, tmp_path: Path
) -> None:
    ada = await world.user("ada")
    names = [await world.picture(ada, shade) for shade in (1, 2, 3, 4)]
    gone = f"{OURS}{'0' * 64}.png"
    await world.post(
        ada,
        content=(
            f"![a]({OURS}{names[0]}) and <img src='{OURS}{names[1]}'>\n\n"
            f'[![b](/media/{names[2]})]({OURS}{names[3]} "t")\n\n![gone]({gone})'
        ),
    )
    before = await all_posts(world)
    await blog("export", tmp_path / "out")
    assert {path.name for path in (tmp_path / "out" / "media").iterdir()} == set(names)
    (page,) = (tmp_path / "out" / "posts").iterdir()
    assert f"![a](../media/{names[0]})" in page.read_text()
    await world.execute("DELETE FROM posts")
    await world.execute("DELETE FROM pictures")
    empty_store(settings)
    await blog("import", tmp_path / "out")
    assert await all_posts(world) == before
    assert {path.name for path in (settings.blog_data_dir / "media").glob("*")} >= set(names)


async def test_pictures_of_an_upload_folder_come_along(
    blog: Command, world: World, tmp_path: Path
) -> None:
    """WordPress writes absolute addresses, and the size into the names of smaller copies."""
    await world.user("ada")
    uploads = tmp_path / "uploads" / "2015" / "06"
    uploads.mkdir(parents=True)
    (uploads / "boat.png").write_bytes(picture("PNG", (30, 20)))
    old = "https://example.com/wp-content/uploads/2015/06/"
    content = f'<a href="{old}boat.png"><img src="{old}boat-300x200.png" alt="x"></a>'
    path = make_wordpress(tmp_path / "wordpress.xml", item(1, content=content))
    site = ("--site", "http://www.example.com", "--media", tmp_path / "uploads")
    await blog("import", path, *site)
    (post,) = await all_posts(world)
    assert post["content"].count(OURS) == 2
    assert old not in post["content"]


async def test_pictures_come_out_of_a_zip_archive(
    blog: Command, world: World, tmp_path: Path
) -> None:
    await world.user("ada")
    with zipfile.ZipFile(tmp_path / "site.zip", "w") as archive:
        archive.writestr("_posts/2020-01-02-a.md", "---\ntitle: A\n---\n![a](/img/a.png)\n")
        archive.writestr("img/a.png", picture("PNG", (3, 3)))
        archive.writestr("../evil.md", "---\ntitle: Evil\n---\n")
    said = await blog("import", tmp_path / "site.zip", "--author", "ada")
    assert said == "Imported 1 post; 0 were there already, 0 are left out."
    (post,) = await all_posts(world)
    assert post["content"].startswith(f"![a]({OURS}")
    assert not (tmp_path / "evil.md").exists()
    again = await blog("import", tmp_path / "site.zip", "--author", "ada")
    assert again.startswith("Imported 0 posts; 1 was there already")


async def test_an_import_without_a_public_address_says_where_images_lead(
    run: Run, world: World, settings: Settings, tmp_path: Path
) -> None:
    """On a server with another address, no reader could load them."""
    await world.user("ada")
    (tmp_path / "boat.png").write_bytes(picture())
    (tmp_path / "boat.md").write_text(PAGE.format(title="Boat", image="boat.png"))
    (tmp_path / "sail.md").write_text("---\ntitle: Sail\n---\nWords.\n")
    said = []
    for given in ({}, {"PUBLIC_URL": "https://blog.example"}):
        of_server = {"BLOG_DATA_DIR": str(settings.blog_data_dir), **given}
        arguments = ("import", tmp_path, "--author", "ada", "--dry-run")
        code, text = await anyio.to_thread.run_sync(partial(run, *arguments, **of_server))
        assert code == 0, text
        said.append("PUBLIC_URL is not set: addresses of images begin with http://127" in text)
    assert said == [True, False]
