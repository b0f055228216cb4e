"""Scaling by bands of rows: the same bytes as `Image.thumbnail`, in a fraction of its memory.

Pillow scales the rows first and then the columns, and each row without the others. So the rows of
a large image are decoded, converted and scaled in bands; only scaled rows are kept.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from PIL import Image

Size = tuple[int, int]
BAND_PIXELS: Final = 500_000
# The default of `Image.thumbnail`: whole pixels are averaged down to twice the wanted size.
GAP: Final = 2.0
PREMULTIPLIED: Final = {"LA": "La", "RGBA": "RGBa"}
STRAIGHT: Final = {"La": "LA", "RGBa": "RGBA"}


def fitting(size: Size, max_side: int) -> Size:
    """Return the size of the nearest aspect within a square; never larger than the image."""
    width, height = size
    if max(size) <= max_side:
        return size
    aspect = width / height
    if aspect <= 1:
        exact = max_side * aspect
        return nearest(exact, lambda side: abs(aspect - side / max_side)), max_side
    exact = max_side / aspect
    return max_side, nearest(exact, lambda side: abs(aspect - max_side / side) if side else 0)


def nearest(exact: float, error: Callable[[int], float]) -> int:
    return max(min(math.floor(exact), math.ceil(exact), key=error), 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """The way from an image to its final size.

    `box` is the size of the image in fractions of pixels: the last row or column that a JPEG is
    decoded to may be a part of one.
    """

    size: Size
    box: tuple[float, float]
    target: Size

    @property
    def factors(self) -> Size:
        """Return how many pixels are averaged before scaling, in both directions."""
        across, down = (
            int(given / wanted / GAP) or 1
            for given, wanted in zip(self.box, self.target, strict=True)
        )
        return across, down

    @property
    def band_rows(self) -> int:
        """Return the rows of a band: a multiple of those that are averaged."""
        down = self.factors[1]
        return max(BAND_PIXELS // self.size[0] // down, 1) * down


def bands_of(image: Image.Image, rows: int) -> Iterator[Image.Image]:
    """Yield bands of a decoded image, and free its pixels."""
    image.load()
    for top in range(0, image.height, rows):
        yield image.crop((0, top, image.width, min(top + rows, image.height)))
    image.close()


def scale(bands: Iterable[Image.Image], plan: Plan) -> Image.Image:
    """Return the scaled image; premultiplied in between, as transparent pixels have no colour."""
    narrow = (narrowed(band, plan) for band in bands)
    first = next(narrow)
    width = plan.target[0]
    rows = Image.new(first.mode, (width, math.ceil(plan.size[1] / plan.factors[1])))
    top = 0
    for band in chain([first], narrow):
        rows.paste(band, (0, top))
        top += band.height
    box = (0, 0, width, plan.box[1] / plan.factors[1])
    image = rows.resize(plan.target, Image.Resampling.LANCZOS, box)
    return image.convert(STRAIGHT.get(image.mode, image.mode))


def narrowed(band: Image.Image, plan: Plan) -> Image.Image:
    """Return the rows of a band, averaged and scaled to the wanted width."""
    band = band.convert(PREMULTIPLIED.get(band.mode, band.mode))
    if max(plan.factors) > 1:
        band = band.reduce(plan.factors)
    box = (0, 0, plan.box[0] / plan.factors[0], band.height)
    return band.resize((plan.target[0], band.height), Image.Resampling.LANCZOS, box)
