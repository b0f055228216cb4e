"""Reading posts: one by its id or slug, and what tags and categories there are."""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, bindparam, func, select

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import IS_PUBLIC, LivePost, LivePostCounters, LiveUser, LiveVote, Posts, Users
from blog_api.permissions import Actor, can_see_post, require
from blog_api.posts.schemas import PostOut, TermCount


def summary_columns(post: Posts, author: Users) -> tuple[SQLColumnExpression[Any], ...]:
    """A post in a list, of the live ones or of the trash: the same fields from either relation."""
    return (
        post.id,
        post.slug,
        post.title,
        post.excerpt,
        post.category,
        post.tags,
        post.image_url,
        post.status,
        author_column(author),
        LivePostCounters.vote_count,
        LivePostCounters.comment_count,
        LivePostCounters.view_count,
        post.published_at,
        post.created_at,
        post.updated_at,
    )


def author_column(author: Users) -> ColumnElement[Any]:
    """Whoever wrote it, as one JSON object."""
    columns = (author.id, author.username, author.name, author.avatar_url)
    parts = (part for column in columns for part in (constant(column.key), column))
    return func.json_build_object(*parts).label("author")


AUTHOR: Final = author_column(LiveUser)
SUMMARY_COLUMNS: Final = summary_columns(LivePost, LiveUser)

VOTED: Final = (
    select(LiveVote.post_id)
    .where(LiveVote.post_id == LivePost.id, LiveVote.user_id == bindparam("viewer_id"))
    .correlate(LivePost)
    .exists()
)


def with_relations(
    rows: Select[Any], post: Posts = LivePost, author: Users = LiveUser
) -> Select[Any]:
    """Join a post's author and counters, which every post has."""
    return rows.join(author, author.id == post.author_id).join(
        LivePostCounters, LivePostCounters.post_id == post.id
    )


WHOLE_POST: Final = with_relations(
    select(
        *SUMMARY_COLUMNS,
        LivePost.content,
        LivePost.author_id,
        LivePost.version,
        IS_PUBLIC.label("is_public"),
        VOTED.label("voted"),
    )
)
NOBODY: Final = 0

SELECT_BY_ID: Final = Statement(WHOLE_POST.where(LivePost.id == bindparam("id")), PostOut)
SELECT_BY_SLUG: Final = Statement(WHOLE_POST.where(LivePost.slug == bindparam("slug")), PostOut)

TAG: Final = func.unnest(LivePost.tags)

COUNT_TAGS: Final = Statement(
    select(TAG.label("name"), func.count().label("post_count"))
    .where(IS_PUBLIC)
    .group_by(TAG)
    .order_by(func.count().desc(), TAG),
    TermCount,
)

COUNT_CATEGORIES: Final = Statement(
    select(LivePost.category.label("name"), func.count().label("post_count"))
    .where(IS_PUBLIC, LivePost.category.is_not(None))
    .group_by(LivePost.category)
    .order_by(func.count().desc(), LivePost.category),
    TermCount,
)


async def get_post(db: Reading, viewer: Actor | None, post_id: int) -> PostOut:
    """A post the viewer may see."""
    return visible(viewer, await db.one(SELECT_BY_ID, id=post_id, viewer_id=id_of(viewer)))


async def get_post_by_slug(db: Reading, viewer: Actor | None, slug: str) -> PostOut:
    """A post the viewer may see."""
    return visible(viewer, await db.one(SELECT_BY_SLUG, slug=slug, viewer_id=id_of(viewer)))


def id_of(viewer: Actor | None) -> int:
    """No user has the id of nobody."""
    return viewer.id if viewer else NOBODY


def visible(viewer: Actor | None, post: PostOut | None) -> PostOut:
    """Somebody's draft answers like nothing at all."""
    if post is None:
        raise NotFoundError
    require(can_see_post(viewer, post), NotFoundError)
    return post


async def list_tags(db: Reading) -> list[TermCount]:
    """Of published posts, the most used first."""
    return await db.all(COUNT_TAGS)


async def list_categories(db: Reading) -> list[TermCount]:
    """Of published posts, the most used first."""
    return await db.all(COUNT_CATEGORIES)
