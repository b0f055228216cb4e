"""Reading posts: one by its id or slug, and where a slug that was changed leads."""

from dataclasses import dataclass
from typing import Any, Final, Self, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Select,
    SQLColumnExpression,
    bindparam,
    false,
    func,
    or_,
    select,
)

from blog_api.db.database import Database, Reading
from blog_api.db.lookup import Lookup
from blog_api.db.statement import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.live import (
    IS_PUBLIC,
    LivePost,
    LivePostCounters,
    LivePostSlug,
    LiveUser,
    LiveVote,
    Posts,
    Users,
)
from blog_api.permissions import Actor, Publishable, can_list_all, can_see_post, require
from blog_api.posts.schemas import PostOut
from blog_api.rendering.kept import html_of
from blog_api.web.etag import is_current, tag_of

Seen = TypeVar("Seen", bound=Publishable)


def summary_columns(post: Posts, author: Users) -> tuple[SQLColumnExpression[Any], ...]:
    """A post in a list, of the live ones or of the trash: the same fields from either relation."""
    return (
        post.c.id,
        post.c.slug,
        post.c.title,
        post.c.excerpt,
        post.c.category,
        post.c.tags,
        post.c.image_url,
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
    """Whoever wrote it, as one JSON object."""
    columns = (author.c.id, author.c.username, author.c.name, author.c.avatar_url)
    parts = (part for column in columns for part in (constant(column.key), column))
    return func.json_build_object(*parts).label("author")


SUMMARY_COLUMNS: Final = summary_columns(LivePost, LiveUser)

VOTED: Final = (
    select(LiveVote.c.post_id)
    .where(LiveVote.c.post_id == LivePost.c.id, LiveVote.c.user_id == bindparam("viewer_id"))
    .correlate(LivePost)
    .exists()
)


def with_relations(
    rows: Select[Any], post: Posts = LivePost, author: Users = LiveUser
) -> Select[Any]:
    """Join a post's author and counters, which every post has."""
    return rows.join(author, author.c.id == post.c.author_id).join(
        LivePostCounters, LivePostCounters.c.post_id == post.c.id
    )


@dataclass(frozen=True, slots=True)
class Edition:
    """What a post's tag is made of, and who may know it."""

    id: int
    slug: str
    version: int
    author_id: int
    is_public: bool

    @property
    def etag(self) -> str:
        """That of the whole post."""
        return tag_of("post", self.id, self.version)


@dataclass(frozen=True, slots=True)
class Whole:
    """One post with its content; whether somebody voted is looked up for users only.

    With the look PostgreSQL plans the statement anew each time, for longer than it takes.
    """

    for_user: Statement[PostOut]
    for_nobody: Lookup[PostOut]
    edition: Lookup[Edition]

    @classmethod
    def found_by(cls, column: Column[Any]) -> Self:
        """By a column whose value is unique among live posts."""
        rows = with_relations(
            select(
                *SUMMARY_COLUMNS,
                LivePost.c.content,
                LivePost.c.author_id,
                LivePost.c.version,
                IS_PUBLIC.label("is_public"),
            )
        )
        whole = rows.where(column == bindparam("value"))
        edition = select(
            LivePost.c.id, LivePost.c.slug, LivePost.c.version, LivePost.c.author_id, IS_PUBLIC
        )
        return cls(
            Statement(whole.add_columns(VOTED.label("voted")), PostOut),
            Lookup.by(column, rows.add_columns(false().label("voted")), PostOut),
            Lookup.by(column, edition, Edition),
        )

    async def find(self, db: Reading, viewer: Actor | None, value: int | str) -> PostOut | None:
        """The post as the viewer sees it; whether they may is for the caller to ask."""
        if viewer is None:
            return await db.look_up(self.for_nobody, value)
        return await db.one(self.for_user, value=value, viewer_id=viewer.id)

    async def find_unchanged(
        self, db: Reading, viewer: Actor | None, value: int | str, if_none_match: str | None
    ) -> str | None:
        """The tag of a post that the viewer may see and has, without reading the whole of it."""
        if if_none_match is None:
            return None
        edition = await db.look_up(self.edition, value)
        if edition is None or not can_see_post(viewer, edition):
            return None
        return edition.etag if is_current(if_none_match, edition.etag) else None


BY_ID: Final = Whole.found_by(LivePost.c.id)
BY_SLUG: Final = Whole.found_by(LivePost.c.slug)
# The rule of `can_see_post` in SQL: however many drafts bore the slug since, they hide nothing.
SELECT_PRESENT_SLUG: Final = Statement(
    select(LivePost.c.slug)
    .join(LivePostSlug, LivePostSlug.c.post_id == LivePost.c.id)
    .where(
        LivePostSlug.c.slug == bindparam("slug"),
        or_(
            IS_PUBLIC,
            LivePost.c.author_id == bindparam("viewer_id", type_=BigInteger),
            bindparam("sees_all", type_=Boolean),
        ),
    )
    .order_by(LivePostSlug.c.replaced_at.desc(), LivePost.c.id.desc())
    .limit(constant(1)),
    str,
)


async def get_post(db: Reading, viewer: Actor | None, post_id: int) -> PostOut:
    """A post the viewer may see."""
    return visible(viewer, await BY_ID.find(db, viewer, post_id))


async def find_post_by_slug(db: Reading, viewer: Actor | None, slug: str) -> PostOut | None:
    """The live post that has it; refuses one that the viewer may not see."""
    post = await BY_SLUG.find(db, viewer, slug)
    return None if post is None else visible(viewer, post)


async def get_present_slug(db: Reading, viewer: Actor | None, old_slug: str) -> str:
    """Of the live post that bore a slug last, among those the viewer may see."""
    named = {"viewer_id": viewer.id if viewer else None, "sees_all": can_list_all(viewer)}
    slug = await db.one(SELECT_PRESENT_SLUG, slug=old_slug, **named)
    if slug is None:
        raise NotFoundError
    return slug


async def with_html(db: Database, post: PostOut) -> PostOut:
    """The post and its `content_html`."""
    html = await html_of(db, {post.id: post.content})
    return post.model_copy(update={"content_html": html[post.id]})


async def require_visible_post(db: Reading, viewer: Actor | None, post_id: int) -> None:
    """Refuses a post that the viewer may not see, without reading the whole of it."""
    visible(viewer, await db.look_up(BY_ID.edition, post_id))


def visible(viewer: Actor | None, post: Seen | None) -> Seen:
    """Somebody's draft answers like nothing at all."""
    if post is None:
        raise NotFoundError
    require(can_see_post(viewer, post), NotFoundError)
    return post
