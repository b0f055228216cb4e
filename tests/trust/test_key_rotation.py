"""A rotation over two servers rejects no token: publish, then sign, then retire."""

import asyncio
from itertools import cycle
from pathlib import Path

import pytest

from blog_api.auth import key_source, keys
from blog_api.auth.key_rotation import publish, rotate
from blog_api.settings import Settings
from tests.factories import PASSWORD
from tests.trust.conftest import Opening

REQUESTS = 300
LOG_INS_EVERY = 15
CHECKED_EVERY_S = 0.2


async def test_no_token_is_rejected_during_a_rotation(
    open_world: Opening, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "KEY_BITS", 2048)
    monkeypatch.setattr(key_source, "CHECKED_EVERY_S", CHECKED_EVERY_S)
    shared = {"jwt_private_key": None, "blog_data_dir": tmp_path}
    configured = settings.model_copy(update=shared)
    kids = set()
    async with open_world(**shared) as one, open_world(**shared) as two:
        ada = await one.user("ada")
        headers, rejected = ada.headers, 0
        for number, world in zip(range(REQUESTS), cycle((one, two)), strict=False):
            if number == REQUESTS // 3:
                kids.add(publish(configured))
                await asyncio.sleep(CHECKED_EVERY_S)
            if number == REQUESTS // 2:
                kids.add(rotate(configured))
            if number % LOG_INS_EVERY == 0:
                headers = (await world.log_in(ada.id, "ada", ada.email, PASSWORD)).headers
            answer = await world.client.get("/api/users/me", headers=headers)
            rejected += answer.status_code == 401
        assert rejected == 0
        await asyncio.sleep(CHECKED_EVERY_S)  # a fast machine sends the rest within that time
        jwks = (await two.client.get("/.well-known/jwks.json")).json()["keys"]
    assert len(kids) == 1
    assert jwks[0]["kid"] == kids.pop()
