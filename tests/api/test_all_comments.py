"""`GET /comments`: one's own comments, for administrators everyone's."""

from typing import Any

import pytest

from blog_api.scopes import Scope
from tests.access_tokens import make_token
from tests.factories import Person, World


async def listed(world: World, person: Person, query: str = "") -> list[int]:
    answer = await world.client.get(f"/api/comments{query}", headers=person.headers)
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


async def test_users_see_their_own_and_administrators_all(world: World) -> None:
    ada, grace, admin = await world.user("ada"), await world.user("grace"), await world.admin()
    post = (await world.post(ada))["id"]
    first = (await world.comment(ada, post))["id"]
    second = (await world.comment(grace, post))["id"]
    third = (await world.comment(ada, post))["id"]
    assert await listed(world, ada) == [third, first]
    assert await listed(world, grace) == [second]
    assert await listed(world, admin) == [third, second, first]
    for query in (f"?author={grace.id}", "?author=GRACE"):
        assert await listed(world, ada, query) == []
        assert await listed(world, admin, query) == [second]
    assert await listed(world, ada, "?author=me") == [third, first]
    assert await listed(world, admin, "?author=me") == []


async def test_a_comment_is_shown_as_elsewhere(world: World) -> None:
    ada = await world.user()
    comment = await world.comment(ada)
    answer = await world.client.get("/api/comments", headers=ada.headers)
    assert answer.json() == {"items": [comment], "next_cursor": None, "total": None}


async def test_filters_of_post_and_text(world: World) -> None:
    ada, admin = await world.user(), await world.admin()
    one, two = (await world.post(ada))["id"], (await world.post(ada))["id"]
    said = [
        (await world.comment(ada, post, text))["id"]
        for post, text in ((one, "100 % Sure"), (two, "sure_ly"), (two, "No."))
    ]
    assert await listed(world, admin, f"?post={two}") == [said[2], said[1]]
    assert await listed(world, ada, "?search=SURE") == [said[1], said[0]]
    assert await listed(world, ada, f"?search=sure&post={one}") == [said[0]]
    assert await listed(world, ada, "?search=e_l") == [said[1]]
    assert await listed(world, ada, "?search=%25") == [said[0]]
    assert await listed(world, ada, "?search=%20") == said[::-1]


async def test_pages_stay_in_place(world: World) -> None:
    ada, post = await world.user(), (await world.post())["id"]
    ids = [(await world.comment(ada, post))["id"] for _ in range(5)]
    seen: list[int] = []
    path = "/api/comments?limit=2"
    while path:
        answer = await world.client.get(path, headers=ada.headers)
        page: dict[str, Any] = answer.json()
        seen += [item["id"] for item in page["items"]]
        await world.comment(ada, post)
        cursor = page["next_cursor"]
        path = f"/api/comments?limit=2&cursor={cursor}" if cursor else ""
    assert seen == ids[::-1]


async def test_hidden_comments_are_not_listed(world: World) -> None:
    """In the trash, on a post in the trash, and on the draft of another author."""
    ada, grace, admin = await world.user(), await world.user(), await world.admin()
    gone = await world.comment(ada)
    await world.delete(f"/api/comments/{gone['id']}", ada)
    post = (await world.post(grace))["id"]
    await world.comment(ada, post)
    draft = (await world.post(grace))["id"]
    on_draft = (await world.comment(ada, draft))["id"]
    await world.delete(f"/api/posts/{post}", grace)
    body = {"status": "draft"}
    await world.client.patch(f"/api/posts/{draft}", json=body, headers=grace.headers)
    assert await listed(world, ada) == []
    assert await listed(world, admin) == [on_draft]


async def test_a_token_for_some_posts_lists_comments_on_these(world: World) -> None:
    ada = await world.user()
    one, two = (await world.post(ada))["id"], (await world.post(ada))["id"]
    wanted = (await world.comment(ada, one))["id"]
    await world.comment(ada, two)
    token = await make_token(world, ada, Scope.POSTS_READ, post_ids=[one])
    answer = await world.client.get("/api/comments", headers=token.headers)
    assert [item["id"] for item in answer.json()["items"]] == [wanted]


@pytest.mark.parametrize("query", ["?post=x", "?author=99999999999999999999", "?cursor=x"])
async def test_malformed_filters(world: World, query: str) -> None:
    ada = await world.user()
    answer = await world.client.get(f"/api/comments{query}", headers=ada.headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_input")
