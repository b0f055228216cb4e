"""Creation of posts: one statement inserts the post, stores its HTML and reads the response."""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.dialects.postgresql import Insert

from blog_api.db.database import Reading, Transaction
from blog_api.db.errors import RETRIED_ERRORS
from blog_api.db.statements import Statement, constant
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.live import is_public
from blog_api.media.image_urls import absolute_url
from blog_api.models import User
from blog_api.permissions import Actor, public_from, require_may_publish
from blog_api.posts.commands.slugs import is_provisional, slug_taken, wanted_slug
from blog_api.posts.commands.statements import SIZED, SLUG, insert_statement
from blog_api.posts.excerpts import excerpt_of
from blog_api.posts.queries import author_column
from blog_api.posts.schemas import PostIn, PostOut
from blog_api.quota.usage import claim_room
from blog_api.recording.causes import first_cause
from blog_api.recording.posts import recorded_insert
from blog_api.rendering.html_cache import Rendered, keeping
from blog_api.slugs import free_slug

BY_AUTHOR: Final = first_cause("edit", "author_id")
COUNTERS: Final = ("vote_count", "comment_count", "view_count")


def whole_post(inserting: Insert) -> Statement[PostOut]:
    """Build the statement that inserts a post and reads it as in a response to its author."""
    new, records = recorded_insert(inserting, BY_AUTHOR)
    columns: list[ColumnElement[Any]] = [
        *(new.c[name] for name in PostOut.model_fields if name in new.c and name != "image_url"),
        absolute_url(new.c.image_url).label("image_url"),
        author_column(User),
        *(constant(0).label(name) for name in COUNTERS),
        false().label("voted"),
        func.coalesce(is_public(new), false()).label("is_public"),
    ]
    rows = select(*columns).join_from(new, User, User.c.id == new.c.author_id)
    return Statement(rows.add_cte(keeping(select(new.c.id)).cte("kept"), *records), PostOut)


INSERT: Final = whole_post(insert_statement(SLUG))
INSERT_NEAR_QUOTA: Final = whole_post(insert_statement(SLUG, margin=0))
INSERT_NUMBERED: Final = whole_post(insert_statement(free_slug(SLUG), margin=None))


async def create_at_once(
    db: Reading, actor: Actor, data: PostIn, rendered: Rendered
) -> PostOut | None:
    """Create a post in one round trip, with a statement that is its own transaction.

    Return None if the slug is taken, the quota is nearly used up, the author is inactive, or after
    a conflict with another transaction; `create_post` then decides.
    """
    try:
        return await db.one(INSERT, slug=wanted_slug(data), **checked_values(actor, data, rendered))
    except RETRIED_ERRORS:
        return None


async def create_post(db: Transaction, actor: Actor, data: PostIn, rendered: Rendered) -> PostOut:
    """Create a post; a derived slug that is taken gets the next free number.

    Raise SlugTakenError for a given slug that is taken, QuotaExceededError if the quota is used up.
    """
    values = checked_values(actor, data, rendered)
    slug = wanted_slug(data)
    post = await db.one(INSERT, slug=slug, **values)
    size = sum(len(values[name].encode()) for name in SIZED)
    if post is None and await claim_room(db, actor.id, size):
        post = await db.one(INSERT_NEAR_QUOTA, slug=slug, **values)
    while post is None:
        await share_lock_user(db, actor.id)
        if data.slug:
            raise await slug_taken(db, actor, slug)
        # An attempt fails only if another transaction succeeds, so this loop ends.
        post = await db.one(INSERT_NUMBERED, slug=slug, **values)
    return post


def checked_values(actor: Actor, data: PostIn, rendered: Rendered) -> dict[str, Any]:
    """Return the parameters of a new post; raise an error if the actor may not publish it."""
    values = new_values(actor.id, data) | {"token_id": actor.token_id}
    public = public_from(values["status"], values["published_at"], datetime.now(UTC))
    require_may_publish(actor, before=None, after=public)
    return values | rendered.values


def new_values(author_id: int, data: PostIn) -> dict[str, Any]:
    return {
        "author_id": author_id,
        "provisional_slug": is_provisional(data),
        "title": data.title,
        "content": data.content,
        "excerpt": excerpt_of(data.content) if data.excerpt is None else data.excerpt,
        "excerpt_given": data.excerpt is not None,
        "category": data.category,
        "tags": data.tags,
        "image_url": data.image_url,
        "status": data.status or "published",
        "published_at": data.published_at,
    }
