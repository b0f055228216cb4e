"""Unsupported and oversized images are rejected with a clear error, and leave no file."""

from collections.abc import Callable
from functools import partial

import httpx2
import pytest

from tests.factories import World
from tests.media.conftest import BOTH, Files, Send, rows
from tests.media.drawing import (
    jpeg_of_many_scans,
    jpeg_of_separate_scans,
    moving,
    noise,
    picture,
    png_bomb,
    png_text_bomb,
    saved,
    two_halves,
)

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAYLOAD = b"<script>alert('canary')</script><?php system($_GET[0]); ?>"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (bytes, "picture_not_readable"),
    "html": (lambda: b"<!doctype html><script>alert(1)</script>", "picture_not_readable"),
    "svg": (lambda: SVG, "picture_not_readable"),
    "pdf": (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", "picture_not_readable"),
    "gif": (partial(picture, "GIF"), "picture_not_readable"),
    "moving gif": (partial(moving, "GIF"), "picture_not_readable"),
    "bmp": (partial(picture, "BMP"), "picture_not_readable"),
    "tiff": (partial(picture, "TIFF"), "picture_not_readable"),
    "ico": (partial(picture, "ICO"), "picture_not_readable"),
    "zip": (lambda: b"PK\x03\x04" + b"\0" * 100, "picture_not_readable"),
    "only the beginning": (lambda: b"\x89PNG\r\n\x1a\n", "picture_not_readable"),
    "gif before png": (lambda: b"GIF89a" + picture(), "picture_not_readable"),
    "truncated png": (lambda: picture(size=(500, 500))[:-60], "picture_not_readable"),
    "truncated jpeg": (lambda: saved(two_halves(), "JPEG")[:-80], "picture_not_readable"),
    "truncated webp": (lambda: picture("WEBP", (200, 200))[:-30], "picture_not_readable"),
    "broken png": (
        lambda: noise((90, 90)).replace(b"IDAT", b"IDAT" + b"\xff" * 50),
        "picture_not_readable",
    ),
    "comment bomb": (png_text_bomb, "picture_not_readable"),
    "moving png": (partial(moving, "PNG"), "picture_animated"),
    "moving webp": (partial(moving, "WEBP"), "picture_animated"),
    "bomb of 49 megapixels": (partial(png_bomb, 7_000), "picture_too_large"),
    "bomb of 100 megapixels": (partial(png_bomb, 10_000), "picture_too_large"),
    "bomb of 900 megapixels": (partial(png_bomb, 30_000), "picture_too_large"),
    "png of 25 megapixels": (partial(png_bomb, 5_000), "picture_too_large"),
    "progressive jpeg of 42 megapixels": (
        partial(picture, "JPEG", (6_500, 6_500), quality=1, progressive=True),
        "picture_too_large",
    ),
    "jpeg of 42 megapixels in separate scans": (
        partial(jpeg_of_separate_scans, (6_500, 6_500)),
        "picture_too_large",
    ),
    "jpeg of 101 megapixels": (
        partial(picture, "JPEG", (10_100, 10_000), quality=1),
        "picture_too_large",
    ),
    "moving avif": (partial(moving, "AVIF"), "picture_animated"),
    "endless scans": (partial(jpeg_of_many_scans, 500), "picture_too_large"),
}
PART = b'--x\r\nContent-Disposition: form-data; name="canary"\r\n\r\ncanary\r\n'
UNREADABLE: dict[str, tuple[str, bytes]] = {
    "no boundary": ("", b"canary"),
    "another boundary": ("; boundary=x", b"--canary\r\n"),
    "no name": ("; boundary=x", b"--x\r\nContent-Disposition: canary\r\n\r\n\r\n--x--\r\n"),
    "too many fields": ("; boundary=x", PART * 11 + b"--x--\r\n"),
    "no end": ("; boundary=x", PART),
    "no charset of texts": ("; boundary=x; charset=undefined", PART + b"--x--\r\n"),
}


@pytest.mark.parametrize("upload", BOTH)
@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_no_picture_is_refused(
    world: World, send: Send, files: Files, upload: tuple[str, str], name: str
) -> None:
    make, code = REFUSED[name]
    answer = await send(await world.user(), make(), *upload)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (files(), await rows(world)) == (set(), [])


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_polyglot_loses_its_other_side(
    world: World, send: Send, fetch: Send, kind: str
) -> None:
    data = picture(kind) + PAYLOAD
    answer = await send(await world.user(), data, media_type="text/html", name="x.php")
    assert answer.status_code == 201
    shown = await fetch(answer.json()["url"])
    assert b"canary" not in shown.content
    assert shown.headers["content-type"] == f"image/{kind.lower()}"


@pytest.mark.parametrize("claimed", ["text/html", "image/gif", "image/jpeg", "", "nonsense"])
async def test_what_it_is_called_does_not_matter(world: World, send: Send, claimed: str) -> None:
    answer = await send(
        await world.user(), picture(), media_type=claimed, name="../../../etc/passwd\r\nX: y"
    )
    assert answer.json()["media_type"] == "image/png"


@pytest.mark.parametrize("upload", BOTH)
async def test_the_form_has_one_file_and_nothing_else(
    client: httpx2.AsyncClient, world: World, upload: tuple[str, str]
) -> None:
    headers = (await world.user()).headers
    file = ("a.png", picture(), "image/png")
    missing = await client.request(*upload, files={"canary": file}, headers=headers)
    assert missing.json()["errors"] == [
        {"loc": ["body", "file"], "msg": "Field required", "type": "missing"}
    ]
    text = await client.request(*upload, files={"file": (None, "canary")}, headers=headers)
    twice = await client.request(*upload, files=[("file", file), ("file", file)], headers=headers)
    more = await client.request(
        *upload, files={"file": file}, data={"canary": "canary"}, headers=headers
    )
    for answer in (missing, text, twice, more):
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
        assert "canary" not in answer.text


@pytest.mark.parametrize("upload", BOTH)
async def test_only_a_form_is_taken(
    client: httpx2.AsyncClient, world: World, upload: tuple[str, str]
) -> None:
    headers = (await world.user()).headers
    for media_type in ("image/png", "application/json", "application/x-www-form-urlencoded", ""):
        answer = await client.request(
            *upload, content=picture(), headers=headers | {"Content-Type": media_type}
        )
        assert (answer.status_code, answer.json()["code"]) == (415, "unsupported_media_type")


@pytest.mark.parametrize("upload", BOTH)
@pytest.mark.parametrize("name", UNREADABLE)
async def test_a_form_that_cannot_be_read_is_malformed(
    client: httpx2.AsyncClient, world: World, upload: tuple[str, str], name: str
) -> None:
    parameters, body = UNREADABLE[name]
    headers = {"Content-Type": f"multipart/form-data{parameters}"}
    answer = await client.request(
        *upload, content=body, headers=(await world.user()).headers | headers
    )
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
    assert [error["loc"][0] for error in answer.json()["errors"]] == ["body"]
    assert "canary" not in answer.text


@pytest.mark.parametrize("upload", BOTH)
async def test_nobody_uploads_before_logging_in(
    client: httpx2.AsyncClient, upload: tuple[str, str]
) -> None:
    large = {"file": ("a.png", b"\0" * 6_000_000, "image/png")}
    answer = await client.request(*upload, files=large)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


async def test_a_picture_as_large_as_is_allowed(world: World, send: Send) -> None:
    answer = await send(await world.user(), png_bomb(4_896))
    assert (answer.status_code, answer.json()["width"]) == (201, 2048)


@pytest.mark.parametrize(
    "name",
    [
        "0" * 64 + ".png",
        "..%2f..%2f.env",
        "%2e%2e/development_key.pem",
        "a.png",
        "%00.png",
        "0" * 64 + ".svg",
        "A" * 64 + ".png",
        "0" * 64,
    ],
)
async def test_no_other_name_is_served(client: httpx2.AsyncClient, name: str) -> None:
    answer = await client.get(f"/media/{name}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
