"""Rows that nobody may see, with a word of their own in every text column."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from psycopg import AsyncConnection, sql
from sqlalchemy import ARRAY, Boolean, Column, Table, Text

from blog_api.models import metadata
from tests.pictures import draw
from tests.stage import Stage

CANARY: Final = "canary"
INSERT_OLD_SLUG: Final = "INSERT INTO post_slugs (slug, post_id) VALUES (%s, %s)"
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
        """One row; what is not fixed is filled by the type of its column."""
        number = sum(map(len, self.rows.values()))
        row = fillings(TABLES[name], number) | fixed
        cursor = await self.connection.execute(insertion(name, row), list(row.values()))
        [(key,)] = await cursor.fetchall()
        self.rows.setdefault(name, []).append(row | {"id": key})
        return int(key)

    async def plant_post(self, **fixed: Any) -> int:
        """A post, and a slug that it bore before."""
        post_id = await self.plant("posts", **fixed)
        slug = f"{CANARY}-post-slugs-slug-{post_id}"
        await self.connection.execute(INSERT_OLD_SLUG, [slug, post_id])
        self.rows.setdefault("post_slugs", []).append({"slug": slug})
        return post_id

    async def plant_picture(self, owner_id: int) -> None:
        """A picture whose file is there."""
        name = f"{owner_id:064x}.png"
        await self.connection.execute(INSERT_PICTURE, [name, owner_id])
        await self.stage.app.state.pictures.store.put(name, draw())
        self.rows.setdefault("pictures", []).append({"name": name})

    async def deletion(self, kind: str) -> dict[str, Any]:
        """What marks a row as deleted by a deletion of this kind."""
        deletion_id = await self.plant("deletions", kind=kind, actor_id=1)
        return {"deleted_at": datetime.now(UTC), "deletion_id": deletion_id}

    def live_id(self, kind: str, name: str) -> int:
        """The id of something of the author's that the ghosts hang on."""
        return int(self.stage.things["author"][kind][name])


def fillings(table: Table, number: int) -> Row:
    """A canary for every text, and false for what must be something."""
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
    """An account that took what it wrote along, and one that had written nothing."""
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
    """Deleted one by one and in bulk, with comments; and those that are not published."""
    author_id = ghosts.live_id("account", "user_id")
    for kind in ("post", "bulk"):
        for state in STATES:
            gone = await ghosts.deletion(kind)
            post_id = await ghosts.plant_post(author_id=author_id, **state, **gone)
            await ghosts.plant("comments", post_id=post_id, author_id=author_id)
    for state in (STATES[0], STATES[1], STATES[3]):
        await ghosts.plant_post(author_id=author_id, **state)


async def plant_comments(ghosts: Ghosts) -> None:
    """Deleted alone, on a post that is there, and on one that was deleted later."""
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
    """One of every kind that there is."""
    async with stage.world.db.pool.connection() as connection:
        ghosts = Ghosts(connection, stage)
        for plant in PLANTERS.values():
            await plant(ghosts)
    return ghosts.rows
