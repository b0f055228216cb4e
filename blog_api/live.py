"""Live rows: the one module that hides deleted and expired rows, and posts from their viewers.

Reads select from these, never from the models. Each is a filtered subquery with the columns of the
model; PostgreSQL flattens it into the surrounding query. `visible_to` decides who may see a post.
"""

from datetime import datetime
from enum import Enum
from typing import Any, Final, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    FromClause,
    Table,
    TypedColumns,
    and_,
    any_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.statements import constant
from blog_api.models import (
    Backup,
    BlogSettings,
    Comment,
    CommentColumns,
    CommentRevision,
    HandedImage,
    Post,
    PostColumns,
    PostCounters,
    PostHtml,
    PostPreview,
    PostPreviewColumns,
    PostRedirect,
    PostRevision,
    PostSearch,
    PostSlug,
    RestoreRequest,
    RestoreRequestColumns,
    StoredImage,
    StoredImageColumns,
    TermChange,
    TermCount,
    Transfer,
    TransferColumns,
    TransferPost,
    User,
    UserColumns,
    Vote,
    WorkingCopy,
    WorkingCopyColumns,
)
from blog_api.permissions import Action, Actor, can

# Of `viewer_values`: the posts that the token of the caller is limited to, or null.
REACH: Final = bindparam("reach", type_=ARRAY(BigInteger))

# Parameter types of queries over either live or trashed rows.
Posts = FromClause[PostColumns]
Users = FromClause[UserColumns]

Columns = TypeVar("Columns", bound=TypedColumns)


def unexpired(table: Table[Columns], columns: type[Columns], name: str) -> FromClause[Columns]:
    return select(table).where(table.c["expires_at"] > func.now()).subquery(name).with_cols(columns)


LiveUser: Final = (
    select(User).where(User.c.deleted_at.is_(None)).subquery("live_users").with_cols(UserColumns)
)

LivePost: Final = (
    select(Post).where(Post.c.deleted_at.is_(None)).subquery("live_posts").with_cols(PostColumns)
)

LiveComment: Final = (
    select(Comment)
    .join(Post, Post.c.id == Comment.c.post_id)
    .where(Comment.c.deleted_at.is_(None), Post.c.deleted_at.is_(None))
    .subquery("live_comments")
    .with_cols(CommentColumns)
)

# An image is hidden with its uploader's account, except while a live post uses it that they wrote
# and handed over. The limit makes it an index lookup, read only for accounts in the trash.
USED_BY_HANDED_POST: Final = (
    select(HandedImage.c.post_id)
    .join(Post, Post.c.id == HandedImage.c.post_id)
    .where(
        HandedImage.c.name == StoredImage.c.name,
        HandedImage.c.owner_id == StoredImage.c.owner_id,
        Post.c.deleted_at.is_(None),
    )
    .limit(constant(1))
    .correlate(StoredImage)
    .scalar_subquery()
)

LivePreview: Final = unexpired(PostPreview, PostPreviewColumns, "live_previews")
LivePicture: Final = (
    select(StoredImage)
    .join(User, User.c.id == StoredImage.c.owner_id)
    .where(or_(User.c.deleted_at.is_(None), USED_BY_HANDED_POST.is_not(None)))
    .subquery("live_pictures")
    .with_cols(StoredImageColumns)
)

MEDIA_FOLDER: Final = select(BlogSettings.c.media_folder).scalar_subquery()

IS_OPEN: Final = and_(Transfer.c.state == constant("open"), Transfer.c.expires_at > func.now())
HAS_EXPIRED: Final = and_(Transfer.c.state == constant("open"), Transfer.c.expires_at <= func.now())
# An offer is expired at once when its time is over, whenever tidying stores it.
LiveTransfer: Final = (
    select(
        *(column for column in Transfer.c if column.key != "state"),
        case((HAS_EXPIRED, constant("expired")), else_=Transfer.c.state).label("state"),
    )
    .subquery("live_transfers")
    .with_cols(TransferColumns)
)
LiveWorkingCopy: Final = (
    select(WorkingCopy)
    .join(Post, Post.c.id == WorkingCopy.c.post_id)
    .where(Post.c.deleted_at.is_(None))
    .subquery("live_working_copies")
    .with_cols(WorkingCopyColumns)
)
# Requests of an account in the trash are hidden, and come back with it.
LiveRestoreRequest: Final = (
    select(RestoreRequest)
    .join(User, User.c.id == RestoreRequest.c.author_id)
    .where(User.c.deleted_at.is_(None))
    .subquery("live_restore_requests")
    .with_cols(RestoreRequestColumns)
)

# Rows of a post that are never soft-deleted; reads join them to a live post.
LivePostCounters: Final = PostCounters.alias("post_counters")
LiveVote: Final = Vote.alias("votes")
LivePostSlug: Final = PostSlug.alias("post_slugs")
LiveTransferPost: Final = TransferPost.alias("transfer_posts")
LivePostRevision: Final = PostRevision.alias("post_revisions")
LiveCommentRevision: Final = CommentRevision.alias("comment_revisions")
LivePostRedirect: Final = PostRedirect.alias("post_redirects")

# Rows without soft delete: counts over posts, derived data and records of acts.
LiveTermCount: Final = TermCount.alias("term_counts")
LiveTermChange: Final = TermChange.alias("term_changes")
LiveBackup: Final = Backup.alias("backups")
LivePostSearch: Final = PostSearch.alias("post_search")
LivePostHtml: Final = PostHtml.alias("post_html")


class Viewer(Enum):
    """The audience of a statement: the public, or the caller given by `viewer_values`."""

    EVERYONE = "everyone"
    CALLER = "caller"


def is_public(post: FromClause[Any]) -> ColumnElement[bool]:
    """Return whether a post is published and not scheduled; null for a draft without a date."""
    return and_(post.c.status == constant("published"), post.c.published_at <= func.now())


def was_public(version: FromClause[Any], until: ColumnElement[datetime]) -> ColumnElement[bool]:
    """Return whether a version of a post became public before then; null without a date."""
    return and_(version.c.status == constant("published"), version.c.published_at < until)


def is_scheduled(post: FromClause[Any]) -> ColumnElement[bool]:
    return and_(post.c.status == constant("published"), post.c.published_at > func.now())


def visible_to(viewer: Viewer, post: FromClause[Any] = LivePost) -> ColumnElement[bool]:
    """Return the condition that the viewer may see a post: `permissions.can_see_post` in SQL."""
    if viewer is Viewer.EVERYONE:
        return is_public(post)
    return or_(
        is_public(post),
        and_(post.c.author_id == bindparam("viewer_id", type_=BigInteger), within_reach(post)),
        bindparam("sees_all", type_=Boolean),
    )


def within_reach(post: FromClause[Any] = LivePost) -> ColumnElement[bool]:
    """Return the condition that the token of the caller is not limited to other posts."""
    return or_(REACH.is_(None), post.c.id == any_(REACH))


def public_or_within_reach() -> ColumnElement[bool]:
    """Return the condition that the token of the caller does not hide a post of theirs."""
    return or_(is_public(LivePost), within_reach())


def visible_working_copy() -> ColumnElement[bool]:
    """Return the condition that the caller may edit the post, or wrote the copy as its author.

    A former author handed the post over: the copy is still theirs to read and to delete.
    """
    may_read = or_(
        LivePost.c.author_id == bindparam("viewer_id", type_=BigInteger),
        bindparam("sees_all", type_=Boolean),
        LiveWorkingCopy.c.by_author,
    )
    return and_(may_read, within_reach())


def visible_in_transfer() -> ColumnElement[bool]:
    """Return the condition that a party of a transfer may read the title and slug of its post.

    The receiver may while the offer is open; later, only callers who may see the post.
    """
    return or_(LiveTransfer.c.state == constant("open"), visible_to(Viewer.CALLER))


def viewer_values(viewer: Actor | None) -> dict[str, Any]:
    viewer_id = viewer.id if viewer else None
    sees_all = can(viewer, Action.SEE_EVERY_POST)
    return {"viewer_id": viewer_id, "sees_all": sees_all, "reach": reach_of(viewer)}


def reach_of(viewer: Actor | None) -> list[int] | None:
    """Return the posts that the token of the caller is limited to; None for no limit."""
    return sorted(viewer.post_ids) if viewer and viewer.post_ids is not None else None
