"""The README tells the truth about what there is."""

from fastapi import FastAPI

from blog_api.cli import MODULES
from tests.readme import README, made_anew


async def test_lists_every_endpoint_and_room(app: FastAPI) -> None:
    text = README.read_text()
    assert text == made_anew(text, app.openapi()), "run: python -m tests.readme"


def test_lists_every_command() -> None:
    text = README.read_text()
    assert [name for name in MODULES if f"`{name}" not in text] == []
