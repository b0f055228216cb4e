"""The grace of a replaced refresh token is for the client that refreshed."""

import httpx2
import pytest

from tests.factories import World
from tests.races.racing import race
from tests.trust.conftest import Opening


async def refresh_from(world: World, token: str, address: str, agent: str) -> httpx2.Response:
    return await world.client.post(
        "/api/auth/refresh",
        data={"refresh_token": token},
        headers={"X-Forwarded-For": address, "User-Agent": agent},
    )


@pytest.mark.parametrize(
    ("address", "agent", "status"),
    [
        ("203.0.113.99", "Phone", 200),
        ("203.0.113.7", "Laptop", 400),
        ("203.0.112.7", "Phone", 400),
        ("2001:db8::7", "Phone", 400),
    ],
)
async def test_the_grace_is_for_the_client_that_refreshed(
    open_world: Opening,
    caplog: pytest.LogCaptureFixture,
    address: str,
    agent: str,
    status: int,
) -> None:
    async with open_world(trusted_proxies=("127.0.0.1",)) as world:
        ada = await world.user()
        first = await refresh_from(world, ada.refresh_token, "203.0.113.7", "Phone")
        again = await refresh_from(world, ada.refresh_token, address, agent)
        assert again.status_code == status
        event = "refresh.reused" if status == 200 else "refresh.reuse_refused"
        assert [x.message for x in caplog.records if x.message.startswith("refresh.")] == [event]
        if status == 200:
            assert again.json()["refresh_token"] == first.json()["refresh_token"]
        assert (await world.client.get("/api/users/me", headers=ada.headers)).status_code == 200
        assert (
            await refresh_from(world, first.json()["refresh_token"], address, agent)
        ).status_code == 200


async def test_an_ipv6_customer_is_one_client(open_world: Opening) -> None:
    async with open_world(trusted_proxies=("127.0.0.1",)) as world:
        ada = await world.user()
        for address in ("2001:db8:1:2::7", "2001:db8:1:ff::8"):
            answer = await refresh_from(world, ada.refresh_token, address, "Phone")
            assert answer.status_code == 200


async def test_parallel_refreshes_from_two_clients(open_world: Opening) -> None:
    """The first one rotates; requests of its client get the same successor, the others an error."""
    async with open_world(trusted_proxies=("127.0.0.1",)) as world:
        for _ in range(5):
            ada = await world.user()
            answers = await race(
                *(
                    refresh_from(world, ada.refresh_token, address, "Phone")
                    for address in ("203.0.113.7", "198.51.100.7")
                    for _ in range(4)
                )
            )
            statuses = [answer.status_code for answer in answers]
            assert sorted([statuses[:4], statuses[4:]]) == [[200] * 4, [400] * 4]
            tokens = {a.json()["refresh_token"] for a in answers if a.status_code == 200}
            assert len(tokens) == 1
            me = await world.client.get("/api/users/me", headers=ada.headers)
            assert me.status_code == 200
