"""x"""

import httpx2
from tests.factories import World


async def test_feed(client: httpx2.AsyncClient, world: World) -> None:
    u = await world.user()
    await world.post(u, title="A <b>&\x01", content="*x*", tags=["t"])
    for p in (
        "/feed.atom",
        "/feed.json",
        "/sitemap.xml",
        f"/feed.atom?author={u.username}",
        "/feed.json?tag=t",
        "/feed.atom?author=nobody",
        "/sitemap.xml?part=1",
        "/sitemap.xml?part=2",
        "/sitemap.xml?part=0",
    ):
        a = await client.get(p)
        print(p, a.status_code, dict(a.headers), a.text)
        b = await client.get(p, headers={"If-None-Match": a.headers.get("etag", "x")})
        print(b.status_code)
