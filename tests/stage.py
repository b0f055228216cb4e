"""The cast of the contract tests: one person for each way to be known, and what each of them has.

Built once a module through the front door, photographed, and put back after every change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import psycopg
from fastapi import FastAPI

from tests.database import empty
from tests.factories import Person, World
from tests.photograph import Photograph

STATES: Final[dict[str, dict[str, Any]]] = {
    "draft": {"status": "draft"},
    "scheduled": {"published_at": "2999-01-01T00:00:00Z"},
    "archived": {"status": "archived"},
    "live": {},
    "trash": {},
}
WRITERS: Final = ("author", "other", "inactive", "deleted")
Values = dict[str, Any]


@dataclass
class Stage:
    """`things[owner][kind]` fills in a request; by its `sign` a thing is known in an answer."""

    app: FastAPI
    client: httpx2.AsyncClient
    world: World
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, dict[str, Values]] = field(default_factory=dict)
    photograph: Photograph = field(init=False, repr=False)

    def headers_of(self, name: str) -> dict[str, str]:
        """Nobody sends none."""
        return self.people[name].headers if name in self.people else {}


@contextmanager
def photographer(database_url: str) -> Iterator[psycopg.Connection]:
    """A connection of the tables' owner; the database is empty afterwards."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        try:
            yield connection
        finally:
            empty(database_url)


async def build_stage(app: FastAPI, client: httpx2.AsyncClient) -> Stage:
    """Everybody with everything they can have."""
    world = World(client, app)
    stage = Stage(app, client, world)
    stage.people["admin"] = await world.admin("admin")
    for name in ("user", *WRITERS):
        stage.people[name] = await world.user(name, name=f"Sign {name}")
    for name in WRITERS:
        stage.things[name] = await give_things(world, stage.people[name])
    for things in stage.things.values():
        post_id = things["live"]["post_id"]
        things["comment-of-other"] = await give_comment(world, stage.people["other"], post_id)
    await share_pictures(stage)
    await put_away(stage)
    for name, person in stage.people.items():
        stage.things.setdefault(name, {})["account"] = account_values(person)
    shared = {
        "deletion-undone": await undo_deletion(stage),
        "change": await rename_tag(stage, "one"),
        "change-undone": await undo_change(stage, await rename_tag(stage, "two")),
        "no-term": {"name": "no-term"},
    }
    for name in WRITERS:
        stage.things[name] |= shared
    return stage


async def share_pictures(stage: Stage) -> None:
    """Each but the deleted account's is the user's too: putting rows back brings no file back."""
    for name in WRITERS:
        picture, person = stage.things[name]["picture"], stage.people[name]
        if name == "deleted":
            for things in stage.things.values():
                things["picture-of-deleted"] = picture
        else:
            same = await stage.world.picture(stage.people["user"], person.id % 200)
            assert same == picture["name"]


def account_values(person: Person) -> Values:
    return {"user_id": person.id, "username": person.username, "sign": person.email}


async def rename_tag(stage: Stage, tag: str) -> Values:
    """A change of a term."""
    await stage.world.post(stage.people["author"], title=f"About {tag}", tags=[tag])
    answer = await stage.client.patch(
        f"/api/tags/{tag}", json={"name": f"{tag}-renamed"}, headers=stage.headers_of("admin")
    )
    assert answer.status_code == 200, answer.text
    change_id = answer.json()["id"]
    return {"change_id": change_id, "sign": f'"id":{change_id},"kind"'}


async def undo_change(stage: Stage, change: Values) -> Values:
    address = f"/api/term-changes/{change['change_id']}/undo"
    answer = await stage.client.post(address, headers=stage.headers_of("admin"))
    assert answer.status_code == 200, answer.text
    return change


async def undo_deletion(stage: Stage) -> Values:
    """A deletion of which nothing is left in the trash."""
    post = await stage.world.deleted_post(stage.people["author"], title="Undone")
    address, admin = f"/api/posts/{post['id']}/restore", stage.people["admin"]
    answer = await stage.client.post(address, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return deletion_values(post["deletion_id"])


async def give_things(world: World, person: Person) -> dict[str, Values]:
    """Posts and comments of every state, sessions, and a vote."""
    things = {state: await give_post(world, person, state) for state in STATES}
    trash = things["trash"]
    things |= await give_comments(world, person, things)
    trash["deletion_id"] = await world.delete(f"/api/posts/{trash['post_id']}", person)
    things["session"] = await give_session(world, person)
    things["session-ended"] = await end_session(world, person)
    things["deletion"] = deletion_values(trash["deletion_id"])
    things["picture"] = {"name": await world.picture(person, person.id % 200), "sign": "picture"}
    things["audit-entry"] = {"sign": f'"deletion_id":{trash["deletion_id"]}'}
    vote = f"/api/posts/{things['live']['post_id']}/vote"
    answer = await world.client.put(vote, headers=person.headers)
    assert answer.status_code == 204, answer.text
    return things


async def give_post(world: World, person: Person, state: str) -> Values:
    """Its sign is in title, content, slug, tag and category."""
    sign = f"sign-{person.username}-{state}"
    words = {"title": sign, "content": sign, "tags": [sign], "category": sign} | STATES[state]
    post = await world.post(person, **words)
    return {
        "post_id": post["id"],
        "slug": post["slug"],
        "name": sign,
        "author_id": person.id,
        "sign": sign,
    }


async def give_comments(
    world: World, person: Person, posts: dict[str, Values]
) -> dict[str, Values]:
    """On posts of several states, one of them about to go; and one deleted by itself."""
    live = posts["live"]["post_id"]
    gone = await give_comment(world, person, live)
    path = f"/api/comments/{gone['comment_id']}"
    return {
        "comment": await give_comment(world, person, live),
        "comment-draft": await give_comment(world, person, posts["draft"]["post_id"]),
        "comment-hidden": await give_comment(world, person, posts["trash"]["post_id"]),
        "comment-trash": gone | {"deletion_id": await world.delete(path, person)},
    }


async def give_comment(world: World, person: Person, post_id: int) -> Values:
    sign = f"sign comment {next(world.numbers)} {person.username}"
    comment = await world.comment(person, post_id, sign)
    return {"comment_id": comment["id"], "post_id": post_id, "sign": sign}


async def give_session(world: World, person: Person) -> Values:
    """A second log-in, on a device that can be told apart."""
    await world.log_in(person.id, person.username, person.email)
    sign = f"sign device {person.username} {next(world.numbers)}"
    [(session_id,)] = await world.execute(
        "UPDATE sessions SET user_agent = %s WHERE id = "
        "(SELECT max(id) FROM sessions WHERE user_id = %s) RETURNING id",
        sign,
        person.id,
    )
    return {"session_id": session_id, "sign": sign}


async def end_session(world: World, person: Person) -> Values:
    session = await give_session(world, person)
    address = f"/api/auth/sessions/{session['session_id']}"
    answer = await world.client.delete(address, headers=person.headers)
    assert answer.status_code == 204, answer.text
    return session


async def put_away(stage: Stage) -> None:
    """One account deactivated, one in the trash with what it wrote."""
    admin, people = stage.people["admin"].headers, stage.people
    answer = await stage.client.patch(
        f"/api/users/{people['inactive'].id}", json={"is_active": False}, headers=admin
    )
    assert answer.status_code == 200, answer.text
    answer = await stage.client.delete(f"/api/users/{people['deleted'].id}", headers=admin)
    assert answer.status_code == 204, answer.text
    deletion_id = int(answer.headers["deletion-id"])
    for name in WRITERS:
        stage.things[name]["deletion-account"] = deletion_values(deletion_id)


def deletion_values(deletion_id: int) -> Values:
    return {"deletion_id": deletion_id, "sign": f'"id":{deletion_id},"kind"'}
