"""Fixtures of the contract tests: one user for each kind of caller, with their content.

Built once a module through the API, photographed, and restored after every change.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

import httpx2
import psycopg
from fastapi import FastAPI

from tests.access_tokens import give_token
from tests.database import empty
from tests.factories import Person, World
from tests.photograph import Photograph
from tests.staged_requests import give_requests
from tests.staged_sessions import end_session, give_session
from tests.transfers import offer_posts

STATES: Final[dict[str, dict[str, Any]]] = {
    "draft": {"status": "draft"},
    "scheduled": {"published_at": "2999-01-01T00:00:00Z"},
    "archived": {"status": "archived"},
    "live": {},
    "trash": {},
}
NO_PASSKEY: Final = 999_999_999
WRITERS: Final = ("author", "other", "inactive", "deleted")
Values = dict[str, Any]


@dataclass
class Stage:
    """`things[owner][kind]` fills in a request; its `sign` identifies a thing in a response."""

    app: FastAPI
    client: httpx2.AsyncClient
    world: World
    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, dict[str, Values]] = field(default_factory=dict)
    photograph: Photograph = field(init=False, repr=False)

    def headers_of(self, name: str) -> dict[str, str]:
        """Return no headers for the anonymous caller."""
        return self.people[name].headers if name in self.people else {}


@contextmanager
def photographer(database_url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection of the tables' owner; the database is emptied afterwards."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        try:
            yield connection
        finally:
            empty(database_url)


async def build_stage(app: FastAPI, client: httpx2.AsyncClient) -> Stage:
    """Create every user with content of every kind."""
    world = World(client, app)
    stage = Stage(app, client, world)
    stage.people["admin"] = await world.admin("admin")
    for name in ("user", *WRITERS):
        stage.people[name] = await world.user(name, name=f"Sign {name}")
    for name in WRITERS:
        person = stage.people[name]
        stage.things[name] = await give_things(world, person)
        stage.things[name] |= await give_requests(world, person, stage.people["admin"])
    for things in stage.things.values():
        post_id = things["live"]["post_id"]
        things["comment-of-other"] = await give_comment(world, stage.people["other"], post_id)
    await offer_posts(stage.things, stage.people, world)
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
    """Upload all images but the deleted account's as the user too: restored rows lack files."""
    for name in WRITERS:
        picture, person = stage.things[name]["picture"], stage.people[name]
        if name == "deleted":
            for things in stage.things.values():
                things["picture-of-deleted"] = picture
        else:
            same = await stage.world.picture(stage.people["user"], person.id % 200)
            assert same == picture["name"]


def account_values(person: Person) -> Values:
    """Return the values of an account; its log-ins would need a passkey if it had one."""
    values = {"user_id": person.id, "username": person.username, "sign": person.email}
    return values | {"passkey_id": NO_PASSKEY}


async def rename_tag(stage: Stage, tag: str) -> Values:
    """Create a change of a term."""
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
    """Create a deletion with no rows left in the trash."""
    post = await stage.world.deleted_post(stage.people["author"], title="Undone")
    address, admin = f"/api/posts/{post['id']}/restore", stage.people["admin"]
    answer = await stage.client.post(address, headers=admin.headers)
    assert answer.status_code == 200, answer.text
    return deletion_values(post["deletion_id"])


async def give_things(world: World, person: Person) -> dict[str, Values]:
    """Create posts and comments of every state, sessions, and a vote."""
    things = {state: await give_post(world, person, state) for state in STATES}
    things["edited"] = await give_edited_post(world, person)
    trash = things["trash"]
    things |= await give_comments(world, person, things)
    await give_previews(world, person, things)
    trash["deletion_id"] = await world.delete(f"/api/posts/{trash['post_id']}", person)
    things["session"] = await give_session(world, person)
    things["session-ended"] = await end_session(world, person)
    things["deletion"] = deletion_values(trash["deletion_id"])
    things["picture"] = {"name": await world.picture(person, person.id % 200), "sign": "picture"}
    things["access-token"] = await give_token(world, person)
    things["audit-entry"] = {"sign": f'"deletion_id":{trash["deletion_id"]}'}
    vote = f"/api/posts/{things['live']['post_id']}/vote"
    answer = await world.client.put(vote, headers=person.headers)
    assert answer.status_code == 204, answer.text
    return things


async def give_post(world: World, person: Person, state: str) -> Values:
    """Put its sign in title, content, slug, tag and category."""
    sign = f"sign-{person.username}-{state}"
    words = {"title": sign, "content": sign, "tags": [sign], "category": sign} | STATES.get(
        state, {}
    )
    post = await world.post(person, **words)
    await world.execute(
        "INSERT INTO post_redirects (path, post_id) VALUES (%s, %s)",
        f"/old/{post['id']}",
        post["id"],
    )
    await give_working_copy(world, person, post["id"], sign)
    return {
        "post_id": post["id"],
        "slug": post["slug"],
        "name": sign,
        "version": 1,
        "author_id": person.id,
        "sign": sign,
    }


async def give_working_copy(world: World, person: Person, post_id: int, sign: str) -> None:
    path = f"/api/posts/{post_id}/working-copy"
    body = {"base_version": 1, "title": f"{sign} to be"}
    answer = await world.client.put(path, json=body, headers=person.headers)
    assert answer.status_code == 201, answer.text


async def give_edited_post(world: World, person: Person) -> Values:
    """Create a public post with a former version."""
    values = await give_post(world, person, "edited")
    path = f"/api/posts/{values['post_id']}"
    body = {"content": "Edited."}
    answer = await world.client.patch(path, json=body, headers=person.headers)
    assert answer.status_code == 200, answer.text
    return values


async def give_comments(
    world: World, person: Person, posts: dict[str, Values]
) -> dict[str, Values]:
    """Create comments on posts of several states, one later deleted, and one deleted by itself."""
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


async def give_previews(world: World, person: Person, things: dict[str, Values]) -> None:
    """Make a preview link of every post, for the lines of the posts."""
    for state in STATES:
        things[state] |= await give_preview(world, person, things[state]["post_id"])


async def give_preview(world: World, person: Person, post_id: int) -> Values:
    """Let it show a version: a link that shows the current post leads away once it is public."""
    address = f"/api/posts/{post_id}/previews"
    answer = await world.client.post(address, json={"show": 1}, headers=person.headers)
    assert answer.status_code == 201, answer.text
    made = answer.json()
    return {"preview_id": made["id"], "token": made["token"]}


async def put_away(stage: Stage) -> None:
    """Deactivate one account, and soft-delete one with its content."""
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
