"""What Pillow makes of a stranger's file: a new picture of the same sight, and nothing else of it.

Bounds are checked on the header, before anything is unpacked. No other module imports Pillow.
"""

import hashlib
import struct
import zlib
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps

from blog_api.errors import (
    AppError,
    PictureAnimatedError,
    PictureNotReadableError,
    PictureTooLargeError,
)
from blog_api.media.schemas import Encoded

MAX_PIXELS: Final = 40_000_000
MAX_SCANS: Final = 64
START_OF_SCAN: Final = b"\xff\xda"
TAKEN: Final = ("PNG", "JPEG", "WEBP")
# A JPEG of many cameras carries a second picture, such as a preview; the first is the picture.
MULTI_PICTURE: Final = "MPO"
BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
DEFECTS: Final = (
    OSError,  # of no known kind, or cut off
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    MemoryError,
    struct.error,
    zlib.error,
    UserWarning,  # where warnings are errors
)
OPTIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "JPEG": ("jpg", {"quality": 85, "optimize": True, "progressive": True}),
    "PNG": ("png", {}),
    "WEBP": ("webp", {"quality": 85}),
}


def encode_picture(data: bytes, max_side: int) -> Encoded:
    """Refuses what is no still PNG, JPEG or WebP by its content, and what is too large.

    Upright, in eight bits, in the same format, at most `max_side` wide and high; without metadata.
    """
    try:
        with Image.open(BytesIO(data), formats=TAKEN) as image:
            require_bounded(image, data)
            kind = "JPEG" if image.format == MULTI_PICTURE else str(image.format)
            return written(shrunk(image, max_side), kind)
    except AppError:
        raise
    except BOMBS:
        raise PictureTooLargeError from None
    except DEFECTS:
        raise PictureNotReadableError from None


def inspect_picture(name: str, data: bytes) -> Encoded:
    """As it is, for what was encoded here before; refuses what `encode_picture` would refuse."""
    seen = encode_picture(data, 1)
    with Image.open(BytesIO(data), formats=TAKEN) as image:
        if name != name_of(data, seen.name.rpartition(".")[2]):
            raise PictureNotReadableError
        return Encoded(name, data, image.width, image.height)


def require_bounded(image: Image.Image, data: bytes) -> None:
    """A progressive JPEG of thousands of scans keeps a core busy for minutes."""
    too_many_scans = image.format == "JPEG" and data.count(START_OF_SCAN) > MAX_SCANS
    if image.width * image.height > MAX_PIXELS or too_many_scans:
        raise PictureTooLargeError
    if image.format != MULTI_PICTURE and getattr(image, "is_animated", False):
        raise PictureAnimatedError


def shrunk(image: Image.Image, max_side: int) -> Image.Image:
    """Upright and within a square; never enlarged."""
    if image.mode in {"1", "P"}:
        image = with_plain_colours(image)  # indexes of a palette have no middle between them
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    image.load()  # what is small enough already has not been unpacked
    return with_plain_colours(upright(image))


def upright(image: Image.Image) -> Image.Image:
    """As EXIF says it was held; what says nonsense is left as it is."""
    try:
        return ImageOps.exif_transpose(image)
    except DEFECTS:
        return image


def with_plain_colours(image: Image.Image) -> Image.Image:
    """RGB, or RGBA where something shows through; of sixteen bits the upper eight."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        image.info.pop("transparency", None)
    mode = "RGBA" if image.has_transparency_data else "RGB"
    return image if image.mode == mode else image.convert(mode)


def written(image: Image.Image, kind: str) -> Encoded:
    """Without `info`, from which the encoders would copy profiles and comments."""
    ending, options = OPTIONS[kind]
    image.info = {}
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    data = buffer.getvalue()
    return Encoded(name_of(data, ending), data, image.width, image.height)


def name_of(data: bytes, ending: str) -> str:
    """Equal bytes have equal names, and no name can be guessed."""
    return f"{hashlib.sha256(data).hexdigest()}.{ending}"
