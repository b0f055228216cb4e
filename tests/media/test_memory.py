"""Memory for decoding the largest images, in a process of its own, by Linux's count of bytes."""

import platform
import subprocess
import sys
from functools import partial

import pytest
from PIL import Image

from tests.media.drawing import picture, saved

ON_GLIBC = platform.libc_ver()[0] == "glibc"
WIDE = (6_000, 4_000)
CODE = """if True:
    import sys
    from pathlib import Path
    from blog_api.media.processing import encode_picture

    def peak():
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

    before = peak()
    encode_picture(sys.stdin.buffer.read(), 2048)
    print(peak() - before)
"""
# The images of a server are encoded in a thread, whose heap never shrinks.
KEPT = """if True:
    import sys, threading
    from pathlib import Path
    from blog_api.media.processing import encode_picture
    from tests.media.drawing import picture

    def resident():
        lines = Path("/proc/self/status").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def encode():
        for data in images:
            encode_picture(data, 2048)
        print(resident() - before)

    sizes = [(1_500, 1_100), (2_500, 1_600), (3_500, 2_100), (3_000, 2_500)]
    made = [picture("WEBP", size, (1, 2, 3, 4), "RGBA", quality=1, method=0) for size in sizes]
    images = made * 2
    before = resident()
    thread = threading.Thread(target=encode)
    thread.start()
    thread.join()
"""


def alpha(size: tuple[int, int]) -> bytes:
    """Return a WebP with transparency that takes memory to encode."""
    noise = Image.effect_noise(size, 40)
    return saved(Image.merge("RGBA", [noise] * 4), "WEBP", quality=60, method=0)


# Megabytes at most. `blog-api import` has 104 left of 200; docs/importing.md names what needs more.
LARGEST = {
    "png of colours with alpha": (partial(picture, size=WIDE, colour=9, mode="RGBA"), 85),
    "png of colours": (partial(picture, size=WIDE), 85),
    "png of grey with alpha": (partial(picture, size=WIDE, colour=(9, 9), mode="LA"), 85),
    "png of a palette": (partial(picture, size=WIDE, colour=1, mode="P"), 85),
    "png of two colours": (partial(picture, size=WIDE, colour=1, mode="1"), 85),
    "png of sixteen bits": (partial(picture, size=WIDE, colour=9, mode="I;16"), 85),
    "jpeg": (partial(picture, "JPEG", (10_000, 10_000), quality=1), 85),
    "jpeg of a square": (partial(picture, "JPEG", (8_191, 8_191), quality=1), 110),
    "jpeg of one row of blocks": (partial(picture, "JPEG", (24_000, 4_095), quality=1), 85),
    "jpeg of four inks": (
        partial(picture, "JPEG", (10_000, 10_000), (1, 2, 3, 4), "CMYK", quality=1),
        85,
    ),
    "progressive jpeg": (
        partial(picture, "JPEG", (6_250, 6_250), quality=1, progressive=True),
        180,
    ),
    "progressive jpeg of a camera": (
        partial(picture, "JPEG", (4_608, 3_456), quality=1, progressive=True),
        100,
    ),
    "webp": (partial(picture, "WEBP", WIDE, quality=1, method=0), 400),
    # The decoder's three copies are freed before the image is encoded.
    "webp that is not scaled": (partial(alpha, (2_048, 2_048)), 200),
    "avif": (partial(picture, "AVIF", WIDE, quality=1, speed=10), 280),
}


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux counts the peak of a program")
@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_images(name: str) -> None:
    make, limit = LARGEST[name]
    assert kilobytes(CODE, make()) < limit * 1024


@pytest.mark.skipif(not ON_GLIBC, reason="only glibc can be told to return memory")
def test_memory_is_returned_when_an_image_is_done() -> None:
    assert kilobytes(KEPT) < 20 * 1024


def kilobytes(code: str, data: bytes = b"") -> int:
    run = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=True)
    return int(run.stdout)
