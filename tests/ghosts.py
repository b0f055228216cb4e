"""Invisible rows, with a unique word in every text column."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from psycopg import AsyncConnection, sql
from sqlalchemy import ARRAY, Boolean, Column, Table, Text

from blog_api.mail.one_time_tokens import hash_token
from blog_api.models import metadata
from tests.pictures import draw
from tests.stage import Stage

CANARY: Final = "canary"
INSERT_OLD_SLUG: Final = "INSERT INTO post_slugs (slug, post_id) VALUES (%s, %s)"
INSERT_TEXT: Final = (
    "INSERT INTO revision_texts (sha256, body)"
    " VALUES (sha256(convert_to(%(word)s, 'UTF8')), %(word)s)"
)
INSERT_REVISION: Final = (
    "INSERT INTO post_revisions (post_id, version, via, content_hash, content_length, slug,"
    " provisional_slug, title, excerpt, excerpt_given, tags, status, note)"
    " VALUES (%(post_id)s, 1, 'edit', sha256(convert_to(%(word)s, 'UTF8')), 1, %(word)s,"
    " false, %(word)s, %(word)s, true, ARRAY[%(word)s], 'published', %(word)s)"
)
INSERT_PICTURE: Final = (
    "INSERT INTO pictures (name, owner_id, kind, width, height, size)"
    " VALUES (%s, %s, 'avatar', 8, 8, 80)"
)
TABLES: Final = metadata.tables
STATES: Final[tuple[dict[str, Any], ...]] = (
    {"status": "draft"},
    {"status": "archived"},
    {"status": "published", "published_at": datetime.now(UTC) - timedelta(days=1)},
    {"status": "published", "published_at": datetime.now(UTC) + timedelta(days=999)},
)
Row = dict[str, Any]


@dataclass
class Ghosts:
    """`rows[table]` are the planted rows with their ids."""

    connection: AsyncConnection[Any]
    stage: Stage
    rows: dict[str, list[Row]] = field(default_factory=dict)

    async def plant(self, name: str, **fixed: Any) -> int:
        """Insert a row; columns without a given value are filled by type."""
        number = sum(map(len, self.rows.values()))
        row = fillings(TABLES[name], number) | fixed
        if row.get("author_id"):
            row.pop("author_name", None)  # of a comment: only where it has no account
        cursor = await self.connection.execute(insertion(name, row), list(row.values()))
        [(key,)] = await cursor.fetchall()
        self.rows.setdefault(name, []).append(row | {"id": key})
        return int(key)

    async def plant_post(self, **fixed: Any) -> int:
        """Insert a post, a former slug of it, and its first version."""
        post_id = await self.plant("posts", **fixed)
        slug = f"{CANARY}-post-slugs-slug-{post_id}"
        await self.connection.execute(INSERT_OLD_SLUG, [slug, post_id])
        self.rows.setdefault("post_slugs", []).append({"slug": slug})
        word = f"{CANARY}-post-revisions-{post_id}"
        for statement in (INSERT_TEXT, INSERT_REVISION):
            await self.connection.execute(statement, {"post_id": post_id, "word": word})
        self.rows.setdefault("post_revisions", []).append({"version": 1, "note": word})
        return post_id

    async def plant_picture(self, owner_id: int) -> None:
        """Insert an image with its file."""
        name = f"{owner_id:064x}.png"
        await self.connection.execute(INSERT_PICTURE, [name, owner_id])
        await self.stage.app.state.images.store.put(name, draw())
        self.rows.setdefault("pictures", []).append({"name": name})

    async def deletion(self, kind: str) -> dict[str, Any]:
        """Return the columns that mark a row as deleted by a deletion of this kind."""
        deletion_id = await self.plant("deletions", kind=kind, actor_id=1)
        return {"deleted_at": datetime.now(UTC), "deletion_id": deletion_id}

    def live_id(self, kind: str, name: str) -> int:
        """Return the id of a live row of the author's to which the ghosts refer."""
        return int(self.stage.things["author"][kind][name])


def fillings(table: Table, number: int) -> Row:
    """Return a canary for every text, and false for required values."""
    row = {column.name: filling(table, column, number) for column in table.columns}
    return {name: value for name, value in row.items() if value is not None}


def filling(table: Table, column: Column[Any], number: int) -> str | list[str] | bool | None:
    word = f"{CANARY}-{table.name}-{column.name}-{number}".replace("_", "-")
    if isinstance(column.type, ARRAY):
        return [word]
    if isinstance(column.type, Text):
        return word
    return False if isinstance(column.type, Boolean) and column.server_default is None else None


def insertion(name: str, row: Row) -> sql.Composed:
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(name),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )


async def plant_users(ghosts: Ghosts) -> None:
    """Delete an account with content, and one without."""
    gone = await ghosts.deletion("account")
    author_id = await ghosts.plant("users", role="user", **gone)
    await ghosts.plant_picture(author_id)
    await ghosts.plant("users", role="admin", **await ghosts.deletion("account"))
    for state in STATES:
        post_id = await ghosts.plant_post(author_id=author_id, **state, **gone)
        await ghosts.plant("comments", post_id=post_id, author_id=author_id, **gone)
    live = ghosts.live_id("live", "post_id")
    await ghosts.plant("comments", post_id=live, author_id=author_id, **gone)


async def plant_posts(ghosts: Ghosts) -> None:
    """Delete posts singly and in bulk, with comments; leave others unpublished."""
    author_id = ghosts.live_id("account", "user_id")
    for kind in ("post", "bulk"):
        for state in STATES:
            gone = await ghosts.deletion(kind)
            post_id = await ghosts.plant_post(author_id=author_id, **state, **gone)
            await ghosts.plant("comments", post_id=post_id, author_id=author_id)
            copy = {"user_id": author_id, "base_version": 1, "by_author": True}
            await ghosts.plant("working_copies", post_id=post_id, **copy)
    for state in (STATES[0], STATES[1], STATES[3]):
        await ghosts.plant_post(author_id=author_id, **state)
    await plant_previews(ghosts)


async def plant_previews(ghosts: Ghosts) -> None:
    """Leave links to posts in the trash, of makers in the trash, and expired ones."""
    author_id = ghosts.live_id("account", "user_id")
    in_an_hour = datetime.now(UTC) + timedelta(hours=1)
    links = [
        (ghosts.rows["posts"][0]["id"], author_id, in_an_hour),
        (ghosts.live_id("live", "post_id"), ghosts.rows["users"][0]["id"], in_an_hour),
        (ghosts.live_id("live", "post_id"), author_id, datetime.now(UTC) - timedelta(hours=1)),
    ]
    for number, (post_id, maker_id, expires_at) in enumerate(links):
        token = f"{CANARY}-preview-token-{number}"
        fixed = {"post_id": post_id, "maker_id": maker_id, "expires_at": expires_at}
        await ghosts.plant("post_previews", token_hash=hash_token(token), show="current", **fixed)
        ghosts.rows["post_previews"][-1]["token"] = token


async def plant_comments(ghosts: Ghosts) -> None:
    """Delete comments alone, on a live post, and on one that was deleted later."""
    for post in ("live", "trash", "draft"):
        await ghosts.plant(
            "comments",
            post_id=ghosts.live_id(post, "post_id"),
            author_id=ghosts.live_id("account", "user_id"),
            **await ghosts.deletion("comment"),
        )


PLANTERS: Final[dict[str, Callable[[Ghosts], Awaitable[None]]]] = {
    "users": plant_users,
    "posts": plant_posts,
    "comments": plant_comments,
}


async def plant_ghosts(stage: Stage) -> dict[str, list[Row]]:
    """Plant one of every kind."""
    async with stage.world.db.pool.connection() as connection:
        ghosts = Ghosts(connection, stage)
        for plant in PLANTERS.values():
            await plant(ghosts)
    return ghosts.rows
