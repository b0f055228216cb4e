"""Row locks on posts."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import (
    bindparam,
    false,
    func,
    select,
)

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError
from blog_api.http.etag import version_of
from blog_api.live import is_public
from blog_api.models import Post
from blog_api.permissions import Action, Actor, require_on_post
from blog_api.posts.stale_edits import require_current


@dataclass(frozen=True, slots=True)
class PostRow:
    """The columns that permission checks need; the row is locked until the transaction ends."""

    id: int
    author_id: int
    slug: str
    provisional_slug: bool
    title: str
    content: str
    excerpt_given: bool
    version: int
    status: str
    published_at: datetime | None
    is_public: bool

    @property
    def version_tag(self) -> str:
        return version_of("post", self.id, self.version)


ROW: Final = select(
    Post.c.id,
    Post.c.author_id,
    Post.c.slug,
    Post.c.provisional_slug,
    Post.c.title,
    Post.c.content,
    Post.c.excerpt_given,
    Post.c.version,
    Post.c.status,
    Post.c.published_at,
    func.coalesce(is_public(Post), false()),
)
HAS_ID: Final = Post.c.id == bindparam("id")
LIVE: Final = Post.c.deleted_at.is_(None)

# FOR NO KEY UPDATE: edits do not change keys, so votes and comments (FOR KEY SHARE) go on.
LOCK_LIVE: Final = Statement(ROW.where(HAS_ID, LIVE).with_for_update(key_share=True), PostRow)
KEY_SHARE_LOCK_LIVE: Final = Statement(
    ROW.where(HAS_ID, LIVE).with_for_update(read=True, key_share=True), PostRow
)
LOCK_ANY: Final = Statement(ROW.where(HAS_ID).with_for_update(), PostRow)


async def lock_post(db: Transaction, post_id: int) -> PostRow:
    row = await db.one(LOCK_LIVE, id=post_id)
    if row is None:
        raise NotFoundError
    return row


async def share_lock_visible_post(
    db: Transaction, actor: Actor, action: Action, post_id: int
) -> PostRow:
    """Lock (FOR KEY SHARE) a post, so that it is not removed for good before the commit.

    Edits and soft deletes are not blocked: many votes and comments must not block the author, and
    a vote or comment on a deleted post is hidden. Raise NotFoundError if the actor cannot see it,
    else the error of the action's rule.
    """
    row = await db.one(KEY_SHARE_LOCK_LIVE, id=post_id)
    if row is None:
        raise NotFoundError
    require_on_post(actor, action, row)
    return row


async def lock_changeable_post(
    db: Transaction, actor: Actor, action: Action, post_id: int, if_match: str | None
) -> PostRow:
    """Lock a live post that the actor may change; raise StaleError unless `If-Match` fits."""
    post = await lock_post(db, post_id)
    require_on_post(actor, action, post)
    await require_current(db, actor, post, if_match)
    return post
