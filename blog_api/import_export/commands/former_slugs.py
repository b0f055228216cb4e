"""Former slugs of imported posts, which redirect to the present ones."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import BigInteger, Text, any_, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.import_export.commands.rows import as_json, recordset
from blog_api.models import Post, PostImport, PostSlug

POST_ID: Final = bindparam("post_id", type_=BigInteger)
SLUGS: Final = any_(bindparam("slugs", type_=ARRAY(Text)))
GIVEN: Final = recordset(PostSlug.c.slug, PostSlug.c.replaced_at)
# A post that is taken back from the trash has them already.
INSERT_FORMER: Final = Statement(
    insert(PostSlug)
    .from_select(
        ["slug", "post_id", "replaced_at"],
        select(GIVEN.c.slug, POST_ID, func.coalesce(GIVEN.c.replaced_at, func.now())),
    )
    .on_conflict_do_nothing(),
    int,
)
# Posts of one import keep the order that they had at their source.
IN_RUN: Final = exists().where(
    PostImport.c.post_id == Post.c.id,
    PostImport.c.import_id == bindparam("import_id", type_=BigInteger),
)
OTHERS: Final = (Post.c.id != POST_ID, Post.c.deleted_at.is_(None), ~IN_RUN)
FIND_TAKEN: Final = Statement(
    select(Post.c.slug)
    .where(Post.c.slug == SLUGS, *OTHERS)
    .union(
        select(PostSlug.c.slug)
        .join(Post, Post.c.id == PostSlug.c.post_id)
        .where(PostSlug.c.slug == SLUGS, *OTHERS)
    ),
    str,
)


async def save_former_slugs(
    db: Transaction, post_id: int, slugs: Mapping[str, datetime | None], import_id: int
) -> list[str]:
    """Save the slugs with the times of their replacement, but for those of posts here; note them.

    Otherwise an old link to a post here would lead to the imported one.
    """
    if not slugs:
        return []
    given = {"slugs": list(slugs), "post_id": post_id, "import_id": import_id}
    taken = await db.all(FIND_TAKEN, **given)
    rows = [
        {"slug": slug, "replaced_at": replaced_at.isoformat() if replaced_at else None}
        for slug, replaced_at in slugs.items()
        if slug not in taken
    ]
    await db.run(INSERT_FORMER, rows=as_json(rows), post_id=post_id)
    return [f"another post has or had its former slug {slug!a}" for slug in sorted(taken)]
