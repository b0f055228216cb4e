"""`REGISTRATION=closed`: nobody opens an account over HTTP, and discovery tells it."""

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
