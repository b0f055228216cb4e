"""Comments of imported posts: flat, oldest first, each with a reference to its parent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import BigInteger, bindparam, func, insert, select

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
        author_name=bindparam("author_name", type_=Comment.c.author_name.type),
        in_reply_to=bindparam("in_reply_to", type_=BigInteger),
        content=bindparam("content"),
        created_at=CREATED_AT,
        updated_at=CREATED_AT,
    )
    .returning(Comment.c.id),
    int,
)


@dataclass(frozen=True, slots=True)
class Imported:
    """A comment of an import: only those have the name of an author."""

    id: int
    author_name: str
    content: str
    created_at: datetime


IMPORTED: Final = Statement(
    select(Comment.c.id, Comment.c.author_name, Comment.c.content, Comment.c.created_at)
    .where(Comment.c.post_id == bindparam("post_id"), Comment.c.author_name.is_not(None))
    .order_by(Comment.c.id.desc()),
    Imported,
)
Mark = tuple[str, datetime | str]


async def save_comments(
    db: Transaction, post_id: int, comments: Sequence[AcceptedComment], *, is_new: bool
) -> list[str]:
    """Insert the comments in their order, parents first; return a note on lost references.

    A post that was taken back from the trash has its comments already, some perhaps in the trash.
    """
    there = {} if is_new or not comments else await imported_comments(db, post_id)
    ids: dict[str, int] = {}
    for comment in comments:
        found = there.get((comment.author_name, comment.created_at or comment.content))
        known = found.pop() if found else None
        ids[comment.key] = known or await insert_comment(db, post_id, comment, ids)
    lost = sum(1 for comment in comments if comment.parent and comment.parent not in ids)
    answer = "answers a comment that is" if lost == 1 else "answer comments that are"
    return [f"{lost} of its comments {answer} not there"] if lost else []


async def imported_comments(db: Transaction, post_id: int) -> dict[Mark, list[int]]:
    """Return the ids by name and time, as the text may have been edited; by text if undated."""
    found: dict[Mark, list[int]] = {}
    for comment in await db.all(IMPORTED, post_id=post_id):
        for mark in (comment.created_at, comment.content):
            found.setdefault((comment.author_name, mark), []).append(comment.id)
    return found


async def insert_comment(
    db: Transaction, post_id: int, comment: AcceptedComment, ids: dict[str, int]
) -> int:
    values: dict[str, Any] = {
        "author_name": comment.author_name,
        "in_reply_to": ids.get(comment.parent or ""),
        "content": comment.content,
        "created_at": comment.created_at,
    }
    (comment_id,) = await db.all(INSERT, post_id=post_id, **values)
    return comment_id
