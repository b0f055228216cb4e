"""Large images are scaled in bands of rows, with the bytes that Pillow has for the whole image."""

import struct
import zlib
from io import BytesIO
from typing import Any

import pytest
from PIL import Image, ImageOps

from blog_api.errors import PictureNotReadableError
from blog_api.media import processing
from blog_api.media.png_bands import bands_of, find_header
from blog_api.media.processing import encode_picture
from blog_api.media.scaling import fitting
from tests.media.drawing import PNG_SIGNATURE, chunk, opened, picture, saved

SIZES = [(500, 700), (1501, 801), (900, 31)]
KINDS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "rgb": ("PNG", "RGB", {}),
    "rgba": ("PNG", "RGBA", {}),
    "grey with alpha": ("PNG", "LA", {}),
    "grey": ("PNG", "L", {}),
    "palette": ("PNG", "P", {}),
    "palette with a transparent colour": ("PNG", "P", {"transparency": 3}),
    "rgb with a transparent colour": ("PNG", "RGB", {"transparency": (7, 8, 9)}),
    "two colours": ("PNG", "1", {}),
    "jpeg": ("JPEG", "RGB", {"quality": 80}),
    "grey jpeg": ("JPEG", "L", {}),
    "cmyk jpeg": ("JPEG", "CMYK", {}),
    "progressive jpeg": ("JPEG", "RGB", {"progressive": True}),
    "webp": ("WEBP", "RGB", {"method": 0}),
    "webp with alpha": ("WEBP", "RGBA", {"method": 0}),
    "avif": ("AVIF", "RGB", {"speed": 10}),
}


@pytest.fixture
def in_bands(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scale small images in bands too, of few rows."""
    monkeypatch.setattr(processing, "MAX_WHOLE_PIXELS", 0)
    monkeypatch.setattr("blog_api.media.scaling.BAND_PIXELS", 20_000)


def drawn(mode: str, size: tuple[int, int]) -> Image.Image:
    """Return noise, different in each channel."""
    channels = [Image.effect_noise(size, 40 + 30 * number) for number in range(4)]
    if mode in {"L", "1"}:
        return channels[0].convert(mode)
    if mode == "P":
        return Image.merge("RGB", channels[:3]).quantize(40)
    return Image.merge(mode, channels[: len(Image.new(mode, (1, 1)).getbands())])


def whole(data: bytes, max_side: int) -> tuple[str, tuple[int, int], bytes]:
    """Scale an image as a whole with nothing but Pillow."""
    image: Image.Image = Image.open(BytesIO(data))
    kind = {"AVIF": "WEBP"}.get(str(image.format), str(image.format))
    if image.mode in {"1", "P"}:
        image = processing.with_plain_colours(image)
    image.thumbnail((max_side, max_side), Image.Resampling.LANCZOS)
    image = processing.with_plain_colours(ImageOps.exif_transpose(image))
    made = processing.written(processing.without_unused_alpha(image), kind)
    return made.name, (made.width, made.height), made.data


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("name", KINDS)
@pytest.mark.usefixtures("in_bands")
def test_bands_have_the_bytes_of_the_whole(name: str, size: tuple[int, int]) -> None:
    kind, mode, options = KINDS[name]
    rotated = Image.Exif()
    rotated[0x0112] = 6
    data = saved(drawn(mode, size), kind, exif=rotated.tobytes(), **options)
    for max_side in (1, 60, 64, 333):
        made = encode_picture(data, max_side)
        assert (made.name, (made.width, made.height), made.data) == whole(data, max_side)


def deep(colour: int, samples: int, size: tuple[int, int]) -> bytes:
    """Return a PNG of sixteen bits, each row with another filter; Pillow writes none."""
    width, height = size
    row = bytes((31 * place + place // 7) & 255 for place in range(2 * samples * width))
    rows = b"".join(bytes([top % 5]) + row[top:] + row[:top] for top in range(height))
    header = struct.pack(">IIBBBBB", width, height, 16, colour, 0, 0, 0)
    parts = [chunk(b"IHDR", header), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return PNG_SIGNATURE + b"".join(parts)


@pytest.mark.parametrize(("colour", "samples"), [(0, 1), (2, 3), (4, 2), (6, 4)])
@pytest.mark.usefixtures("in_bands")
def test_sixteen_bits(colour: int, samples: int) -> None:
    data = deep(colour, samples, (300, 200))
    header = find_header(data)
    assert (header is None) == (colour == 0)
    if header:
        assert sum(band.height for band in bands_of(data, header, 7)) == 200
    assert encode_picture(data, 90).data == whole(data, 90)[2]


@pytest.mark.parametrize("bands", [False, True])
def test_sixteen_bits_of_grey_are_scaled_to_a_fraction(
    monkeypatch: pytest.MonkeyPatch, bands: bool
) -> None:
    """Pillow averages no pixels of sixteen bits, which was an error below a quarter of a size."""
    monkeypatch.setattr(processing, "MAX_WHOLE_PIXELS", 0 if bands else 10**9)
    made = encode_picture(deep(0, 1, (300, 200)), 30)
    assert (made.width, made.height) == (30, 20)


@pytest.mark.usefixtures("in_bands")
def test_an_orientation_behind_the_pixels_counts() -> None:
    rotated = Image.Exif()
    rotated[0x0112] = 6
    data = picture(size=(80, 40))
    end = data.rindex(b"IEND") - 4
    made = encode_picture(data[:end] + chunk(b"eXIf", rotated.tobytes()[6:]) + data[end:], 20)
    assert (made.width, made.height) == (10, 20)


@pytest.mark.parametrize("at", [0.3, 0.6, 0.95])
@pytest.mark.usefixtures("in_bands")
def test_damaged_images_are_rejected_as_before(at: float) -> None:
    data = saved(drawn("RGB", (400, 300)), "PNG")
    place = int(len(data) * at)
    for damaged in (data[:place], data[:place] + b"\0" * 99 + data[place + 99 :]):
        with pytest.raises(PictureNotReadableError):
            encode_picture(damaged, 64)


def test_files_that_are_decoded_whole() -> None:
    whole_kinds = (
        picture(mode="L", colour=1),
        picture(mode="P", colour=1),
        picture("JPEG"),
        picture()[:30],
        b"",
        saved(
            Image.new("RGB", (4, 4)),
            "PNG",
            save_all=True,
            append_images=[Image.new("RGB", (4, 4), 9)],
        ),
    )
    assert [find_header(data) for data in whole_kinds] == [None] * len(whole_kinds)
    assert find_header(picture()) is not None


@pytest.mark.parametrize(
    "size", [(1, 9), (9, 1), (3000, 2), (2, 3000), (333, 1000), (1000, 999), (64, 64), (65, 64)]
)
def test_sizes_are_those_of_thumbnails(size: tuple[int, int]) -> None:
    for max_side in (1, 2, 64, 512):
        image = Image.new("L", size)
        image.thumbnail((max_side, max_side))
        assert fitting(size, max_side) == image.size


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_alpha_without_transparent_pixels_is_dropped(kind: str) -> None:
    opaque, clear = drawn("RGB", (300, 200)), drawn("RGBA", (300, 200))
    opaque.putalpha(255)
    made = [encode_picture(saved(image, kind), 100) for image in (opaque, clear)]
    assert [opened(each.data).mode for each in made] == ["RGB", "RGBA"]
