"""Commands that keep, delete and expire working copies; lock order: account, post, copy."""

from datetime import timedelta
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Interval,
    and_,
    bindparam,
    cast,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert

from blog_api.db.database import Transaction
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError, StaleError, TooManyWorkingCopiesError
from blog_api.http.etag import require_version, version_of
from blog_api.lifecycle.share_locks import share_lock_user
from blog_api.media.image_urls import stored_url
from blog_api.models import WorkingCopy
from blog_api.permissions import Action, Actor, require_on_post
from blog_api.posts.locking import share_lock_visible_post
from blog_api.working_copies.queries import find_working_copy, get_working_copy
from blog_api.working_copies.schemas import FIELDS, WorkingCopyIn, WorkingCopyOut

KIND: Final = "working-copy"  # of its entity tags
MAX_COPIES: Final = 100  # of an account: at most 50 MB, which do not count against its quota
KEPT_FOR: Final = timedelta(days=90)

POST_ID: Final = bindparam("post_id", type_=BigInteger)
USER_ID: Final = bindparam("user_id", type_=BigInteger)
IS_THE_ONE: Final = and_(WorkingCopy.c.post_id == POST_ID, WorkingCopy.c.user_id == USER_ID)
WORDS: Final = ("fields", *FIELDS)


def parameter(name: str) -> ColumnElement[Any]:
    if name == "image_url":
        return stored_url(name)
    return bindparam(name, type_=WorkingCopy.c[name].type)


def inserting() -> Insert:
    """Insert a copy unless its user has as many as are allowed and this is one more."""
    others = WorkingCopy.alias("others")
    count = select(func.count()).where(others.c.user_id == USER_ID).scalar_subquery()
    is_there = select(WorkingCopy.c.id).where(IS_THE_ONE).exists()
    columns = ["post_id", "user_id", "base_version", "by_author", *WORDS]
    values: list[ColumnElement[Any]] = [
        POST_ID,
        USER_ID,
        bindparam("base_version", type_=BigInteger),
        bindparam("by_author", type_=Boolean),
        *map(parameter, WORDS),
    ]
    rows = select(*values).where(or_(is_there, count < constant(MAX_COPIES)))
    return insert(WorkingCopy).from_select(columns, rows)


INSERT: Final = inserting()
KEY: Final = [WorkingCopy.c.post_id, WorkingCopy.c.user_id]
UPSERT: Final = Statement(
    INSERT.on_conflict_do_update(
        index_elements=KEY,
        set_={name: INSERT.excluded[name] for name in ("base_version", "by_author", *WORDS)}
        | {"version": WorkingCopy.c.version + constant(1), "updated_at": func.now()},
    ).returning(WorkingCopy.c.version),
    int,
)
# A row is returned if there was no copy, or one with the same words.
KEEP: Final = Statement(
    INSERT.on_conflict_do_update(
        index_elements=KEY,
        set_={"updated_at": func.now()},
        where=and_(
            *(WorkingCopy.c[name].is_not_distinct_from(INSERT.excluded[name]) for name in WORDS)
        ),
    ).returning(WorkingCopy.c.id),
    int,
)
LOCK: Final = Statement(select(WorkingCopy.c.id).where(IS_THE_ONE).with_for_update(), int)
DELETE: Final = Statement(delete(WorkingCopy).where(IS_THE_ONE).returning(WorkingCopy.c.id), int)
TAKE: Final = Statement(
    delete(WorkingCopy)
    .where(
        IS_THE_ONE,
        WorkingCopy.c.id == bindparam("id"),
        WorkingCopy.c.version == bindparam("version"),
    )
    .returning(WorkingCopy.c.id),
    int,
)
EXPIRED: Final = (
    select(WorkingCopy.c.post_id, WorkingCopy.c.user_id)
    .where(WorkingCopy.c.updated_at < func.now() - cast(bindparam("kept_for"), Interval))
    .limit(bindparam("batch_size"))
    .with_for_update(skip_locked=True)
    .cte("expired")
)
EXPIRE: Final = Statement(
    delete(WorkingCopy).where(
        WorkingCopy.c.post_id == EXPIRED.c.post_id, WorkingCopy.c.user_id == EXPIRED.c.user_id
    ),
    int,
)


async def put_working_copy(
    db: Transaction, actor: Actor, post_id: int, data: WorkingCopyIn, if_match: str | None
) -> WorkingCopyOut:
    """Replace the actor's copy; its `version` is 1 if it is new.

    Raise StaleError for another one than `If-Match` names.
    """
    values = await values_of(db, actor, post_id, data.base_version, data.words)
    if if_match is not None:
        require_tag(await find_locked_copy(db, actor, post_id), if_match)
    if await db.one(UPSERT, **values) is None:
        raise TooManyWorkingCopiesError
    return await get_working_copy(db, actor, post_id)


async def keep_text(
    db: Transaction, actor: Actor, post_id: int, base_version: int, changes: dict[str, Any]
) -> bool:
    """Keep the words of a refused edit unless the actor has other ones; return whether they are."""
    words = {name: value for name, value in changes.items() if name in FIELDS}
    values = await values_of(db, actor, post_id, base_version, words)
    return bool(words) and await db.one(KEEP, **values) is not None


async def values_of(
    db: Transaction, actor: Actor, post_id: int, base_version: int, words: dict[str, Any]
) -> dict[str, Any]:
    """Lock the account and the post, and return the parameters of an insert."""
    await share_lock_user(db, actor.id)
    post = await share_lock_visible_post(db, actor, post_id)
    require_on_post(actor, Action.PUT_WORKING_COPY, post)
    return {
        **dict.fromkeys(FIELDS),
        **words,
        "fields": sorted(words),
        "post_id": post_id,
        "user_id": actor.id,
        "base_version": base_version,
        "by_author": post.author_id == actor.id,
    }


async def find_locked_copy(db: Transaction, actor: Actor, post_id: int) -> WorkingCopyOut | None:
    await db.one(LOCK, post_id=post_id, user_id=actor.id)
    return await find_working_copy(db, actor, post_id)


def require_tag(copy: WorkingCopyOut | None, if_match: str | None) -> None:
    """Raise StaleError unless `If-Match` names the copy; without one, nothing matches."""
    if copy is None:
        raise StaleError
    tag = version_of(KIND, copy.id, copy.version)
    try:
        require_version(if_match, tag)
    except StaleError:
        raise StaleError(current_etag=f'"{tag}"', base_version=None) from None


async def delete_working_copy(
    db: Transaction, actor: Actor, post_id: int, if_match: str | None
) -> None:
    copy = await find_locked_copy(db, actor, post_id)
    if copy is None:
        raise NotFoundError
    require_tag(copy, if_match)
    await db.run(DELETE, post_id=post_id, user_id=actor.id)


async def take_copy(db: Transaction, actor: Actor, copy: WorkingCopyOut) -> bool:
    """Delete a copy that is about to be applied; return False if it was changed or is gone."""
    the_one = {"post_id": copy.post_id, "user_id": actor.id}
    return await db.one(TAKE, **the_one, id=copy.id, version=copy.version) is not None


async def expire_working_copies(db: Transaction, batch_size: int) -> int:
    """Delete copies that nobody changed for 90 days; return how many."""
    return await db.run(EXPIRE, kept_for=KEPT_FOR, batch_size=batch_size)
