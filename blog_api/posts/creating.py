"""A new post: inserted, its HTML kept and its answer read, all in one statement."""

from typing import Any, Final

from psycopg.errors import DeadlockDetected, SerializationFailure
from sqlalchemy import ColumnElement, false, func, select
from sqlalchemy.dialects.postgresql import Insert

from blog_api.db.database import Reading, Transaction
from blog_api.db.statement import Statement, constant
from blog_api.errors import InvalidTokenError
from blog_api.live import is_public
from blog_api.models import Post, User
from blog_api.permissions import Actor, require_may_publish
from blog_api.posts.excerpts import excerpt_of
from blog_api.posts.queries import author_column
from blog_api.posts.rows import SHARE_AUTHOR, SLUG, new_post, slug_taken
from blog_api.posts.schemas import PostIn, PostOut
from blog_api.rendering.kept import Rendered, keeping
from blog_api.slugs import free_slug, slug_of_title

COUNTERS: Final = ("vote_count", "comment_count", "view_count")


def whole_post(inserting: Insert) -> Statement[PostOut]:
    """The post as its author gets it back; nobody can have voted for it yet."""
    new = inserting.returning(Post).cte("new")
    columns: list[ColumnElement[Any]] = [
        *(new.c[name] for name in PostOut.model_fields if name in new.c),
        author_column(User),
        *(constant(0).label(name) for name in COUNTERS),
        false().label("voted"),
        func.coalesce(is_public(new.c.status, new.c.published_at), false()).label("is_public"),
    ]
    rows = select(*columns).join_from(new, User, User.c.id == new.c.author_id)
    return Statement(rows.add_cte(keeping(select(new.c.id)).cte("kept")), PostOut)


INSERT: Final = whole_post(new_post(SLUG))
INSERT_NUMBERED: Final = whole_post(new_post(free_slug(SLUG)))


async def create_at_once(
    db: Reading, actor: Actor, data: PostIn, rendered: Rendered
) -> PostOut | None:
    """Create it in one round trip; None if that is not the whole story.

    Outside of a transaction the one statement is one of its own.
    """
    try:
        return await db.one(INSERT, slug=wanted_slug(data), **written(actor, data, rendered))
    except (SerializationFailure, DeadlockDetected):
        return None


async def create_post(db: Transaction, actor: Actor, data: PostIn, rendered: Rendered) -> PostOut:
    """A derived slug always finds a free number; a given one that is taken is refused."""
    values = written(actor, data, rendered)
    slug = wanted_slug(data)
    post = await db.one(INSERT, slug=slug, **values)
    while post is None:
        if await db.one(SHARE_AUTHOR, author_id=actor.id) is None:
            raise InvalidTokenError
        if data.slug:
            raise await slug_taken(db, actor, slug)
        # A try is lost only to somebody else's success, so this comes to an end.
        post = await db.one(INSERT_NUMBERED, slug=slug, **values)
    return post


def wanted_slug(data: PostIn) -> str:
    """As given, or of the title."""
    return data.slug or slug_of_title(data.title)


def written(actor: Actor, data: PostIn, rendered: Rendered) -> dict[str, Any]:
    """A new post with its HTML; refuses who may not publish."""
    values = new_values(actor.id, data)
    if values["status"] == "published":
        require_may_publish(actor)
    return values | {"content_hash": rendered.content_hash, "html": rendered.html}


def new_values(author_id: int, data: PostIn) -> dict[str, Any]:
    """The columns of a new post."""
    return {
        "author_id": author_id,
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
