"""Internationalised addresses: domains are sent in ASCII, local parts are rejected."""

from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from pydantic import SecretStr

from tests.factories import PASSWORD, World
from tests.trust.conftest import Opening
from tests.trust.mailbox import Mailbox, free_port, in_folder, token_in, until_empty

LOCAL = "ünï@example.com"


async def test_a_non_ascii_local_part_is_refused_everywhere(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    await world.client.delete(f"/api/users/{ada.id}", headers=admin.headers)
    grace = await world.user()
    requests: list[tuple[str, str, dict[str, Any], dict[str, str]]] = [
        ("POST", "/api/users", {"username": "uni", "email": LOCAL, "password": PASSWORD}, {}),
        ("POST", "/api/auth/password/forgot", {"email": LOCAL}, {}),
        (
            "PATCH",
            "/api/users/me",
            {"email": LOCAL, "current_password": PASSWORD},
            grace.headers,
        ),
        ("PATCH", f"/api/users/{grace.id}", {"email": LOCAL}, admin.headers),
        ("POST", f"/api/users/{ada.id}/restore", {"email": LOCAL}, admin.headers),
    ]
    for method, path, body, headers in requests:
        answer = await world.client.request(method, path, json=body, headers=headers)
        assert answer.status_code == 422, path
        [error] = answer.json()["errors"]
        assert error["loc"] == ["body", "email"]
        assert "ASCII characters before the @" in error["msg"]


async def test_a_non_ascii_domain_is_sent_to_in_ascii(open_world: Opening, tmp_path: Path) -> None:
    async with open_world(send_mail=True, blog_data_dir=tmp_path) as world:
        ada = await world.user(email="ada@bücher.example")
        await until_empty(world)
        [message] = in_folder(tmp_path, "ada@xn--bcher-kva.example")
        assert (await world.tokens("ada@BÜCHER.example")).status_code == 200
        body = {"username": "eve", "email": "ada@xn--bcher-kva.example", "password": PASSWORD}
        taken = await world.client.post("/api/users", json=body)
        assert (taken.status_code, taken.json()["code"]) == (409, "email_taken")
        verify = {"token": token_in(message)}
        assert (await world.client.post("/api/auth/email/verify", json=verify)).status_code == 204
        me = await world.client.get("/api/users/me", headers=ada.headers)
    assert (me.json()["email"], me.json()["email_verified"]) == ("ada@bücher.example", True)


@pytest.mark.parametrize("offered", [True, False])
async def test_mail_to_an_account_of_an_earlier_release(
    open_world: Opening, caplog: pytest.LogCaptureFixture, *, offered: bool
) -> None:
    """Sent where the server offers SMTPUTF8; where it does not, the log says so, once."""
    port, mailbox = free_port(), Mailbox()
    settings = {
        "send_mail": True,
        "smtp_url": SecretStr(f"smtp://127.0.0.1:{port}"),
        "mail_from": "blog@example.org",
    }
    async with open_world(send_mail=False) as world:
        ada = await world.user()
        await world.execute("UPDATE users SET email = %s WHERE id = %s", LOCAL, ada.id)
        await world.execute("UPDATE outbox SET recipient = %s", LOCAL)
        controller = Controller(mailbox, "127.0.0.1", port, enable_SMTPUTF8=offered)
        controller.start()
        try:
            async with open_world(**settings):
                await until_empty(world)
        finally:
            controller.stop()
    assert len(mailbox.messages) == (1 if offered else 0)
    ours = [x.message for x in caplog.records if x.name == "blog_api.mail"]
    told = [message for message in ours if "SMTPUTF8" in message]
    assert len(told) == (0 if offered else 1)
