"""Notices about an account: on each change, to the verified address, with text of nobody."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from blog_api.mail.account_notices import (
    tell_factor_added,
    tell_factor_removed,
    tell_token_made,
)
from blog_api.rate_limits import MAIL_ABOUT_ACCOUNT
from blog_api.scopes import Scope
from tests.access_tokens import make_token, rotate_token
from tests.factories import PASSWORD, World
from tests.second_factor.app import MFA, enrol
from tests.trust.conftest import Opening
from tests.trust.mailbox import text_of, token_in
from tests.trust.noticing import (
    FIREFOX,
    NEW_PASSWORD,
    change,
    event_of,
    log_in,
    subject_of,
    told,
    verified,
)
from tests.trust.test_recovery import forget, reset


@pytest.fixture
async def world(open_world: Opening, tmp_path: Path) -> AsyncIterator[World]:
    settings = {"send_mail": True, "blog_data_dir": tmp_path, "trusted_proxies": ("127.0.0.1",)}
    async with open_world(**settings) as world:
        yield world


async def test_a_new_password(world: World, tmp_path: Path) -> None:
    ada = await verified(world)
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    path = "/api/users/me/password"
    assert (await world.client.post(path, json=body, headers=ada.headers)).status_code == 204
    [message] = await told(world, tmp_path, ada.email)
    assert subject_of(message) == "Your password was changed"
    assert f"Hello {ada.username}," in text_of(message)
    assert "request a new password by email now" in text_of(message, "html").replace("\n", " ")
    await forget(world, ada.email)
    _, forgotten = await told(world, tmp_path, ada.email)
    assert (await reset(world, token_in(forgotten), f"{NEW_PASSWORD}!")).status_code == 204
    *_, after_reset = await told(world, tmp_path, ada.email)
    assert subject_of(after_reset) == "Your password was changed"


async def test_a_new_user_name(world: World, tmp_path: Path) -> None:
    """It is one of the two names that the account logs in with (ASVS 6.3.7)."""
    ada, admin = await verified(world, "ada"), await world.admin()
    for name in ("Ada", "ada.lovelace"):
        assert await change(world, ada, username=name) == 200
    path = f"/api/users/{ada.id}"
    body = {"username": "countess", "email": "new@example.com"}
    assert (await world.client.patch(path, json=body, headers=admin.headers)).status_code == 200
    own, _, by_admin = await told(world, tmp_path, ada.email)
    assert (subject_of(own), subject_of(by_admin)) == ("Your user name was changed",) * 2
    assert event_of(own) == "The user name of your account was changed."
    assert "countess" not in text_of(by_admin)


@pytest.mark.parametrize("by", ["restore", "undo"])
async def test_a_user_name_changed_by_a_restore(world: World, tmp_path: Path, by: str) -> None:
    ada, admin = await verified(world, "ada"), await world.admin()
    deletion_id = await world.delete(f"/api/users/{ada.id}", admin)
    await world.user("ADA", email="second@example.com")
    undo = f"/api/deletions/{deletion_id}/undo"
    path = undo if by == "undo" else f"/api/users/{ada.id}/restore"
    body = {"on_conflict": "rename"}
    answer = await world.client.post(path, json=body, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    messages = await told(world, tmp_path, ada.email)
    assert list(map(subject_of, messages)) == [
        "Your account was deleted",
        "Your user name was changed",
    ]


async def test_role_and_activity(world: World, tmp_path: Path) -> None:
    ada, admin = await verified(world), await world.admin()
    for body in ({"role": "admin"}, {"role": "user"}, {"role": "user"}, {"is_active": False}):
        path = f"/api/users/{ada.id}"
        answer = await world.client.patch(path, json=body, headers=admin.headers)
        assert answer.status_code == 200
    messages = await told(world, tmp_path, ada.email)
    assert list(map(subject_of, messages)) == [
        "Your role was changed",
        "Your role was changed",
        "Your account was deactivated",
    ]
    assert "Your account is an administrator now." in text_of(messages[0])
    assert "without the rights of an administrator" in text_of(messages[1])


async def test_a_role_and_an_address_at_once_reach_the_old_address(
    world: World, tmp_path: Path
) -> None:
    ada, admin = await verified(world), await world.admin()
    body = {"role": "admin", "email": "new@example.com"}
    path = f"/api/users/{ada.id}"
    assert (await world.client.patch(path, json=body, headers=admin.headers)).status_code == 200
    messages = await told(world, tmp_path, ada.email)
    assert sorted(map(subject_of, messages)) == [
        "Your email address was changed",
        "Your role was changed",
    ]


@pytest.mark.parametrize("query", ["", "?hard_delete=true"])
async def test_a_deleted_account(world: World, tmp_path: Path, query: str) -> None:
    ada, admin = await verified(world), await world.admin()
    path = f"/api/users/{ada.id}"
    answer = await world.client.delete(f"{path}{query}", headers=admin.headers)
    assert answer.status_code == 204
    gone = await world.client.delete(f"{path}?hard_delete=true", headers=admin.headers)
    assert gone.status_code == (404 if query else 204)
    [message] = await told(world, tmp_path, ada.email)
    assert subject_of(message) == "Your account was deleted"
    assert text_of(message).startswith("Hello,\n")


@pytest.mark.parametrize("by", ["restore", "undo"])
async def test_a_restored_administrator_is_a_user(world: World, tmp_path: Path, by: str) -> None:
    ada, admin = await verified(world), await world.admin()
    await world.execute("UPDATE users SET role = 'admin' WHERE id = %s", ada.id)
    deletion_id = await world.delete(f"/api/users/{ada.id}", admin)
    undo = f"/api/deletions/{deletion_id}/undo"
    dry = await world.client.post(undo, json={"dry_run": True}, headers=admin.headers)
    path = undo if by == "undo" else f"/api/users/{ada.id}/restore"
    answer = await world.client.post(path, headers=admin.headers)
    assert (dry.status_code, answer.status_code) == (200, 200)
    messages = await told(world, tmp_path, ada.email)
    assert list(map(subject_of, messages)) == ["Your account was deleted", "Your role was changed"]


async def test_factors_and_tokens(world: World, tmp_path: Path) -> None:
    """The functions that second factors and access tokens call."""
    ada = await verified(world)
    await world.db.write(tell_factor_added, ada.id, "totp")
    await world.db.write(tell_factor_removed, ada.id, "passkey")
    await world.db.write(tell_factor_removed, ada.id, "all")
    await world.db.write(tell_token_made, ada.id, ["posts:read", "posts:write"])
    messages = await told(world, tmp_path, ada.email)
    events = {subject_of(m): event_of(m) for m in messages}
    assert events == {
        "A second factor was added": (
            "An authenticator app was added to your account as a second factor."
        ),
        "A second factor was removed": (
            "Every second factor, with the recovery codes, was removed from your account."
        ),
        "An access token was made": (
            "An access token was made for your account. It has the scopes: posts:read, posts:write."
        ),
    }
    assert "A passkey was removed from your account." in text_of(messages[1])


async def test_new_secrets_of_a_token_and_new_recovery_codes(world: World, tmp_path: Path) -> None:
    """They are as good as a new token and a new factor."""
    ada = await verified(world)
    await enrol(world, ada)
    token = await make_token(world, ada, Scope.POSTS_READ)
    await rotate_token(world, ada, token)
    answer = await world.client.post(f"{MFA}/recovery-codes", headers=ada.headers)
    assert answer.status_code == 200
    _, _, rotated, renewed = map(event_of, await told(world, tmp_path, ada.email))
    assert rotated == (
        "An access token of your account has a new secret; the former one works for a day more. "
        "It has the scopes: posts:read."
    )
    assert renewed == ("A new set of recovery codes was added to your account as a second factor.")


async def test_an_unverified_address_is_told_nothing(world: World, tmp_path: Path) -> None:
    """The owner of the address may be a stranger."""
    ada, admin = await world.user(), await world.admin()
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}
    await world.client.post("/api/users/me/password", json=body, headers=ada.headers)
    await world.client.patch(
        f"/api/users/{ada.id}",
        json={"role": "admin", "email": "second@example.com"},
        headers=admin.headers,
    )
    await log_in(world, ada, FIREFOX, "203.0.113.9", NEW_PASSWORD)
    await world.client.delete(f"/api/users/{ada.id}", headers=admin.headers)
    assert await told(world, tmp_path, ada.email) == []
    assert await told(world, tmp_path, "second@example.com") == []
    assert await world.execute("SELECT 1 FROM email_changes") == []


async def test_notices_of_one_kind_do_not_use_up_those_of_another(
    open_world: Opening, tmp_path: Path
) -> None:
    settings = {"send_mail": True, "blog_data_dir": tmp_path, "rate_limits_enabled": True}
    async with open_world(**settings) as world:
        ada, admin = await verified(world), await world.admin()
        for _ in range(MAIL_ABOUT_ACCOUNT.most + 3):
            await world.db.write(tell_token_made, ada.id, ["posts:read"])
        await world.db.write(tell_factor_added, ada.id, "passkey")
        subjects = list(map(subject_of, await told(world, tmp_path, ada.email)))
        dropped = await world.client.get("/api/audit?action=mail.drop", headers=admin.headers)
    assert subjects.count("An access token was made") == MAIL_ABOUT_ACCOUNT.most
    assert subjects[-1] == "A second factor was added"
    [entry] = dropped.json()["items"]
    assert (entry["target_id"], entry["details"]["kind"]) == (ada.id, "token_made")
