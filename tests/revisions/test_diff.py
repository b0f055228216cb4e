"""`/posts/{id}/revisions/{version}/diff`."""

from pathlib import Path
from typing import Any

import anyio
import httpx2
import pytest

from tests.editing.edits import LINES, patch
from tests.factories import Person, World


async def get_diff(
    world: World, person: Person, post_id: int, version: int, query: str = ""
) -> httpx2.Response:
    path = f"/api/posts/{post_id}/revisions/{version}/diff{query}"
    return await world.client.get(path, headers=person.headers)


def sides(diff: dict[str, Any]) -> tuple[str, str]:
    return tuple(  # type: ignore[return-value]  # always of two items
        "".join(part["text"] for part in diff["content"] if part["op"] in {"equal", op})
        for op in ("delete", "insert")
    )


async def test_fields_and_words_that_differ(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, title="One", content="A first line.\nSecond.\n", tags=["a"])
    await patch(world, ada, post["id"], title="Two", content="A new line.\nSecond.\n", tags=["b"])
    answer = await get_diff(world, ada, post["id"], 1)
    assert answer.status_code == 200
    assert answer.json() == {
        "from": 1,
        "to": 2,
        "fields": [
            {"field": "title", "before": "One", "after": "Two"},
            {"field": "excerpt", "before": "A first line. Second.", "after": "A new line. Second."},
            {"field": "tags", "before": ["a"], "after": ["b"]},
        ],
        "content": [
            {"op": "equal", "text": "A "},
            {"op": "delete", "text": "first"},
            {"op": "insert", "text": "new"},
            {"op": "equal", "text": " line.\nSecond.\n"},
        ],
        "truncated": False,
    }


async def test_before_is_from_whichever_is_older(world: World) -> None:
    ada = await world.user()
    post = await world.post(ada, title="One", content="First.")
    await patch(world, ada, post["id"], title="Two", content="Second.")
    await patch(world, ada, post["id"], title="Three")
    back = (await get_diff(world, ada, post["id"], 2, "?to=1")).json()
    assert (back["from"], back["to"], sides(back)) == (2, 1, ("Second.", "First."))
    assert back["fields"][0] == {"field": "title", "before": "Two", "after": "One"}
    current = (await get_diff(world, ada, post["id"], 3, "?to=current")).json()
    assert (current["from"], current["to"], current["fields"]) == (3, 3, [])
    assert current["content"] == [{"op": "equal", "text": "Second."}]


async def test_a_long_diff_is_cut_and_told(world: World) -> None:
    ada = await world.user()
    before, after = "a\nb\n" * 25_000, "b\nb\na\n" * 16_000
    post = await world.post(ada, content=before)
    await patch(world, ada, post["id"], content=after)
    diff = (await get_diff(world, ada, post["id"], 1)).json()
    assert diff["truncated"] is True
    assert sides(diff) == (before, after)


async def test_the_unified_form_is_a_patch(world: World, tmp_path: Path) -> None:
    ada = await world.user()
    after = LINES.replace("Line 2.", "Changed.") + "No end"
    post = await world.post(ada, content=LINES)
    await patch(world, ada, post["id"], content=after)
    answer = await get_diff(world, ada, post["id"], 1, "?to=2&format=unified")
    assert answer.headers["content-type"] == "text/x-diff; charset=utf-8"
    assert answer.text.startswith("--- version-1\n+++ version-2\n@@ ")
    file = tmp_path / "text"
    file.write_text(LINES)
    await anyio.run_process(["patch", str(file)], input=answer.content)
    assert file.read_text() == after


async def test_authors_and_administrators_only(world: World) -> None:
    ada, bob, admin = await world.user(), await world.user(), await world.admin()
    public, draft = await world.post(ada), await world.post(ada, status="draft")
    for post, status in ((public, 403), (draft, 404)):
        assert (await get_diff(world, bob, post["id"], 1)).status_code == status
        assert (await get_diff(world, admin, post["id"], 1)).status_code == 200
    await world.delete(f"/api/posts/{public['id']}", ada)
    assert (await get_diff(world, ada, public["id"], 1)).status_code == 404


@pytest.mark.parametrize(
    ("version", "query", "status"),
    [(2, "", 404), (1, "?to=2", 404), (1, "?to=0", 422), (1, "?to=x", 422), (1, "?format=x", 422)],
)
async def test_versions_that_are_not_there(
    world: World, version: int, query: str, status: int
) -> None:
    ada = await world.user()
    post = await world.post(ada)
    assert (await get_diff(world, ada, post["id"], version, query)).status_code == status
