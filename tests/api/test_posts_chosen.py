"""`GET /posts?voted=me` and `?ids=`: one's votes by their date, and posts in a given order."""

import httpx2
import pytest

from tests.api.test_listing_sorts import page_through
from tests.factories import Person, World

POSTS = "/api/posts"
REFUSED = 422


async def vote(world: World, person: Person, *post_ids: int) -> None:
    for post_id in post_ids:
        answer = await world.client.put(f"{POSTS}/{post_id}/vote", headers=person.headers)
        assert answer.status_code == 204, answer.text


async def make_posts(world: World, author: Person, **fields: str) -> list[int]:
    return [(await world.post(author, title=f"T{n}", **fields))["id"] for n in range(7)]


async def test_the_newest_vote_first(client: httpx2.AsyncClient, world: World) -> None:
    author, reader, other = [await world.user() for _ in range(3)]
    posts = await make_posts(world, author)
    order = [posts[n] for n in (3, 0, 6, 2, 5, 1, 4)]
    await vote(world, reader, *order)
    await vote(world, other, *posts[:2])
    assert await page_through(client, "voted=me", reader.headers) == order[::-1]
    assert await page_through(client, "voted=me", other.headers) == posts[1::-1]
    assert await page_through(client, "voted=me", author.headers) == []
    at_once = "UPDATE votes SET created_at = '2026-01-01T00:00:00Z'"
    await world.execute(at_once)
    assert await page_through(client, "voted=me", reader.headers) == sorted(posts, reverse=True)


async def test_votes_with_filters_pages_and_a_total(
    client: httpx2.AsyncClient, world: World
) -> None:
    ada, reader = await world.user("ada"), await world.user()
    tagged = await make_posts(world, ada, category="c")
    others = await make_posts(world, reader)
    await vote(world, reader, *others, *tagged)
    expected = tagged[::-1]
    for query in ("category=c", "author=ada", f"author={ada.id}"):
        assert await page_through(client, f"voted=me&{query}", reader.headers) == expected
    mine = await page_through(client, "voted=me&author=me", reader.headers)
    assert mine == others[::-1]
    for query in ("page=2&limit=7", "skip=7"):
        answer = await client.get(f"{POSTS}?voted=me&{query}", headers=reader.headers)
        assert [post["id"] for post in answer.json()["items"]] == others[::-1]
    answer = await client.get(f"{POSTS}?voted=me&count=exact", headers=reader.headers)
    assert answer.json()["total"] == 14
    assert "voted_at" not in answer.text


async def test_votes_for_what_is_hidden_are_not_listed(
    client: httpx2.AsyncClient, world: World
) -> None:
    author, reader = await world.user(), await world.user()
    posts = await make_posts(world, author)
    await vote(world, reader, *posts)
    await world.delete(f"{POSTS}/{posts[0]}", author)
    for post_id, change in ((posts[1], {"status": "draft"}), (posts[2], {"status": "archived"})):
        answer = await client.patch(f"{POSTS}/{post_id}", json=change, headers=author.headers)
        assert answer.status_code == 200
    admin = await world.admin()
    assert await page_through(client, "voted=me", reader.headers) == posts[:2:-1]
    assert await page_through(client, "voted=me", admin.headers) == []


async def test_a_cursor_of_votes_is_of_no_other_list(
    client: httpx2.AsyncClient, world: World
) -> None:
    reader = await world.user()
    posts = await make_posts(world, reader)
    await vote(world, reader, *posts)
    for query, other in (("voted=me", "sort=newest"), ("sort=newest", "voted=me")):
        first = await client.get(f"{POSTS}?limit=1&{query}", headers=reader.headers)
        cursor = first.json()["next_cursor"]
        answer = await client.get(f"{POSTS}?{other}&cursor={cursor}", headers=reader.headers)
        assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", "cursor"])


async def test_votes_of_nobody_and_in_another_order(
    client: httpx2.AsyncClient, world: World
) -> None:
    reader = await world.user()
    assert (await client.get(f"{POSTS}?voted=me")).status_code == 401
    for query, field in (
        ("voted=me&sort=newest", "sort"),
        ("voted=me&sort=top", "sort"),
        ("voted=me&search=word", "search"),
        ("voted=you", "voted"),
        (f"voted={reader.id}", "voted"),
    ):
        answer = await client.get(f"{POSTS}?{query}", headers=reader.headers)
        assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", field])


async def ids_of(
    client: httpx2.AsyncClient, ids: object, person: Person | None = None
) -> list[int]:
    headers = person.headers if person else {}
    answer = await client.get(f"{POSTS}?ids={ids}", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json()["next_cursor"] is None
    return [post["id"] for post in answer.json()["items"]]


async def test_ids_in_the_order_given(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    posts = await make_posts(world, author)
    wanted = [posts[n] for n in (3, 0, 6)]
    text = ",".join(map(str, wanted))
    assert await ids_of(client, text) == wanted
    assert await ids_of(client, f"{text},{text}") == wanted, "each once"
    assert await ids_of(client, f"999999999,{text}") == wanted
    item = (await client.get(f"{POSTS}?ids={posts[0]}")).json()["items"][0]
    listed = (await client.get(f"{POSTS}?skip=6")).json()["items"][0]
    assert item == listed


@pytest.mark.parametrize("state", ["draft", "archived", "scheduled", "trash"])
async def test_ids_that_the_caller_may_see(
    client: httpx2.AsyncClient, world: World, state: str
) -> None:
    author, other, admin = await world.user(), await world.user(), await world.admin()
    fields = {"published_at": "2999-01-01T00:00:00Z"} if state == "scheduled" else {"status": state}
    hidden = await world.post(author, **({} if state == "trash" else fields))
    if state == "trash":
        await world.delete(f"{POSTS}/{hidden['id']}", author)
    public = await world.post(other)
    text = f"{hidden['id']},{public['id']}"
    both = [public["id"]] if state == "trash" else [hidden["id"], public["id"]]
    for person, expected in ((None, both[-1:]), (other, both[-1:]), (author, both), (admin, both)):
        assert await ids_of(client, text, person) == expected


async def test_a_hundred_ids_on_one_page(client: httpx2.AsyncClient, world: World) -> None:
    author = await world.user()
    posts = [(await world.post(author))["id"] for _ in range(30)]
    padding = [str(number) for number in range(10**9, 10**9 + 70)]
    assert await ids_of(client, ",".join([*map(str, posts), *padding])) == posts
    answer = await client.get(f"{POSTS}?ids={','.join([*map(str, posts), *padding, '7777'])}")
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (422, ["query", "ids"])


@pytest.mark.parametrize("ids", ["", ",", "1,", "x", "1,x", "1.5", "-1", "0", "1;2", "%2B1", 2**63])
async def test_ids_that_are_none(client: httpx2.AsyncClient, ids: str) -> None:
    answer = await client.get(f"{POSTS}?ids={ids}")
    assert answer.status_code == REFUSED
    assert answer.json()["errors"][0]["loc"][:2] == ["query", "ids"]


@pytest.mark.parametrize(
    "query",
    ["tag=a", "status=draft", "sort=newest", "limit=5", "page=1", "count=exact", "voted=me"],
)
async def test_ids_alone(client: httpx2.AsyncClient, world: World, query: str) -> None:
    person = await world.user()
    answer = await client.get(f"{POSTS}?ids=1&{query}", headers=person.headers)
    name = query.partition("=")[0]
    assert (answer.status_code, answer.json()["errors"][0]["loc"]) == (REFUSED, ["query", name])
    assert (await client.get(f"{POSTS}?ids=1&unknown=1")).status_code == 200
