"""Words that were edited away are in no response to anybody but their author and administrators."""

from collections.abc import Iterator

import httpx2
import pytest
from fastapi import FastAPI

from tests.contract.operations import operations
from tests.contract.test_statements import address
from tests.factories import Person, World

FORMER = "zqxformerzqx"
FILES = ("/feed.atom", "/feed.json", "/sitemap.xml")
LISTS = (
    f"/api/posts?search={FORMER}&snippet=true",
    f"/api/posts?tag={FORMER}",
    f"/api/posts?category={FORMER}",
)


async def edit_away(world: World, ada: Person) -> dict[str, str]:
    """Create a post and a comment whose former words nobody else may read."""
    fields = {"title": FORMER, "content": FORMER, "excerpt": FORMER, "category": FORMER}
    post = await world.post(ada, tags=[FORMER], slug="lasting", **fields)
    comment = await world.comment(ada, post["id"], FORMER)
    now = {"title": "New", "content": "New.", "excerpt": "New.", "category": "c", "tags": ["t"]}
    for path, body in (
        (f"/api/posts/{post['id']}", now | {"note": FORMER}),
        (f"/api/comments/{comment['id']}", {"content": "New."}),
    ):
        answer = await world.client.patch(path, json=body, headers=ada.headers)
        assert answer.status_code == 200, answer.text
    return {
        "post_id": str(post["id"]),
        "comment_id": str(comment["id"]),
        "slug": "lasting",
        "version": "1",
        "user_id": str(ada.id),
        "username": ada.username,
        "token": "t" * 43,
        "name": "none",
        "deletion_id": "1",
        "trashed_post_id": str(post["id"]),
    }


def paths(app: FastAPI, ids: dict[str, str]) -> Iterator[str]:
    for operation in operations(app):
        if operation.method == "GET":
            yield address(operation.template, ids)
    yield from LISTS


@pytest.mark.parametrize("viewer", ["nobody", "other"])
async def test_no_response_has_former_words(
    app: FastAPI, client: httpx2.AsyncClient, world: World, viewer: str
) -> None:
    ada, eve = await world.user(), await world.user()
    ids = await edit_away(world, ada)
    headers = eve.headers if viewer == "other" else {}
    seen = 0
    for path in paths(app, ids):
        answer = await client.get(path, headers=headers)
        assert FORMER not in answer.text.replace(f"={FORMER}", ""), path
        seen += answer.status_code == 200
    assert seen > len(FILES) + len(LISTS)
    own = await client.get(f"/api/posts/{ids['post_id']}/revisions/1", headers=ada.headers)
    assert FORMER in own.text
