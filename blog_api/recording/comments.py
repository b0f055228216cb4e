"""Recording of the versions of comments, in the statement that edits them.

A comment that was never edited has no revisions: its only version is the comment. The first edit
stores both; the trigger of `db/sql/record_unrecorded_comments.sql` does this for other writers.
"""

from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    Select,
    Text,
    Update,
    bindparam,
    cast,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.statements import constant
from blog_api.models import Comment, CommentRevision
from blog_api.recording.texts import hash_of_text, storing_texts, whole_texts

Old = Comment.alias("was")
Former = CommentRevision.alias("former")
COLUMNS: Final = (
    "comment_id",
    "version",
    "created_at",
    "actor_id",
    "via",
    "token_id",
    "content_hash",
    "content_length",
)


def recorded_comment(changing: Update) -> tuple[CTE, list[CTE]]:
    """Build the CTE of the changed comment, and the CTEs that store its versions.

    An earlier statement has locked the comment, and its content differs. The parameters are
    `revision_actor_id`, `revision_via` and `revision_token_id`.
    """
    changed = changing.returning(Comment.c.id, Comment.c.content).cte("changed")
    versions = union_all(first_version(changed), new_version(changed)).cte("versions")
    rows = select(*(versions.c[name] for name in COLUMNS))
    storing = insert(CommentRevision).from_select(list(COLUMNS), rows).on_conflict_do_nothing()
    return changed, [storing_texts(whole_texts(versions)).cte("texts"), storing.cte("revisions")]


def first_version(changed: CTE) -> Select[Any]:
    """Build the query of the comment before its first edit, from the snapshot."""
    is_recorded = select(Former.c.version).where(Former.c.comment_id == Old.c.id).exists()
    return (
        select(
            Old.c.id.label("comment_id"),
            constant(1).label("version"),
            Old.c.created_at.label("created_at"),
            Old.c.author_id.label("actor_id"),
            constant("edit").label("via"),
            cast(null(), BigInteger).label("token_id"),
            Old.c.content.label("content"),
            hash_of_text(Old.c.content).label("content_hash"),
            func.length(Old.c.content).label("content_length"),
        )
        .select_from(Old.join(changed, Old.c.id == changed.c.id))
        .where(~is_recorded)
    )


def new_version(changed: CTE) -> Select[Any]:
    last = (
        select(func.coalesce(func.max(Former.c.version), constant(1)))
        .where(Former.c.comment_id == changed.c.id)
        .scalar_subquery()
    )
    return select(
        changed.c.id,
        last + constant(1),
        func.now(),
        bindparam("revision_actor_id", type_=BigInteger),
        bindparam("revision_via", type_=Text),
        bindparam("revision_token_id", type_=BigInteger),
        changed.c.content,
        hash_of_text(changed.c.content),
        func.length(changed.c.content),
    )
