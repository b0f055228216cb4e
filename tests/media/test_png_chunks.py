"""PNG files with a wrong checksum in a part that decoding does not need: uploads, and the bytes."""

import struct

import pytest

from blog_api.media.png_chunks import without_broken_chunks
from tests.factories import World
from tests.media.conftest import BOTH, Files, Send
from tests.media.drawing import chunk, picture

HEAD = 33  # bytes of the signature and the header of a PNG


def damaged_chunk(kind: bytes, data: bytes) -> bytes:
    return chunk(kind, data)[:-4] + struct.pack(">I", 7)


@pytest.mark.parametrize("upload", BOTH)
@pytest.mark.parametrize("kind", [b"zTXt", b"tEXt", b"iTXt"])
async def test_a_text_with_a_wrong_checksum(
    world: World, send: Send, files: Files, upload: tuple[str, str], kind: bytes
) -> None:
    """An import of the same file has the same name, and so the same address."""
    image = picture("PNG", (9, 8))
    broken = image[:HEAD] + damaged_chunk(kind, b"mxfile\0\0x") + image[HEAD:]
    ada = await world.user("ada")
    answer = await send(ada, broken, *upload)
    assert answer.is_success, answer.text
    stored = files()
    assert (await send(ada, image, *upload)).is_success
    assert (len(stored), files()) == (1, stored)


def test_chunks_that_are_needed_or_whole_stay() -> None:
    image = picture("PNG", (9, 8))
    text = chunk(b"tEXt", b"a\0b")
    for data in (image, image[:HEAD] + text + image[HEAD:], image[:40], b"GIF89a", b"", image[:-1]):
        assert without_broken_chunks(data) is data
    needed = image[:HEAD] + damaged_chunk(b"IDAT", b"x") + image[HEAD:]
    assert without_broken_chunks(needed) is needed


def test_each_damaged_chunk_is_removed() -> None:
    image, end = picture("PNG", (9, 8)), -12
    text, damaged = chunk(b"tEXt", b"a\0b"), damaged_chunk(b"iTXt", b"c")
    before, after = image[:HEAD] + damaged + damaged + text + image[HEAD:end], damaged + image[end:]
    assert without_broken_chunks(before + after) == image[:HEAD] + text + image[HEAD:]
