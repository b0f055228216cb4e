"""Guesses from many networks neither lock the owner out nor delay others."""

import asyncio
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from blog_api.auth.limits import login_shares
from blog_api.rate_limits import (
    LOGIN,
    LOGIN_FROM_ADDRESS,
    LOGIN_FROM_NEW_ADDRESSES,
    LOGIN_FROM_UNKNOWN,
    MAIL_FROM_ADDRESS,
)
from tests.factories import PASSWORD, World
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, token_in, until

LIMITED = {"rate_limits_enabled": True, "trusted_proxies": ("127.0.0.1",)}
HOME = "192.0.2.1"


async def log_in(
    world: World, name: str, address: str, password: str = PASSWORD
) -> httpx2.Response:
    return await world.client.post(
        "/api/auth/login",
        data={"username": name, "password": password},
        headers={"X-Forwarded-For": address},
    )


async def guess(world: World, name: str, address: str) -> int:
    return (await log_in(world, name, address, "wrong")).status_code


def elsewhere(number: int) -> str:
    """Return an address of a /16 of its own."""
    return f"{20 + number // 200}.{number % 200}.0.1"


async def test_the_owner_comes_before_240_networks(open_world: Opening) -> None:
    """A hash takes 60 ms here: those of 240 strangers fill the five seconds of a request."""
    async with open_world(**LIMITED, bcrypt_rounds=10) as world:
        ada = await world.user()
        assert (await log_in(world, ada.username, HOME)).status_code == 200
        flood = [
            asyncio.create_task(guess(world, ada.username, elsewhere(number)))
            for number in range(240)
        ]
        await asyncio.sleep(0.3)
        own = [(await log_in(world, ada.username, HOME)).status_code for _ in range(5)]
        change = await world.client.post(
            "/api/users/me/password",
            json={"current_password": PASSWORD, "new_password": "another horse"},
            headers=ada.headers,
        )
        statuses = Counter(await asyncio.gather(*flood))
    assert own == [200] * 5
    assert change.status_code == 204
    assert statuses.keys() <= {400, 429, 503}
    assert statuses[400] <= LOGIN_FROM_UNKNOWN.burst


async def test_a_full_queue_refuses_at_once(open_world: Opening) -> None:
    """Order instead of time, which depends on the machine: refusals do not wait for hashes."""
    async with open_world(trusted_proxies=("127.0.0.1",), bcrypt_rounds=11) as world:
        await world.user()
        answers: list[httpx2.Response] = []

        async def answered(number: int) -> None:
            name = f"nobody{number}"
            answers.append(await log_in(world, name, elsewhere(number), "wrong"))

        await asyncio.gather(*(answered(number) for number in range(150)))
    refused = [answer for answer in answers if answer.status_code == 503]
    assert len(refused) > 50
    assert {answer.json()["code"] for answer in refused} == {"passwords_busy"}
    assert {answer.headers["retry-after"] for answer in refused} == {"2"}
    hashed = [answer for answer in answers if answer.status_code == 400]
    assert answers.index(refused[50]) < answers.index(hashed[len(hashed) // 2])


async def test_unknown_networks_have_one_budget_together(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        statuses = [
            await guess(world, f"nobody{number}", elsewhere(number))
            for number in range(LOGIN_FROM_UNKNOWN.burst + 20)
        ]
    assert statuses[: LOGIN_FROM_UNKNOWN.burst] == [400] * LOGIN_FROM_UNKNOWN.burst
    assert 429 in statuses[LOGIN_FROM_UNKNOWN.burst :]


@pytest.mark.parametrize(
    ("network", "factor"),
    [("203.0.113.{}", 2), ("2001:db8:1:{:x}::1", 2), ("2001:db8:1:{:x}00::1", 4)],
    ids=["/24", "/56", "/48"],
)
async def test_wider_networks_are_limited_too(
    open_world: Opening, network: str, factor: int
) -> None:
    async with open_world(**LIMITED) as world:
        statuses = [
            (
                await world.client.post(
                    "/api/auth/password/forgot",
                    json={},
                    headers={"X-Forwarded-For": network.format(number)},
                )
            ).status_code
            for number in range(1, MAIL_FROM_ADDRESS.burst * factor + 2)
        ]
    assert statuses == [422] * (MAIL_FROM_ADDRESS.burst * factor) + [429]


def test_a_log_in_from_an_unknown_network_counts_for_all_around_it() -> None:
    shares = login_shares("id 1", "2001:db8:1:2::3", known=False)
    assert [share.subject for share in shares] == [
        ("id 1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::/64",),
        ("2001:db8:1::/56",),
        ("2001:db8:1::/48",),
        ("id 1",),
        (),
    ]


async def test_user_name_and_email_are_one_bucket(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        names = [ada.username, ada.email] * LOGIN.burst
        statuses = [await guess(world, name, elsewhere(1)) for name in names]
        assert statuses == [400] * LOGIN.burst + [429] * LOGIN.burst
        for number in range(LOGIN_FROM_NEW_ADDRESSES.burst):
            name = (ada.username, ada.email)[number % 2]
            await guess(world, name, elsewhere(10 + number))
        for name in (ada.username, ada.email):
            assert await guess(world, name, elsewhere(100)) == 429


async def test_log_ins_that_succeed_do_not_count(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        people = [await world.user() for _ in range(3)]
        for number in range(LOGIN_FROM_NEW_ADDRESSES.burst + 10):
            answer = await log_in(world, people[0].username, elsewhere(number))
            assert answer.status_code == 200
        for number in range(LOGIN_FROM_ADDRESS.burst + 10):
            answer = await log_in(world, people[number % 3].email, HOME)
            assert answer.status_code == 200


async def lock_out(world: World, name: str) -> None:
    """Use up the limit of unknown networks for an account."""
    for number in range(LOGIN_FROM_NEW_ADDRESSES.burst):
        await guess(world, name, elsewhere(number))
    assert await guess(world, name, elsewhere(LOGIN_FROM_NEW_ADDRESSES.burst)) == 429


async def test_a_known_network_is_let_in_after_its_session_ended(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada = await world.user()
        token = (await log_in(world, ada.username, HOME)).json()["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        assert (await world.client.post("/api/auth/logout", headers=headers)).status_code == 204
        await lock_out(world, ada.username)
        assert (await log_in(world, ada.username, elsewhere(150))).status_code == 429
        assert (await log_in(world, ada.username, HOME)).status_code == 200


async def test_a_network_is_known_to_its_own_account_only(open_world: Opening) -> None:
    async with open_world(**LIMITED) as world:
        ada, eve = await world.user(), await world.user()
        assert (await log_in(world, eve.username, HOME)).status_code == 200
        await lock_out(world, ada.username)
        assert (await log_in(world, ada.username, HOME)).status_code == 429


async def test_a_reset_lets_the_owner_in(open_world: Opening, tmp_path: Path) -> None:
    settings = {**LIMITED, "send_mail": True, "blog_data_dir": tmp_path}
    async with open_world(**settings) as world:
        ada = await world.user()
        await lock_out(world, ada.username)
        for _ in range(LOGIN.burst):
            await guess(world, ada.username, HOME)
        await world.client.post("/api/auth/password/forgot", json={"email": ada.email})
        messages = await until(lambda: len(x := in_folder(tmp_path, ada.email)) >= 2 and x)
        reset = await world.client.post(
            "/api/auth/password/reset",
            json={"token": token_in(messages[1]), "new_password": "another horse"},
            headers={"X-Forwarded-For": HOME},
        )
        assert reset.status_code == 204
        again = await log_in(world, ada.username, HOME, "another horse")
        assert again.status_code == 200
        await lock_out(world, ada.username)
        known = await log_in(world, ada.username, HOME, "another horse")
    assert known.status_code == 200, "the address of the reset is known"


async def test_parallel_guesses_take_exactly_what_there_is(open_world: Opening) -> None:
    """Several limits are consumed together or not at all, also concurrently."""
    async with open_world(**LIMITED) as world:
        answers = await asyncio.gather(
            *(guess(world, "nobody", elsewhere(number)) for number in range(80))
        )
        counted = Counter(answers)
        assert counted == {400: LOGIN_FROM_NEW_ADDRESSES.burst, 429: 30}
        others = [await guess(world, "stranger", elsewhere(number)) for number in range(80)]
    assert others.count(400) >= LOGIN_FROM_UNKNOWN.burst - LOGIN_FROM_NEW_ADDRESSES.burst
