"""PNG images decoded in bands of rows: Pillow decodes only whole files, at four bytes a pixel.

The rows of a band become a PNG of their own, below the row before them, which their filters refer
to (PNG 9.2). Pillow keeps the upper eight of sixteen bits, and filters use only bytes of the same
place in a sample; so the lower eight of the row before do not matter.
"""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, Final, NamedTuple

from PIL import Image

from blog_api.media.parts import CHUNK_FRAME, PNG, png_chunks

FIRST: Final = len(PNG)
HEADER: Final = struct.Struct(">IIBBBBB")
LENGTH: Final = struct.Struct(">I")
# Samples of a pixel by colour type, where Pillow takes four bytes for a pixel.
GREY_ALPHA: Final = 4
SAMPLES: Final = {2: 3, GREY_ALPHA: 2, 6: 4}
BYTE: Final = 8
DEPTHS: Final = frozenset({BYTE, 16})
PIECE: Final = 65_536


class Header(NamedTuple):
    """The fields of IHDR (PNG 11.2.2)."""

    width: int
    height: int
    depth: int
    colour: int
    compression: int
    filtering: int
    interlace: int

    @property
    def pixel_bytes(self) -> int:
        return SAMPLES[self.colour] * self.depth // 8

    def with_size(self, width: int, height: int) -> bytes:
        return chunk(b"IHDR", HEADER.pack(width, height, *self[2:]))


def find_header(data: bytes) -> Header | None:
    """Return None for a file that cannot be decoded in bands, or needs no less memory so."""
    if not data.startswith(PNG) or len(data) < FIRST + CHUNK_FRAME + HEADER.size:
        return None
    kinds = [kind_at(data, at) for at in png_chunks(data)]
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") > 1 or b"acTL" in kinds:
        return None
    header = Header(*HEADER.unpack_from(data, FIRST + 8))
    is_large = header.colour in SAMPLES and header.depth in DEPTHS
    return header if is_large and not header.interlace else None


def kind_at(data: bytes, at: int) -> bytes:
    return data[at + 4 : at + 8]


def chunk(kind: bytes, content: bytes) -> bytes:
    checksum = zlib.crc32(content, zlib.crc32(kind))
    return b"".join((LENGTH.pack(len(content)), kind, content, LENGTH.pack(checksum)))


def info_of(data: bytes, header: Header) -> dict[Any, Any]:
    """Return what Pillow reads of all other chunks, those behind the pixels too: from one pixel."""
    pixel = chunk(b"IDAT", zlib.compress(bytes(1 + header.pixel_bytes)))
    parts = [PNG, header.with_size(1, 1)]
    end = FIRST
    for at, end in chunks(data):
        if kind_at(data, at) not in {b"IHDR", b"IDAT"}:
            parts.append(data[at:end])
        elif kind_at(data, at) == b"IDAT" and pixel:
            parts.append(pixel)
            pixel = b""
    with Image.open(BytesIO(b"".join([*parts, data[end:]])), formats=["PNG"]) as image:
        image.load()
        return dict(image.info)


def chunks(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each chunk before the end of the image."""
    for at in png_chunks(data):
        yield at, at + CHUNK_FRAME + int(LENGTH.unpack_from(data, at)[0])


def bands_of(data: bytes, header: Header, rows: int) -> Iterator[Image.Image]:
    """Yield bands; raise an error for damaged or missing rows, as Pillow does."""
    stream = Rows(data, 1 + header.width * header.pixel_bytes)
    before = bytes(stream.row_bytes)  # the row above the first is zero
    for top in range(0, header.height, rows):
        count = min(rows, header.height - top)
        with decoded(header, before, stream.read(count), count + 1) as image:
            yield image.crop((0, 1, header.width, count + 1))
            before = b"\0" + last_row(image, header)


def decoded(header: Header, before: bytes, rows: bytes, height: int) -> Image.Image:
    packer = zlib.compressobj(0)
    content = packer.compress(before) + packer.compress(rows) + packer.flush()
    parts = [PNG, header.with_size(header.width, height), chunk(b"IDAT", content)]
    return Image.open(BytesIO(b"".join([*parts, chunk(b"IEND", b"")])), formats=["PNG"])


def last_row(image: Image.Image, header: Header) -> bytes:
    """Return the bytes of the last row, with zeros for the lower eight of sixteen bits."""
    row = image.crop((0, image.height - 1, image.width, image.height))
    if header.colour == GREY_ALPHA:
        row = row.convert("LA")  # with 16 bits it was decoded as RGBA
    upper = row.tobytes()
    if header.depth == BYTE:
        return upper
    both = bytearray(2 * len(upper))
    both[::2] = upper
    return bytes(both)


class Rows:
    """The rows of an image, still filtered, decompressed as they are read."""

    def __init__(self, data: bytes, row_bytes: int) -> None:
        self.row_bytes: Final = row_bytes
        self._pieces: Final = pieces_of(data)
        self._inflate: Final = zlib.decompressobj()

    def read(self, count: int) -> bytes:
        """Raise `ValueError` if there are fewer."""
        wanted = count * self.row_bytes
        parts: list[bytes] = []
        while wanted:
            piece = self._inflate.unconsumed_tail or next(self._pieces, b"")
            part = self._inflate.decompress(piece, wanted)
            if not part and not piece:
                raise ValueError("The image ends before its last row.")
            parts.append(part)
            wanted -= len(part)
        return b"".join(parts)


def pieces_of(data: bytes) -> Iterator[bytes]:
    """Yield the compressed pixels in small pieces, from the first run of IDAT chunks."""
    is_pixels = False
    for at, end in chunks(data):
        if kind_at(data, at) == b"IDAT":
            is_pixels = True
            last = min(end - 4, len(data))
            for start in range(at + 8, last, PIECE):
                yield data[start : min(start + PIECE, last)]
        elif is_pixels:
            return
