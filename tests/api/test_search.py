"""Searching the list of posts."""

import httpx2

from tests.factories import World


async def test_words_are_found_in_title_excerpt_and_content(
    client: httpx2.AsyncClient, world: World
) -> None:
    a = await world.post(title="Baking bread", content="Flour")
    b = await world.post(title="Other", content="How *bread* rises <b>x</b> & more")
    await world.post(title="Cheese", content="Milk")
    answer = await client.get(
        "/api/posts", params={"search": "bre", "snippet": "true", "count": "exact"}
    )
    assert answer.status_code == 200, answer.text
    print(answer.json())
    assert [item["id"] for item in answer.json()["items"]] == [b["id"], a["id"]]
    answer = await client.get(
        "/api/posts", params={"search": "bre", "sort": "relevance", "limit": 1}
    )
    print(answer.json())
    answer = await client.get(
        "/api/posts",
        params={
            "search": "bre",
            "sort": "relevance",
            "limit": 1,
            "cursor": answer.json()["next_cursor"],
        },
    )
    print(answer.json())
    answer = await client.get("/api/posts", params={"search": "-bread"})
    print(answer.json())
    answer = await client.get(f"/api/posts/{b['id']}", params={"render": "html"})
    print(answer.json())
