"""Memory of images goes back to the system when they are freed.

glibc maps large blocks apart and unmaps them when they are freed. But with each block freed it
raises the size from which it does so, up to 32 MiB; then copies of images come from its heap, which
keeps what it has. A size that is set stays as it is: see `M_MMAP_THRESHOLD` in mallopt(3).
"""

import ctypes
import sys
from typing import Final

M_MMAP_THRESHOLD: Final = -3
MAPPED_BYTES: Final = 1024 * 1024


def return_large_blocks() -> None:
    """Have blocks of a megabyte and more returned at once; other C libraries have no such call."""
    if sys.platform == "linux":
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt:
            mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES)
