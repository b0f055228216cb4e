"""The HTML of posts, kept beside them: made when they are written, or when it is first asked for.

A row is good only for exactly the content and the renderer it was made with, so content that came
in some other way (an import, a seed, SQL by hand) needs nothing: its HTML is made when it is read.
"""

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final, ParamSpec, Self

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert

from blog_api.db.database import Database, Transaction
from blog_api.db.statement import Statement, constant
from blog_api.models import Post, PostHtml
from blog_api.posts.rendering import RENDERER, render
from blog_api.posts.schemas import PostOut

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Rendered:
    """What some content became."""

    content_hash: bytes
    html: str

    @classmethod
    async def of(cls, content: str) -> Self:
        """Takes a while: never while a connection is held."""
        return cls(hashlib.sha256(content.encode()).digest(), await render(content))


SAVING: Final = insert(PostHtml).from_select(
    ["post_id", "content_hash", "renderer", "html"],
    select(
        Post.id,
        bindparam("content_hash", type_=PostHtml.content_hash.type),
        constant(RENDERER),
        bindparam("html", type_=PostHtml.html.type),
    ).where(Post.id == bindparam("post_id")),
)
SAVE: Final = Statement(
    SAVING.on_conflict_do_update(
        index_elements=[PostHtml.post_id],
        set_={
            name: getattr(SAVING.excluded, name) for name in ("content_hash", "renderer", "html")
        },
    ),
    int,
)


async def save_html(db: Transaction, post_id: int, rendered: Rendered) -> None:
    """Keep it; a post that is gone by now is no matter."""
    await db.run(
        SAVE, post_id=post_id, content_hash=rendered.content_hash, html=rendered.html
    )
