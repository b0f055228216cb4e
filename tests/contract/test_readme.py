"""The README matches the code."""

from fastapi import FastAPI

from blog_api.cli import MODULES
from tests.readme import README, TOKENS, with_derived_lists, with_scopes


async def test_lists_every_endpoint_and_room(app: FastAPI) -> None:
    text = README.read_text()
    assert text == with_derived_lists(text, app.openapi()), "run: python -m tests.readme"


async def test_tells_the_scope_of_every_route(app: FastAPI) -> None:
    text = TOKENS.read_text()
    assert text == with_scopes(text, app.openapi()), "run: python -m tests.readme"


def test_lists_every_command() -> None:
    text = README.read_text()
    assert [name for name in MODULES if f"`{name}" not in text] == []
