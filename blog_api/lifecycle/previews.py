"""Revocation of preview links, as a part of other commands.

For deletions, triggers revoke them (`db/sql/end_previews_of_*.sql`). Lock the row of the account or
the post before: the command that makes a link locks it too, so no link is missed.
"""

from typing import Final

from sqlalchemy import BigInteger, any_, bindparam, delete, exists
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import Post, PostPreview, User

IS_OF_POST: Final = PostPreview.c.post_id == bindparam("post_id")
IS_OF_MAKER: Final = PostPreview.c.maker_id == bindparam("maker_id")
END_ALL_BY_MAKER: Final = Statement(delete(PostPreview).where(IS_OF_MAKER), int)
# Administrators may edit every post, so their links go on.
END_BY_FORMER_AUTHORS: Final = Statement(
    delete(PostPreview).where(
        PostPreview.c.post_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
        ~exists().where(
            Post.c.id == PostPreview.c.post_id, Post.c.author_id == PostPreview.c.maker_id
        ),
        ~exists().where(User.c.id == PostPreview.c.maker_id, User.c.role == constant("admin")),
    ),
    int,
)
END_ALL_OF_POST: Final = Statement(delete(PostPreview).where(IS_OF_POST), int)


async def end_previews_by(db: Transaction, maker_id: int) -> int:
    """Revoke all links that an account made, as when its password is reset."""
    return await db.run(END_ALL_BY_MAKER, maker_id=maker_id)


async def end_previews_of(db: Transaction, post_id: int) -> int:
    """Revoke all links of a post, as when its words are redacted."""
    return await db.run(END_ALL_OF_POST, post_id=post_id)


async def end_previews_of_former_authors(db: Transaction, ids: list[int]) -> int:
    """Revoke the links that former authors made, in the transaction that hands the posts over."""
    return await db.run(END_BY_FORMER_AUTHORS, ids=ids)
