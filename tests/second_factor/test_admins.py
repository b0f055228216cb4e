"""REQUIRE_ADMIN_MFA, and resets by another administrator and by the command line."""

from tests.factories import World
from tests.second_factor.app import MFA, bearer, enrol, first_step, second_step
from tests.trust.conftest import Opening

AUDIT = "/api/audit"


async def test_an_admin_without_a_factor_is_a_user(open_world: Opening) -> None:
    async with open_world(require_admin_mfa=True) as world:
        admin, user = await world.admin(), await world.user()
        draft = await world.post(user, status="draft")
        post = await world.post(user)
        refusals = [
            await world.client.get(AUDIT, headers=admin.headers),
            await world.client.get("/api/users", headers=admin.headers),
            await world.client.delete(f"/api/posts/{post['id']}", headers=admin.headers),
            await world.client.delete(f"/api/users/{user.id}", headers=admin.headers),
        ]
        assert {(a.status_code, a.json()["code"]) for a in refusals} == {(403, "mfa_required")}
        hidden = await world.client.get(f"/api/posts/{draft['id']}", headers=admin.headers)
        assert hidden.status_code == 404
        assert (await world.client.get("/api/users/me", headers=admin.headers)).status_code == 200
        await world.post(admin)
        answer = await world.client.get(AUDIT, headers=user.headers)
        assert answer.json()["code"] == "admin_only"


async def test_the_session_that_enrols_has_it_at_once(open_world: Opening) -> None:
    async with open_world(require_admin_mfa=True) as world:
        admin = await world.admin()
        other = await world.log_in(admin.id, admin.username, admin.email)
        app = await enrol(world, admin)
        assert (await world.client.get(AUDIT, headers=admin.headers)).status_code == 200
        assert (await world.client.get(AUDIT, headers=other.headers)).status_code == 403
        answer = await world.client.post(
            "/api/auth/confirm", json={"otp": app.code()}, headers=other.headers
        )
        assert answer.status_code == 204
        assert (await world.client.get(AUDIT, headers=other.headers)).status_code == 200
        token = await first_step(world, admin)
        headers = bearer(await second_step(world, token, otp=app.code(1)))
        assert (await world.client.get(AUDIT, headers=headers)).status_code == 200
        assert (await world.client.delete(f"{MFA}/totp", headers=headers)).status_code == 204
        for each in (admin.headers, other.headers, headers):
            assert (await world.client.get(AUDIT, headers=each)).json()["code"] == "mfa_required"


async def test_another_admin_resets(world: World) -> None:
    admin, ada = await world.admin(), await world.user()
    await enrol(world, ada)
    await first_step(world, ada)
    path = f"/api/users/{ada.id}/mfa"
    assert (await world.client.delete(path, headers=ada.headers)).json()["code"] == "admin_only"
    assert (await world.client.delete(path, headers=admin.headers)).status_code == 204
    assert (await world.tokens(ada.username)).status_code == 200
    assert await world.execute("SELECT * FROM recovery_codes") == []
    assert await world.execute("SELECT * FROM pending_logins") == []
    answer = await world.client.get(AUDIT, headers=admin.headers)
    entry = answer.json()["items"][0]
    assert (entry["action"], entry["target_id"]) == ("mfa.reset", ada.id)
    answer = await world.client.post(f"{MFA}/totp", headers=ada.headers)
    assert answer.json()["code"] == "confirmation_required"


async def test_nobody_resets_their_own_or_nothing(world: World) -> None:
    admin = await world.admin()
    await enrol(world, admin)
    answer = await world.client.delete(f"/api/users/{admin.id}/mfa", headers=admin.headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    answer = await world.client.delete("/api/users/999999/mfa", headers=admin.headers)
    assert answer.status_code == 404
    await world.execute("UPDATE sessions SET confirmed_at = NULL")
    answer = await world.client.delete("/api/users/999999/mfa", headers=admin.headers)
    assert answer.json()["code"] == "confirmation_required"
