"""Detection of posts that exist already: imported before, or exported from here.

Each statement reads one table by one index, for a whole batch. A join of both tables was planned as
a nested loop over two whole indexes after VACUUM had counted no committed rows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from sqlalchemy import BigInteger, Text, any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.import_export.validation import Accepted
from blog_api.models import Deletion, Post, PostImport
from blog_api.slugs import is_form_of


@dataclass(frozen=True, slots=True)
class Key:
    """The key of an imported post."""

    key: str
    post_id: int


@dataclass(frozen=True, slots=True)
class Known:
    """A post of this blog in its current state."""

    id: int
    title: str
    slug: str
    created_at: datetime
    deletion_id: int | None
    is_undone: bool = False  # in the trash by the undo of an import

    @property
    def in_trash(self) -> bool:
        return self.deletion_id is not None

    def is_same(self, post: Accepted) -> bool:
        """Return False if the title, or slug and date, show another post, or an edit here."""
        return self.title == post.data.title and (
            self.has_slug_of(post) or self.created_at == post.created_at
        )

    def has_slug_of(self, post: Accepted) -> bool:
        return is_form_of(self.slug, wanted=post.wanted_slug)


IDS: Final = bindparam("ids", type_=ARRAY(BigInteger))
POSTS: Final = select(
    Post.c.id,
    Post.c.title,
    Post.c.slug,
    Post.c.created_at,
    Post.c.deletion_id,
)
FIND_KEYS: Final = Statement(
    select(PostImport.c.key, PostImport.c.post_id).where(
        PostImport.c.key == any_(bindparam("keys", type_=ARRAY(Text)))
    ),
    Key,
)
KEYS_OF: Final = Statement(
    select(PostImport.c.key, PostImport.c.post_id).where(PostImport.c.post_id == any_(IDS)), Key
)
FIND_POSTS: Final = Statement(POSTS.where(Post.c.id == any_(IDS)), Known)
FIND_UNDOS: Final = Statement(
    select(Deletion.c.id).where(Deletion.c.id == any_(IDS), Deletion.c.kind == constant("import")),
    int,
)
FIND_SLUGS: Final = Statement(
    POSTS.where(
        Post.c.slug == any_(bindparam("slugs", type_=ARRAY(Text))), Post.c.deleted_at.is_(None)
    ),
    Known,
)


async def find_known(db: Transaction, posts: Sequence[Accepted]) -> dict[str, Known]:
    by_key = await find_by_key(db, [post.key for post in posts])
    rest = [post for post in posts if post.key not in by_key]
    return by_key | await find_exported(db, rest)


async def unchanging_keys(db: Transaction, posts: Sequence[Accepted]) -> set[str]:
    """Return the keys of the posts that an import does not change: it needs no image of them."""
    known = await find_known(db, posts)
    return {key for key, post in known.items() if not post.is_undone}


async def find_by_key(db: Transaction, keys: list[str]) -> dict[str, Known]:
    """Return posts that were imported under these keys, including those in the trash."""
    found = await db.all(FIND_KEYS, keys=keys)
    posts = await db.all(FIND_POSTS, ids=[key.post_id for key in found]) if found else []
    deletions = {post.deletion_id for post in posts if post.deletion_id is not None}
    undos = set(await db.all(FIND_UNDOS, ids=sorted(deletions))) if deletions else set()
    by_id = {post.id: replace(post, is_undone=post.deletion_id in undos) for post in posts}
    return {key.key: by_id[key.post_id] for key in found if key.post_id in by_id}


async def find_exported(db: Transaction, posts: Sequence[Accepted]) -> dict[str, Known]:
    """Return posts with the same slug and time of creation that may be the same post."""
    dated = {post.slug: post for post in reversed(posts) if post.created_at is not None}
    found = await db.all(FIND_SLUGS, slugs=list(dated)) if dated else []
    same = {post.id: post for post in found if post.created_at == dated[post.slug].created_at}
    keys = await db.all(KEYS_OF, ids=list(same)) if same else []
    others = {
        key.post_id for key in keys if not may_be_same(key.key, dated[same[key.post_id].slug])
    }
    return {dated[post.slug].key: post for post in same.values() if post.id not in others}


def may_be_same(key: str, post: Accepted) -> bool:
    """Return False for two keys of one source, which are two posts.

    The source of a file is its folder. If a folder was renamed or moved, the rest of one path
    is the end of the other.
    """
    kind, _, rest = key.partition(":")
    own_kind, _, own_rest = post.key.partition(":")
    if kind != own_kind:
        return True
    if kind != "file":
        return False
    return is_end_of(PurePosixPath(rest), PurePosixPath(own_rest))


def is_end_of(path: PurePosixPath, other: PurePosixPath) -> bool:
    """Compare two paths without their first folders, if those differ."""
    if path.parts[0] == other.parts[0]:
        return False
    tail, other_tail = path.parts[1:], other.parts[1:]
    length = min(len(tail), len(other_tail))
    return tail[-length:] == other_tail[-length:]
