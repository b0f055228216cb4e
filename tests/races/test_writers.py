"""Concurrent edits of one post that are merged, and working copies that are applied twice."""

from typing import Any, Final

import httpx2

from tests.factories import Person, World
from tests.races.racing import ROUNDS, outcome, race
from tests.races.writers import CONTENT, Ask, Reply, read_remains, write_together

LINES: Final = max(1, ROUNDS // 10)  # of each of the twenty


def asking(client: httpx2.AsyncClient, person: Person) -> Ask:
    async def ask(method: str, path: str, body: Any, if_match: str | None) -> Reply:
        headers = person.headers | ({"If-Match": if_match} if if_match else {})
        options = {} if body is None else {"json": body}
        answer = await client.request(method, path, headers=headers, **options)
        return Reply(answer.status_code, answer.headers.get("etag"), answer.json())

    return ask


async def test_twenty_writers_lose_no_line(client: httpx2.AsyncClient, world: World) -> None:
    """Of several accounts, five of them in the same paragraph."""
    ada = await world.user()
    people = [ada, *[await world.admin() for _ in range(4)]]
    post_id = (await world.post(ada, content=CONTENT))["id"]
    asks = [asking(client, person) for person in people]
    done = await write_together(asks, post_id, LINES)
    assert done.unexpected == []
    assert len(done.written) == 20 * LINES
    assert done.merged > 0
    assert done.kept
    remains = await read_remains(asks, post_id)
    assert remains.lost(done) == []
    assert remains.overwritten(done) == []
    assert len(remains.revisions) == 1 + len(done.written)


async def test_a_working_copy_is_applied_once(client: httpx2.AsyncClient, world: World) -> None:
    ada = await world.user()
    post = await world.post(ada)
    path = f"/api/posts/{post['id']}/working-copy"
    for number in range(1, ROUNDS + 1):
        body = {"base_version": number, "title": f"Title {number} of many"}
        answer = await client.put(path, json=body, headers=ada.headers)
        assert answer.status_code == 201, answer.text
        answers = await race(*(client.post(f"{path}/apply", headers=ada.headers) for _ in range(2)))
        assert sorted(map(outcome, answers)) == [(200, None), (404, "not_found")]
        [[version]] = await world.execute("SELECT version FROM posts WHERE id = %s", post["id"])
        assert version == number + 1


async def test_a_working_copy_is_applied_and_changed(
    client: httpx2.AsyncClient, world: World
) -> None:
    """The words of the change are in the post, or in a copy."""
    ada = await world.user()
    for _ in range(ROUNDS):
        post = await world.post(ada)
        path = f"/api/posts/{post['id']}/working-copy"
        first = {"base_version": 1, "title": "First"}
        await client.put(path, json=first, headers=ada.headers)
        applied, changed = await race(
            client.post(f"{path}/apply", headers=ada.headers),
            client.put(path, json=first | {"title": "Second"}, headers=ada.headers),
        )
        assert applied.status_code == 200
        assert changed.status_code in {200, 201}
        copy = await client.get(path, headers=ada.headers)
        title = (await client.get(f"/api/posts/{post['id']}")).json()["title"]
        assert (title, copy.status_code) in {("First", 200), ("Second", 404)}
