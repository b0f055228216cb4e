"""Old addresses of imported posts."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.models import PostRedirect

PATHS: Final = func.unnest(bindparam("paths", type_=ARRAY(Text))).column_valued("path")
POST_ID: Final = bindparam("post_id", type_=BigInteger)
INSERTING: Final = insert(PostRedirect).from_select(["path", "post_id"], select(PATHS, POST_ID))
# Also returns the paths that the post has already: it may be taken back from the trash.
INSERT_PATHS: Final = Statement(
    INSERTING.on_conflict_do_update(
        index_elements=[PostRedirect.c.path],
        set_={"post_id": INSERTING.excluded.post_id},
        where=PostRedirect.c.post_id == INSERTING.excluded.post_id,
    ).returning(PostRedirect.c.path),
    str,
)


async def save_addresses(db: Transaction, post_id: int, paths: Sequence[str]) -> list[str]:
    """Save old paths; return notes on collisions."""
    if not paths:
        return []
    saved = set(await db.all(INSERT_PATHS, paths=list(paths), post_id=post_id))
    return [
        f"another post has its old address {path!a} already" for path in paths if path not in saved
    ]
