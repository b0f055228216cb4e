"""Commands that make, revoke and expire preview links."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Interval, bindparam, delete, func, insert, select

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError, TooManyPreviewsError
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.models import PostPreview
from blog_api.permissions import Action, Actor
from blog_api.posts.locking import lock_changeable_post
from blog_api.previews.contents import require_shown
from blog_api.previews.schemas import PreviewIn

MAX_PREVIEWS: Final = 20  # live links of a post


@dataclass(frozen=True, slots=True)
class NewPreview:
    id: int
    expires_at: datetime


PRESENT: Final = (
    select(func.count())
    .where(PostPreview.c.post_id == bindparam("post_id"), PostPreview.c.expires_at > func.now())
    .scalar_subquery()
)
COLUMNS: Final = ("token_hash", "post_id", "maker_id", "show", "version", "label")
INSERT: Final = Statement(
    insert(PostPreview)
    .from_select(
        [*COLUMNS, "expires_at"],
        select(
            *(bindparam(name, type_=PostPreview.c[name].type) for name in COLUMNS),
            func.now() + bindparam("lifetime", type_=Interval),
        ).where(constant(MAX_PREVIEWS) > PRESENT),
    )
    .returning(PostPreview.c.id, PostPreview.c.expires_at),
    NewPreview,
)
REVOKE: Final = Statement(
    delete(PostPreview)
    .where(
        PostPreview.c.id == bindparam("preview_id"),
        PostPreview.c.post_id == bindparam("post_id"),
        PostPreview.c.expires_at > func.now(),
    )
    .returning(PostPreview.c.id),
    int,
)
EXPIRED: Final = (
    select(PostPreview.c.id)
    .where(PostPreview.c.expires_at <= func.now())
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE: Final = Statement(delete(PostPreview).where(PostPreview.c.id == EXPIRED.c.id), int)
END_ALL: Final = Statement(delete(PostPreview), int)


async def create_preview(
    db: Transaction, actor: Actor, post_id: int, data: PreviewIn, token_hash: bytes
) -> NewPreview:
    """Store a link; raise TooManyPreviewsError at the limit of a post.

    The lock of the post makes the limit exact. Commands that revoke links of an account or a post
    lock its row too, so they miss none.
    """
    await share_lock_user(db, actor.id)
    post = await lock_changeable_post(db, actor, Action.CREATE_PREVIEW, post_id, None)
    await require_shown(db, actor, post.id, data.show)
    is_version = isinstance(data.show, int)
    made = await db.one(
        INSERT,
        token_hash=token_hash,
        post_id=post.id,
        maker_id=actor.id,
        show="version" if is_version else data.show,
        version=data.show if is_version else None,
        label=data.label,
        lifetime=timedelta(seconds=data.expires_in),
    )
    if made is None:
        raise TooManyPreviewsError
    details = {"preview_id": made.id, "show": data.show, "expires_at": made.expires_at.isoformat()}
    await audit_log.record(db, actor, "post.preview", ("post", post.id), details=details)
    return made


async def revoke_preview(db: Transaction, actor: Actor, post_id: int, preview_id: int) -> None:
    """Revoke a link; raise NotFoundError unless the post has it and it has not expired."""
    post = await lock_changeable_post(db, actor, Action.REVOKE_PREVIEW, post_id, None)
    if await db.one(REVOKE, post_id=post.id, preview_id=preview_id) is None:
        raise NotFoundError
    details = {"preview_id": preview_id}
    await audit_log.record(db, actor, "post.preview_revoke", ("post", post.id), details=details)


async def expire_previews(db: Transaction, batch_size: int) -> int:
    """Remove a batch of expired links; return how many: less than `batch_size` after the last."""
    return await db.run(EXPIRE, batch_size=batch_size)


async def end_all_previews(db: Transaction) -> int:
    """Revoke every link: a restored backup has links that were revoked after it was made."""
    return await db.run(END_ALL)
