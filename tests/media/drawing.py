"""Images for tests, and other files disguised as images."""

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
    return saved(Image.new(mode, size, colour), kind, **options)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def moving(kind: str) -> bytes:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, BLUE)]
    return saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)


def noise(size: tuple[int, int], kind: str = "PNG") -> bytes:
    """Return an incompressible image."""
    return saved(Image.effect_noise(size, 90).convert("RGB"), kind)


def two_halves() -> Image.Image:
    image = Image.new("RGB", (40, 20), RED)
    image.paste(BLUE, (20, 0, 40, 20))
    return image


def chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def png_bomb(side: int) -> bytes:
    """Return a few kilobytes that decompress to `side` times `side` pixels of one bit."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side // 8 + 1) * side), 9)
    return PNG_SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_text_bomb() -> bytes:
    """Return a comment that decompresses to many megabytes."""
    text = b"Comment\0\0" + zlib.compress(b"a" * 200_000_000, 9)
    whole = picture()
    return whole[:33] + chunk(b"zTXt", text) + whole[33:]


def jpeg_of_separate_scans(size: tuple[int, int]) -> bytes:
    """Return a sequential JPEG of a scan for each component: only the first, of one component."""
    whole = picture("JPEG", size)
    at = whole.index(b"\xff\xda")
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00"
    return whole[:at] + scan + whole[at + 14 :]


def jpeg_of_many_scans(scans: int) -> bytes:
    """Return a progressive JPEG that repeats its last scan."""
    whole = saved(two_halves(), "JPEG", progressive=True)
    start, end = whole.rindex(b"\xff\xda"), whole.rindex(b"\xff\xd9")
    return whole[:start] + whole[start:end] * scans + whole[end:]


def opened(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def near(pixel: Any, colour: tuple[int, ...], by: int = 12) -> bool:
    """Compare with a tolerance for lossy formats."""
    return all(abs(a - b) <= by for a, b in zip(pixel, colour, strict=True))
