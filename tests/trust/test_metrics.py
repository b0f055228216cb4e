"""`GET /metrics`: counters, under names that no client can choose."""

import asyncio
import threading
from collections.abc import Callable

import pytest
from fastapi.routing import iter_route_contexts
from pydantic import SecretStr

from blog_api import metrics
from blog_api.http.middleware.access_log import METHODS
from tests.factories import World
from tests.raw_client import send_raw
from tests.scrape import Scrape
from tests.trust.conftest import Opening

TOTAL = "blog_http_requests_total"
COUNT = "blog_http_request_duration_seconds_count"
PATIENCE_S = 30


async def scrape(world: World) -> Scrape:
    answer = await world.client.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    return Scrape(answer.text)


async def until(world: World, holds: Callable[[Scrape], bool]) -> None:
    """Wait for the counters of a background task."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds(await scrape(world)):
            await asyncio.sleep(0.05)


class Growth:
    """The increase of each series since its start."""

    def __init__(self, before: Scrape, after: Scrape) -> None:
        self._before, self._after = before, after

    def of(self, name: str, **labels: str) -> float:
        return self._after.value(name, **labels) - self._before.value(name, **labels)


@pytest.fixture
async def before(world: World) -> Scrape:
    return await scrape(world)


@pytest.mark.parametrize(
    ("call", "route", "status"),
    [
        ("GET /api/posts", "/api/posts", 200),
        ("GET /api/posts/", "/api/posts", 200),
        ("HEAD /api/posts", "/api/posts", 200),
        ("GET /api/posts/7", "/api/posts/{post_id}", 404),
        ("GET /api/posts/slug/a-b", "/api/posts/slug/{slug}", 404),
        ("GET /api/users/me", "/api/users/me", 401),
        ("PATCH /api/categories/a/b", "/api/categories/{name}", 401),
        ("GET /api/nothing/here", "unmatched", 404),
        ("GET /health/live", "/health/live", 200),
    ],
)
async def test_requests_are_counted_by_their_route(
    world: World, before: Scrape, call: str, route: str, status: int
) -> None:
    method, _, path = call.partition(" ")
    answer = await world.client.request(method, path)
    grown = Growth(before, await scrape(world))
    assert answer.status_code == status
    assert grown.of(TOTAL, method=method, route=route, status=str(status)) == 1
    assert grown.of(COUNT, method=method, route=route) == 1


async def test_no_client_makes_up_a_label(world: World, before: Scrape) -> None:
    for number in range(50):
        await world.client.get(f"/made/up/{number}")
        await world.client.get(f"/api/posts/slug/made-up-{number}")
        await send_raw(world.app, f"MADE{number}", "/api/posts")
    seen = await scrape(world)
    assert seen.labels(TOTAL, "method") <= METHODS | {"OTHER"}
    new = seen.labels(TOTAL, "route") - before.labels(TOTAL, "route")
    assert new <= templates(world) | {"unmatched"}
    grown = Growth(before, seen)
    assert grown.of(TOTAL, method="OTHER", route="/api/posts", status="405") == 50


def templates(world: World) -> set[str]:
    """Return the path templates of all routes, as declared."""
    return {str(context.path_format) for context in iter_route_contexts(world.app.routes)}


async def test_log_ins_and_acts(world: World, before: Scrape) -> None:
    ada, admin = await world.user(), await world.admin()
    assert (await world.tokens(ada.username, "wrong")).status_code == 400
    assert (await world.tokens("nobody-at-all", "wrong")).status_code == 400
    post = await world.deleted_post(ada)
    await world.client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    again = await world.client.post(f"/api/posts/{post['id']}/restore", headers=admin.headers)
    assert again.status_code == 409
    grown = Growth(before, await scrape(world))
    assert grown.of("blog_logins_total", outcome="ok") == 2
    assert grown.of("blog_logins_total", outcome="failed") == 2
    assert grown.of("blog_acts_total", action="post.delete") == 1
    assert grown.of("blog_acts_total", action="post.restore") == 1, "a refused one is no act"


async def test_what_was_rolled_back_is_not_counted(
    world: World, before: Scrape, open_world: Opening
) -> None:
    """The other application waits for a lock no longer than in production."""
    ada, admin = await world.user(), await world.admin()
    posts = [await world.post(ada) for _ in range(2)]
    async with (
        open_world(patient=False) as other,
        world.db.pool.connection() as holding,
        holding.transaction(),
    ):
        await holding.execute("SELECT 1 FROM posts WHERE id = %s FOR UPDATE", (posts[1]["id"],))
        ids = [post["id"] for post in posts]
        answer = await other.client.post(
            "/api/posts/bulk-delete", json={"ids": ids}, headers=admin.headers
        )
    assert answer.status_code == 503
    grown = Growth(before, await scrape(world))
    assert grown.of("blog_acts_total", action="post.bulk_delete") == 0
    assert grown.of("blog_acts_total", action="post.delete") == 0


async def test_no_request_waits_for_a_scrape(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    is_answered = threading.Event()

    def write_slowly(_: object) -> bytes:
        return b"one" if is_answered.wait(PATIENCE_S) else b"alone"

    monkeypatch.setattr(metrics, "exposition", write_slowly)
    scrape = asyncio.create_task(world.client.get("/metrics"))
    await asyncio.sleep(0)
    assert (await world.client.get("/health/live")).status_code == 200
    is_answered.set()
    assert (await scrape).content == b"one"


async def test_limits(open_world: Opening) -> None:
    async with open_world(rate_limits_enabled=True) as world:
        before = await scrape(world)
        answers = [(await world.tokens("nobody", "wrong")).status_code for _ in range(7)]
        grown = Growth(before, await scrape(world))
    assert answers[-2:] == [429, 429]
    assert grown.of("blog_throttled_total", limit="login") == 2


async def test_the_pool(open_world: Opening) -> None:
    async with open_world(database_pool_size=8) as world:
        await until(world, lambda seen: seen.value("blog_db_pool_connections") == 8)
        assert (await scrape(world)).value("blog_http_requests_in_flight") == 1


async def test_mails_that_wait(open_world: Opening) -> None:
    """No server listens on the port."""
    unreachable = SecretStr("smtp://127.0.0.1:9")
    async with open_world(
        send_mail=True, smtp_url=unreachable, mail_from="blog@example.com"
    ) as world:
        await world.user()
        await until(world, lambda seen: seen.value("blog_outbox_waiting") == 1)


async def test_a_dead_database_is_no_reason_not_to_answer(open_world: Opening) -> None:
    nowhere = SecretStr("postgresql://blog:hidden@127.0.0.1:9/blog")
    async with open_world(patient=False, database_url=nowhere) as world:
        before = await scrape(world)
        assert (await world.client.get("/api/posts")).status_code == 503
        await until(world, lambda seen: Growth(before, seen).of("blog_db_pool_timeouts_total") >= 1)


async def test_it_can_be_turned_off(open_world: Opening) -> None:
    async with open_world(metrics_enabled=False) as world:
        assert (await world.client.get("/metrics")).status_code == 404


async def test_on_a_port_of_its_own_it_is_nowhere_else(open_world: Opening) -> None:
    """Requests of the tests come in through port 80."""
    async with open_world(metrics_port=9100) as world:
        for path in ("/metrics", "/metrics/", "/%6Detrics", "//metrics"):
            assert (await send_raw(world.app, "GET", path)).status_code == 404, path
        assert (await send_raw(world.app, "GET", "/health/live")).status_code == 200
        assert "/metrics" not in world.app.openapi()["paths"]


async def test_its_own_port_serves_nothing_else(open_world: Opening) -> None:
    async with open_world(metrics_port=80, allowed_hosts=("blog.example",)) as world:
        answer = await send_raw(world.app, "GET", "/metrics")
        assert (answer.status_code, answer.headers["x-content-type-options"]) == (200, "nosniff")
        assert Scrape(answer.text).value("blog_http_requests_in_flight") == 1
        for method, path in (("GET", "/api/posts"), ("GET", "/health/live"), ("POST", "/metrics")):
            assert (await send_raw(world.app, method, path)).status_code == 404, path


async def test_nothing_in_it_is_personal(world: World) -> None:
    ada = await world.user("ada-lovelace")
    await world.post(ada, title="A very private title")
    text = (await world.client.get("/metrics", headers=ada.headers)).text
    assert "lovelace" not in text
    assert "private" not in text
