"""Notices of log-ins: from a device and network that were not seen in 90 days."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.factories import World
from tests.trust.conftest import Opening
from tests.trust.mailbox import text_of
from tests.trust.noticing import FIREFOX, change, event_of, log_in, subject_of, told, verified

CHROME = (
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Mobile Safari/537.36"
)


@pytest.fixture
async def world(open_world: Opening, tmp_path: Path) -> AsyncIterator[World]:
    settings = {"send_mail": True, "blog_data_dir": tmp_path, "trusted_proxies": ("127.0.0.1",)}
    async with open_world(**settings) as world:
        yield world


async def test_a_new_device_or_network(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    assert await told(world, tmp_path, ada.email) == [], "the first log-in of an account"
    for user_agent, address in (
        (FIREFOX, "203.0.113.9"),  # new
        (FIREFOX.replace("140", "141"), "203.0.113.200"),  # same family, same /24
        (CHROME, "203.0.113.9"),  # new device
        (FIREFOX, "198.51.100.7"),  # new network
        (FIREFOX, "2001:db8:1:2::3"),  # new network
        (FIREFOX, "2001:db8:1:ffff::3"),  # same /48
        ("buy at evil.example", "198.51.100.7"),  # new device, whose text is not repeated
        ("buy more at evil.example", "198.51.100.7"),  # same family
    ):
        await log_in(world, ada, user_agent, address)
    messages = await told(world, tmp_path, ada.email)
    assert [event_of(m) for m in messages] == [
        f"Your account was logged in to with {device}, from the network {network}."
        for device, network in (
            ("Firefox on Linux", "203.0.113.0/24"),
            ("Chrome on Android", "203.0.113.0/24"),
            ("Firefox on Linux", "198.51.100.0/24"),
            ("Firefox on Linux", "2001:db8:1::/48"),
            ("another program", "198.51.100.0/24"),
        )
    ]
    assert {subject_of(message) for message in messages} == {"A new log-in to your account"}
    assert not [m for m in messages if "evil" in text_of(m) + text_of(m, "html")]


@pytest.mark.parametrize(("days", "count"), [(89, 0), (91, 1)])
async def test_a_device_is_known_for_90_days(
    world: World, tmp_path: Path, days: int, count: int
) -> None:
    ada = await verified(world)
    await world.execute("UPDATE users SET created_at = now() - interval '1 year'")
    await world.execute(f"UPDATE login_devices SET seen_at = now() - interval '{days} days'")
    await world.execute("DELETE FROM sessions")
    await world.log_in(ada.id, ada.username, ada.email)
    assert len(await told(world, tmp_path, ada.email)) == count


async def test_a_session_of_the_previous_release_is_a_known_device(
    world: World, tmp_path: Path
) -> None:
    ada = await verified(world)
    await world.execute("UPDATE users SET created_at = now() - interval '1 year'")
    await world.execute("DELETE FROM login_devices")
    await world.log_in(ada.id, ada.username, ada.email)
    assert await told(world, tmp_path, ada.email) == []
    await log_in(world, ada, FIREFOX, "203.0.113.9")
    assert len(await told(world, tmp_path, ada.email)) == 1


async def test_parallel_log_ins_from_one_new_device_are_one_notice(
    world: World, tmp_path: Path
) -> None:
    ada = await verified(world)
    await asyncio.gather(*(log_in(world, ada, FIREFOX, "203.0.113.9") for _ in range(5)))
    assert len(await told(world, tmp_path, ada.email)) == 1


async def test_log_in_notices_can_be_switched_off(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    assert await change(world, ada, notices={"new_login": False}) == 200
    me = await world.client.get("/api/users/me", headers=ada.headers)
    assert me.json()["notices"] == {"new_login": False}
    await log_in(world, ada, FIREFOX, "203.0.113.9")
    assert await told(world, tmp_path, ada.email) == []
    assert await change(world, ada, notices={"new_login": True}) == 200
    await log_in(world, ada, CHROME, "203.0.113.9")
    assert len(await told(world, tmp_path, ada.email)) == 1


@pytest.mark.parametrize(
    "notices", [None, {}, {"new_login": None}, {"new_login": 1}, {"new_password": False}]
)
async def test_no_other_notice_can_be_switched_off(world: World, notices: object) -> None:
    ada = await world.user()
    assert await change(world, ada, notices=notices) == 422


async def test_an_administrator_cannot_switch_notices_of_others_off(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    body = {"notices": {"new_login": False}}
    path = f"/api/users/{ada.id}"
    assert (await world.client.patch(path, json=body, headers=admin.headers)).status_code == 422
