"""Redaction: removal of the words of versions, such as a password that was pasted.

The rows stay, with `redacted_at`. A text that no other version has is removed by a trigger
(`db/sql/forget_texts.sql`).
"""

from hashlib import sha256
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Table,
    Text,
    any_,
    bindparam,
    delete,
    func,
    null,
    or_,
    select,
    union,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import CurrentRevisionError, NotFoundError
from blog_api.lifecycle.previews import end_previews_of
from blog_api.models import Post, PostHtml, PostRevision, WorkingCopy
from blog_api.permissions import Action, Actor, require
from blog_api.posts.locking import lock_post
from blog_api.revisions.redaction_schemas import RedactIn, RedactOut

OF_POST: Final = PostRevision.c.post_id == bindparam("post_id", type_=BigInteger)
IS_KEPT: Final = PostRevision.c.redacted_at.is_(None)
MATCH: Final = bindparam("match", type_=Text)
# Category, tags and slug are names: a redaction does not look at them.
WORDS: Final = ("title", "excerpt", "image_url")
VERSIONS: Final = bindparam("versions", type_=ARRAY(BigInteger))


def version_and_hash(version: int, content_hash: bytes | None) -> tuple[int, bytes | None]:
    return version, content_hash


def contains(text: ColumnElement[Any]) -> ColumnElement[bool]:
    return func.strpos(text, MATCH) > constant(0)


def has_match(table: Table, *more: str) -> ColumnElement[bool]:
    """Build the condition that one of WORDS, or of `more` columns, contains the text."""
    return or_(*(contains(table.c[name]) for name in (*WORDS, *more)))


SELECT_HASH: Final = Statement(
    select(PostRevision.c.version, PostRevision.c.content_hash).where(
        OF_POST, PostRevision.c.version == bindparam("version")
    ),
    version_and_hash,
)
SELECT_SAME: Final = Statement(
    select(PostRevision.c.version)
    .where(OF_POST, PostRevision.c.content_hash == bindparam("content_hash", type_=BYTEA))
    .order_by(PostRevision.c.version),
    int,
)
# Each text once, however many versions have it.
HASHES: Final = select(PostRevision.c.content_hash).where(OF_POST, IS_KEPT).distinct().cte("hashes")
MATCHING: Final = select(HASHES.c.content_hash).where(
    contains(func.revision_text(HASHES.c.content_hash))
)
RECORDED: Final = select(PostRevision.c.version).where(
    OF_POST,
    IS_KEPT,
    or_(PostRevision.c.content_hash.in_(MATCHING), has_match(PostRevision, "note")),
)
# The current version may not be recorded yet.
CURRENT: Final = select(Post.c.version).where(
    Post.c.id == bindparam("post_id", type_=BigInteger), has_match(Post, "content")
)
SELECT_MATCHING: Final = Statement(union(RECORDED, CURRENT).order_by("version"), int)
REDACTED: Final = (OF_POST, PostRevision.c.version == any_(VERSIONS))
FREED: Final = (
    select(func.coalesce(func.sum(PostRevision.c.stored_bytes), constant(0)))
    .where(*REDACTED)
    .scalar_subquery()
)
DISCOUNT: Final = (
    update(Post)
    .where(Post.c.id == bindparam("post_id", type_=BigInteger))
    .values(history_bytes=Post.c.history_bytes - FREED)
)
REDACT: Final = Statement(
    update(PostRevision)
    .where(*REDACTED)
    .values(
        stored_bytes=constant(0),
        redacted_at=func.now(),
        content_hash=null(),
        title=constant(""),
        excerpt=constant(""),
        note=null(),
        image_url=null(),
    )
    .add_cte(DISCOUNT.cte("discounted")),
    int,
)
OF_COPY: Final = WorkingCopy.c.post_id == bindparam("post_id", type_=BigInteger)
DROP_MATCHING_COPIES: Final = Statement(
    delete(WorkingCopy).where(OF_COPY, has_match(WorkingCopy, "content")), int
)
DROP_SAME_COPIES: Final = Statement(
    delete(WorkingCopy).where(
        OF_COPY,
        func.sha256(func.convert_to(WorkingCopy.c.content, constant("UTF8")))
        == bindparam("content_hash", type_=BYTEA),
    ),
    int,
)
# HTML of the current content is rendered again when it is requested.
DROP_HTML: Final = Statement(
    delete(PostHtml).where(PostHtml.c.post_id == bindparam("post_id")), int
)


async def redact_revision(
    db: Transaction, actor: Actor, post_id: int, version: int, reason: str
) -> None:
    """Redact a version and all versions with the same content; a repeated call changes nothing.

    Raise CurrentRevisionError if the post has this content now.
    """
    require(actor, Action.REDACT_REVISION)
    post = await lock_post(db, post_id)
    found = await db.one(SELECT_HASH, post_id=post_id, version=version)
    if found is None:
        raise NotFoundError
    _, content_hash = found
    if content_hash is None:
        return
    if content_hash == sha256(post.content.encode()).digest():
        raise CurrentRevisionError
    versions = await db.all(SELECT_SAME, post_id=post_id, content_hash=content_hash)
    await db.run(DROP_SAME_COPIES, post_id=post_id, content_hash=content_hash)
    await redact(db, actor, post_id, versions, reason)


async def redact_matching(db: Transaction, actor: Actor, post_id: int, data: RedactIn) -> RedactOut:
    """Redact all former versions that contain a text; a dry run only finds them."""
    require(actor, Action.REDACT_REVISIONS)
    await db.allow_long_statements()
    post = await lock_post(db, post_id)
    found = await db.all(SELECT_MATCHING, post_id=post_id, match=data.match)
    former = [version for version in found if version != post.version]
    if not data.dry_run:
        copies = await db.run(DROP_MATCHING_COPIES, post_id=post_id, match=data.match)
        if former or copies:
            await redact(db, actor, post_id, former, data.reason)
    current = [version for version in found if version == post.version]
    return RedactOut(redacted=former, remaining=current)


async def redact(
    db: Transaction, actor: Actor, post_id: int, versions: list[int], reason: str
) -> None:
    """Remove the text of versions, the HTML and preview links of the post; add the audit entry."""
    await db.run(REDACT, post_id=post_id, versions=versions)
    await db.run(DROP_HTML, post_id=post_id)
    await end_previews_of(db, post_id)
    details = {"versions": versions, "reason": reason}
    await audit_log.record(db, actor, "post.redact", ("post", post_id), details=details)
