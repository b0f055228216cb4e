"""Images of few bytes and many pixels, frames or chunks."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, Final

from PIL import Image

from tests.media.drawing import moving, png_bomb
from tests.media.test_parts import jpeg_of_many_segments, png_of_many_chunks


def blank(kind: str, side: int, mode: str = "RGB", **options: Any) -> bytes:
    buffer = BytesIO()
    Image.new(mode, (side, side)).save(buffer, kind, **options)
    return buffer.getvalue()


IMAGES: Final[dict[str, Callable[[], bytes]]] = {
    "PNG of 23 megapixels": lambda: blank("PNG", 4_800, "L"),
    "JPEG of 39 megapixels": lambda: blank("JPEG", 6_200),
    "progressive JPEG": lambda: blank("JPEG", 4_800, progressive=True),
    "WebP of 23 megapixels": lambda: blank("WEBP", 4_800),
    "PNG of 900 megapixels": lambda: png_bomb(30_000),
    "frames": lambda: moving("PNG"),
    "chunks": lambda: png_of_many_chunks(100_000),
    "segments": lambda: jpeg_of_many_segments(250_000),
    "fill bytes": lambda: b"\xff\xd8" + b"\xff" * 1_000_000,
    "junk": lambda: b"\xff\xd8" + b"\x01" * 1_000_000,
    "no image": lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 1_000_000,
}
