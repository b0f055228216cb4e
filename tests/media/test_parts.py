"""Images of so many parts that parsing takes seconds are rejected before they are parsed."""

import httpx2
import pytest

from tests.factories import World
from tests.media.conftest import AVATAR, Send
from tests.media.drawing import PNG_SIGNATURE, chunk, picture

HEADER_CHUNK = 25


def png_of_many_chunks(number: int) -> bytes:
    """Return a PNG with so many comments before the pixels."""
    data, end = picture(), len(PNG_SIGNATURE) + HEADER_CHUNK
    return data[:end] + chunk(b"tEXt", b"a\0b") * number + data[end:]


def jpeg_of_many_segments(number: int) -> bytes:
    """Return a JPEG with so many comments before the pixels."""
    data = picture("JPEG")
    return data[:2] + b"\xff\xfe\x00\x02" * number + data[2:]


SORT_MAX = {"png": png_of_many_chunks(100), "jpeg": jpeg_of_many_segments(100)}
MANY = {
    "png": png_of_many_chunks(100_000),
    "jpeg": jpeg_of_many_segments(100_000),
    "fill bytes": b"\xff\xd8" + b"\xff" * 1_000_000,
    "junk": b"\xff\xd8" + b"\x01" * 1_000_000,
}


async def send_to(send: Send, world: World, data: bytes) -> httpx2.Response:
    return await send(await world.user(), data, *AVATAR)


@pytest.mark.parametrize("data", SORT_MAX.values(), ids=SORT_MAX)
async def test_comments_are_no_reason_to_refuse(send: Send, world: World, data: bytes) -> None:
    assert (await send_to(send, world, data)).status_code == 200


@pytest.mark.parametrize("data", MANY.values(), ids=MANY)
async def test_too_many_parts_are_refused(send: Send, world: World, data: bytes) -> None:
    answer = await send_to(send, world, data)
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_too_large")
