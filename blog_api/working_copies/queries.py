"""Queries of working copies: of the caller alone."""

from datetime import datetime
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Integer,
    Select,
    bindparam,
    case,
    func,
    or_,
    select,
    tuple_,
)

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import CursorPaging, Page, page_of, read_cursor
from blog_api.live import (
    LivePost,
    LiveWorkingCopy,
    Viewer,
    viewer_values,
    visible_to,
    visible_working_copy,
)
from blog_api.media.image_urls import absolute_url
from blog_api.permissions import Actor
from blog_api.working_copies.schemas import FIELDS, WorkingCopyItem, WorkingCopyOut

SORT: Final = "working_copies"
COPY: Final = LiveWorkingCopy.c
OWN: Final = COPY.user_id == bindparam("viewer_id", type_=BigInteger)
IS_STALE: Final = (COPY.base_version != LivePost.c.version).label("is_stale")


def own_copies(*columns: Any) -> Select[Any]:  # columns of any type
    return (
        select(*columns)
        .select_from(LiveWorkingCopy)
        .join(LivePost, LivePost.c.id == COPY.post_id)
        .where(OWN, visible_working_copy())
    )


def working_copy(  # noqa: PLR0913, PLR0917  # columns
    copy_id: int,
    version: int,
    post_id: int,
    base_version: int,
    is_stale: bool,  # noqa: FBT001  # a column
    updated_at: datetime,
    fields: list[str],
    *values: Any,  # columns
) -> WorkingCopyOut:
    words = {name: value for name, value in zip(FIELDS, values, strict=True) if name in fields}
    return WorkingCopyOut(
        id=copy_id,
        version=version,
        post_id=post_id,
        base_version=base_version,
        is_stale=is_stale,
        updated_at=updated_at,
        **words,
    )


# Of a draft that was handed over, the giver sees the title no more.
POST: Final = func.json_build_object(
    constant("id"),
    LivePost.c.id,
    constant("title"),
    case((visible_to(Viewer.CALLER), LivePost.c.title)),
)
WHOLE: Final = own_copies(
    COPY.id,
    COPY.version,
    COPY.post_id,
    COPY.base_version,
    IS_STALE,
    COPY.updated_at,
    COPY.fields,
    *(absolute_url(COPY.image_url) if name == "image_url" else COPY[name] for name in FIELDS),
)
SELECT_COPY: Final = Statement(WHOLE.where(COPY.post_id == bindparam("post_id")), working_copy)
SELECT_WHOLE: Final = Statement(
    WHOLE.where(COPY.post_id > bindparam("after_id", type_=BigInteger))
    .order_by(COPY.post_id)
    .limit(bindparam("limit", type_=Integer)),
    working_copy,
)
LAST_KEY: Final = tuple_(
    bindparam("last_updated_at", type_=COPY.updated_at.type),
    bindparam("last_id", type_=BigInteger),
)
SELECT_COPIES: Final = Statement(
    own_copies(
        POST.label("post"),
        COPY.base_version,
        IS_STALE,
        COPY.title,
        func.length(COPY.content).label("content_length"),
        COPY.created_at,
        COPY.updated_at,
    )
    .where(
        or_(
            bindparam("last_id", type_=BigInteger).is_(None),
            tuple_(COPY.updated_at, COPY.post_id) < LAST_KEY,
        )
    )
    .order_by(COPY.updated_at.desc(), COPY.post_id.desc())
    .limit(bindparam("limit", type_=Integer)),
    WorkingCopyItem,
)


async def find_working_copy(db: Reading, actor: Actor, post_id: int) -> WorkingCopyOut | None:
    """Return the working copy of the actor, None without one that they may read."""
    return await db.one(SELECT_COPY, post_id=post_id, **viewer_values(actor))


async def get_working_copy(db: Reading, actor: Actor, post_id: int) -> WorkingCopyOut:
    copy = await find_working_copy(db, actor, post_id)
    if copy is None:
        raise NotFoundError
    return copy


async def list_working_copies(
    db: Reading, actor: Actor, paging: CursorPaging
) -> Page[WorkingCopyItem]:
    key = read_cursor(SORT, paging.cursor)
    rows = await db.all(
        SELECT_COPIES,
        **viewer_values(actor),
        last_updated_at=key.instant if key else None,
        last_id=key.id if key else None,
        limit=paging.limit + 1,
    )
    return page_of(rows, paging.limit, SORT, lambda row: (row.updated_at, row.post.id))


async def list_whole_copies(
    db: Reading, actor: Actor, after_id: int, limit: int
) -> list[WorkingCopyOut]:
    """Return the actor's working copies with their words, of posts after an id."""
    return await db.all(SELECT_WHOLE, **viewer_values(actor), after_id=after_id, limit=limit)
