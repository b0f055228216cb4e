"""Memory, rendering and images: one client must not exhaust shared resources."""

import asyncio
import secrets
import time
import zlib
from io import BytesIO
from typing import Final

from PIL import Image

from tests.cost.makers import repeat
from tests.faults.api import Api
from tests.faults.finding import Finding, exactly, within
from tests.faults.ground import Ground
from tests.faults.people import Headers, login_form, register
from tests.faults.starving import timed
from tests.faults.usage import resident_megabytes
from tests.faults.wire import Answer, Caller, request

SLOW_READERS: Final = 40
SLOW_READERS_S: Final = 5
RENDERINGS: Final = 8
IMAGES: Final = 12
PNG_HEADER: Final = 33  # bytes of the signature and of the first chunk, IHDR
LOGIN: Final = "/api/auth/login"


async def hold_images(ground: Ground, sockets: int) -> Finding:
    """Run clients that request one large image and read nothing."""
    async with ground.staffed() as (api, staff):
        assert api.process is not None
        url = await upload(api, staff.author, palette_noise())
        before = resident_megabytes(api.process.pid)
        callers = [Caller(api.port, {}) for _ in range(sockets)]
        most = before
        try:
            for caller in callers:
                await caller.send(request("GET", url, None, {}))
            for _ in range(SLOW_READERS_S * 10):
                await asyncio.sleep(0.1)
                most = max(most, resident_megabytes(api.process.pid))
        finally:
            for caller in callers:
                caller.vanish()
    return Finding(
        f"{sockets} clients that ask for one image of several megabytes and read nothing",
        [within("memory", most - before, 150, " MB")],
    )


def palette_noise() -> bytes:
    """Return an image of about four megabytes that becomes twelve when it is re-encoded."""
    image = Image.effect_noise((2_000, 2_000), 90).convert("L")
    image.putpalette(secrets.token_bytes(768))
    buffer = BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def blank_image(pixels: int, shade: int) -> bytes:
    """Return an image of few bytes and many pixels."""
    side = int(pixels**0.5)
    buffer = BytesIO()
    Image.new("L", (side, side), shade).save(buffer, "PNG")
    return buffer.getvalue()


def another_copy(png: bytes, comment: str) -> bytes:
    """Return the same picture with other bytes: a comment after the header (PNG §11.3.3.3)."""
    chunk = b"tEXtComment\0" + comment.encode()
    length, checksum = len(chunk) - 4, zlib.crc32(chunk)
    added = length.to_bytes(4) + chunk + checksum.to_bytes(4)
    return png[:PNG_HEADER] + added + png[PNG_HEADER:]


async def upload(api: Api, headers: Headers, data: bytes) -> str:
    """Upload an image; return its path."""
    answer = await send_image(api, headers, data)
    assert answer.status == 201, answer.body
    return "/media/" + str(answer.json["url"]).rpartition("/")[2]


async def send_image(
    api: Api, headers: Headers, data: bytes, method: str = "POST", path: str = "/api/media"
) -> Answer:
    """Send a form with one file."""
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n'
    body = head + data + b"\r\n--x--\r\n"
    named = headers | {
        "Content-Type": "multipart/form-data; boundary=x",
        "Content-Length": str(len(body)),
    }
    async with Caller(api.port, {}) as caller:
        await caller.send(request(method, path, None, named) + body)
        return await caller.receive()


async def crowd_renderers(ground: Ground, posts: int) -> Finding:
    """Render one author's hostile posts while another writes an ordinary one."""
    words = repeat("[a](<b> *c_ ", 100_000)
    async with ground.staffed() as (api, staff), Caller(api.port, {}) as caller:
        other = await log_in_new(caller)
        hostile = [
            asyncio.create_task(
                timed(
                    api.port,
                    "POST",
                    "/api/posts",
                    body={"title": f"Hostile {number}", "content": words},
                    headers=staff.author,
                )
            )
            for number in range(posts)
        ]
        await asyncio.sleep(0.3)
        body = {"title": "Ordinary", "content": repeat("Some *words* and [a](b).\n\n", 8_000)}
        ordinary = await timed(api.port, "POST", "/api/posts", body=body, headers=other)
        await asyncio.gather(*hostile)
    return Finding(
        f"{posts} posts of 100,000 characters of links by one author, one of 8,000 by another",
        [
            exactly("the other's status", ordinary.answer.status, 201),
            within("the other's post in", ordinary.seconds, 1),
        ],
    )


async def log_in_new(caller: Caller, **headers: str) -> Headers:
    """Register a user and log in."""
    name = (await register(caller))["username"]
    answer = await caller.call("POST", LOGIN, login_form(name), **headers)
    return {"Authorization": f"Bearer {answer.json['access_token']}"}


async def crowd_images(ground: Ground, images: int) -> Finding:
    """Upload twelve small files of 40 megapixels each by one user, one avatar by another."""
    async with ground.staffed() as (api, staff), Caller(api.port, {}) as caller:
        other = await log_in_new(caller)
        hostile = [
            asyncio.create_task(send_image(api, staff.author, blank_image(39_000_000, shade)))
            for shade in range(images)
        ]
        await asyncio.sleep(0.5)
        began = time.monotonic()
        answer = await send_image(
            api, other, blank_image(4_000_000, 9), "PUT", "/api/users/me/avatar"
        )
        seconds = time.monotonic() - began
        await asyncio.gather(*hostile, return_exceptions=True)
    return Finding(
        f"{images} images of 39 megapixels by one user, one of 4 by another",
        [
            exactly("the other's status", answer.status, 200),
            within("the other's image in", seconds, 5),
        ],
    )
