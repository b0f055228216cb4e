"""Saves of working copies have a limit of their own, for each post and user."""

from dataclasses import replace

import pytest

from blog_api.rate_limits import WORKING_COPY
from blog_api.working_copies import dependencies
from tests.trust.conftest import Opening
from tests.working_copies.copies import get, put


def test_the_limit_is_one_a_second() -> None:
    assert (WORKING_COPY.burst, WORKING_COPY.interval_s) == (5, 1)


async def test_each_user_saves_a_post_so_often(
    open_world: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = replace(WORKING_COPY, interval_s=3600)  # none comes back during the test
    monkeypatch.setattr(dependencies, "WORKING_COPY", slow)
    async with open_world(rate_limits_enabled=True) as world:
        ada, admin = await world.user(), await world.admin()
        post, other = await world.post(ada), await world.post(ada)
        answers = [await put(world, ada, post["id"], title=f"Title {n}") for n in range(6)]
        assert [answer.status_code for answer in answers] == [201, 200, 200, 200, 200, 429]
        assert answers[-1].json()["code"] == "too_many_requests"
        assert int(answers[-1].headers["retry-after"]) > 1
        assert (await get(world, ada, post["id"])).json()["title"] == "Title 4"
        assert (await put(world, ada, other["id"], title="Other")).status_code == 201
        assert (await put(world, admin, post["id"], title="Theirs")).status_code == 201
