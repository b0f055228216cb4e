"""Rate limits: exact under parallel requests, equal for unknown accounts, without lockout."""

import asyncio
import time
from collections import Counter
from itertools import cycle

import httpx2
import pytest

from blog_api.http.rate_limiting import limit_headers, retry_after
from blog_api.rate_limits import (
    LOGIN,
    LOGIN_FROM_NEW_ADDRESSES,
    MAIL_FROM_ADDRESS,
    PASSWORD,
    REGISTER,
    VIEW,
    Limit,
)
from tests import factories
from tests.factories import Person, World
from tests.trust.conftest import Opening
from tests.trust.fetching import Fetching


async def guess(world: World, username: str, address: str = "203.0.113.1") -> httpx2.Response:
    """Send one wrong password from an address."""
    return await world.client.post(
        "/api/auth/login",
        data={"username": username, "password": "wrong"},
        headers={"X-Forwarded-For": address},
    )


LIMITED = {"rate_limits_enabled": True, "trusted_proxies": ("127.0.0.1",)}


@pytest.mark.parametrize("known", [True, False])
async def test_exactly_five_of_fifty_parallel_guesses(open_world: Opening, *, known: bool) -> None:
    async with open_world(**LIMITED) as world:
        username = (await world.user()).username if known else "nobody"
        answers = await asyncio.gather(*(guess(world, username) for _ in range(50)))
    assert Counter(answer.status_code for answer in answers) == {400: 5, 429: 45}
    refused = next(answer for answer in answers if answer.status_code == 429)
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["retry-after"]) <= LOGIN.interval_s
    assert refused.headers["ratelimit-limit"] == "5"
    assert refused.headers["ratelimit-remaining"] == "0"


async def spell(world: World, rest: str) -> list[str]:
    """Return spellings that this database takes for one name: also with `I` and perhaps `İ`."""
    find = "SELECT chr(c) FROM generate_series(1, 999) c WHERE lower(chr(c)) = 'i' ORDER BY c"
    return [letter + rest for (letter,) in await world.execute(find)]


async def test_one_login_has_the_same_tries_in_every_spelling(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ian = await world.user("ian")
        spellings = await spell(world, "an")
        for _, spelling in zip(range(LOGIN.burst), cycle(spellings), strict=False):
            assert (await guess(world, spelling)).status_code == 400
        for spelling in spellings:
            assert (await guess(world, spelling)).status_code == 429
            for _ in range(LOGIN.burst - 1):
                assert (await guess(world, ian.username, "127.0.0.1")).status_code == 400
            assert (await world.tokens(spelling)).status_code == 200


async def test_one_login_from_new_addresses_is_limited_in_every_spelling(
    open_world: Opening,
) -> None:
    async with open_world(**LIMITED) as world:
        spellings = await spell(world, "an")
        for number, spelling in zip(
            range(LOGIN_FROM_NEW_ADDRESSES.burst), cycle(spellings), strict=False
        ):
            await guess(world, spelling, f"198.51.100.{number}")
        for spelling in spellings:
            assert (await guess(world, spelling, "198.51.100.200")).status_code == 429


async def test_what_is_no_name_is_limited_too(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        answers = [await guess(world, "nul\0") for _ in range(LOGIN.burst + 1)]
    assert [a.status_code for a in answers] == [400] * LOGIN.burst + [429]


async def test_a_right_password_gives_the_tries_back(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        for _ in range(3):
            for _ in range(4):
                assert (await guess(world, ada.username, "127.0.0.1")).status_code == 400
            assert (await world.tokens(ada.username)).status_code == 200


async def test_a_victim_logs_in_from_a_known_address_while_attacked(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        await world.execute("UPDATE sessions SET ip = '127.0.0.1' WHERE user_id = %s", ada.id)
        for number in range(LOGIN_FROM_NEW_ADDRESSES.burst):
            await guess(world, ada.username, f"198.51.100.{number}")
        assert (await guess(world, ada.username, "198.51.100.200")).status_code == 429
        assert (await world.tokens(ada.username)).status_code == 200


async def try_both(world: World, person: Person, password: str, address: str) -> list[int]:
    """Send a password to every route that asks a signed-in user for the current one."""
    body = {"current_password": password}
    headers = person.headers | {"X-Forwarded-For": address}
    answers = [
        await world.client.patch("/api/users/me", json=body, headers=headers),
        await world.client.post(
            "/api/users/me/password", json=body | {"new_password": "another horse"}, headers=headers
        ),
    ]
    return [answer.status_code for answer in answers]


async def test_the_current_password_is_limited_by_user(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada, grace = await world.user(), await world.user()
        for number in range(PASSWORD.burst // 2):
            assert await try_both(world, ada, "wrong", f"198.51.100.{number}") == [403, 403]
        for password in ("wrong", factories.PASSWORD):
            assert await try_both(world, ada, password, "198.51.100.200") == [429, 429]
        assert await try_both(world, grace, "wrong", "198.51.100.200") == [403, 403]
        answer = await world.client.patch("/api/users/me", json={"bio": ""}, headers=ada.headers)
    assert answer.status_code == 200, "nothing to guess"


async def test_registration_is_limited_by_address(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        answers = [await world.client.post("/api/users", json={})]
        while answers[-1].status_code != 429:
            answers.append(await world.client.post("/api/users", json={}))
    assert len(answers) > REGISTER.burst
    assert "retry-after" in answers[-1].headers


async def test_limits_by_address_count_an_ipv6_network(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:

        async def forget(address: str) -> int:
            headers = {"X-Forwarded-For": address}
            path = "/api/auth/password/forgot"
            return (await world.client.post(path, json={}, headers=headers)).status_code

        for number in range(MAIL_FROM_ADDRESS.burst):
            assert await forget(f"2001:db8::{number:x}") == 422
        assert await forget("2001:db8::ffff") == 429
        assert await forget("2001:db8:0:1::") == 422


async def test_guesses_from_an_ipv6_network_share_their_tries(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        answers = [await guess(world, "nobody", f"2001:db8::{n}") for n in range(LOGIN.burst + 1)]
        elsewhere = await guess(world, "nobody", "2001:db8:0:1::")
    assert [a.status_code for a in answers] == [400] * LOGIN.burst + [429]
    assert elsewhere.status_code == 400


async def test_writes_are_limited_by_user_and_say_what_is_left(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        answer = await world.client.post(
            "/api/posts", json={"title": "t", "content": "c"}, headers=ada.headers
        )
        assert answer.headers["ratelimit-limit"] == "600"
        assert answer.headers["ratelimit-remaining"] == "599"
        await world.execute("UPDATE throttles SET full_at = now() + interval '61 s'")
        again = await world.client.delete("/api/auth/sessions", headers=ada.headers)
    assert (again.status_code, again.headers["ratelimit-remaining"]) == (429, "0")


async def test_nothing_is_kept_while_limits_are_off(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=False) as world:
        for _ in range(10):
            assert (await guess(world, "nobody")).status_code == 400
        kept = "SELECT key FROM throttles UNION ALL SELECT key FROM login_limits"
        assert await world.execute(kept) == []


async def test_all_limits_of_a_guess_are_one_statement(
    open_world: Opening, fetching: Fetching
) -> None:
    """Five limits, the folded name and the account: many guesses at once delay others the less."""
    async with open_world(**LIMITED) as world:
        assert (await guess(world, "eve")).status_code == 400  # the first reads the issuer
        before = fetching.count
        assert (await guess(world, "nobody")).status_code == 400
        assert fetching.count - before == 3


def test_a_limit_counts_down() -> None:
    limit = Limit("x", burst=5, interval_s=12)
    assert limit_headers(limit, 12)["RateLimit-Remaining"] == "4"
    assert limit_headers(limit, 60)["RateLimit-Remaining"] == "0"
    assert retry_after(limit, 60) == {"Retry-After": "12"}


async def test_60_views_a_minute_for_each_address(open_world: Opening) -> None:
    """One more for each second that the views take on a busy machine."""
    async with open_world(**LIMITED) as world:
        path = f"/api/posts/{(await world.post())['id']}/views"
        for address, neighbour in (("203.0.113.1", "203.0.113.2"), ("2001:db8::1", "2001:db8:1::")):
            began, counted = time.monotonic(), 0
            while (answer := await view_from(world, path, address)).status_code == 204:
                counted += 1
            took = time.monotonic() - began
            assert VIEW.burst <= counted <= VIEW.burst + took / VIEW.interval_s + 1
            assert answer.status_code == 429
            assert int(answer.headers["retry-after"]) == 1
            assert (await view_from(world, path, neighbour)).status_code == 204


async def view_from(world: World, path: str, address: str) -> httpx2.Response:
    return await world.client.post(path, headers={"X-Forwarded-For": address})
