"""Posts of an undone import that are imported again: they leave the trash, with new values.

The post keeps its id, and so its old addresses, comments and history. A new post instead would
be there twice once the deletion of the undo is undone itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from psycopg.errors import UniqueViolation
from sqlalchemy import BigInteger, any_, bindparam, case, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.import_export.commands.rows import NewPost
from blog_api.lifecycle.conflicts import slug_is_held
from blog_api.lifecycle.statements import RESTORE_POSTS
from blog_api.models import Deletion, Post, PostImport
from blog_api.posts.commands.slugs import require_taken_slug
from blog_api.posts.commands.statements import (
    SIZED,
    SLUG,
    WRITTEN,
    parameter,
    publication,
)
from blog_api.recording.causes import Cause, given_cause
from blog_api.recording.deltas import Delta
from blog_api.recording.posts import Changes, recorded_update
from blog_api.recording.sizes import added_by_edit
from blog_api.rendering.html_cache import Rendered, hash_of, save_html
from blog_api.slugs import free_slug

CAUSE: Final = Cause("import").values
IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
IS_OF_UNDO: Final = (
    select(Deletion.c.id).where(
        Deletion.c.id == Post.c.deletion_id, Deletion.c.kind == constant("import")
    )
).exists()


@dataclass(frozen=True, slots=True)
class Undone:
    """A locked post that the undo of an import moved to the trash."""

    id: int
    deletion_id: int
    content: str


LOCK: Final = Statement(
    select(Post.c.id, Post.c.deletion_id, Post.c.content)
    .where(Post.c.id == any_(IDS), IS_OF_UNDO)
    .order_by(Post.c.id)
    .with_for_update(key_share=True),
    Undone,
)


def taking_back() -> Statement[NewPost]:
    """Build the UPDATE of a locked post in the trash; its slug is one that no live post has."""
    names = ("created_at", "updated_at", "published_at", "author_id", "status")
    given = {name: bindparam(name, type_=Post.c[name].type) for name in names}
    values: dict[str, Any] = {name: parameter(Post.c[name]) for name in WRITTEN}
    changing = (
        update(Post)
        .where(Post.c.id == bindparam("post_id"), Post.c.deleted_at.is_not(None))
        .values(
            **values,
            author_id=given["author_id"],
            slug=case((slug_is_held(SLUG), free_slug(SLUG)), else_=SLUG),
            published_at=publication(given["status"], given["published_at"]),
            created_at=func.coalesce(given["created_at"], func.now()),
            updated_at=func.coalesce(given["updated_at"], func.now()),
            version=Post.c.version + 1,
            history_bytes=Post.c.history_bytes
            + added_by_edit({name: values[name] for name in SIZED}),
        )
    )
    fields = sorted({*WRITTEN, "slug", "published_at"})
    changed, records = recorded_update(changing, Changes(fields, adds_bytes=True), given_cause())
    return Statement(select(changed.c.id, changed.c.slug).add_cte(*records), NewPost)


TAKE_BACK: Final = taking_back()
SET_IMPORT: Final = Statement(
    update(PostImport)
    .where(PostImport.c.post_id == any_(IDS))
    .values(import_id=bindparam("import_id", type_=BigInteger)),
    int,
)


async def lock_undone(db: Transaction, ids: Sequence[int]) -> dict[int, Undone]:
    """Lock those of the posts that are still in the trash by an undo."""
    return {post.id: post for post in await db.all(LOCK, ids=sorted(ids))} if ids else {}


async def take_back(db: Transaction, post: Undone, values: dict[str, Any], html: str | None) -> str:
    """Write the new values of a locked post, make it live and return its slug."""
    delta = Delta.between(post.content, values["content"]).values
    while True:
        try:
            async with db.savepoint():
                (taken,) = await db.all(TAKE_BACK, post_id=post.id, **values, **delta, **CAUSE)
                await db.all(RESTORE_POSTS, ids=[post.id])
        except UniqueViolation as error:
            require_taken_slug(error)  # taken by another transaction just now, so this ends
            continue
        break
    if html is not None:
        await save_html(db, post.id, Rendered(hash_of(values["content"]), html))
    return taken.slug
