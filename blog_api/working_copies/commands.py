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
from blog_api.permissions import Action, Actor
from blog_api.posts.locking import share_lock_visible_post
from blog_api.quota.usage import MARGIN, has_room_to_edit, lock_usage, size_of
from blog_api.working_copies.queries import find_working_copy, get_working_copy
from blog_api.working_copies.schemas import FIELDS, WorkingCopyIn, WorkingCopyOut

KIND: Final = "working-copy"  # of its entity tags
MAX_COPIES: Final = 100  # of an account
KEPT_FOR: Final = timedelta(days=90)

POST_ID: Final = bindparam("post_id", type_=BigInteger)
USER_ID: Final = bindparam("user_id", type_=BigInteger)
IS_THE_ONE: Final = and_(WorkingCopy.c.post_id == POST_ID, WorkingCopy.c.user_id == USER_ID)
WORDS: Final = ("fields", *FIELDS)


def parameter(name: str) -> ColumnElement[Any]:
    if name == "image_url":
        return stored_url(name)
    return bindparam(name, type_=WorkingCopy.c[name].type)


Others: Final = WorkingCopy.alias("others")
IS_THERE: Final = select(WorkingCopy.c.id).where(IS_THE_ONE).exists()
HAS_TOO_MANY: Final = and_(
    ~IS_THERE,
    select(func.count()).where(Others.c.user_id == USER_ID).scalar_subquery()
    >= constant(MAX_COPIES),
)
# A copy has only the fields that it changes.
SIZE: Final = size_of(
    *(func.coalesce(parameter(name), constant("")) for name in ("title", "excerpt", "content"))
)
SIZE_NOW: Final = select(WorkingCopy.c.stored_bytes).where(IS_THE_ONE).scalar_subquery()
GROWTH: Final = SIZE - func.coalesce(SIZE_NOW, constant(0))


def inserting(margin: int) -> Insert:
    """Insert a copy unless its user has too many, or no room for it in the quota."""
    columns = ["post_id", "user_id", "base_version", "by_author", "stored_bytes", *WORDS]
    values: list[ColumnElement[Any]] = [
        POST_ID,
        USER_ID,
        bindparam("base_version", type_=BigInteger),
        bindparam("by_author", type_=Boolean),
        SIZE,
        *map(parameter, WORDS),
    ]
    rows = select(*values).where(~HAS_TOO_MANY, has_room_to_edit(USER_ID, GROWTH, margin))
    return insert(WorkingCopy).from_select(columns, rows)


KEY: Final = [WorkingCopy.c.post_id, WorkingCopy.c.user_id]


def replacing(margin: int) -> Statement[int]:
    new = inserting(margin)
    changes: dict[str, Any] = {
        name: new.excluded[name] for name in ("base_version", "by_author", "stored_bytes", *WORDS)
    }
    changes |= {"version": WorkingCopy.c.version + constant(1), "updated_at": func.now()}
    replaced = new.on_conflict_do_update(index_elements=KEY, set_=changes)
    return Statement(replaced.returning(WorkingCopy.c.version), int)


def keeping(margin: int) -> Statement[int]:
    """Return a row if there was no copy, or one with the same words."""
    new = inserting(margin)
    same = (WorkingCopy.c[name].is_not_distinct_from(new.excluded[name]) for name in WORDS)
    kept = new.on_conflict_do_update(
        index_elements=KEY, set_={"updated_at": func.now()}, where=and_(*same)
    )
    return Statement(kept.returning(WorkingCopy.c.id), int)


UPSERT: Final = replacing(MARGIN)
UPSERT_NEAR_QUOTA: Final = replacing(0)
KEEP: Final = keeping(MARGIN)
KEEP_NEAR_QUOTA: Final = keeping(0)
FIND_TOO_MANY: Final = Statement(select(HAS_TOO_MANY), bool)
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

    Raise StaleError for another one than `If-Match` names, TooManyWorkingCopiesError, or
    QuotaExceededError more than a tenth above the quota.
    """
    values = await values_of(db, actor, post_id, data.base_version, data.words)
    if if_match is not None:
        require_tag(await find_locked_copy(db, actor, post_id), if_match)
    if await db.one(UPSERT, **values) is None:
        await put_near_quota(db, actor, values)
    return await get_working_copy(db, actor, post_id)


async def put_near_quota(db: Transaction, actor: Actor, values: dict[str, Any]) -> None:
    if await db.one(FIND_TOO_MANY, post_id=values["post_id"], user_id=actor.id):
        raise TooManyWorkingCopiesError
    usage = await lock_usage(db, actor.id)
    if await db.one(UPSERT_NEAR_QUOTA, **values) is None:
        raise usage.refusal()


async def keep_text(
    db: Transaction, actor: Actor, post_id: int, base_version: int, changes: dict[str, Any]
) -> bool:
    """Keep the words of a refused edit; return False if the actor has other ones, or no room."""
    words = {name: value for name, value in changes.items() if name in FIELDS}
    values = await values_of(db, actor, post_id, base_version, words)
    if not words:
        return False
    if await db.one(KEEP, **values) is not None:
        return True
    await lock_usage(db, actor.id)
    return await db.one(KEEP_NEAR_QUOTA, **values) is not None


async def values_of(
    db: Transaction, actor: Actor, post_id: int, base_version: int, words: dict[str, Any]
) -> dict[str, Any]:
    """Lock the account and the post, and return the parameters of an insert."""
    await share_lock_user(db, actor.id)
    post = await share_lock_visible_post(db, actor, Action.PUT_WORKING_COPY, post_id)
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
