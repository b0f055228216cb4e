"""Bytes that an edit adds to the history of a post or comment, for the quota of its author.

A history is everything stored of former versions; the present text counts as the post. An edit adds
the bytes that its version stores, and the bytes that the post loses but the former text keeps.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import BYTEA

from blog_api.db.statements import constant
from blog_api.models import Post, PostRevision, RevisionText
from blog_api.recording.texts import MAX_DEPTH

NOTE: Final = bindparam("revision_note", type_=Text)
TEXT_HASH: Final = bindparam("text_hash", type_=BYTEA)
BASE_HASH: Final = bindparam("base_hash", type_=BYTEA)
IS_DELTA: Final = bindparam("is_delta", type_=Boolean)
MIDDLE_BYTES: Final = bindparam("middle_bytes", type_=BigInteger)
IS_KNOWN: Final = exists().where(RevisionText.c.sha256 == TEXT_HASH)
# As in `texts.text_deltas`: only the recorded text of the former version is a base. Its hash is
# compared and not looked up, as thousands of posts may have the same text.
HAS_BASE: Final = and_(
    select(PostRevision.c.content_hash == BASE_HASH)
    .where(PostRevision.c.post_id == Post.c.id, PostRevision.c.version == Post.c.version)
    .correlate(Post)
    .scalar_subquery(),
    exists().where(RevisionText.c.sha256 == BASE_HASH, RevisionText.c.depth < constant(MAX_DEPTH)),
)


def bytes_of(text: SQLColumnExpression[Any]) -> ColumnElement[int]:
    return cast(func.coalesce(func.octet_length(text), constant(0)), BigInteger)


def added_by_edit(new: Mapping[str, ColumnElement[Any]]) -> ColumnElement[int]:
    """Return SQL for the bytes that an update of a post with these values adds.

    Its parameters are those of a `Cause`, and of a `Delta` if the content is among the values.
    """
    words = [bytes_of(new.get(name, Post.c[name])) for name in ("title", "excerpt")]
    added = words[0] + words[1] + bytes_of(NOTE)
    if "content" not in new:
        return added
    size = bytes_of(new["content"])
    stored = case((and_(IS_DELTA, HAS_BASE), MIDDLE_BYTES), else_=size)
    lost = func.greatest(bytes_of(Post.c.content) - size, constant(0))
    return added + case((IS_KNOWN, constant(0)), else_=stored + lost)


def added_to_comment(old: SQLColumnExpression[str], new: ColumnElement[str]) -> ColumnElement[int]:
    """Return SQL for the bytes that an edit of a comment adds; its texts are stored whole."""
    return func.greatest(bytes_of(old), bytes_of(new), type_=BigInteger)
