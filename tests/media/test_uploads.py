"""Uploads: images are re-encoded, named by their content, and cached for ever."""

import hashlib
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from PIL import Image

from tests.factories import World
from tests.media.conftest import AVATAR, BOTH, Files, Send, rows
from tests.media.drawing import BLUE, RED, near, noise, opened, picture, saved, two_halves

ENDINGS = {
    "PNG": ("png", "image/png"),
    "JPEG": ("jpg", "image/jpeg"),
    "WEBP": ("webp", "image/webp"),
}
ROTATED = Image.Exif()
ROTATED[0x0112] = 6  # rotate by a quarter to the right to see it upright
ROTATED[0x010E] = "canary description"
MODES: dict[str, tuple[bytes, tuple[int, ...]]] = {
    "CMYK": (picture("JPEG", mode="CMYK", colour=(0, 255, 255, 0)), (255, 0, 0)),
    "grey": (picture("JPEG", mode="L", colour=90), (90,)),
    "grey PNG": (picture(mode="L", colour=90), (90,)),
    "grey WebP, which has no grey": (picture("WEBP", mode="L", colour=90), (90, 90, 90)),
    "one bit": (picture(mode="1", colour=1), (255,)),
    "16 bit": (picture(mode="I;16", colour=40_000), (156,)),
    "palette": (saved(Image.new("RGB", (9, 9), RED).quantize(4), "PNG"), RED),
    "palette, clear": (
        saved(Image.new("RGB", (9, 9), RED).quantize(4), "PNG", transparency=0),
        (*RED, 0),
    ),
    "grey, clear": (picture(mode="LA", colour=(90, 128)), (90, 128)),
    "clear": (picture(mode="RGBA", colour=(*BLUE, 128)), (*BLUE, 128)),
    "clear WebP": (picture("WEBP", mode="RGBA", colour=(*BLUE, 128)), (*BLUE, 128)),
}


@pytest.mark.parametrize("kind", ENDINGS)
async def test_a_picture_is_taken_and_served(
    world: World, send: Send, fetch: Send, kind: str
) -> None:
    ending, media_type = ENDINGS[kind]
    answer = await send(await world.user(), picture(kind))
    assert answer.status_code == 201
    made = answer.json()
    shown = await fetch(made["url"])
    name = f"{hashlib.sha256(shown.content).hexdigest()}.{ending}"
    assert made == {
        "url": f"http://127.0.0.1:8000/media/{name}",
        "width": 60,
        "height": 40,
        "size": len(shown.content),
        "media_type": media_type,
    }
    assert answer.headers["location"] == f"/media/{name}"
    assert shown.headers["content-type"] == media_type
    assert shown.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert shown.headers["x-content-type-options"] == "nosniff"
    assert (opened(shown.content).format, opened(shown.content).size) == (kind, (60, 40))


async def test_who_has_it_needs_it_no_more(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send
) -> None:
    url = (await send(await world.user(), picture())).json()["url"]
    shown = await fetch(url)
    again = await fetch(url, **{"If-None-Match": shown.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == shown.headers["cache-control"]
    assert (await fetch(url, **{"If-None-Match": '"another"'})).status_code == 200
    head = await client.head(urlsplit(url).path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == str(len(shown.content))


async def test_an_avatar_is_in_the_profile_and_in_posts(
    client: httpx2.AsyncClient, world: World, send: Send, fetch: Send
) -> None:
    ada = await world.user()
    post = await world.post(ada)
    answer = await send(ada, picture(size=(2000, 1000)), *AVATAR)
    assert answer.status_code == 200
    url = answer.json()["avatar_url"]
    assert opened((await fetch(url)).content).size == (512, 256)
    profile = (await client.get(f"/api/users/{ada.id}")).json()
    author = (await client.get(f"/api/posts/{post['id']}")).json()["author"]
    assert profile["avatar_url"] == author["avatar_url"] == url


async def test_the_next_avatar_takes_the_place_of_the_last(
    client: httpx2.AsyncClient,
    world: World,
    send: Send,
    fetch: Send,
    files: Files,
) -> None:
    ada = await world.user()
    first = (await send(ada, picture(colour=RED), *AVATAR)).json()["avatar_url"]
    second = (await send(ada, picture(colour=BLUE), *AVATAR)).json()["avatar_url"]
    assert first != second
    assert (await fetch(first)).status_code == 404
    assert files() == {second.rpartition("/")[2]}
    for _ in range(2):
        answer = await client.delete("/api/users/me/avatar", headers=ada.headers)
        assert answer.status_code == 204
    me = await client.get("/api/users/me", headers=ada.headers)
    assert me.json()["avatar_url"] is None
    assert (await fetch(second)).status_code == 404
    assert (files(), await rows(world)) == (set(), [])


async def test_a_post_shows_what_was_uploaded(
    client: httpx2.AsyncClient, world: World, send: Send
) -> None:
    ada = await world.user()
    url = (await send(ada, picture())).json()["url"]
    post = await world.post(ada, image_url=url)
    assert (await client.get(f"/api/posts/{post['id']}")).json()["image_url"] == url


async def test_the_same_picture_is_one_file(world: World, send: Send, files: Files) -> None:
    ada = await world.user()
    first = await send(ada, picture())
    assert (await send(ada, picture())).json() == first.json()
    assert (await send(await world.user(), picture())).json() == first.json()
    assert len(files()) == 1
    assert len(await rows(world)) == 2


@pytest.mark.parametrize("size", [(3000, 1500), (1500, 3000), (2048, 2048), (1, 1)])
async def test_what_is_large_is_made_smaller(
    world: World, send: Send, size: tuple[int, int]
) -> None:
    made = (await send(await world.user(), picture(size=size))).json()
    factor = min(1, 2048 / max(size))
    assert (made["width"], made["height"]) == tuple(round(side * factor) for side in size)


@pytest.mark.parametrize("name", MODES)
async def test_every_mode_comes_out_as_plain_colours(
    world: World, send: Send, fetch: Send, name: str
) -> None:
    data, colour = MODES[name]
    answer = await send(await world.user(), data)
    assert answer.status_code == 201, answer.text
    shown = opened((await fetch(answer.json()["url"])).content)
    assert shown.mode == ("L", "LA", "RGB", "RGBA")[len(colour) - 1]
    pixel = shown.getpixel((4, 4))
    assert near(pixel if isinstance(pixel, tuple) else (pixel,), colour), pixel


@pytest.mark.parametrize("upload", BOTH)
@pytest.mark.parametrize("kind", ENDINGS)
async def test_it_is_upright_and_tells_nothing_of_its_owner(
    world: World, send: Send, fetch: Send, upload: tuple[str, str], kind: str
) -> None:
    extra: dict[str, Any] = {"JPEG": {"comment": b"canary comment"}}.get(kind, {})
    profile = b"canary profile" * 10
    data = saved(two_halves(), kind, exif=ROTATED, icc_profile=profile, **extra)
    assert b"canary" in data
    made = (await send(await world.user(), data, *upload)).json()
    shown = await fetch(made.get("url") or made["avatar_url"])
    assert b"canary" not in shown.content
    image = opened(shown.content)
    assert (image.size, dict(image.getexif())) == ((20, 40), {})
    assert near(image.getpixel((10, 4)), RED, 40)
    assert near(image.getpixel((10, 36)), BLUE, 40)


async def test_the_largest_file_passes_and_one_byte_more_does_not(world: World, send: Send) -> None:
    """Bytes after the end of an image are ignored, but count."""
    data, ada = noise((1000, 1000)), await world.user()
    for method, path in (AVATAR, ("POST", "/api/media")):
        filled = data + b"\0" * (5_242_880 - len(data))
        assert (await send(ada, filled, method, path)).is_success
        answer = await send(ada, filled + b"\0", method, path)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
        answer = await send(ada, filled + b"\0" * 20_000, method, path)
        assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
