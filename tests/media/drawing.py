"""Pictures, and files that pass for pictures, made for tests."""

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(
    kind: str = "PNG",
    size: tuple[int, int] = (60, 40),
    colour: Any = RED,
    mode: str = "RGB",
    **options: Any,
) -> bytes:
    """One colour everywhere."""
    return saved(Image.new(mode, size, colour), kind, **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def moving(kind: str) -> bytes:
    """Two frames."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def noise(size: tuple[int, int], kind: str = "PNG") -> bytes:
    """What does not compress."""
    return saved(Image.effect_noise(size, 90).convert("RGB"), kind)


def two_halves() -> Image.Image:
    """Red on the left, blue on the right."""
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (20, 0, 40, 20))
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png_bomb(side: int) -> bytes:
    """A few kilobytes that unpack to `side` times `side` pixels of one bit."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    return PNG_SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """A comment that unpacks to many megabytes."""
    text = b"Comment\0\0" + zlib.compress(b"a" * 200_000_000, 9)
    whole = picture()
    return whole[:33] + chunk(b"zTXt", text) + whole[33:]


def jpeg_of_many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    whole = saved(two_halves(), "JPEG", progressive=True)
    start, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:start] + whole[start:end] * scans + whole[end:]


def opened(data: bytes) -> Image.Image:
    """As a reader would see it."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, ...], by: int = 12) -> bool:
    """For formats that lose a little."""
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))
