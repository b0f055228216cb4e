"""Personal access tokens, confirmed sessions and second factors of their owners."""

from datetime import UTC, datetime

import pytest

from blog_api.auth.callers import ACTOR
from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.factories import PASSWORD, World
from tests.second_factor.app import MFA, bearer, enrol, first_step, second_step
from tests.trust.conftest import Opening

AUDIT = "/api/audit"
TOKENS = "/api/auth/tokens"
WHOAMI = "/api/auth/whoami"
UNCONFIRM = "UPDATE sessions SET confirmed_at = NULL"


async def test_making_a_secret_needs_a_confirmed_session(world: World) -> None:
    ada = await world.user()
    token = await make_token(world, ada)
    path = f"{TOKENS}/{token.id}"
    await world.execute(UNCONFIRM)
    refusals = [
        await world.client.post(TOKENS, json={"name": "A", "scopes": []}, headers=ada.headers),
        await world.client.post(f"{path}/rotate", headers=ada.headers),
    ]
    assert {each.json()["code"] for each in refusals} == {"confirmation_required"}
    renamed = await world.client.patch(path, json={"name": "B"}, headers=ada.headers)
    assert renamed.status_code == 200
    assert (await world.client.get(TOKENS, headers=ada.headers)).json()["items"][0]["name"] == "B"
    assert (await world.client.delete(path, headers=ada.headers)).status_code == 204


@pytest.mark.parametrize("seconds", [0, 900])
async def test_a_token_is_never_confirmed(open_world: Opening, seconds: int) -> None:
    async with open_world(confirmation_seconds=seconds) as world:
        root = await world.admin()
        post = await world.post(root)
        token = await make_token(world, root, *Scope)
        confirmed = await world.client.post(
            "/api/auth/confirm", json={"password": PASSWORD}, headers=token.headers
        )
        body = {"ids": [post["id"]], "hard_delete": True}
        path = f"/api/posts/{post['id']}?hard_delete=true"
        refusals = [
            confirmed,
            await world.client.post("/api/posts/bulk-delete", json=body, headers=token.headers),
            await world.client.delete(path, headers=token.headers),
            await world.client.post(f"{MFA}/totp", headers=token.headers),
        ]
        codes = {(each.status_code, each.json()["code"]) for each in refusals}
        assert codes == {(403, "token_not_allowed")}


async def test_whoami_tells_how_a_session_was_authenticated(world: World) -> None:
    ada = await world.user()
    app = await enrol(world, ada)
    headers = bearer(await second_step(world, await first_step(world, ada), otp=app.code()))
    shown = (await world.client.get(WHOAMI, headers=headers)).json()
    assert set(shown["amr"]) == {"pwd", "otp", "mfa"}
    left = datetime.fromisoformat(shown["confirmed_until"]) - datetime.now(UTC)
    assert 800 < left.total_seconds() <= 900
    await world.execute(UNCONFIRM)
    shown = (await world.client.get(WHOAMI, headers=headers)).json()
    assert "confirmed_until" not in shown
    grace = await world.user()
    shown = (await world.client.get(WHOAMI, headers=grace.headers)).json()
    assert shown["amr"] == ["pwd"]
    token = await make_token(world, grace)
    shown = (await world.client.get(WHOAMI, headers=token.headers)).json()
    assert (shown["amr"], "confirmed_until" in shown) == ([], False)


async def test_a_token_of_an_admin_without_a_required_factor_is_one_of_a_user(
    open_world: Opening,
) -> None:
    async with open_world(require_admin_mfa=True) as world:
        root = await world.admin()
        body = {"name": "A", "scopes": ["admin:audit"]}
        refused = await world.client.post(TOKENS, json=body, headers=root.headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "mfa_required")
        await enrol(world, root)
        token = await make_token(world, root, Scope.ADMIN_AUDIT, Scope.PROFILE_READ)
        assert (await world.client.get(AUDIT, headers=token.headers)).status_code == 200
        removed = await world.client.delete(f"{MFA}/totp", headers=root.headers)
        assert removed.status_code == 204
        refused = await world.client.get(AUDIT, headers=token.headers)
        assert (refused.status_code, refused.json()["code"]) == (403, "mfa_required")
        own = await world.client.get("/api/users/me", headers=token.headers)
        assert own.status_code == 200


def test_tokens_cost_no_look_up_of_factors_unless_administrators_need_one() -> None:
    """PostgreSQL prepares subqueries in each execution: `scripts/prove --only token-or-session`."""
    reads_factors = {
        setting: "totp_secrets" in lookup.one.sql for setting, lookup in ACTOR.by_token.items()
    }
    assert reads_factors == {False: False, True: True}
