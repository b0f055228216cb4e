"""Comments of imported posts: flat, oldest first, each with a reference to its parent."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, func, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.import_export.comments import AcceptedComment
from blog_api.models import Comment

CREATED_AT: Final = func.coalesce(
    bindparam("created_at", type_=Comment.c.created_at.type), func.now()
)
INSERT: Final = Statement(
    insert(Comment)
    .values(
        post_id=bindparam("post_id"),
        author_id=bindparam("author_id", type_=BigInteger),
        author_name=bindparam("author_name", type_=Comment.c.author_name.type),
        in_reply_to=bindparam("in_reply_to", type_=BigInteger),
        content=bindparam("content"),
        created_at=CREATED_AT,
        updated_at=CREATED_AT,
    )
    .returning(Comment.c.id),
    int,
)


async def insert_comments(
    db: Transaction, post_id: int, comments: Sequence[AcceptedComment]
) -> list[str]:
    """Insert the comments in their order, parents first; return a note on lost references."""
    ids: dict[str, int] = {}
    for comment in comments:
        values: dict[str, Any] = {
            "author_id": comment.author_id,
            "author_name": None if comment.author_id else comment.author_name,
            "in_reply_to": ids.get(comment.parent or ""),
            "content": comment.content,
            "created_at": comment.created_at,
        }
        (ids[comment.key],) = await db.all(INSERT, post_id=post_id, **values)
    lost = sum(1 for comment in comments if comment.parent and comment.parent not in ids)
    return [f"{lost} of its comments answer comments that are not there"] if lost else []
