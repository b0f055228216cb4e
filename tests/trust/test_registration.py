"""`REGISTRATION=closed`: only administrators open accounts, and discovery tells it."""

from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.factories import PASSWORD, World
from tests.trust.conftest import Opening

METADATA = "/.well-known/oauth-authorization-server"
BODY = {"username": "ada", "email": "ada@example.com", "password": PASSWORD}


async def test_open_by_default(world: World) -> None:
    metadata = (await world.client.get(METADATA)).json()
    assert metadata["account_registration"] == "open"
    assert (await world.client.post("/api/users", json=BODY)).status_code == 201


async def test_closed_to_everyone_new(world: World, open_world: Opening) -> None:
    """The body is not even read; accounts that exist go on."""
    bob = await world.user("bob")
    async with open_world(registration="closed") as closed:
        for body in (BODY, {"wrong": True}):
            answer = await closed.client.post("/api/users", json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "registration_closed")
        metadata = (await closed.client.get(METADATA)).json()
        assert metadata["account_registration"] == "closed"
        assert (await closed.tokens("bob")).status_code == 200
        assert (await closed.client.get("/api/users/me", headers=bob.headers)).status_code == 200
    assert await world.execute("SELECT username FROM users") == [("bob",)]


async def test_administrators_open_accounts_of_a_closed_blog(
    world: World, open_world: Opening
) -> None:
    """With a session, which can be confirmed and ends, not with a token."""
    bob, admin = await world.user("bob"), await world.admin()
    token = await make_token(world, admin, Scope.ADMIN_USERS)
    async with open_world(registration="closed") as closed:
        callers = (bob.headers, token.headers, admin.headers)
        answers = [
            await closed.client.post("/api/users", json=BODY, headers=headers)
            for headers in callers
        ]
        codes = [(answer.status_code, answer.json().get("code")) for answer in answers]
        assert codes == [(403, "registration_closed"), (403, "token_not_allowed"), (201, None)]
        assert (await closed.tokens("ada")).status_code == 200
    made = "SELECT role FROM users WHERE username = 'ada'"
    assert await world.execute(made) == [("user",)]
    entries = "SELECT actor_id, target_id FROM audit_entries WHERE action = 'user.create'"
    assert await world.execute(entries) == [(admin.id, answers[-1].json()["id"])]
