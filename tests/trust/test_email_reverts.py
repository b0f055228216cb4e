"""A changed email address: reserved for seven days, and taken back with the link to it."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.access_tokens import make_token
from tests.factories import PASSWORD, World
from tests.previews.links import is_dead, make
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, text_of, token_in, until_empty
from tests.trust.noticing import (
    CHANGED,
    NEW_PASSWORD,
    THIEF,
    change,
    email_of,
    links_to,
    move,
    revert,
    subject_of,
    verified,
)
from tests.trust.test_recovery import REFUSED, forget, outcome, reset, verify


@pytest.fixture
async def world(open_world: Opening, tmp_path: Path) -> AsyncIterator[World]:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        yield world


async def test_the_owner_takes_the_account_back(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    other_session = await world.log_in(ada.id, ada.username, ada.email)
    preview = await make(world, ada, (await world.post(ada, status="draft"))["id"])
    program = await make_token(world, ada)
    await move(world, ada, THIEF)
    await verify(world, token_in(in_folder(tmp_path, THIEF)[0]))
    await forget(world, THIEF)
    await until_empty(world)
    for_reset = token_in(in_folder(tmp_path, THIEF)[1])
    [token] = links_to(tmp_path, ada.email)

    assert outcome(await revert(world, token)) == (204, None)

    assert await email_of(world, ada) == (ada.email, True)
    for session in (ada, other_session):
        me = await world.client.get("/api/users/me", headers=session.headers)
        form = {"refresh_token": session.refresh_token}
        refreshed = await world.client.post("/api/auth/refresh", data=form)
        assert (me.status_code, refreshed.status_code) == (401, 400)
    assert await is_dead(world, preview["token"])
    answer = await world.client.get("/api/auth/whoami", headers=program.headers)
    assert answer.status_code == 401
    assert (await world.tokens(ada.username)).status_code == 400, "the password is void"
    assert outcome(await reset(world, for_reset)) == REFUSED
    assert outcome(await revert(world, token)) == REFUSED
    await until_empty(world)
    assert links_to(tmp_path, THIEF) == []
    next_email = in_folder(tmp_path, ada.email)[-1]
    assert subject_of(next_email) == "Choose a new password"
    assert outcome(await reset(world, token_in(next_email))) == (204, None)
    assert (await world.tokens(ada.username, NEW_PASSWORD)).status_code == 200


async def test_the_email_has_no_text_of_the_account(world: World, tmp_path: Path) -> None:
    ada = await verified(world, "buy-at-evil", email="ada@example.com")
    await move(world, ada, "buy@evil.example")
    [message] = [m for m in in_folder(tmp_path, ada.email) if subject_of(m) == CHANGED]
    for kind in ("plain", "html"):
        assert "evil" not in text_of(message, kind)
    assert "http://127.0.0.1:8000/studio/revert#" in text_of(message)


async def test_the_link_leads_to_the_page_of_the_settings(
    open_world: Opening, tmp_path: Path
) -> None:
    page = "https://blog.example.org/back#{token}"
    async with open_world(send_mail=True, blog_data_dir=tmp_path, revert_page_url=page) as world:
        ada = await verified(world)
        await move(world, ada, THIEF)
        [message] = [m for m in in_folder(tmp_path, ada.email) if subject_of(m) == CHANGED]
    assert f"https://blog.example.org/back#{token_in(message)}" in text_of(message)


async def test_the_oldest_link_wins(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    await move(world, ada, "second@example.com")
    await verify(world, token_in(in_folder(tmp_path, "second@example.com")[0]))
    await move(world, ada, "third@example.com")
    [first], [second] = links_to(tmp_path, ada.email), links_to(tmp_path, "second@example.com")
    assert outcome(await revert(world, second)) == (204, None)
    assert await email_of(world, ada) == ("second@example.com", True)
    assert outcome(await revert(world, first)) == (204, None)
    assert await email_of(world, ada) == (ada.email, True)


async def test_a_younger_link_is_dead_after_an_older_one(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    await move(world, ada, "second@example.com")
    await verify(world, token_in(in_folder(tmp_path, "second@example.com")[0]))
    await move(world, ada, "third@example.com")
    [first], [second] = links_to(tmp_path, ada.email), links_to(tmp_path, "second@example.com")
    assert outcome(await revert(world, first)) == (204, None)
    assert outcome(await revert(world, second)) == REFUSED
    assert await email_of(world, ada) == (ada.email, True)


async def test_of_both_links_at_once_the_oldest_wins(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    await move(world, ada, "second@example.com")
    await verify(world, token_in(in_folder(tmp_path, "second@example.com")[0]))
    await move(world, ada, "third@example.com")
    [first], [second] = links_to(tmp_path, ada.email), links_to(tmp_path, "second@example.com")
    tokens = [first, second] * 4
    answers = await asyncio.gather(*(revert(world, token) for token in tokens))
    statuses = [answer.status_code for answer in answers]
    assert statuses[::2].count(204) == 1
    assert statuses[1::2].count(204) <= 1
    assert set(statuses) == {204, 422}
    assert await email_of(world, ada) == (ada.email, True)


@pytest.mark.parametrize("state", ["inactive", "deleted"])
async def test_an_account_that_a_thief_deleted_gets_its_address_back(
    world: World, tmp_path: Path, state: str
) -> None:
    ada, admin = await verified(world), await world.admin()
    await move(world, ada, THIEF)
    if state == "deleted":
        await world.delete("/api/users/me", ada)
    else:
        path, body = f"/api/users/{ada.id}", {"is_active": False}
        await world.client.patch(path, json=body, headers=admin.headers)
    [token] = links_to(tmp_path, ada.email)
    assert outcome(await revert(world, token)) == (204, None)
    assert await email_of(world, ada) == (ada.email, True)
    [(deleted, active)] = await world.execute(
        "SELECT deleted_at IS NOT NULL, is_active FROM users WHERE id = %s", ada.id
    )
    assert (deleted, active) == (state == "deleted", state != "inactive")


async def test_another_spelling_is_the_same_mailbox(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    await move(world, ada, ada.email.upper())
    assert links_to(tmp_path, ada.email) == []
    assert await world.execute("SELECT 1 FROM email_changes") == []


async def test_a_restore_with_another_address_tells_the_old_one(
    world: World, tmp_path: Path
) -> None:
    ada, admin = await verified(world), await world.admin()
    await world.delete(f"/api/users/{ada.id}", admin)
    body = {"email": "new@example.com"}
    path = f"/api/users/{ada.id}/restore"
    assert (await world.client.post(path, json=body, headers=admin.headers)).status_code == 200
    await until_empty(world)
    [token] = links_to(tmp_path, ada.email)
    assert outcome(await revert(world, token)) == (204, None)
    assert await email_of(world, ada) == (ada.email, True)


async def test_the_link_lives_for_seven_days_and_is_never_dropped(
    open_world: Opening, tmp_path: Path
) -> None:
    settings = {"send_mail": True, "blog_data_dir": tmp_path, "rate_limits_enabled": True}
    async with open_world(**settings) as world:
        ada = await verified(world)
        for number in range(12):
            await world.execute("DELETE FROM throttles")
            await move(world, ada, f"other{number}@example.com")
            await world.execute("DELETE FROM throttles")
            await move(world, ada, ada.email)
            await world.execute("UPDATE users SET email_verified = true")
        tokens = links_to(tmp_path, ada.email)
        [(days,)] = await world.execute(
            "SELECT DISTINCT round(extract(epoch FROM expires_at - now()) / 86400) "
            "FROM one_time_tokens WHERE purpose = 'revert_email'"
        )
    assert len(set(tokens)) == 12
    assert int(days) == 7


@pytest.mark.parametrize(("hours", "count"), [(6 * 24, 1), (8 * 24, 0)])
async def test_a_mail_server_that_is_down_for_days(
    open_world: Opening, tmp_path: Path, hours: int, count: int
) -> None:
    async with open_world(send_mail=False) as world:
        ada = await world.user()
        await world.execute("UPDATE users SET email_verified = true")
        await change(world, ada, email=THIEF, current_password=PASSWORD)
        await world.execute(f"UPDATE outbox SET created_at = now() - interval '{hours} h'")
        await world.execute(
            f"UPDATE email_changes SET expires_at = expires_at - interval '{hours} h'"
        )
        async with open_world(send_mail=True, blog_data_dir=tmp_path):
            await until_empty(world)
    assert len(links_to(tmp_path, ada.email)) == count


async def test_no_log_line_has_a_token_or_an_address(
    world: World, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    ada = await verified(world)
    await move(world, ada, THIEF)
    [token] = links_to(tmp_path, ada.email)
    await revert(world, f"{token}x")
    await revert(world, token)
    await until_empty(world)
    lines = "\n".join(str(record.__dict__) for record in caplog.records)
    assert "user.revert_email" in lines
    assert not [secret for secret in (token, ada.email, THIEF) if secret in lines]


async def test_a_revert_is_audited(world: World, tmp_path: Path) -> None:
    ada, admin = await verified(world), await world.admin()
    await move(world, ada, THIEF)
    [token] = links_to(tmp_path, ada.email)
    await revert(world, token)
    answer = await world.client.get("/api/audit?action=user.revert_email", headers=admin.headers)
    [entry] = answer.json()["items"]
    assert (entry["target_type"], entry["target_id"]) == ("user", ada.id)
