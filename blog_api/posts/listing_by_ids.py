"""The list of posts with given ids (`GET /api/posts?ids=`), in the order given."""

from collections.abc import Sequence
from typing import Final

from sqlalchemy import BigInteger, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.http.pagination import Page
from blog_api.live import LivePost, Viewer, viewer_values, visible_to
from blog_api.permissions import Actor
from blog_api.posts.queries import SUMMARY_COLUMNS, with_relations
from blog_api.posts.schemas import PostItem

SELECT_BY_IDS: Final = Statement(
    with_relations(select(*SUMMARY_COLUMNS)).where(
        LivePost.c.id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
        visible_to(Viewer.CALLER),
    ),
    PostItem,
)


async def list_by_ids(db: Reading, viewer: Actor | None, ids: Sequence[int]) -> Page[PostItem]:
    """Return the posts with these ids that the viewer may see, drafts too, as one page."""
    found = await db.all(SELECT_BY_IDS, ids=ids, **viewer_values(viewer))
    by_id = {post.id: post for post in found}
    return Page(items=[by_id[post_id] for post_id in ids if post_id in by_id], next_cursor=None)
