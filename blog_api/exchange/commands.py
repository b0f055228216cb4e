"""Writing what was read: all of it in one transaction, or, to rehearse, none of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from sqlalchemy import bindparam, func, insert, select, update

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import AuthorDeletedError
from blog_api.exchange.accepting import Accepted
from blog_api.models import Post, PostImport
from blog_api.posts.creating import new_values
from blog_api.posts.rows import SHARE_AUTHOR, SLUG, new_post
from blog_api.slugs import free_slug, is_form_of

Advance = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Assigned:
    """A post and whose it becomes."""

    post: Accepted
    author_id: int


@dataclass(slots=True)
class Written:
    """What an import did; `contents` are of the new posts, by their ids."""

    contents: dict[int, str] = field(default_factory=dict)
    already: int = 0
    left_out: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Known:
    """The post that bears a key, as it is here now."""

    title: str
    slug: str


class RehearsedError(Exception):
    """Ends the transaction of a rehearsal; carries what it would have done."""

    def __init__(self, written: Written) -> None:
        super().__init__()
        self.written = written


FIND_KEY: Final = Statement(
    select(Post.c.title, Post.c.slug)
    .join(PostImport, PostImport.c.post_id == Post.c.id)
    .where(PostImport.c.key == bindparam("key")),
    Known,
)
FIND_SAME: Final = Statement(
    select(Post.c.id).where(
        Post.c.slug == bindparam("slug"),
        Post.c.created_at == bindparam("created_at"),
        Post.c.deleted_at.is_(None),
    ),
    int,
)
INSERT_POST: Final = Statement(new_post(SLUG).returning(Post.c.id), int)
INSERT_POST_NUMBERED: Final = Statement(new_post(free_slug(SLUG)).returning(Post.c.id), int)
INSERT_KEY: Final = Statement(
    insert(PostImport).values(key=bindparam("key"), post_id=bindparam("post_id")), int
)
DATE_POST: Final = Statement(
    update(Post)
    .where(Post.c.id == bindparam("post_id"))
    .values(
        created_at=func.coalesce(
            bindparam("written_at", type_=Post.c.created_at.type), Post.c.created_at
        ),
        updated_at=func.coalesce(
            bindparam("changed_at", type_=Post.c.updated_at.type), Post.c.updated_at
        ),
    )
    .returning(Post.c.slug),
    str,
)


async def import_posts(
    db: Transaction, posts: Sequence[Assigned], source: str, advance: Advance
) -> Written:
    """What is there already stays as it is, in the trash too; one audit entry for all."""
    written = Written()
    for assigned in posts:
        await import_post(db, assigned, written)
        advance(1)
    counts = {"imported": len(written.contents), "already_there": written.already}
    await audit.record(
        db, None, "post.import", ("post", None), details={"source": source, **counts}
    )
    return written


async def rehearse_import(
    db: Transaction, posts: Sequence[Assigned], source: str, advance: Advance
) -> NoReturn:
    """The real thing, which is then rolled back, so that it cannot tell a different story."""
    raise RehearsedError(await import_posts(db, posts, source, advance))


async def import_post(db: Transaction, assigned: Assigned, written: Written) -> None:
    """Under its own slug or, where a live post has that, a numbered one."""
    post = assigned.post
    if await is_there(db, post):
        await count_as_there(db, post, written)
        return
    post_id = await insert_post(db, assigned)
    slug = await db.one(
        DATE_POST, post_id=post_id, written_at=post.created_at, changed_at=post.updated_at
    )
    if slug != post.slug:
        written.renamed.append(f"{post.place}: another post has the slug {post.slug}; it is {slug}")
    await db.run(INSERT_KEY, key=post.key, post_id=post_id)
    written.contents[post_id] = post.data.content


async def is_there(db: Transaction, post: Accepted) -> bool:
    """By its key, or as the very post that was exported from here."""
    if await db.one(FIND_KEY, key=post.key) is not None:
        return True
    if post.created_at is None:
        return False
    return await db.one(FIND_SAME, slug=post.slug, created_at=post.created_at) is not None


async def count_as_there(db: Transaction, post: Accepted, written: Written) -> None:
    """Two folders of one name have equal keys, so one that looks like another post is told."""
    known = await db.one(FIND_KEY, key=post.key)
    if known is None or (
        known.title == post.data.title and is_form_of(known.slug, wanted=post.slug)
    ):
        written.already += 1
        return
    written.left_out.append(
        f"{post.place}: It was imported before, and has another title or slug here, {known.slug}; "
        "if this is another post, rename its file or folder."
    )


async def insert_post(db: Transaction, assigned: Assigned) -> int:
    """As the API creates one; refuses when its author's account went away meanwhile."""
    post = assigned.post
    values = new_values(assigned.author_id, post.data) | {"excerpt_given": post.excerpt_given}
    post_id = await db.one(INSERT_POST, slug=post.slug, **values)
    while post_id is None:
        if await db.one(SHARE_AUTHOR, author_id=assigned.author_id) is None:
            raise AuthorDeletedError
        # A try is lost only to somebody else's success, so this comes to an end.
        post_id = await db.one(INSERT_POST_NUMBERED, slug=post.slug, **values)
    return post_id
