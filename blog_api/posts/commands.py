"""Writing a post: lock its row, check the rule, change it. Each command is one transaction."""

from typing import Any, Final

from psycopg.errors import UniqueViolation

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.errors import NotFoundError
from blog_api.lifecycle.deleting import record_deletion, trash_posts
from blog_api.lifecycle.purging import hard_delete_posts
from blog_api.permissions import (
    Actor,
    require_admin,
    require_can_edit_post,
    require_may_publish,
)
from blog_api.posts.excerpts import excerpt_of
from blog_api.posts.queries import get_post
from blog_api.posts.rows import (
    LOCK_ANY,
    PostRow,
    lock_post,
    slug_taken,
    updating,
)
from blog_api.posts.schemas import PostIn, PostOut, PostPatch
from blog_api.web.etag import require_match

REPLACED: Final = {"title", "content", "excerpt", "category", "tags", "image_url"}
LIFE: Final = {"slug", "status", "published_at"}


async def replace_post(
    db: Transaction, actor: Actor, post_id: int, data: PostIn, if_match: str | None
) -> PostOut:
    """PUT: what is absent returns to its default, but the post's life stays unless it is sent."""
    changes = data.model_dump(include=REPLACED | (LIFE & data.model_fields_set))
    return await change_post(db, actor, post_id, changes, if_match)


async def update_post(
    db: Transaction, actor: Actor, post_id: int, data: PostPatch, if_match: str | None
) -> PostOut:
    """PATCH: only what was sent changes."""
    changes = data.model_dump(exclude_unset=True)
    return await change_post(db, actor, post_id, changes, if_match)


async def change_post(
    db: Transaction, actor: Actor, post_id: int, changes: dict[str, Any], if_match: str | None
) -> PostOut:
    """The common part of PUT and PATCH."""
    post = await lock_post(db, post_id)
    require_can_edit_post(actor, post)
    require_match(if_match, post.etag)
    if changes.get("status") == "published" and not post.is_public:
        require_may_publish(actor)
    if changes:
        await write_changes(db, actor, post, changes | consequences(post, changes))
    return await get_post(db, actor, post_id)


def consequences(post: PostRow, changes: dict[str, Any]) -> dict[str, Any]:
    """An excerpt that nobody wrote follows the content."""
    following: dict[str, Any] = {}
    if "excerpt" in changes:
        following["excerpt_given"] = changes["excerpt"] is not None
    if not following.get("excerpt_given", post.excerpt_given) and changes.keys() & {
        "excerpt",
        "content",
    }:
        following["excerpt"] = excerpt_of(changes.get("content", post.content))
    return following


async def write_changes(
    db: Transaction, actor: Actor, post: PostRow, changes: dict[str, Any]
) -> None:
    """The unique index decides whether a slug is free."""
    try:
        async with db.savepoint():
            await db.one(updating(frozenset(changes)), post_id=post.id, **changes)
    except UniqueViolation as error:
        raise await slug_taken(db, actor, changes["slug"]) from error


async def delete_post(db: Transaction, actor: Actor, post_id: int, if_match: str | None) -> int:
    """Into the trash; returns the id of the deletion."""
    post = await lock_post(db, post_id)
    require_can_edit_post(actor, post)
    require_match(if_match, post.etag)
    taken = await trash_posts(db, actor, "post", [post.id])
    await record_deletion(db, actor, ("post", post.id), taken)
    return taken.deletion_id


async def hard_delete_post(
    db: Transaction, actor: Actor, post_id: int, if_match: str | None
) -> None:
    """For good, live or in the trash; administrators only."""
    require_admin(actor)
    post = await db.one(LOCK_ANY, id=post_id)
    if post is None:
        raise NotFoundError
    require_match(if_match, post.etag)
    await hard_delete_posts(db, [post.id])
    await audit.record(db, actor, "post.hard_delete", ("post", post.id))
