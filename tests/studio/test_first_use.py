"""The studio is loaded at its first request, once."""

import asyncio
import subprocess
import sys
from pathlib import Path
from typing import Final

import httpx2
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp

from blog_api.studio.first_use import LoadedAtFirstUse

LOADED: Final = """
import sys
from blog_api.main import create_app
from blog_api.settings import Settings
create_app(Settings(_env_file=None, blog_data_dir=sys.argv[1]))
print([name for name in sys.modules if name.startswith(("blog_api.studio.pages", "jinja2"))])
"""


def test_an_application_without_studio_visitors_loads_no_page(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert run.stdout == "[]\n"


async def test_requests_that_arrive_together_load_it_once() -> None:
    made: list[int] = []

    def make() -> ASGIApp:
        made.append(1)
        return PlainTextResponse("here")

    transport = httpx2.ASGITransport(LoadedAtFirstUse(make))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        answers = await asyncio.gather(*(client.get("/studio") for _ in range(20)))
    assert [answer.text for answer in answers] == ["here"] * 20
    assert made == [1]


async def test_a_failure_to_load_is_tried_again() -> None:
    attempts: list[int] = []

    def make() -> ASGIApp:
        attempts.append(1)
        if len(attempts) == 1:
            raise ImportError("once")
        return PlainTextResponse("here")

    transport = httpx2.ASGITransport(LoadedAtFirstUse(make))
    async with httpx2.AsyncClient(transport=transport, base_url="http://test") as client:
        with pytest.raises(ImportError):
            await client.get("/studio")
        assert (await client.get("/studio")).text == "here"
