"""Queries of one post by id or slug, and of the present slug for an old one."""

from dataclasses import dataclass
from typing import Any, Final, Self, TypeVar

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    SQLColumnExpression,
    bindparam,
    case,
    false,
    func,
    null,
    select,
)

from blog_api.db.database import Reading
from blog_api.db.lookup import Lookup
from blog_api.db.public_reader import PublicReader
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import (
    LivePost,
    LivePostCounters,
    LivePostSlug,
    LiveUser,
    LiveVote,
    Posts,
    Users,
    Viewer,
    is_public,
    viewer_values,
    visible_to,
)
from blog_api.media.image_urls import absolute_url
from blog_api.permissions import Action, Actor, Publishable, require
from blog_api.posts.schemas import PostOut
from blog_api.rendering.html_cache import html_of

VisiblePost = TypeVar("VisiblePost", bound=Publishable)


def summary_columns(post: Posts, author: Users) -> tuple[SQLColumnExpression[Any], ...]:
    return (
        post.c.id,
        post.c.slug,
        post.c.title,
        post.c.excerpt,
        post.c.category,
        post.c.tags,
        absolute_url(post.c.image_url).label("image_url"),
        post.c.status,
        author_column(author),
        LivePostCounters.c.vote_count,
        LivePostCounters.c.comment_count,
        LivePostCounters.c.view_count,
        post.c.published_at,
        post.c.created_at,
        post.c.updated_at,
    )


def author_column(author: Users) -> ColumnElement[Any]:
    columns: dict[str, SQLColumnExpression[Any]] = {
        "id": author.c.id,
        "username": author.c.username,
        "name": author.c.name,
        "avatar_url": absolute_url(author.c.avatar_url),
    }
    parts = (part for name, column in columns.items() for part in (constant(name), column))
    return func.json_build_object(*parts).label("author")


def optional_author_column(author: Users) -> ColumnElement[Any]:
    found = author_column(author)
    return case((author.c.id.is_not(None), found), else_=null()).label("author")


SUMMARY_COLUMNS: Final = summary_columns(LivePost, LiveUser)


def voted_by_viewer(post: Posts) -> ColumnElement[bool]:
    vote = select(LiveVote.c.post_id).where(
        LiveVote.c.post_id == post.c.id, LiveVote.c.user_id == bindparam("viewer_id")
    )
    return vote.correlate(post).exists()


VOTED: Final = voted_by_viewer(LivePost)


def with_relations(
    rows: Select[Any], post: Posts = LivePost, author: Users = LiveUser
) -> Select[Any]:
    return rows.join(author, author.c.id == post.c.author_id).join(
        LivePostCounters, LivePostCounters.c.post_id == post.c.id
    )


@dataclass(frozen=True, slots=True)
class PostVisibility:
    """The columns that decide the visibility of a post."""

    id: int
    author_id: int
    is_public: bool


@dataclass(frozen=True, slots=True)
class PostLookup:
    """The lookup of a post with its content; `voted` is queried for logged-in users only.

    The subquery of `voted` makes PostgreSQL plan the statement on each call, which takes longer
    than the query; so the lookup for anonymous requests leaves it out.
    """

    for_user: Statement[PostOut]
    for_anonymous: Lookup[PostOut]

    @classmethod
    def found_by(cls, column: Column[Any]) -> Self:
        rows = with_relations(
            select(
                *SUMMARY_COLUMNS,
                LivePost.c.content,
                LivePost.c.author_id,
                LivePost.c.version,
                is_public(LivePost).label("is_public"),
            )
        )
        whole = rows.where(column == bindparam("value"))
        return cls(
            Statement(whole.add_columns(VOTED.label("voted")), PostOut),
            Lookup.by(column, rows.add_columns(false().label("voted")), PostOut),
        )

    async def find(self, db: Reading, viewer: Actor | None, value: int | str) -> PostOut | None:
        if viewer is None:
            return await db.look_up(self.for_anonymous, value)
        return await db.one(self.for_user, value=value, viewer_id=viewer.id)


SELECT_VISIBILITY: Final = Lookup.by(
    LivePost.c.id, select(LivePost.c.id, LivePost.c.author_id, is_public(LivePost)), PostVisibility
)
POST_BY_ID: Final = PostLookup.found_by(LivePost.c.id)
POST_BY_SLUG: Final = PostLookup.found_by(LivePost.c.slug)
# Only visible posts: a draft that had the slug later must not hide a public post.
SELECT_PRESENT_SLUG: Final = Statement(
    select(LivePost.c.slug)
    .join(LivePostSlug, LivePostSlug.c.post_id == LivePost.c.id)
    .where(LivePostSlug.c.slug == bindparam("slug"), visible_to(Viewer.CALLER))
    .order_by(LivePostSlug.c.replaced_at.desc(), LivePost.c.id.desc())
    .limit(constant(1)),
    str,
)


async def get_post(db: Reading, viewer: Actor | None, post_id: int) -> PostOut:
    """Return a post; raise NotFoundError if the viewer cannot see it."""
    return require_visible(viewer, await POST_BY_ID.find(db, viewer, post_id))


async def find_post_by_slug(db: Reading, viewer: Actor | None, slug: str) -> PostOut | None:
    """Return the live post with the slug; raise NotFoundError if the viewer cannot see it."""
    post = await POST_BY_SLUG.find(db, viewer, slug)
    return None if post is None else require_visible(viewer, post)


async def get_present_slug(db: Reading, viewer: Actor | None, old_slug: str) -> str:
    """Return the slug of the visible post that had the old slug last; raise NotFoundError."""
    slug = await db.one(SELECT_PRESENT_SLUG, slug=old_slug, **viewer_values(viewer))
    if slug is None:
        raise NotFoundError
    return slug


async def with_html(db: PublicReader, post: PostOut) -> PostOut:
    html = await html_of(db, {post.id: post.content})
    return post.model_copy(update={"content_html": html[post.id]})


async def require_visible_post(db: Reading, viewer: Actor | None, post_id: int) -> None:
    """Raise NotFoundError for a post that the viewer cannot see, without reading its content."""
    require_visible(viewer, await db.look_up(SELECT_VISIBILITY, post_id))


def require_visible(viewer: Actor | None, post: VisiblePost | None) -> VisiblePost:
    """Return the post; raise NotFoundError if there is none or the viewer may not see it."""
    if post is None:
        raise NotFoundError
    require(viewer, Action.SEE_POST, post)
    return post
