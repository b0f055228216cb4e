"""Anonymous readers of an application with DATABASE_READ_URL, and servers that go away."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, Final

from pydantic import SecretStr

from blog_api.db.standby import StandbyReads
from blog_api.metrics import PUBLIC_READS
from tests.factories import Person, World
from tests.replication.conftest import Pair
from tests.replication.servers import Server
from tests.scrape import count_of

PAGES: Final = (
    "/api/posts",
    "/api/posts?search=words&snippet=true",
    "/api/posts/{id}",
    "/api/posts/{id}?render=html",
    "/api/posts/{id}/comments",
    "/api/tags",
    "/feed.atom",
    "/feed.json",
    "/sitemap.xml",
    "/health/readable",
)

HOST: Final = re.compile(r"(?<=host=)[^&]+")


def reading(server: Server, max_lag_s: int = 1) -> dict[str, Any]:
    return {
        "database_read_url": SecretStr(server.serving),
        "read_max_lag_seconds": max_lag_s,
    }


def count(*places: str) -> int:
    """Return the number of queries that ran there."""
    return int(sum(count_of(PUBLIC_READS, at=at) for at in places))


def standbys_of(world: World) -> StandbyReads:
    standbys: StandbyReads = world.app.state.standbys
    return standbys


async def until_used(world: World) -> None:
    for _ in range(600):
        if standbys_of(world).in_use is not None:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the standby is never used")


async def until_shown(world: World, titles: set[str]) -> None:
    for _ in range(600):
        if await titles_for(world) == titles:
            return
        await asyncio.sleep(0.05)
    raise AssertionError("the standby never has it")


async def titles_for(world: World, person: Person | None = None) -> set[str]:
    headers = person.headers if person else {}
    answer = await world.client.get("/api/posts", headers=headers)
    assert answer.status_code == 200, answer.text
    return {post["title"] for post in answer.json()["items"]}


def url_of(*servers: Server, attributes: str = "any") -> SecretStr:
    """Return a URL with the hosts of several servers."""
    hosts = [HOST.findall(server.serving)[0] for server in servers]
    url = HOST.sub(",".join(hosts), servers[0].serving)
    return SecretStr(f"{url}&target_session_attrs={attributes}")


@contextmanager
def paused_replay(pair: Pair) -> Iterator[None]:
    pair.standby.execute("SELECT pg_wal_replay_pause()")
    try:
        yield
    finally:
        pair.standby.execute("SELECT pg_wal_replay_resume()")


@asynccontextmanager
async def stopped(server: Server) -> AsyncIterator[None]:
    """Shut a server down, and start it again afterwards."""
    await asyncio.to_thread(server.stop)
    try:
        yield
    finally:
        await asyncio.to_thread(server.start)


@asynccontextmanager
async def reading_on(world: World, post: dict[str, Any]) -> AsyncIterator[Counter[int]]:
    """Read every page in turn as an anonymous caller, and count the statuses."""
    statuses = Counter[int]()

    async def read() -> None:
        while True:
            for page in PAGES:
                answer = await world.client.get(page.format_map(post))
                statuses[answer.status_code] += 1
                await asyncio.sleep(0.01)

    reader = asyncio.create_task(read())
    try:
        yield statuses
    finally:
        reader.cancel()
        await asyncio.wait({reader})
        assert reader.cancelled()


async def until_read(statuses: Counter[int], more: int) -> None:
    wanted = statuses.total() + more
    while statuses.total() < wanted:
        await asyncio.sleep(0.05)
