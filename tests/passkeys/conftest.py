"""A server at localhost, where passkeys are possible."""

from collections.abc import AsyncIterator

import pytest

from tests.factories import World
from tests.trust.conftest import Opening, open_world

__all__ = ["open_world"]


@pytest.fixture
async def world(open_world: Opening) -> AsyncIterator[World]:
    async with open_world(public_url="http://localhost:8000") as world:
        yield world
