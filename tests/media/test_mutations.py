"""Damaged images: accepted or rejected, without any other error from the decoders."""

import random
from collections import Counter

import pytest
from PIL import Image

from blog_api.errors import AppError
from blog_api.media.processing import encode_picture
from tests.media.drawing import RED, moving, noise, picture, saved, two_halves

MUTATIONS = 2_000
EXIF = Image.Exif()
EXIF[0x0112], EXIF[0x010E] = 6, "description" * 5
SOURCES = (
    *(noise((60, 60), kind) for kind in ("PNG", "JPEG", "WEBP")),
    *(saved(two_halves(), kind, exif=EXIF) for kind in ("PNG", "JPEG", "WEBP")),
    *(moving(kind) for kind in ("PNG", "WEBP")),
    saved(two_halves(), "JPEG", progressive=True),
    saved(Image.new("RGB", (9, 9), RED).quantize(4), "PNG", transparency=0),
    picture("WEBP", mode="RGBA", colour=(*RED, 9)),
)


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change, remove and insert bytes, more often in the headers."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(min(len(changed), chance.choice((120, len(changed)))))
        length = chance.choice((0, 1, 1, 1, 20))
        changed[place : place + length] = chance.randbytes(chance.choice((1, 1, 1, 0, 10)))
    return bytes(changed)


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_nothing_but_a_picture_or_a_refusal_comes_out() -> None:
    chance, outcomes = random.Random(20), Counter[str]()  # noqa: S311  # the same each time
    for _ in range(MUTATIONS):
        try:
            outcomes[
                type(encode_picture(mutated(chance.choice(SOURCES), chance), 50)).__name__
            ] += 1
        except AppError as refusal:
            outcomes[refusal.code] += 1
    assert outcomes["Encoded"] > 100
    assert outcomes["picture_not_readable"] > 100
    assert outcomes["picture_animated"] > 1
