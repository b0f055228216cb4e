"""Log lines of requests, of log-ins, and of rejected callers."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from pydantic import SecretStr
from typing_extensions import override

from blog_api.db.roles import grant_rows
from blog_api.logs import JsonFormatter
from tests.factories import World
from tests.trust.conftest import Opening

Line = dict[str, Any]


class Heard(logging.Handler):
    """Every line of the server as it would be written; the tests' client logs too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter())
        self.lines: list[Line] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        if not record.name.startswith("httpx"):
            self.lines.append(json.loads(self.format(record)))

    def named(self, event: str) -> list[Line]:
        return [line for line in self.lines if line["event"] == event]


@pytest.fixture
def heard() -> Iterator[Heard]:
    """Collect lines from INFO on."""
    handler, root = Heard(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    yield handler
    root.removeHandler(handler)
    root.setLevel(level)


async def test_one_line_a_request(world: World, heard: Heard) -> None:
    ada = await world.user()
    heard.lines.clear()
    await world.client.get(
        "/api/users/me?q=something", headers=ada.headers | {"X-Request-ID": "find-me"}
    )
    (line,) = heard.lines
    assert 0 < line.pop("duration_ms") < 5000
    assert line.pop("at")
    assert len(line.pop("own_request_id")) == 32, "made by us, for the audit"
    assert line == {
        "level": "info",
        "logger": "blog_api.access",
        "event": "request",
        "request_id": "find-me",
        "method": "GET",
        "route": "/api/users/me",
        "status": 200,
        "client": "127.0.0.1",
        "user_id": ada.id,
    }


async def test_a_request_that_nobody_made_a_route_for(world: World, heard: Heard) -> None:
    await world.client.get("/api/%1b[2J/secret-in-a-path")
    (line,) = heard.named("request")
    assert (line["route"], line["status"], line["user_id"]) == ("unmatched", 404, None)
    assert "secret-in-a-path" not in json.dumps(heard.lines)


async def test_behind_a_proxy_the_client_is_told(open_world: Opening, heard: Heard) -> None:
    async with open_world(trusted_proxies=("127.0.0.1",)) as world:
        await world.client.get("/api/posts", headers={"X-Forwarded-For": "203.0.113.9"})
        assert heard.named("request")[-1]["client"] == "203.0.113.9"
        await world.client.get("/api/posts", headers={"X-Forwarded-For": "\x1b[31m evil"})
        assert heard.named("request")[-1]["client"] == "127.0.0.1"


async def test_log_ins(world: World, heard: Heard) -> None:
    ada = await world.user()
    (succeeded,) = heard.named("login.succeeded")
    assert (succeeded["user_id"], succeeded["client"]) == (ada.id, "127.0.0.1")
    await world.tokens(ada.username, "wrong")
    await world.tokens("hunter2 typed in the wrong field", "wrong")
    await world.tokens("HUNTER2 typed in the wrong field", "wrong")
    known, unknown, again = heard.named("login.failed")
    assert known["user_id"] == ada.id
    assert "user_id" not in unknown
    assert unknown["login_hmac"] == again["login_hmac"]
    assert "hunter2" not in json.dumps(heard.lines).lower()


async def refresh(world: World, token: str | None) -> str | None:
    """Return the next refresh token; None for an error."""
    answer = await world.client.post("/api/auth/refresh", data={"refresh_token": token})
    found: str | None = answer.json().get("refresh_token")
    return found


async def test_a_replay(world: World, heard: Heard) -> None:
    ada = await world.user()
    later = [await refresh(world, ada.refresh_token) for _ in range(2)]
    assert later[0] == later[1]
    await refresh(world, later[0])
    assert not heard.named("refresh.replayed"), "within the grace it is a lost reply"
    for _ in range(2):
        assert await refresh(world, ada.refresh_token) is None
    (line,) = heard.named("refresh.replayed")
    assert (line["user_id"], line["level"]) == (ada.id, "warning")


async def test_refusals(world: World, heard: Heard) -> None:
    ada = await world.user()
    await world.client.get("/api/users/me", headers={"Authorization": "Bearer made.up.token"})
    await world.client.get("/api/users/me")
    await world.client.get("/api/audit", headers=ada.headers)
    assert [(line["code"], line["user_id"]) for line in heard.named("refused")] == [
        ("invalid_token", None),
        ("unauthenticated", None),
        ("admin_only", ada.id),
    ]


async def test_limits(open_world: Opening, heard: Heard) -> None:
    async with open_world(rate_limits_enabled=True) as world:
        for _ in range(6):
            await world.tokens("nobody", "wrong")
    (line,) = heard.named("throttled")
    assert line["limit"] == "login"


@pytest.mark.parametrize("hard", [False, True])
async def test_a_dry_run_is_not_logged_as_done(world: World, heard: Heard, *, hard: bool) -> None:
    admin, post, deleted = await world.admin(), await world.post(), await world.deleted_post()
    before = len(heard.lines)
    headers = admin.headers
    body = {"ids": [post["id"]], "dry_run": True, "hard_delete": hard}
    answer = await world.client.post("/api/posts/bulk-delete", json=body, headers=headers)
    assert answer.json()["deleted"] == [post["id"]]
    body = {"ids": [deleted["id"]], "dry_run": True}
    answer = await world.client.post("/api/posts/bulk-restore", json=body, headers=headers)
    assert answer.json()["restored"] == [deleted["id"]]
    undo = f"/api/deletions/{deleted['deletion_id']}/undo"
    answer = await world.client.post(undo, json={"dry_run": True}, headers=headers)
    assert answer.json()["restored"]["posts"] == 1
    events = {line["event"] for line in heard.lines[before:]}
    assert events == {"request"}


async def test_what_administrators_do(world: World, heard: Heard) -> None:
    ada, admin = await world.user(), await world.admin()
    post = await world.deleted_post(ada)
    path = f"/api/posts/{post['id']}"
    assert (await world.client.post(f"{path}/restore", headers=admin.headers)).status_code == 200
    (line,) = heard.named("post.restore")
    assert (line["user_id"], line["target_type"], line["target_id"]) == (
        admin.id,
        "post",
        post["id"],
    )
    assert line["request_id"] == heard.named("request")[-1]["request_id"]
    change = {"role": "admin"}
    await world.client.patch(f"/api/users/{ada.id}", json=change, headers=admin.headers)
    await world.client.post(
        "/api/posts/bulk-delete", json={"ids": [post["id"]]}, headers=admin.headers
    )
    acts = [line["event"] for line in heard.lines if line["logger"] == "blog_api.audit"]
    recorded = await world.execute("SELECT action FROM audit_entries ORDER BY id")
    assert acts == [action for (action,) in recorded]
    assert set(acts) >= {"post.delete", "post.restore", "user.update"}


async def test_a_dead_database(open_world: Opening, heard: Heard) -> None:
    nowhere = SecretStr("postgresql://blog:hidden-password@127.0.0.1:9/blog")
    async with open_world(patient=False, database_url=nowhere) as world:
        assert (await world.client.get("/api/posts")).status_code == 503
    assert heard.named("database.refused")
    assert "hidden-password" not in json.dumps(heard.lines)


async def test_a_role_without_its_rights(
    world: World, heard: Heard, database_url: str, serving_url: str
) -> None:
    """As after an upgrade, before `blog-api migrate`: clients get a 503 and retry."""
    ada = await world.user()
    role = sql.Identifier(str(conninfo_to_dict(serving_url)["user"]))
    with psycopg.connect(database_url) as owner:
        owner.execute(sql.SQL("REVOKE ALL ON posts FROM {}").format(role))
    try:
        body = {"title": "Title", "content": "Words"}
        refused = [
            await world.client.get("/api/posts"),
            await world.client.post("/api/posts", json=body, headers=ada.headers),
        ]
    finally:
        grant_rows(database_url, serving_url)
    assert [answer.status_code for answer in refused] == [503, 503]
    assert {answer.headers["Retry-After"] for answer in refused} == {"2"}
    for line in heard.named("database.refused"):
        assert (line["level"], line["sqlstate"]) == ("error", "42501")
        assert "blog-api migrate" in line["remedy"]
    assert len(heard.named("database.refused")) == 2
    assert (await world.client.get("/api/posts")).status_code == 200
