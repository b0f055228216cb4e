"""Texts of personal access tokens in addresses, request ids and logs."""

import logging
from urllib.parse import quote

import httpx2
import pytest

from blog_api.logs import JsonFormatter
from blog_api.terminal import TerminalFormatter
from blog_api.token_format import new_token
from tests.factories import World


def told(answer: httpx2.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_a_token_in_an_address_is_refused(world: World) -> None:
    text = new_token()
    hidden = quote(text).replace("_", "%5F")
    for path in (
        f"/api/posts?token={text}",
        f"/api/posts?search={hidden}",
        f"/api/posts/{text}",
        f"/api/{hidden}",
    ):
        answer = await world.client.get(path)
        assert told(answer) == (400, "bad_request"), path


async def test_a_token_as_a_request_id_is_not_kept(world: World) -> None:
    text = new_token()
    answer = await world.client.get("/api/tags", headers={"X-Request-ID": text})
    assert text not in str(answer.headers)


@pytest.mark.parametrize("formatter", [JsonFormatter(), TerminalFormatter()])
def test_tokens_are_masked_in_logs(formatter: logging.Formatter) -> None:
    text = new_token()
    record = logging.LogRecord("test", logging.INFO, "", 1, "seen %s", (text,), None)
    record.fields = {"header": f"Bearer {text}", "part": text[:20]}
    line = formatter.format(record)
    assert "blog_pat_***" in line
    assert text[9:20] not in line
