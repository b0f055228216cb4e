"""Recount of counters: compare them with the counted rows, in one snapshot.

A vote and its count become visible together, so in one snapshot every difference is drift. The
repair adds the drift to the current value of the counter, so it blocks no writers.
"""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    func,
    insert,
    or_,
    select,
    union_all,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert

from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import Comment, Post, PostCounters, PostView, TermCount, Vote

ONE_AT_A_TIME: Final = 0x7265636F  # "reco"; concurrent repairs would add the same drift twice
FIRST: Final = bindparam("after_id", type_=Post.c.id.type)
LAST: Final = bindparam("last_id", type_=Post.c.id.type)


@dataclass(frozen=True, slots=True)
class Batch:
    """Posts in the order of their ids, after `after_id` and up to `last_id`."""

    after_id: int
    last_id: int
    count: int


@dataclass(frozen=True, slots=True)
class PostDrift:
    """The counted rows less the counters of a post; `missing` means that it has no counters."""

    post_id: int
    votes: int
    comments: int
    views: int
    missing: bool


@dataclass(frozen=True, slots=True)
class TermDrift:
    """The same for the live published posts of a tag or category."""

    kind: str
    name: str
    posts: int


def counted(rows: Select[Any]) -> ColumnElement[int]:
    return func.coalesce(rows.correlate(Post).scalar_subquery(), constant(0))


def drifting_posts() -> CTE:
    votes = counted(select(func.count()).where(Vote.c.post_id == Post.c.id, Vote.c.is_counted))
    comments = counted(
        select(func.count()).where(Comment.c.post_id == Post.c.id, Comment.c.deleted_at.is_(None))
    )
    views = counted(
        select(cast(func.sum(PostView.c.count), BigInteger)).where(PostView.c.post_id == Post.c.id)
    )
    found = (
        select(
            Post.c.id.label("post_id"),
            (votes - func.coalesce(PostCounters.c.vote_count, constant(0))).label("votes"),
            (comments - func.coalesce(PostCounters.c.comment_count, constant(0))).label("comments"),
            (views - func.coalesce(PostCounters.c.view_count, constant(0))).label("views"),
            PostCounters.c.post_id.is_(None).label("missing"),
        )
        .outerjoin(PostCounters, PostCounters.c.post_id == Post.c.id)
        .where(Post.c.id > FIRST, Post.c.id <= LAST)
        .subquery("found")
    )
    wrong = or_(
        found.c.votes != constant(0),
        found.c.comments != constant(0),
        found.c.views != constant(0),
        found.c.missing,
    )
    return select(found).where(wrong).cte("drift")


def drifting_terms() -> CTE:
    is_counted = and_(Post.c.deleted_at.is_(None), Post.c.status == constant("published"))
    one = cast(constant(1), BigInteger)
    shares = union_all(
        select(
            constant("tag").label("kind"), func.unnest(Post.c.tags).label("name"), one.label("n")
        ).where(is_counted),
        select(constant("category"), Post.c.category, one).where(
            is_counted, Post.c.category.is_not(None)
        ),
        select(TermCount.c.kind, TermCount.c.name, -TermCount.c.post_count),
    ).subquery("shares")
    posts = cast(func.sum(shares.c.n), BigInteger)
    return (
        select(shares.c.kind, shares.c.name, posts.label("posts"))
        .group_by(shares.c.kind, shares.c.name)
        .having(posts != constant(0))
        .order_by(shares.c.kind, shares.c.name)
        .cte("drift")
    )


def mending_posts(drift: CTE) -> Statement[PostDrift]:
    mended = (
        update(PostCounters)
        .where(PostCounters.c.post_id == drift.c.post_id)
        .values(
            vote_count=PostCounters.c.vote_count + drift.c.votes,
            comment_count=PostCounters.c.comment_count + drift.c.comments,
            view_count=PostCounters.c.view_count + drift.c.views,
        )
        .returning(PostCounters.c.post_id)
        .cte("mended")
    )
    columns = ("post_id", "vote_count", "comment_count", "view_count")
    there = (drift.c.post_id, drift.c.votes, drift.c.comments, drift.c.views)
    made = (
        upsert(PostCounters)
        .from_select(columns, select(*there).where(drift.c.missing))
        .on_conflict_do_nothing()
        .returning(PostCounters.c.post_id)
        .cte("made")
    )
    return Statement(sort_by_id(drift).add_cte(mended, made), PostDrift)


def sort_by_id(drift: CTE) -> Select[Any]:
    return select(drift).order_by(drift.c.post_id)


ids_of_batch: Final = (
    select(Post.c.id)
    .where(Post.c.id > FIRST)
    .order_by(Post.c.id)
    .limit(bindparam("batch_size", type_=Integer))
    .subquery("batch")
)
SELECT_BATCH: Final = Statement(
    select(FIRST, func.max(ids_of_batch.c.id), func.count()).having(func.count() > constant(0)),
    Batch,
)
COUNT_POSTS: Final = Statement(select(func.count()).select_from(Post), int)
HOLD: Final = Statement(
    select(cast(func.pg_advisory_xact_lock(constant(ONE_AT_A_TIME)), Text)), str
)
POST_DRIFT: Final = drifting_posts()
FIND_POSTS: Final = Statement(sort_by_id(POST_DRIFT), PostDrift)
MEND_POSTS: Final = mending_posts(POST_DRIFT)

TERM_DRIFT: Final = drifting_terms()
FIND_TERMS: Final = Statement(select(TERM_DRIFT), TermDrift)
MEND_TERMS: Final = Statement(
    select(TERM_DRIFT).add_cte(
        insert(TermCount)
        .from_select(["kind", "name", "post_count"], select(TERM_DRIFT))
        .returning(TermCount.c.id)
        .cte("mended")
    ),
    TermDrift,
)
EMPTY_SHARES: Final = (
    select(TermCount.c.id)
    .where(TermCount.c.post_count == constant(0))
    .with_for_update(skip_locked=True)
    .cte("empty")
)
DROP_EMPTY_SHARES: Final = Statement(
    delete(TermCount).where(TermCount.c.id == EMPTY_SHARES.c.id), int
)


async def count_posts(db: Reading) -> int:
    """Count all posts, including those in the trash."""
    return await db.one(COUNT_POSTS) or 0


async def find_batch(db: Reading, after_id: int, batch_size: int) -> Batch | None:
    return await db.one(SELECT_BATCH, after_id=after_id, batch_size=batch_size)


async def find_post_drift(db: Reading, batch: Batch) -> list[PostDrift]:
    return await db.all(FIND_POSTS, after_id=batch.after_id, last_id=batch.last_id)


async def mend_post_drift(db: Transaction, batch: Batch) -> list[PostDrift]:
    await db.one(HOLD)
    return await db.all(MEND_POSTS, after_id=batch.after_id, last_id=batch.last_id)


async def find_term_drift(db: Reading) -> list[TermDrift]:
    return await db.all(FIND_TERMS)


async def mend_term_drift(db: Transaction) -> list[TermDrift]:
    """Repair the counts of terms; delete shares whose count is zero."""
    await db.one(HOLD)
    drift = await db.all(MEND_TERMS)
    await db.run(DROP_EMPTY_SHARES)
    return drift
