"""Query of a post by its old URL."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import bindparam, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError
from blog_api.live import LivePost, LivePostRedirect, is_public
from blog_api.permissions import Actor, can_see_post
from blog_api.redirects.paths import path_of


@dataclass(frozen=True, slots=True)
class Target:
    """The post of an old URL, with the columns that permission checks need."""

    path: str
    id: int
    slug: str
    author_id: int
    is_public: bool


FIND_TARGET: Final = Statement(
    select(
        LivePostRedirect.c.path,
        LivePost.c.id,
        LivePost.c.slug,
        LivePost.c.author_id,
        is_public(LivePost),
    )
    .join(LivePostRedirect, LivePostRedirect.c.post_id == LivePost.c.id)
    .where(LivePostRedirect.c.path == bindparam("path")),
    Target,
)


async def get_target(db: Reading, viewer: Actor | None, address: str) -> Target:
    """Raise `NotFoundError` if the viewer can see no post with this old URL."""
    path = path_of(address)
    target = await db.one(FIND_TARGET, path=path) if path else None
    if target is None or not can_see_post(viewer, target):
        raise NotFoundError
    return target
