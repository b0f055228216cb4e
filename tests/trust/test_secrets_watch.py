"""The secrets watch detects each kind of secret."""

import logging

import pytest

from tests.factories import PASSWORD, World
from tests.secrets_watch import SecretsWatch, require_no_secret


@pytest.mark.parametrize("secret", [PASSWORD, "$2b$12$abc", "-----BEGIN PRIVATE KEY-----"])
def test_a_secret_in_a_line_is_seen(watch: SecretsWatch, secret: str) -> None:
    logging.getLogger("another.library").debug("it logged %s", secret)
    assert [secret in line for line in watch.leaks] == [True]
    watch.leaks.clear()


async def test_a_token_in_an_answer_is_seen(world: World) -> None:
    ada = await world.user()
    with pytest.raises(AssertionError):
        require_no_secret("/api/users/me", str(ada.headers))


async def test_lines_are_read(world: World, watch: SecretsWatch) -> None:
    before = watch.lines
    await world.user()
    assert watch.lines > before
