"""Reads of preview links: the list of a post, and the post behind a token."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Integer,
    bindparam,
    case,
    false,
    func,
    or_,
    select,
    tuple_,
)

from blog_api.db.database import Database, Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.live import LivePost, LivePreview, LiveUser, is_public
from blog_api.permissions import Action, Actor, can, require_on_post
from blog_api.posts.queries import POST_BY_ID, SELECT_VISIBILITY, with_html
from blog_api.posts.schemas import PostOut
from blog_api.previews.contents import find_shown_fields
from blog_api.previews.schemas import PreviewOut
from blog_api.rendering.html_cache import Rendered

SORT: Final = "previews"
SHOW: Final = case(
    (LivePreview.c.version.is_(None), func.to_json(LivePreview.c.show)),
    else_=func.to_json(LivePreview.c.version),
)
MAKER: Final = func.json_build_object(
    constant("id"), LiveUser.c.id, constant("username"), LiveUser.c.username
)
LAST_KEY: Final = tuple_(
    bindparam("last_created_at", type_=LivePreview.c.created_at.type),
    bindparam("last_id", type_=BigInteger),
)
SELECT_PREVIEWS: Final = Statement(
    select(
        LivePreview.c.id,
        SHOW.label("show"),
        LivePreview.c.label,
        MAKER.label("maker"),
        LivePreview.c.created_at,
        LivePreview.c.expires_at,
    )
    .join(LiveUser, LiveUser.c.id == LivePreview.c.maker_id)
    .where(
        LivePreview.c.post_id == bindparam("post_id"),
        or_(
            bindparam("last_id", type_=BigInteger).is_(None),
            tuple_(LivePreview.c.created_at, LivePreview.c.id) < LAST_KEY,
        ),
    )
    .order_by(LivePreview.c.created_at.desc(), LivePreview.c.id.desc())
    .limit(bindparam("limit", type_=Integer)),
    PreviewOut,
)


@dataclass(frozen=True, slots=True)
class Preview:
    """A live link, the columns of its post that permissions need, and its maker."""

    show: str
    version: int | None
    post_id: int
    author_id: int
    slug: str
    is_public: bool
    maker_id: int
    maker_name: str
    maker_role: str

    @property
    def shown(self) -> str | int:
        return self.show if self.version is None else self.version

    @property
    def maker(self) -> Actor:
        return Actor(self.maker_id, self.maker_name, self.maker_role, session_id=0)


SELECT_PREVIEW: Final = Statement(
    select(
        LivePreview.c.show,
        LivePreview.c.version,
        LivePost.c.id,
        LivePost.c.author_id,
        LivePost.c.slug,
        func.coalesce(is_public(LivePost), false()),
        LiveUser.c.id,
        LiveUser.c.username,
        LiveUser.c.role,
    )
    .join(LivePost, LivePost.c.id == LivePreview.c.post_id)
    .join(LiveUser, LiveUser.c.id == LivePreview.c.maker_id)
    .where(LivePreview.c.token_hash == bindparam("token_hash"), LiveUser.c.is_active),
    Preview,
)


async def list_previews(
    db: Reading, actor: Actor, post_id: int, paging: CursorPaging
) -> Page[PreviewOut]:
    """Return live links, the newest first; raise an error unless the actor may edit the post."""
    post = await db.look_up(SELECT_VISIBILITY, post_id)
    if post is None:
        raise NotFoundError
    require_on_post(actor, Action.LIST_PREVIEWS, post)
    key = read_cursor(SORT, paging.cursor)
    rows = await db.all(
        SELECT_PREVIEWS,
        post_id=post_id,
        last_created_at=key.instant if key else None,
        last_id=key.id if key else None,
        limit=paging.limit + 1,
    )
    return page_of(rows, paging.limit, SORT, created_and_id)


def created_and_id(preview: PreviewOut) -> tuple[datetime, int]:
    return preview.created_at, preview.id


async def get_preview(db: Reading, token_hash: bytes) -> Preview:
    """Return a live link of a live post, whose maker may still edit the post.

    Raise the same error, NotFoundError, for every other token.
    """
    preview = await db.one(SELECT_PREVIEW, token_hash=token_hash)
    if preview is None or not can(preview.maker, Action.UPDATE_POST, preview):
        raise NotFoundError
    return preview


async def get_shown_post(db: Database, preview: Preview, *, with_content_html: bool) -> PostOut:
    """Return the post with the content that the link shows, as a reader would get it."""
    words = await find_shown_fields(db, preview.post_id, preview.maker_id, preview.shown)
    post = await POST_BY_ID.find(db, None, preview.post_id)
    if words is None or post is None:
        raise NotFoundError
    shown = post.model_copy(update=words)
    return await with_preview_html(db, shown, words) if with_content_html else shown


async def with_preview_html(db: Database, post: PostOut, words: dict[str, Any]) -> PostOut:
    """Return the post with its HTML; only that of its current content is in the cache."""
    if "content" not in words:
        return await with_html(db, post)
    rendered = await Rendered.of(post.content)
    return post.model_copy(update={"content_html": rendered.html})
