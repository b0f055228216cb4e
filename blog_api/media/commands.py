"""Owners of pictures; `removals.py` has the files without one."""

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

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import InvalidTokenError
from blog_api.media.removals import lock_unclaimed
from blog_api.media.schemas import FOLDER, NAME, Encoded, Kind
from blog_api.models import (
    Comment,
    Post,
    PostRevision,
    RevisionText,
    StoredImage,
    User,
    WorkingCopy,
)
from blog_api.quota.usage import MARGIN, claim_room, has_room

IN_TEXT: Final = f"/{FOLDER}/({NAME.pattern})"
COLUMNS: Final = ("name", "kind", "width", "height", "size")
NAMED: Final = StoredImage.c.name == bindparam("name")
OF_KIND: Final = and_(
    StoredImage.c.owner_id == bindparam("owner_id"), StoredImage.c.kind == bindparam("kind")
)


def keeping(margin: int) -> Statement[Any]:
    """Return an insert of a picture, within the owner's quota minus the margin.

    A repeated upload needs no quota and becomes the newest again.
    """
    size = bindparam("size", type_=StoredImage.c.size.type)
    room = has_room(User.c.id, size, margin)
    is_there = exists().where(NAMED, OF_KIND)
    owner = (
        select(User.c.id)
        .where(User.c.id == bindparam("owner_id"), User.c.deleted_at.is_(None), or_(room, is_there))
        .with_for_update(read=True, key_share=True)
        .cte("owner")
    )
    values = (bindparam(name, type_=StoredImage.c[name].type) for name in COLUMNS)
    return Statement(
        insert(StoredImage)
        .from_select(["owner_id", *COLUMNS], select(owner.c.id, *values))
        .on_conflict_do_update(
            index_elements=[StoredImage.c.name, StoredImage.c.owner_id, StoredImage.c.kind],
            set_={"created_at": func.clock_timestamp()},
        )
        .returning(StoredImage.c.created_at),
        lambda created_at: created_at,
    )


UPSERT: Final = keeping(MARGIN)
UPSERT_NEAR_QUOTA: Final = keeping(0)
FIND_OWN: Final = Statement(select(StoredImage.c.created_at).where(NAMED, OF_KIND), lambda at: at)
# Of two concurrent uploads, the earlier one may be committed after the later one was put to use.
IN_USE: Final = exists().where(
    User.c.id == StoredImage.c.owner_id, User.c.avatar_url.endswith(StoredImage.c.name)
)
FORGET_OTHERS: Final = Statement(
    delete(StoredImage).where(
        OF_KIND,
        StoredImage.c.name != bindparam("name"),
        or_(StoredImage.c.created_at < bindparam("before"), IN_USE),
    ),
    int,
)
FORGET_ALL: Final = Statement(delete(StoredImage).where(OF_KIND), int)


def named_in(column: Column[Any]) -> Select[Any]:
    found = func.regexp_matches(column, constant(IN_TEXT), constant("g"), type_=ARRAY(Text))
    return select(found[1].label("name")).where(column.like(constant(f"%/{FOLDER}/%")))


AROUND: Final = 8  # digits of a name before and after its middle
MIDDLE: Final = 48
# One scan of all texts with picture names, however many pictures there are; `purge` has the time.
TEXTS: Final[tuple[Column[Any], ...]] = (
    Post.c.image_url,
    Post.c.content,
    Comment.c.content,
    WorkingCopy.c.image_url,
    WorkingCopy.c.content,
    PostRevision.c.image_url,
)
USED: Final = union(*map(named_in, TEXTS)).cte("used")
# A former text may be stored as the difference to another one, and an equal beginning or end is no
# part of it: of two names, up to the first and the last digits that they share. So names are
# compared by the 48 digits in their middle.
DIGITS: Final = f"[0-9a-f]{{{MIDDLE},}}"
RUNS: Final = (
    select(
        func.regexp_matches(
            RevisionText.c.body, constant(DIGITS), constant("g"), type_=ARRAY(Text)
        )[1].label("digits")
    )
    .where(RevisionText.c.body.regexp_match(constant(DIGITS)))
    .cte("runs")
)
OFFSETS: Final = func.generate_series(constant(1), constant(AROUND + 1)).column_valued("offset")
FORMER: Final = (
    select(func.substr(RUNS.c.digits, OFFSETS, constant(MIDDLE), type_=Text).label("middle"))
    .distinct()
    .cte("former")
)
UNUSED: Final = and_(
    StoredImage.c.kind == constant("post"),
    StoredImage.c.created_at < bindparam("before"),
    ~exists().where(USED.c.name == StoredImage.c.name),
    ~exists().where(
        FORMER.c.middle
        == func.substr(StoredImage.c.name, constant(AROUND + 1), constant(MIDDLE), type_=Text)
    ),
)
FORGET_UNUSED: Final = Statement(
    delete(StoredImage).where(UNUSED).returning(StoredImage.c.name), str
)


async def create_image(
    db: Transaction, owner_id: int, image: Encoded, kind: Kind
) -> datetime | None:
    """Return the upload time, or None while a file of this name is being removed.

    Raise `InvalidTokenError` if the owner's account was deleted in the meantime.
    """
    if not await lock_unclaimed(db, image.name):
        return None
    values = {
        "owner_id": owner_id,
        "name": image.name,
        "kind": kind,
        "width": image.width,
        "height": image.height,
        "size": len(image.data),
    }
    created_at: datetime | None = await db.one(UPSERT, **values)
    if created_at is None and await claim_room(db, owner_id, len(image.data)):
        created_at = await db.one(UPSERT_NEAR_QUOTA, **values)
    if created_at is None:
        raise InvalidTokenError
    return created_at


async def forget_others(db: Transaction, owner_id: int, kind: Kind, name: str) -> bool:
    """Delete earlier pictures and the one in use; return False if this one is gone already."""
    mine = await db.one(FIND_OWN, owner_id=owner_id, kind=kind, name=name)
    if mine is None:
        return False
    await db.run(FORGET_OTHERS, owner_id=owner_id, kind=kind, name=name, before=mine)
    return True


async def forget_all(db: Transaction, owner_id: int, kind: Kind) -> None:
    """Delete all pictures of a kind; their files are removed after the commit."""
    await db.run(FORGET_ALL, owner_id=owner_id, kind=kind)


async def forget_unused(db: Transaction, before: datetime) -> int:
    """Delete pictures for posts that were uploaded before a time and are not referenced."""
    return len(await db.all(FORGET_UNUSED, before=before))
