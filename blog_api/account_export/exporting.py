"""The parts of an export in the order in which they are sent, each read in batches.

A batch is a query of its own, so that a slow client holds no connection; a post that is edited
during the export is in it as it was or as it is.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import anyio
from pydantic import BaseModel

from blog_api.account_export.commands import release_export, renew_export
from blog_api.account_export.queries import (
    SELECT_COMMENT_REVISIONS,
    SELECT_COMMENTS,
    SELECT_POSTS,
    SELECT_REVISIONS,
    SELECT_VOTES,
)
from blog_api.account_export.zip_stream import ZipStream
from blog_api.audit.queries import list_about
from blog_api.auth.queries import list_sessions
from blog_api.db.database import Database, Reading
from blog_api.errors import MediaUnavailableError, NotFoundError
from blog_api.http.pagination import MAX_LIMIT, CursorPaging, Page
from blog_api.import_export.exporting import FOLDER, file_name, names_in, page_of, with_images
from blog_api.import_export.queries import ExportedPost
from blog_api.media.queries import get_served
from blog_api.media.schemas import FOLDER as MEDIA
from blog_api.media.storage import Store
from blog_api.permissions import Actor
from blog_api.restore_requests.queries import list_requests
from blog_api.restore_requests.schemas import RestoreRequestFilters
from blog_api.transfers.queries import list_transfers
from blog_api.transfers.schemas import TransferFilters
from blog_api.users.queries import get_private_profile
from blog_api.working_copies.queries import list_whole_copies

Item = TypeVar("Item", bound=BaseModel)
Filters = TypeVar("Filters", bound=CursorPaging)
BATCH_SIZE: Final = 20  # posts and versions, of up to 100,000 characters
ROWS: Final = 200
LONG_AGO: Final = datetime(1, 1, 1, tzinfo=UTC)
ACCOUNT: Final = "account"
README: Final = f"""\
{FOLDER}/ has your posts as Markdown with front matter, and {MEDIA}/ the images that they show;
`blog-api import` reads both. {ACCOUNT}/ has your profile, the versions of your posts and comments,
your working copies, comments, votes, transfers, restore requests, sessions and audit entries, as
one JSON value a line.
"""


@dataclass(slots=True)
class Export:
    """One export; an image is sent before the first post that shows it."""

    db: Database
    store: Store
    actor: Actor
    zip: ZipStream = field(default_factory=ZipStream)
    images: dict[str, bool] = field(default_factory=dict)

    async def stream(self) -> AsyncIterator[bytes]:
        """Yield the archive; release the place of the account however it ends."""
        try:
            yield self.zip.add("README.txt", README)
            profile = await get_private_profile(self.db, self.actor.id)
            yield self.zip.add(f"{ACCOUNT}/profile.json", profile.model_dump_json(indent=1))
            async for piece in self.send_posts():
                yield piece
            async for piece in self.send_account():
                yield piece
            yield self.zip.close()
        finally:
            # A cancelled request would cancel this write too.
            with anyio.CancelScope(shield=True):
                await self.db.write(release_export, self.actor.id)

    async def send_account(self) -> AsyncIterator[bytes]:
        files = {
            "revisions": self.revisions(),
            "working-copies": self.working_copies(),
            "comments": self.comments(),
            "comment-revisions": self.comment_revisions(),
            "transfers": self.pages(list_transfers, TransferFilters),
            "restore-requests": self.pages(list_requests, RestoreRequestFilters),
            "votes": self.votes(),
            "sessions": self.sessions(),
            "audit": self.audit(),
        }
        for name, lines in files.items():
            async for piece in self.zip.add_pieces(f"{ACCOUNT}/{name}.jsonl", lines):
                yield piece

    async def send_posts(self) -> AsyncIterator[bytes]:
        async for posts in self.posts():
            for post in posts:
                for name in names_in(post):
                    async for piece in self.send_image(name):
                        yield piece
                page = page_of(await with_images(self.is_sent, post))
                yield self.zip.add(f"{FOLDER}/{file_name(post)}", page)

    async def posts(self) -> AsyncIterator[list[ExportedPost]]:
        """Yield the live posts of every status, the oldest first."""
        at, last = LONG_AGO, 0
        given: dict[str, Any] = {"user_id": self.actor.id, "limit": BATCH_SIZE}
        while rows := await self.db.all(SELECT_POSTS, **given, after_at=at, after_id=last):
            await self.db.write(renew_export, self.actor.id)
            yield rows
            at, last = rows[-1].created_at, rows[-1].id

    async def is_sent(self, name: str) -> bool:
        return self.images[name]

    async def send_image(self, name: str) -> AsyncIterator[bytes]:
        """Send an image once, if it is one that everybody may read."""
        if name in self.images:
            return
        self.images[name] = False
        try:
            await get_served(self.db, name)
            file = await self.store.open(name)
        except (NotFoundError, MediaUnavailableError):
            return
        if file is None:
            return
        self.images[name] = True
        path = f"{MEDIA}/{name}"
        async for piece in self.zip.add_pieces(path, file.pieces(), is_compressed=True):
            yield piece

    async def revisions(self) -> AsyncIterator[bytes]:
        """Yield the versions of the posts, those of a batch of posts at a time."""
        async for posts in self.posts():
            ids = [post.id for post in posts]
            given: dict[str, Any] = {"user_id": self.actor.id, "ids": ids, "limit": BATCH_SIZE}
            post_id, version = 0, 0
            while rows := await self.db.all(
                SELECT_REVISIONS, **given, after_id=post_id, after_version=version
            ):
                await self.db.write(renew_export, self.actor.id)
                yield lines_of(rows)
                post_id, version = rows[-1].post_id, rows[-1].version

    async def working_copies(self) -> AsyncIterator[bytes]:
        last = 0
        while copies := await list_whole_copies(self.db, self.actor, last, BATCH_SIZE):
            await self.db.write(renew_export, self.actor.id)
            yield lines_of(copies, only_set=True)
            last = copies[-1].post_id

    async def comments(self) -> AsyncIterator[bytes]:
        last = 0
        given: dict[str, Any] = {"user_id": self.actor.id, "limit": ROWS}
        while rows := await self.db.all(SELECT_COMMENTS, **given, after_id=last):
            await self.db.write(renew_export, self.actor.id)
            yield lines_of(rows)
            last = rows[-1].id

    async def comment_revisions(self) -> AsyncIterator[bytes]:
        comment_id, version = 0, 0
        given: dict[str, Any] = {"user_id": self.actor.id, "limit": ROWS}
        while rows := await self.db.all(
            SELECT_COMMENT_REVISIONS, **given, after_id=comment_id, after_version=version
        ):
            await self.db.write(renew_export, self.actor.id)
            yield lines_of(rows)
            comment_id, version = rows[-1].comment_id, rows[-1].version

    async def pages(
        self,
        list_page: Callable[[Reading, Actor, Filters], Awaitable[Page[Item]]],
        kind: type[Filters],
    ) -> AsyncIterator[bytes]:
        """Yield all pages of a list, without the rows of others that an administrator sees."""
        own = replace(self.actor, role="user")
        page = await list_page(self.db, own, kind(limit=MAX_LIMIT))
        yield lines_of(page.items)
        while page.next_cursor is not None:
            await self.db.write(renew_export, self.actor.id)
            page = await list_page(self.db, own, kind(limit=MAX_LIMIT, cursor=page.next_cursor))
            yield lines_of(page.items)

    async def votes(self) -> AsyncIterator[bytes]:
        at, last = LONG_AGO, 0
        given: dict[str, Any] = {"user_id": self.actor.id, "limit": ROWS}
        while rows := await self.db.all(SELECT_VOTES, **given, after_at=at, after_id=last):
            yield lines_of(rows)
            at, last = rows[-1].created_at, rows[-1].post_id

    async def sessions(self) -> AsyncIterator[bytes]:
        """Yield the live sessions, of which an account has at most 100."""
        page = await list_sessions(self.db, self.actor, CursorPaging(limit=MAX_LIMIT))
        yield lines_of(page.items)

    async def audit(self) -> AsyncIterator[bytes]:
        last = 0
        while rows := await list_about(self.db, self.actor.id, last, ROWS):
            await self.db.write(renew_export, self.actor.id)
            yield lines_of(rows)
            last = rows[-1].id


def lines_of(rows: Iterable[BaseModel], *, only_set: bool = False) -> bytes:
    texts = (row.model_dump_json(exclude_unset=only_set, by_alias=True) for row in rows)
    return "".join(f"{text}\n" for text in texts).encode()
