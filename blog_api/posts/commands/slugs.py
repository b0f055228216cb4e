"""Slugs of new and edited posts, and the error for a slug that is taken."""

from datetime import datetime
from typing import Any, Final, Protocol

from psycopg.errors import UniqueViolation
from sqlalchemy import bindparam, select

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import SlugTakenError
from blog_api.models import Post
from blog_api.permissions import Actor, can_see_post
from blog_api.posts.locking import LIVE, ROW, PostRow
from blog_api.posts.schemas import PostIn
from blog_api.slugs import free_slug, provisional_slug_of, slug_of_title

SLUG_INDEX: Final = "uq_posts_slug_live"
SELECT_HOLDER: Final = Statement(ROW.where(Post.c.slug == bindparam("slug"), LIVE), PostRow)
SUGGEST_SLUG: Final = Statement(select(free_slug(bindparam("slug", type_=Post.c.slug.type))), str)


class Publication(Protocol):
    """The columns of a locked post that decide when it is public, and under which slug."""

    @property
    def slug(self) -> str: ...
    @property
    def provisional_slug(self) -> bool: ...
    @property
    def title(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def published_at(self) -> datetime | None: ...
    @property
    def is_public(self) -> bool: ...


def wanted_slug(data: PostIn) -> str:
    if data.slug:
        return data.slug
    derive = provisional_slug_of if is_provisional(data) else slug_of_title
    return derive(data.title)


def is_provisional(data: PostIn) -> bool:
    return data.slug is None and data.status not in {None, "published"}


def slug_consequences(post: Publication, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the changes of the slug: the first publication derives a provisional one again.

    A slug that the author sets is no longer provisional, but the current slug sent back with an
    edit of a draft does not count as set. A restored slug of a post that is public now stays.
    """
    if changes.get("provisional_slug"):
        is_public = changes.get("status", post.status) == "published"
        return {"provisional_slug": not is_public}
    if not post.provisional_slug or "provisional_slug" in changes:
        return {}
    is_first = changes.get("status") == "published"
    if is_first and "slug" not in changes:
        slug = slug_of_title(changes.get("title", post.title))
        return {"slug": slug, "provisional_slug": False}
    if is_first or changes.get("slug", post.slug) != post.slug:
        return {"provisional_slug": False}
    return {}


def require_taken_slug(error: UniqueViolation) -> None:
    """Raise the error again unless the slug of a live post is taken: repeating would not help."""
    if error.diag.constraint_name != SLUG_INDEX:
        raise error


async def slug_taken(db: Transaction, actor: Actor, slug: str) -> SlugTakenError:
    """Return the error with a free slug, and the post that has the slug if the actor may see it."""
    holder = await db.one(SELECT_HOLDER, slug=slug)
    extra: dict[str, Any] = {"suggested_slug": await db.one(SUGGEST_SLUG, slug=slug)}
    if holder is not None and can_see_post(actor, holder):
        extra["holder_id"] = holder.id
    return SlugTakenError(**extra)
