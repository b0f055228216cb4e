"""Whose a picture is, and which files nobody has any more.

A name is locked while it is given an owner and while its file is looked after, so that a file is
never removed from under somebody who has just uploaded the same picture.
"""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    Column,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    or_,
    select,
    union,
)
from sqlalchemy.dialects.postgresql import ARRAY, insert

from blog_api.db.database import Reading, Transaction
from blog_api.db.statement import Statement, constant
from blog_api.errors import InvalidTokenError
from blog_api.media.schemas import FOLDER, NAME, Encoded, Kind
from blog_api.media.storing import Store
from blog_api.models import Comment, Picture, PictureRemoval, Post, User

BATCH: Final = 100
IN_TEXT: Final = f"/{FOLDER}/({NAME.pattern})"
NAMED: Final = Picture.c.name == bindparam("name")
OF_KIND: Final = and_(
    Picture.c.owner_id == bindparam("owner_id"), Picture.c.kind == bindparam("kind")
)

LOCK_NAME: Final = Statement(
    select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name"), constant(0)))), str
)
OWNER: Final = (
    select(User.c.id)
    .where(User.c.id == bindparam("owner_id"), User.c.deleted_at.is_(None))
    .with_for_update(read=True, key_share=True)
    .cte("owner")
)
COLUMNS: Final = ("name", "kind", "width", "height", "size")
# Uploaded again, it is the newest again.
UPSERT: Final = Statement(
    insert(Picture)
    .from_select(
        ["owner_id", *COLUMNS],
        select(
            OWNER.c.id,
            *(bindparam(name, type_=Picture.c[name].type) for name in COLUMNS),
        ),
    )
    .on_conflict_do_update(
        index_elements=[Picture.c.name, Picture.c.owner_id, Picture.c.kind],
        set_={"created_at": func.clock_timestamp()},
    )
    .returning(Picture.c.created_at),
    lambda created_at: created_at,
)
FIND_OWN: Final = Statement(select(Picture.c.created_at).where(NAMED, OF_KIND), lambda at: at)
# A picture that was uploaded before another may be committed after that one was put to use.
IN_USE: Final = exists().where(
    User.c.id == Picture.c.owner_id, User.c.avatar_url.endswith(Picture.c.name)
)
FORGET_OTHERS: Final = Statement(
    delete(Picture).where(
        OF_KIND,
        Picture.c.name != bindparam("name"),
        or_(Picture.c.created_at < bindparam("before"), IN_USE),
    ),
    int,
)
FORGET_ALL: Final = Statement(delete(Picture).where(OF_KIND), int)
LIST_REMOVED: Final = Statement(select(PictureRemoval.c.name).limit(constant(BATCH)), str)
IS_KEPT: Final = Statement(select(exists().where(NAMED)), bool)
SETTLE: Final = Statement(
    delete(PictureRemoval).where(PictureRemoval.c.name == bindparam("name")), int
)


def named_in(column: Column[Any]) -> Select[Any]:
    """Every name of a picture that stands in a text."""
    found = func.regexp_matches(column, constant(IN_TEXT), constant("g"), type_=ARRAY(Text))
    return select(found[1].label("name")).where(column.like(constant(f"%/{FOLDER}/%")))


# One look through everything that may name a picture, however many there are; `purge` has the time.
TEXTS: Final[tuple[Column[Any], ...]] = (Post.c.image_url, Post.c.content, Comment.c.content)
USED: Final = union(*map(named_in, TEXTS)).cte("used")
UNUSED: Final = and_(
    Picture.c.kind == constant("post"),
    Picture.c.created_at < bindparam("before"),
    ~exists().where(USED.c.name == Picture.c.name),
)
FORGET_UNUSED: Final = Statement(delete(Picture).where(UNUSED).returning(Picture.c.name), str)


async def create_picture(db: Transaction, owner_id: int, picture: Encoded, kind: Kind) -> datetime:
    """When it was uploaded; refuses when the owner's account went away meanwhile."""
    await db.one(LOCK_NAME, name=picture.name)
    created_at: datetime | None = await db.one(
        UPSERT,
        owner_id=owner_id,
        name=picture.name,
        kind=kind,
        width=picture.width,
        height=picture.height,
        size=len(picture.data),
    )
    if created_at is None:
        raise InvalidTokenError
    return created_at


async def forget_others(db: Transaction, owner_id: int, kind: Kind, name: str) -> bool:
    """Give up those uploaded before and the one in use; false if this was given up meanwhile."""
    mine = await db.one(FIND_OWN, owner_id=owner_id, kind=kind, name=name)
    if mine is None:
        return False
    await db.run(FORGET_OTHERS, owner_id=owner_id, kind=kind, name=name, before=mine)
    return True


async def forget_all(db: Transaction, owner_id: int, kind: Kind) -> None:
    """Their files go once this is committed."""
    await db.run(FORGET_ALL, owner_id=owner_id, kind=kind)


async def forget_unused(db: Transaction, before: datetime) -> int:
    """Pictures for posts that were uploaded before then, and that nothing refers to."""
    return len(await db.all(FORGET_UNUSED, before=before))


async def list_removed(db: Reading) -> list[str]:
    """Files that lost an owner; not more than can be looked after at once."""
    return await db.all(LIST_REMOVED)


async def settle_removal(db: Transaction, store: Store, name: str) -> bool:
    """Remove a file that nobody has any more; true if that was so.

    It talks to the store while the name is locked, and may do so twice: that changes nothing.
    """
    await db.one(LOCK_NAME, name=name)
    is_kept = await db.one(IS_KEPT, name=name)
    if not is_kept:
        await store.remove(name)
    await db.run(SETTLE, name=name)
    return not is_kept
