"""Chunks of PNG files with a wrong checksum: browsers skip those that are not needed."""

import struct
import zlib
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
HEAD: Final = struct.Struct(">I4s")
CHECKSUM: Final = struct.Struct(">I")


def without_broken_chunks(data: bytes) -> bytes:
    """Remove ancillary chunks with a wrong checksum, such as draw.io's copies of diagrams.

    Pillow rejects the whole file for one. Other files, and damaged ones, are returned unchanged.
    """
    if not data.startswith(SIGNATURE):
        return data
    kept: list[bytes | memoryview] = [SIGNATURE]
    at = len(SIGNATURE)
    view = memoryview(data)
    while at + HEAD.size <= len(data):
        length, kind = HEAD.unpack_from(data, at)
        end = at + HEAD.size + length + CHECKSUM.size
        if end > len(data):
            return data
        (checksum,) = CHECKSUM.unpack_from(data, end - CHECKSUM.size)
        # The case of the first letter says whether decoding needs the chunk (PNG 5.4).
        is_needed = kind[:1].isupper()
        if is_needed or checksum == zlib.crc32(view[at + 4 : end - CHECKSUM.size]):
            kept.append(view[at:end])
        at = end
    return b"".join([*kept, view[at:]])
