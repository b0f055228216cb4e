"""HTML cache of posts, filled when they are written, or when the HTML is first requested.

A row is valid only for exactly the content and the renderer version it was made with, so content
written in another way (an import, a seed, SQL by hand) needs no invalidation: its HTML is rendered
when it is read.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from sqlalchemy import BigInteger, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from blog_api.db.database import Reading, Transaction
from blog_api.db.public_reader import PublicReader
from blog_api.db.statements import Statement, constant
from blog_api.live import LivePostHtml
from blog_api.models import Post, PostHtml
from blog_api.rendering.renderer import RENDERER, render


@dataclass(frozen=True, slots=True)
class Rendered:
    """Rendered HTML of some content."""

    content_hash: bytes
    html: str

    @property
    def values(self) -> dict[str, Any]:
        """Return the parameters of the statements that store it."""
        return {"content_hash": self.content_hash, "html": self.html}

    @classmethod
    async def of(cls, content: str, author_id: int | None = None) -> Self:
        """Render in the budget of an author or of readers; never while a connection is held."""
        return cls(hash_of(content), await render(content, author_id))


@dataclass(frozen=True, slots=True)
class KeptHtml:
    """Row of the cache."""

    post_id: int
    content_hash: bytes
    html: str


def hash_of(content: str) -> bytes:
    return hashlib.sha256(content.encode()).digest()


SELECT_HTML: Final = Statement(
    select(LivePostHtml.c.post_id, LivePostHtml.c.content_hash, LivePostHtml.c.html).where(
        LivePostHtml.c.post_id == any_(bindparam("ids", type_=ARRAY(BigInteger))),
        LivePostHtml.c.renderer == constant(RENDERER),
    ),
    KeptHtml,
)

KEPT: Final = ("content_hash", "renderer", "html")


def keeping(post_ids: Select[int]) -> Insert:
    values = (
        bindparam("content_hash", type_=PostHtml.c.content_hash.type),
        constant(RENDERER),
        bindparam("html", type_=PostHtml.c.html.type),
    )
    return insert(PostHtml).from_select(["post_id", *KEPT], post_ids.add_columns(*values))


def replacing(inserting: Insert) -> Insert:
    """Build the INSERT that takes the place of a row of the same post."""
    return inserting.on_conflict_do_update(
        index_elements=[PostHtml.c.post_id],
        set_={name: getattr(inserting.excluded, name) for name in KEPT},
    )


LOCKED: Final = (
    select(Post.c.id)
    .where(Post.c.id == bindparam("post_id"))
    .with_for_update(read=True, key_share=True)
)
SAVE: Final = Statement(replacing(keeping(LOCKED)), int)


async def save_html(db: Transaction, post_id: int, rendered: Rendered) -> None:
    """Store the HTML; a post that was deleted since is ignored."""
    await db.run(SAVE, post_id=post_id, **rendered.values)


async def html_of(db: PublicReader, contents: Mapping[int, str]) -> dict[int, str]:
    """Return the HTML of posts; missing HTML is rendered, and stored unless the primary is away."""
    html = await kept_html(db, contents)
    for post_id in contents.keys() - html.keys():
        rendered = await Rendered.of(contents[post_id])
        if db.can_store:
            await db.write(save_html, post_id, rendered)
        html[post_id] = rendered.html
    return html


async def kept_html(db: Reading, contents: Mapping[int, str]) -> dict[int, str]:
    rows = await db.all(SELECT_HTML, ids=list(contents))
    return {
        row.post_id: row.html for row in rows if row.content_hash == hash_of(contents[row.post_id])
    }
