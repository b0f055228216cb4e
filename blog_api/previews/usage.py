"""Numbers of preview links."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.live import LivePreview
from blog_api.plurals import counted


@dataclass(frozen=True, slots=True)
class Usage:
    """Links that have not expired, and their posts."""

    links: int
    posts: int


SELECT_USAGE: Final = Statement(
    select(func.count(), func.count(LivePreview.c.post_id.distinct())).select_from(LivePreview),
    Usage,
)


async def describe_previews(db: Reading) -> str:
    (usage,) = await db.all(SELECT_USAGE)
    return f"{counted(usage.links, 'link')} to {counted(usage.posts, 'post')}"
