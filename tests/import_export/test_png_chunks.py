"""PNG files with a wrong checksum in a part that decoding does not need."""

import struct
import zlib
from pathlib import Path

import pytest

from blog_api.import_export.png_chunks import without_broken_chunks
from tests.factories import World
from tests.import_export.conftest import MediaCommand
from tests.import_export.test_pictures import PAGE
from tests.media.drawing import picture


def chunk(kind: bytes, data: bytes, checksum: int) -> bytes:
    return struct.pack(">I4s", len(data), kind) + data + struct.pack(">I", checksum)


@pytest.mark.parametrize("kind", [b"zTXt", b"tEXt", b"iTXt"])
async def test_a_text_in_an_image_with_a_wrong_checksum(
    media_blog: MediaCommand, world: World, tmp_path: Path, kind: bytes
) -> None:
    """Some versions of draw.io wrote such; browsers skip the text and show the image."""
    await world.user("ada")
    (tmp_path / "site").mkdir()
    image, head = picture("PNG", (9, 8)), 33  # the signature and the header
    broken = image[:head] + chunk(kind, b"mxfile\0\0x", 7) + image[head:]
    (tmp_path / "site" / "a.png").write_bytes(broken)
    (tmp_path / "site" / "a.md").write_text(PAGE.format(title="A", image="a.png"))
    said = await media_blog("import", tmp_path / "site", "--author", "ada")
    assert said == "Imported 1 post; 0 were there already, 0 are left out."
    assert len(await world.execute("SELECT 1 FROM pictures")) == 1


def test_chunks_that_are_needed_or_whole_stay() -> None:
    image = picture("PNG", (9, 8))
    text = chunk(b"tEXt", b"a\0b", zlib.crc32(b"tEXta\0b"))
    for data in (image, image[:33] + text + image[33:], image[:40], b"GIF89a", b"", image[:-1]):
        assert without_broken_chunks(data) == data
    needed = image[:33] + chunk(b"IDAT", b"x", 7) + image[33:]
    assert without_broken_chunks(needed) == needed
