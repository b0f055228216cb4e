"""Queries of an export: rows of one account in batches, along an index."""

from typing import Final

from sqlalchemy import BigInteger, DateTime, Integer, any_, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.account_export.schemas import (
    ExportedComment,
    ExportedCommentRevision,
    ExportedRevision,
    ExportedVote,
)
from blog_api.db.statements import Statement
from blog_api.import_export.queries import EXPORTED_COLUMNS, ExportedPost
from blog_api.live import (
    LiveComment,
    LiveCommentRevision,
    LivePost,
    LivePostRevision,
    LiveUser,
    LiveVote,
)

OWNER: Final = bindparam("user_id", type_=BigInteger)
AFTER_ID: Final = bindparam("after_id", type_=BigInteger)
AFTER_AT: Final = bindparam("after_at", type_=DateTime(timezone=True))
LIMIT: Final = bindparam("limit", type_=Integer)

SELECT_POSTS: Final = Statement(
    select(*EXPORTED_COLUMNS)
    .join(LiveUser, LiveUser.c.id == LivePost.c.author_id)
    .where(
        LivePost.c.author_id == OWNER,
        tuple_(LivePost.c.created_at, LivePost.c.id) > tuple_(AFTER_AT, AFTER_ID),
    )
    .order_by(LivePost.c.created_at, LivePost.c.id)
    .limit(LIMIT),
    ExportedPost,
)
SELECT_REVISIONS: Final = Statement(
    select(
        *(
            func.revision_text(LivePostRevision.c.content_hash).label("content")
            if name == "content"
            else LivePostRevision.c[name]
            for name in ExportedRevision.model_fields
        )
    )
    .join(LivePost, LivePost.c.id == LivePostRevision.c.post_id)
    .where(
        LivePost.c.author_id == OWNER,
        LivePostRevision.c.post_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
        tuple_(LivePostRevision.c.post_id, LivePostRevision.c.version)
        > tuple_(AFTER_ID, bindparam("after_version", type_=BigInteger)),
    )
    .order_by(LivePostRevision.c.post_id, LivePostRevision.c.version)
    .limit(LIMIT),
    ExportedRevision,
)
# On a post that the account may not see any more, too: the words are its own.
SELECT_COMMENTS: Final = Statement(
    select(
        *(
            LivePost.c.slug.label("post_slug") if name == "post_slug" else LiveComment.c[name]
            for name in ExportedComment.model_fields
        )
    )
    .join(LivePost, LivePost.c.id == LiveComment.c.post_id)
    .where(LiveComment.c.author_id == OWNER, LiveComment.c.id > AFTER_ID)
    .order_by(LiveComment.c.id)
    .limit(LIMIT),
    ExportedComment,
)
SELECT_COMMENT_REVISIONS: Final = Statement(
    select(
        *(
            func.revision_text(LiveCommentRevision.c.content_hash).label("content")
            if name == "content"
            else LiveCommentRevision.c[name]
            for name in ExportedCommentRevision.model_fields
        )
    )
    .join(LiveComment, LiveComment.c.id == LiveCommentRevision.c.comment_id)
    .where(
        LiveComment.c.author_id == OWNER,
        tuple_(LiveCommentRevision.c.comment_id, LiveCommentRevision.c.version)
        > tuple_(AFTER_ID, bindparam("after_version", type_=BigInteger)),
    )
    .order_by(LiveCommentRevision.c.comment_id, LiveCommentRevision.c.version)
    .limit(LIMIT),
    ExportedCommentRevision,
)
SELECT_VOTES: Final = Statement(
    select(LiveVote.c.post_id, LiveVote.c.created_at)
    .where(
        LiveVote.c.user_id == OWNER,
        tuple_(LiveVote.c.created_at, LiveVote.c.post_id) > tuple_(AFTER_AT, AFTER_ID),
    )
    .order_by(LiveVote.c.created_at, LiveVote.c.post_id)
    .limit(LIMIT),
    ExportedVote,
)
