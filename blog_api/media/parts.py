"""Number of parts of an image file, checked before Pillow parses them, at some 30 µs each."""

import itertools
import struct
from collections.abc import Iterator
from typing import Final

from blog_api.errors import PictureTooLargeError

MAX_PARTS: Final = 5_000  # encoders write far fewer: a PNG of 5 MB has 640 chunks of 8 KB
PNG: Final = b"\x89PNG\r\n\x1a\n"
JPEG: Final = b"\xff\xd8"
CHUNK_FRAME: Final = 12  # length, kind and checksum
MARKER: Final = 0xFF
START_OF_SCAN: Final = b"\xff\xda"
FILL: Final = frozenset({0x00, MARKER})
ALONE: Final = frozenset({0x01, *range(0xD0, 0xDA)})


def require_few_parts(data: bytes) -> None:
    """Raise an error for a file with so many chunks or segments that parsing them takes seconds."""
    if next(itertools.islice(parts_of(data), MAX_PARTS, None), None) is not None:
        raise PictureTooLargeError


def parts_of(data: bytes) -> Iterator[int]:
    """Yield the positions of the parts; none for formats that libraries parse in C."""
    if data.startswith(PNG):
        yield from png_chunks(data)
    elif data.startswith(JPEG):
        yield from jpeg_segments(data)


def png_chunks(data: bytes) -> Iterator[int]:
    """Up to the end of the image: Pillow reads nothing behind IEND."""
    position = len(PNG)
    while position + CHUNK_FRAME <= len(data) and not data.startswith(b"IEND", position + 4):
        yield position
        (length,) = struct.unpack_from(">I", data, position)
        position += CHUNK_FRAME + length


def jpeg_segments(data: bytes) -> Iterator[int]:
    """Yield positions up to the pixels; Pillow also parses bytes between segments, one by one."""
    position = len(JPEG)
    while position + 4 <= len(data) and not data.startswith(START_OF_SCAN, position):
        yield position
        position += step(data, position)


def step(data: bytes, position: int) -> int:
    marker = data[position + 1]
    if data[position] != MARKER or marker in FILL:
        return 1
    if marker in ALONE:
        return 2
    (length,) = struct.unpack_from(">H", data, position + 2)
    return 2 + int(length)
