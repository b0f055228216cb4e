"""Callers of concurrent requests are looked up in one query, and never mixed up."""

import asyncio
from datetime import timedelta
from typing import Any, Final

import httpx2
import pytest
from jose import jwt

from blog_api.auth.callers import ACTOR
from blog_api.scopes import Scope
from blog_api.settings import Settings
from tests.access_tokens import make_token
from tests.factories import Person, World
from tests.token_forge import Forge
from tests.trust.fetching import Fetching

CROWD: Final = 30
PATHS: Final = ["/api/users/me", "/api/auth/sessions"]


def get(world: World, path: str, headers: dict[str, str]) -> asyncio.Task[httpx2.Response]:
    """Start a request as a task."""
    return asyncio.create_task(world.client.get(path, headers=headers))


def claims_of(person: Person) -> dict[str, Any]:
    token = person.headers["Authorization"].removeprefix("Bearer ")
    claims: dict[str, Any] = jwt.get_unverified_claims(token)
    return claims


async def test_callers_are_looked_up_together_and_each_is_who_they_are(
    world: World, fetching: Fetching
) -> None:
    people = [await world.user() for _ in range(CROWD)]
    leaving = people[3]
    await world.client.delete("/api/users/me", headers=leaving.headers)
    before = fetching.count
    answers = await asyncio.gather(*(get(world, PATHS[0], each.headers) for each in people))
    assert fetching.count - before <= CROWD / 5
    for person, answer in zip(people, answers, strict=True):
        if person is leaving:
            assert answer.status_code == 401
        else:
            assert answer.json()["id"] == person.id


async def test_drafts_are_shown_to_their_own_authors_only(world: World) -> None:
    people = [await world.user() for _ in range(CROWD)]
    drafts = [await world.post(person, status="draft") for person in people]
    path = "/api/posts?author=me&status=draft"
    answers = await asyncio.gather(*(get(world, path, each.headers) for each in people))
    for draft, answer in zip(drafts, answers, strict=True):
        assert [item["id"] for item in answer.json()["items"]] == [draft["id"]]


@pytest.mark.parametrize("path", PATHS)
async def test_a_session_that_ended_before_they_asked_is_over(
    world: World, fetching: Fetching, path: str
) -> None:
    """Also while another caller's query is running, in either queue."""
    ada = await world.user()
    early = get(world, path, ada.headers)
    async with fetching.held_back(early):
        ended = await world.client.post(
            "/api/auth/logout", data={"refresh_token": ada.refresh_token}
        )
        assert ended.status_code == 204
        late = [get(world, path, ada.headers) for _ in range(CROWD)]
        await asyncio.wait(late, timeout=0.1)
    assert early.result().status_code == 200
    assert {answer.status_code for answer in await asyncio.gather(*late)} == {401}


@pytest.mark.parametrize("path", PATHS)
async def test_a_session_is_nobody_elses(world: World, settings: Settings, path: str) -> None:
    """Signed by us, but invalid: it names one user, and the session of another."""
    ada, eve = await world.user(), await world.user()
    keyring = world.app.state.keys.present()
    forge = Forge(keyring, settings, eve.id, int(claims_of(ada)["sid"]))
    answer = await get(world, path, {"Authorization": f"Bearer {forge.token()}"})
    assert answer.status_code == 401
    own = Forge(keyring, settings, ada.id, int(claims_of(ada)["sid"]))
    answer = await get(world, path, {"Authorization": f"Bearer {own.token()}"})
    assert answer.status_code == 200


async def test_who_may_publish_is_asked_apart(world: World) -> None:
    """Two applications with different settings look up the same caller at the same time."""
    ada = await world.user()
    session_id = int(claims_of(ada)["sid"])
    asked = [
        world.db.look_up(
            ACTOR.by_session,
            session_id,
            anyone_publishes=anyone,
            confirmed_for=timedelta(seconds=900),
            admins_need_factor=False,
        )
        for anyone in (True, False)
    ]
    callers = await asyncio.gather(*asked)
    assert [found and found.actor.may_publish for found in callers] == [True, False]


async def test_tokens_are_looked_up_together_too(world: World, fetching: Fetching) -> None:
    people = [await world.user() for _ in range(CROWD)]
    tokens = [await make_token(world, each, Scope.PROFILE_READ) for each in people]
    await world.execute("UPDATE access_tokens SET last_used_at = now()")
    before = fetching.count
    answers = await asyncio.gather(*(get(world, PATHS[0], each.headers) for each in tokens))
    assert fetching.count - before <= CROWD / 5
    assert [answer.json()["id"] for answer in answers] == [person.id for person in people]
