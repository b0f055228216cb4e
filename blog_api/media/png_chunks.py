"""Chunks of PNG files with a wrong checksum: browsers skip those that are not needed."""

import struct
import zlib
from typing import Final

from blog_api.media.parts import CHUNK_FRAME, PNG, png_chunks

HEAD: Final = struct.Struct(">I4s")
CHECKSUM: Final = struct.Struct(">I")


def without_broken_chunks(data: bytes) -> bytes:
    """Remove ancillary chunks with a wrong checksum, such as draw.io's copies of diagrams.

    Pillow rejects the whole file for one. Other files, and damaged ones, are returned unchanged.
    """
    if not data.startswith(PNG):
        return data
    view = memoryview(data)
    kept: list[memoryview] = []
    begin = len(PNG)
    for at in png_chunks(data):
        length, kind = HEAD.unpack_from(data, at)
        end = at + CHUNK_FRAME + length
        if end > len(data):
            return data
        # The case of the first letter says whether decoding needs the chunk (PNG 5.4).
        if kind[:1].islower() and not has_checksum(view[at + 4 : end]):
            kept.append(view[begin:at])
            begin = end
    return b"".join([PNG, *kept, view[begin:]]) if kept else data


def has_checksum(chunk: memoryview) -> bool:
    """Compare the checksum at the end of a chunk without its length."""
    (checksum,) = CHECKSUM.unpack(chunk[-CHECKSUM.size :])
    return bool(checksum == zlib.crc32(chunk[: -CHECKSUM.size]))
