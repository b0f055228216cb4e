"""Uploads have a limit and a deadline of their own."""

import asyncio
from collections.abc import AsyncIterator

from blog_api.rate_limits import UPLOAD
from tests.factories import World
from tests.operations import MULTIPART
from tests.pictures import as_form
from tests.trust.conftest import Opening

DEADLINE_S = 2.0
UPLOADS = (("PUT", "/api/users/me/avatar"), ("POST", "/api/media"))


async def statuses(world: World, headers: dict[str, str], times: int) -> list[int]:
    """Alternate uploads to both routes; above the limit the body is not read."""
    answers = [
        await world.client.request(*UPLOADS[number % 2], content=b"", headers=headers)
        for number in range(times)
    ]
    return [answer.status_code for answer in answers]


async def test_uploads_are_limited_by_user(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=True) as world:
        ada, grace = await world.user(), await world.user()
        assert await statuses(world, ada.headers, UPLOAD.burst) == [415] * UPLOAD.burst
        answer = await world.client.post("/api/media", headers=ada.headers)
        assert (answer.status_code, answer.headers["ratelimit-limit"]) == (429, str(UPLOAD.burst))
        assert await statuses(world, grace.headers, 1) == [415]
        assert (await world.post(ada))["id"]


async def test_a_slow_upload_is_waited_for(world: World, open_world: Opening) -> None:
    async def slowly() -> AsyncIterator[bytes]:
        body = as_form()
        half = len(body) // 2
        yield body[:half]
        await asyncio.sleep(DEADLINE_S * 1.5)
        yield body[half:]

    headers = (await world.user()).headers
    async with open_world(request_deadline=DEADLINE_S) as hurried:
        for method, path in UPLOADS:
            answer = await hurried.client.request(
                method, path, content=slowly(), headers=headers | {"Content-Type": MULTIPART}
            )
            assert answer.is_success, answer.text
        answer = await hurried.client.post("/api/posts", content=slowly(), headers=headers)
        assert answer.status_code == 503
