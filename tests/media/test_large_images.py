"""Large images, further formats, and the pixel budget."""

from functools import partial
from importlib.util import find_spec

import pytest

from blog_api.fair_share import Budget
from blog_api.media.processing import TAKEN
from tests.factories import World
from tests.media.conftest import BOTH, Send
from tests.media.drawing import RED, near, opened, picture, saved, two_halves
from tests.media.test_uploads import ROTATED

LARGE = {
    "jpeg of 100 megapixels": partial(picture, "JPEG", (10_000, 10_000), quality=1),
    "progressive jpeg of 39 megapixels": partial(
        picture, "JPEG", (6_250, 6_250), quality=1, progressive=True
    ),
    "png of 24 megapixels": partial(picture, size=(6_000, 4_000), colour=1, mode="1"),
}


@pytest.mark.parametrize("name", LARGE)
async def test_large_images_are_taken(world: World, send: Send, name: str) -> None:
    made = (await send(await world.user(), LARGE[name]())).json()
    assert max(made["width"], made["height"]) == 2048


@pytest.mark.parametrize("upload", BOTH)
async def test_avif_is_taken_and_becomes_webp(
    world: World, send: Send, fetch: Send, upload: tuple[str, str]
) -> None:
    data = saved(two_halves(), "AVIF", exif=ROTATED.tobytes())
    answer = await send(await world.user(), data, *upload)
    assert answer.is_success, answer.text
    url = answer.json().get("url") or answer.json()["avatar_url"]
    shown = await fetch(url)
    assert (url.rpartition(".")[2], shown.headers["content-type"]) == ("webp", "image/webp")
    image = opened(shown.content)
    assert (image.size, dict(image.getexif())) == ((20, 40), {})
    assert near(image.getpixel((10, 4)), RED, 40)


@pytest.mark.skipif(not find_spec("pillow_heif"), reason="pillow-heif is not installed")
async def test_heic_is_taken_where_pillow_heif_is_installed(
    world: World, send: Send, fetch: Send
) -> None:
    assert "HEIF" in TAKEN
    answer = await send(await world.user(), saved(two_halves(), "HEIF", quality=90))
    assert answer.status_code == 201, answer.text
    image = opened((await fetch(answer.json()["url"])).content)
    assert (image.format, image.size) == ("WEBP", (40, 20))


@pytest.mark.parametrize("upload", BOTH)
async def test_pixels_have_a_budget_for_each_user(
    world: World,
    send: Send,
    upload: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    budget = Budget(burst=10_000, per_second=1)
    monkeypatch.setattr(world.app.state.images, "budget", budget)
    ada, bob = await world.user(), await world.user()
    assert (await send(ada, picture(size=(100, 100)), *upload)).is_success
    answer = await send(ada, picture(size=(10, 10)), *upload)
    assert (answer.status_code, answer.json()["code"]) == (429, "too_many_requests")
    assert int(answer.headers["retry-after"]) >= 90
    assert (await send(bob, picture("JPEG", (160, 100)), *upload)).is_success
    answer = await send(bob, picture(size=(101, 100)), *upload)
    assert answer.status_code == 429
