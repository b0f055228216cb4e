"""Image processing with Pillow: decode, scale and encode uploads; only the pixels are kept.

Bounds are checked on the header, before anything is decoded. No other module imports Pillow.
"""

import hashlib
import struct
import zlib
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any, Final

from PIL import Image, ImageOps

from blog_api.errors import (
    AppError,
    PictureAnimatedError,
    PictureNotReadableError,
    PictureTooLargeError,
)
from blog_api.media import png_bands
from blog_api.media.allocation import return_large_blocks
from blog_api.media.jpeg import is_one_scan
from blog_api.media.parts import require_few_parts
from blog_api.media.png_chunks import without_broken_chunks
from blog_api.media.scaling import GAP, STRAIGHT, Plan, Size, bands_of, fitting, scale
from blog_api.media.schemas import Encoded

# A JPEG is decoded at a fraction of its size, row by row unless it has several scans.
MAX_JPEG_PIXELS: Final = 100_000_000
MAX_SCANNED_PIXELS: Final = 40_000_000
MAX_PIXELS: Final = 24_000_000
JPEG_DISCOUNT: Final = 4  # decoding a pixel of a JPEG takes a tenth of the time of one of a PNG
MAX_SCANS: Final = 64
START_OF_SCAN: Final = b"\xff\xda"
TAKEN: Final = ["PNG", "JPEG", "WEBP", "AVIF"]
# A JPEG of many cameras contains a second image, such as a preview; the first is the main one.
MULTI_PICTURE: Final = "MPO"
JPEGS: Final = frozenset({"JPEG", MULTI_PICTURE})
HEIF: Final = "HEIF"
return_large_blocks()
# The limit at which Pillow itself warns; ours are below it.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
if find_spec("pillow_heif"):  # optional: pip install 'blog_api[heic]'
    import_module("pillow_heif").register_heif_opener()
    TAKEN.append(HEIF)
BOMBS: Final = (Image.DecompressionBombError, Image.DecompressionBombWarning)
DEFECTS: Final = (
    OSError,  # unknown format, or truncated
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
    UserWarning,  # if warnings are errors
)
# Larger images are scaled in bands of rows. Others are not, as Pillow may then scale columns first,
# which rounds some pixels differently, and the names of images are hashes of their bytes.
MAX_WHOLE_PIXELS: Final = 2_000_000
MAX_DECODED_BYTES: Final = 64_000_000
JPEG_SCALES: Final = (8, 4, 2)
SCANNED_BYTES: Final = 3  # coefficients of a pixel in a JPEG with several scans, at 4:2:0
INDEXED: Final = frozenset({"1", "P"})
OPTIONS: Final[dict[str, tuple[str, dict[str, Any]]]] = {
    "JPEG": ("jpg", {"quality": 85, "optimize": True, "progressive": True}),
    "PNG": ("png", {}),
    "WEBP": ("webp", {"quality": 85}),
}
# AVIF is slow to encode, and browsers do not show HEIC.
WRITTEN_AS: Final = {MULTI_PICTURE: "JPEG", "AVIF": "WEBP", HEIF: "WEBP"}


def encode_picture(
    data: bytes, max_side: int, pay: Callable[[int], None] = lambda _: None
) -> Encoded:
    """Return a new image: upright, eight bits, at most `max_side` wide and high, no metadata.

    In the same format, or WebP for AVIF and HEIC. `pay` is called with the number of pixels before
    any is decoded, and may raise. Raise an error for a file that is not a still image of these
    formats, and for one that is too large.
    """
    require_few_parts(data)
    data = without_broken_chunks(data)
    try:
        return written(*decoded(data, max_side, pay))
    except AppError:
        raise
    except BOMBS:
        raise PictureTooLargeError from None
    except DEFECTS:
        raise PictureNotReadableError from None


def decoded(data: bytes, max_side: int, pay: Callable[[int], None]) -> tuple[Image.Image, str]:
    """Return the scaled image and the format to write; a decoder's copies of it are freed."""
    with Image.open(BytesIO(data), formats=TAKEN) as image:
        require_bounded(image, data)
        pay(cost_of(image))
        kind = str(image.format)
        return shrunk(image, data, max_side), WRITTEN_AS.get(kind, kind)


def inspect_picture(name: str, data: bytes) -> Encoded:
    """Return an already encoded image unchanged; raise the same errors as `encode_picture`.

    Also for a damaged text, which `encode_picture` drops and which would be stored here.
    """
    seen = encode_picture(data, 1)
    if without_broken_chunks(data) is not data:
        raise PictureNotReadableError
    with Image.open(BytesIO(data), formats=TAKEN) as image:
        if name != name_of(data, seen.name.rpartition(".")[2]):
            raise PictureNotReadableError
        return Encoded(name, data, image.width, image.height)


def require_bounded(image: Image.Image, data: bytes) -> None:
    """Raise an error for too many pixels or parts: thousands of JPEG scans take minutes."""
    is_jpeg = image.format in JPEGS
    if image.width * image.height > (max_pixels_of_jpeg(data) if is_jpeg else MAX_PIXELS):
        raise PictureTooLargeError
    if image.format == "JPEG" and data.count(START_OF_SCAN) > MAX_SCANS:
        raise PictureTooLargeError
    if image.format != MULTI_PICTURE and getattr(image, "is_animated", False):
        raise PictureAnimatedError


def max_pixels_of_jpeg(data: bytes) -> int:
    """Return the limit: several scans need the whole image in memory, 860 MB for 100 megapixels."""
    return MAX_JPEG_PIXELS if is_one_scan(data) else MAX_SCANNED_PIXELS


def cost_of(image: Image.Image) -> int:
    pixels = image.width * image.height
    return pixels // JPEG_DISCOUNT if image.format in JPEGS else pixels


def shrunk(image: Image.Image, data: bytes, max_side: int) -> Image.Image:
    """Return the image, upright and scaled down to fit a square; never enlarged."""
    target = fitting(image.size, max_side)
    if image.width * image.height > MAX_WHOLE_PIXELS and image.size != target:
        image = in_bands(image, data, target)
    else:
        if is_converted_first(image, Plan(image.size, image.size, target)):
            image = with_plain_colours(image)
        image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    image.load()  # a small image has not been decoded yet
    return without_unused_alpha(with_plain_colours(upright(image)))


def is_converted_first(image: Image.Image, plan: Plan) -> bool:
    """Return True for modes that Pillow cannot scale: indexes, and 16 bits that are averaged."""
    return image.mode in INDEXED or (image.mode.startswith("I") and max(plan.factors) > 1)


def decoded_size(image: Image.Image, data: bytes, target: Size) -> tuple[float, float]:
    """Let a JPEG be decoded at a fraction of its size; return that size, with parts of pixels.

    At least at twice the wanted size, as `Image.thumbnail` does, or if that takes too much memory,
    at least at the wanted size.
    """
    if image.format not in JPEGS:
        return image.size
    double = int(max(target) * GAP)
    scale = next((scale for scale in JPEG_SCALES if scale <= min(image.size) // double), 1)
    pixels = image.width * image.height
    held = 0 if is_one_scan(data) else pixels * SCANNED_BYTES
    pixel_bytes = 1 if image.mode == "L" else 4
    is_small = held + pixels * pixel_bytes // scale**2 <= MAX_DECODED_BYTES
    drafted = image.draft(None, (double, double) if is_small else target)
    return drafted[1][2:] if drafted else image.size


def in_bands(image: Image.Image, data: bytes, target: Size) -> Image.Image:
    """Scale an image without a second copy of all pixels; a PNG even without a first one."""
    info = image.info
    box = decoded_size(image, data, target)
    plan = Plan(image.size, box, target)
    scaled = png_in_bands(data, plan) if image.format == "PNG" else None
    if scaled is None:
        bands = bands_of(image, plan.band_rows)
        if is_converted_first(image, plan):
            bands = map(with_plain_colours, bands)
        scaled = scale(bands, plan)
        scaled.info = info
    return scaled


def png_in_bands(data: bytes, plan: Plan) -> Image.Image | None:
    """Return None for a PNG that must be decoded whole, or is damaged, as only Pillow can tell."""
    header = png_bands.find_header(data)
    if header is None:
        return None
    try:
        scaled = scale(png_bands.bands_of(data, header, plan.band_rows), plan)
        scaled.info = png_bands.info_of(data, header)
    except DEFECTS:
        return None
    return scaled


def upright(image: Image.Image) -> Image.Image:
    """Rotate the image by its EXIF orientation; an invalid orientation is ignored."""
    try:
        return ImageOps.exif_transpose(image)
    except DEFECTS:
        return image


def with_plain_colours(image: Image.Image) -> Image.Image:
    """Convert to grey or RGB, with alpha if needed; keep the upper eight of sixteen bits."""
    if image.mode.startswith("I"):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        image.info.pop("transparency", None)
    grey = image.mode in {"1", "L", "LA", "La"}
    mode = ("L" if grey else "RGB") + ("A" if image.has_transparency_data else "")
    return image if image.mode == mode else image.convert(mode)


def without_unused_alpha(image: Image.Image) -> Image.Image:
    """Drop the alpha of an opaque image, such as a screenshot: it takes time, memory and bytes."""
    is_opaque = image.mode in STRAIGHT.values() and image.getchannel("A").getextrema() == (255, 255)
    return image.convert(image.mode[:-1]) if is_opaque else image


def written(image: Image.Image, kind: str) -> Encoded:
    """Encode without `info`, from which the encoders would copy profiles and comments."""
    ending, options = OPTIONS[kind]
    image.info = {}
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    data = buffer.getvalue()
    return Encoded(name_of(data, ending), data, image.width, image.height)


def name_of(data: bytes, ending: str) -> str:
    """Return a name from a hash: equal bytes have equal names, and no name can be guessed."""
    return f"{hashlib.sha256(data).hexdigest()}.{ending}"
