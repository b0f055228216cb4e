"""Memory that decoding a JPEG needs, by its header (ITU T.81, annex B)."""

from collections.abc import Iterator
from itertools import islice
from typing import Final

START_OF_SCAN: Final = 0xDA
# Baseline, extended and lossless frames, sequential; the others are progressive or hierarchical.
SEQUENTIAL: Final = frozenset({0xC0, 0xC1, 0xC3, 0xC9})
FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
PREFIX: Final = b"\xff"
START_OF_IMAGE: Final = b"\xff\xd8"
HEADER: Final = 4  # bytes: a marker of two, a length of two
COMPONENTS: Final = 5  # offset of the number of components in a frame
MAX_SEGMENTS: Final = 1000


def is_one_scan(data: bytes) -> bool:
    """Return True if rows can be decoded one after the other.

    libjpeg holds the coefficients of the whole image if it is progressive, or if its first scan
    does not have all components. A malformed header counts as several scans.
    """
    components = None
    for marker, content in islice(segments(data), MAX_SEGMENTS):
        if marker in FRAMES:
            if marker not in SEQUENTIAL:
                return False
            components = content[COMPONENTS : COMPONENTS + 1]
        if marker == START_OF_SCAN:
            return content[:1] == components
    return False


def segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = len(START_OF_IMAGE)
    while data[at : at + 1] == PREFIX and len(data) > at + HEADER:
        end = at + 2 + int.from_bytes(data[at + 2 : at + HEADER])
        yield data[at + 1], data[at + HEADER : end]
        at = max(end, at + HEADER)
