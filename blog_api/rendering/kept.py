"""The HTML of posts, kept beside them: made when they are written, or when it is first asked for.

A row is good only for exactly the content and the renderer it was made with, so content that came
in some other way (an import, a seed, SQL by hand) needs nothing: its HTML is made when it is read.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Concatenate, Final, ParamSpec, Protocol, Self, TypeVar

from sqlalchemy import BigInteger, Select, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY, Insert, insert

from blog_api.db.database import Database, Reading, Transaction
from blog_api.db.statement import Statement, constant
from blog_api.live import LivePostHtml
from blog_api.models import Post, PostHtml
from blog_api.rendering.renderer import RENDERER, render

P = ParamSpec("P")


class HasId(Protocol):
    """What a command that writes a post gives back."""

    @property
    def id(self) -> int:
        """Its key."""


Written = TypeVar("Written", bound=HasId)
Command = Callable[Concatenate[Transaction, P], Awaitable[Written]]


@dataclass(frozen=True, slots=True)
class Rendered:
    """What some content became."""

    content_hash: bytes
    html: str

    @classmethod
    async def of(cls, content: str) -> Self:
        """Takes a while: never while a connection is held."""
        return cls(hash_of(content), await render(content))


@dataclass(frozen=True, slots=True)
class KeptHtml:
    """One row."""

    post_id: int
    content_hash: bytes
    html: str


def hash_of(content: str) -> bytes:
    """Tells one content from another."""
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
    """Keep what `Rendered` holds for a post."""
    values = (
        bindparam("content_hash", type_=PostHtml.c.content_hash.type),
        constant(RENDERER),
        bindparam("html", type_=PostHtml.c.html.type),
    )
    return insert(PostHtml).from_select(["post_id", *KEPT], post_ids.add_columns(*values))


SAVING: Final = keeping(
    select(Post.c.id)
    .where(Post.c.id == bindparam("post_id"))
    .with_for_update(read=True, key_share=True)
)
SAVE: Final = Statement(
    SAVING.on_conflict_do_update(
        index_elements=[PostHtml.c.post_id],
        set_={name: getattr(SAVING.excluded, name) for name in KEPT},
    ),
    int,
)


async def save_html(db: Transaction, post_id: int, rendered: Rendered) -> None:
    """Keep it; a post that is gone by now is no matter."""
    await db.run(SAVE, post_id=post_id, content_hash=rendered.content_hash, html=rendered.html)


async def keeping_html(content: str | None, command: Command[P, Written]) -> Command[P, Written]:
    """A command that also keeps the HTML of its content, which is rendered before it runs."""
    if content is None:
        return command
    rendered = await Rendered.of(content)

    async def write_and_keep(db: Transaction, /, *args: P.args, **kwargs: P.kwargs) -> Written:
        post = await command(db, *args, **kwargs)
        await save_html(db, post.id, rendered)
        return post

    return write_and_keep


async def html_of(db: Database, contents: Mapping[int, str]) -> dict[int, str]:
    """The HTML of some posts; what is missing is made and kept."""
    html = await kept_html(db, contents)
    for post_id in contents.keys() - html.keys():
        rendered = await Rendered.of(contents[post_id])
        await db.write(save_html, post_id, rendered)
        html[post_id] = rendered.html
    return html


async def kept_html(db: Reading, contents: Mapping[int, str]) -> dict[int, str]:
    """What is there, and was made of exactly these contents."""
    rows = await db.all(SELECT_HTML, ids=list(contents))
    return {
        row.post_id: row.html for row in rows if row.content_hash == hash_of(contents[row.post_id])
    }
