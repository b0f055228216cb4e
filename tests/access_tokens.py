"""Personal access tokens for tests, made over HTTP."""

from dataclasses import dataclass, field
from typing import Any

from blog_api.scopes import Scope
from tests.factories import Person, World


@dataclass(frozen=True, slots=True)
class MadeToken:
    """A token as the response that made it shows it."""

    id: int
    text: str = field(repr=False)

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.text}"}


async def make_token(world: World, owner: Person, *scopes: Scope, **fields: Any) -> MadeToken:
    body = {"name": "Test", "scopes": list(scopes)} | fields
    answer = await world.client.post("/api/auth/tokens", json=body, headers=owner.headers)
    assert answer.status_code == 201, answer.text
    return MadeToken(answer.json()["id"], answer.json()["token"])


async def rotate_token(world: World, owner: Person, token: MadeToken) -> MadeToken:
    path = f"/api/auth/tokens/{token.id}/rotate"
    answer = await world.client.post(path, headers=owner.headers)
    assert answer.status_code == 200, answer.text
    return MadeToken(token.id, answer.json()["token"])


async def give_token(world: World, person: Person) -> dict[str, Any]:
    sign = f"sign token {person.username}"
    token = await make_token(world, person, name=sign)
    return {"token_id": token.id, "sign": sign}
