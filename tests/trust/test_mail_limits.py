"""Limits of email to strangers: by recipient, dropped silently, and without user content."""

import asyncio
from pathlib import Path
from typing import Any

import httpx2
import pytest

from blog_api.errors import ThrottledError
from blog_api.metrics import MAILS_DROPPED
from blog_api.rate_limits import MAIL_ABOUT_ACCOUNT, MAIL_TO_KNOWN, MAIL_TO_RECIPIENT
from tests.factories import World
from tests.scrape import count_of
from tests.trust.conftest import Opening
from tests.trust.mailbox import in_folder, text_of, token_in, until_empty

STRANGER = "stranger@example.com"
FORGOT = "/api/auth/password/forgot"
VERIFY = "/api/auth/email/verify/request"


def limited(folder: Path) -> dict[str, Any]:
    return {
        "rate_limits_enabled": True,
        "trusted_proxies": ("127.0.0.1",),
        "send_mail": True,
        "blog_data_dir": folder,
    }


async def forget(world: World, email: str, address: str = "203.0.113.1") -> httpx2.Response:
    headers = {"X-Forwarded-For": address}
    return await world.client.post(FORGOT, json={"email": email}, headers=headers)


def messages_in(folder: Path) -> int:
    return len(list((folder / "mail").glob("*.eml")))


def dropped(reason: str) -> float:
    return count_of(MAILS_DROPPED, reason=reason)


async def test_register_log_in_delete_again(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(**limited(tmp_path)) as world:
        before = dropped("limit")
        for number in range(12):
            tag = "" if number % 2 else f"+{number}"
            email = STRANGER.replace("@", f"{tag}@")
            eve = await world.user(f"buy_at_evil_{number}", email=email)
            assert (await forget(world, email)).status_code == 202
            assert (await world.client.post(VERIFY, headers=eve.headers)).status_code == 202
            gone = await world.client.delete("/api/users/me", headers=eve.headers)
            assert gone.status_code == 204
            await until_empty(world)
        assert messages_in(tmp_path) <= MAIL_TO_RECIPIENT.burst
        assert dropped("limit") > before
        admin = await world.admin()
        answer = await world.client.get("/api/audit?action=mail.drop", headers=admin.headers)
    assert [entry["target_type"] for entry in answer.json()["items"]] == ["user"]


async def test_parallel_registrations_share_the_limit(open_world: Opening, tmp_path: Path) -> None:
    """Several servers send at once; the limit is one for all of them."""
    async with open_world(**{**limited(tmp_path), "send_mail": False}) as world:
        for number in range(8):
            await world.user(email=STRANGER.replace("@", f"+{number}@"))
        async with (
            open_world(**limited(tmp_path)) as first,
            open_world(**limited(tmp_path)) as second,
        ):
            for other in (first, second):
                other.app.state.mailer.wake()
            await until_empty(world)
    assert messages_in(tmp_path) == MAIL_TO_RECIPIENT.burst


async def test_no_second_mail_while_the_first_token_is_good(
    open_world: Opening, tmp_path: Path
) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        ada = await world.user()
        await until_empty(world)
        for _ in range(3):
            assert (await world.client.post(VERIFY, headers=ada.headers)).status_code == 202
            assert (await forget(world, ada.email)).status_code == 202
            await until_empty(world)
        verify, reset = in_folder(tmp_path, ada.email)
        body = {"token": token_in(verify)}
        assert (await world.client.post("/api/auth/email/verify", json=body)).status_code == 204
        await world.execute("UPDATE one_time_tokens SET expires_at = now()")
        await forget(world, ada.email)
        await until_empty(world)
        assert len(in_folder(tmp_path, ada.email)) == 3
    assert token_in(reset) != token_in(verify)


async def test_the_owner_at_home_gets_a_reset_when_strangers_used_all(
    open_world: Opening, tmp_path: Path
) -> None:
    async with open_world(**limited(tmp_path)) as world:
        ada = await world.user()
        await until_empty(world)
        await world.execute("UPDATE users SET email_verified = true")
        for _ in range(5):
            await forget(world, ada.email)
            await until_empty(world)
            await world.execute("DELETE FROM one_time_tokens")
        assert len(in_folder(tmp_path, ada.email)) == MAIL_TO_RECIPIENT.burst
        for _ in range(MAIL_TO_KNOWN.most + 2):
            await forget(world, ada.email, "127.0.0.1")
            await until_empty(world)
            await world.execute("DELETE FROM one_time_tokens")
        sent = len(in_folder(tmp_path, ada.email))
    assert sent == MAIL_TO_RECIPIENT.burst + MAIL_TO_KNOWN.most


async def test_no_day_has_more_than_its_number(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(**limited(tmp_path)) as world:
        ada = await world.user()
        for day in (1, 2):
            for _ in range(24):
                await forget(world, ada.email)
                await until_empty(world)
                await world.execute("DELETE FROM one_time_tokens")
                await world.execute("UPDATE throttles SET full_at = full_at - interval '1 hour'")
            assert len(in_folder(tmp_path, ada.email)) == day * 10


async def test_emails_sent_at_once_use_the_whole_day(open_world: Opening) -> None:
    """No email is dropped because another transaction consumed the row that was free."""
    async with open_world(rate_limits_enabled=True) as world:
        limiter = world.app.state.rate_limiter
        consuming = [
            world.db.write(limiter.consume_daily, MAIL_ABOUT_ACCOUNT, "ada@example.com")
            for _ in range(MAIL_ABOUT_ACCOUNT.most + 4)
        ]
        results = await asyncio.gather(*consuming, return_exceptions=True)
    assert results.count(None) == MAIL_ABOUT_ACCOUNT.most
    assert [type(result) for result in results if result is not None] == [ThrottledError] * 4


async def test_no_words_of_an_unverified_account(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        email = "stranger+buy-now@example.com"
        eve = await world.user("buy_at_evil.example", email=email, name="Buy at evil.example")
        await forget(world, eve.email)
        await until_empty(world)
        messages = in_folder(tmp_path, eve.email)
        await world.execute("DELETE FROM one_time_tokens")
        await world.execute("UPDATE users SET email_verified = true")
        await forget(world, eve.email)
        await until_empty(world)
        told = in_folder(tmp_path, eve.email)[-1]
    assert len(messages) == 2
    for kind in ("plain", "html"):
        assert not [x for x in messages if "buy" in text_of(x, kind).lower()]
        assert eve.username in text_of(told, kind)


@pytest.mark.parametrize("known", [True, False])
async def test_a_dropped_mail_is_answered_like_a_sent_one(
    open_world: Opening, tmp_path: Path, *, known: bool
) -> None:
    async with open_world(**limited(tmp_path)) as world:
        email = (await world.user()).email if known else "nobody@example.com"
        spellings = (email, email.upper(), email, email, email)
        answers = await asyncio.gather(*(forget(world, x) for x in spellings))
    assert {(a.status_code, a.content) for a in answers} == {(202, b"")}


async def test_a_mail_that_failed_is_admitted_already(open_world: Opening, tmp_path: Path) -> None:
    """Retries do not consume the limit."""
    async with open_world(**{**limited(tmp_path), "send_mail": False}) as world:
        ada = await world.user()
        await world.execute("UPDATE outbox SET admitted = true, attempts = 3")
        await world.execute("DELETE FROM throttles")
        async with open_world(**limited(tmp_path)):
            await until_empty(world)
            left = await world.execute("SELECT 1 FROM throttles WHERE full_at > now()")
    assert len(in_folder(tmp_path, ada.email)) == 1
    assert left == []
