"""Email: queued in the transaction, sent by a worker, at least once, to its recipient only."""

import asyncio
import stat
from pathlib import Path

import pytest
from pydantic import SecretStr

from tests.factories import PASSWORD
from tests.trust.conftest import Opening
from tests.trust.mailbox import (
    PATIENCE_S,
    Mailbox,
    free_port,
    in_folder,
    parse,
    queued,
    serving,
    text_of,
    until,
    until_empty,
)

SENDER = "The Blog <blog@example.org>"


def smtp(port: int) -> dict[str, object]:
    return {
        "send_mail": True,
        "smtp_url": SecretStr(f"smtp://127.0.0.1:{port}"),
        "mail_from": SENDER,
    }


async def test_a_registration_is_followed_by_an_email(open_world: Opening) -> None:
    port, mailbox = free_port(), Mailbox()
    with serving(mailbox, port):
        async with open_world(**smtp(port), public_url="https://blog.example.org") as world:
            ada = await world.user("ada")
            [message] = await until(lambda: mailbox.to(ada.email))
            await until_empty(world)
    assert message["From"] == SENDER
    assert message["Subject"] == "Blog: Confirm your email address"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "https://blog.example.org/studio/verify#" in text_of(message)
    assert "Hello,\n" in text_of(message)
    assert "<p>Hello,</p>" in text_of(message, "html")


async def test_a_mail_server_that_is_down_holds_nobody_up(open_world: Opening) -> None:
    port, mailbox = free_port(), Mailbox()
    async with open_world(**smtp(port)) as world:
        people = [await world.user(f"user{number}") for number in range(5)]
        [(tried,)] = await world.execute("SELECT count(*) FROM outbox WHERE attempts > 0")
        async with asyncio.timeout(PATIENCE_S):
            while tried < len(people):
                await asyncio.sleep(0.05)
                [(tried,)] = await world.execute("SELECT count(*) FROM outbox WHERE attempts > 0")
        assert await queued(world) == len(people)
        with serving(mailbox, port):
            await until(lambda: len(mailbox.messages) >= len(people))
            await until_empty(world)
    assert sorted(message["To"] for message in mailbox.messages) == [p.email for p in people]


async def test_two_servers_send_each_email_once(open_world: Opening) -> None:
    port, mailbox = free_port(), Mailbox()
    async with open_world(send_mail=False) as world:
        people = [await world.user() for _ in range(20)]
        with serving(mailbox, port):
            async with open_world(**smtp(port)), open_world(**smtp(port)):
                await until_empty(world)
    assert sorted(x["To"] for x in mailbox.messages) == sorted(p.email for p in people)


async def test_an_email_claimed_by_a_dead_server_is_sent_later(open_world: Opening) -> None:
    port, mailbox = free_port(), Mailbox()
    async with open_world(send_mail=False) as world:
        ada = await world.user()
        await world.execute("UPDATE outbox SET attempts = 1, next_attempt_at = now() + '90 s'")
        with serving(mailbox, port):
            async with open_world(**smtp(port)) as other:
                grace = await other.user("grace")
                await until(lambda: mailbox.to(grace.email))
                assert mailbox.to(ada.email) == []
                await world.execute("UPDATE outbox SET next_attempt_at = now()")
                other.app.state.mailer.wake()
                assert len(await until(lambda: mailbox.to(ada.email))) == 1


@pytest.mark.parametrize(("answer", "left"), [("550 nobody here", 0), ("451 try later", 1)])
async def test_a_refusal_for_good_and_one_for_now(
    open_world: Opening, answer: str, left: int
) -> None:
    port, mailbox = free_port(), Mailbox({"ada@example.com": answer})
    with serving(mailbox, port):
        async with open_world(**smtp(port)) as world:
            await world.user("ada")
            grace = await world.user("grace")
            await until(lambda: mailbox.to(grace.email))
            await until_empty(world, left)
            rows = await world.execute("SELECT recipient, next_attempt_at > now() FROM outbox")
    assert rows == [("ada@example.com", True)] * left


async def test_nobody_waits_for_three_days(open_world: Opening) -> None:
    async with open_world(send_mail=False) as world:
        await world.user()
        await world.execute("UPDATE outbox SET created_at = now() - interval '73 h'")
        async with open_world(send_mail=True):
            await until_empty(world)
        assert await world.execute("SELECT 1 FROM one_time_tokens") == []


async def test_a_registration_that_fails_sends_nothing(open_world: Opening) -> None:
    async with open_world(send_mail=False) as world:
        await world.user("ada")
        body = {"username": "ada", "email": "other@example.com", "password": PASSWORD}
        assert (await world.client.post("/api/users", json=body)).status_code == 409
        assert await world.execute("SELECT recipient FROM outbox") == [("ada@example.com",)]


async def test_without_a_server_emails_are_files(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        ada = await world.user()
        [message] = await until(lambda: in_folder(tmp_path, ada.email))
    [path] = (tmp_path / "mail").glob("*.eml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert message["From"] == "Blog <blog@127.0.0.1>"


async def test_nothing_can_be_injected_into_an_email(open_world: Opening, tmp_path: Path) -> None:
    settings = {
        "send_mail": True,
        "blog_data_dir": tmp_path,
        "site_title": "<b>Blog</b>\r\nBcc: eve@example.com",
    }
    async with open_world(**settings) as world:
        for address in ("a@example.com\r\nBcc: eve@example.com", "a@example.com, eve@example.com"):
            body = {"username": "ada", "email": address, "password": PASSWORD}
            assert (await world.client.post("/api/users", json=body)).status_code == 422
            forgot = await world.client.post("/api/auth/password/forgot", json={"email": address})
            assert forgot.status_code == 422
        await world.user("ada")
        path = await until(lambda: next((tmp_path / "mail").glob("*.eml"), None))
        message = await until(
            lambda: parse(path.read_bytes()).get_body() and parse(path.read_bytes())
        )
    assert (message["Bcc"], message["To"]) == (None, "ada@example.com")
    assert "<b>" not in text_of(message, "html")
