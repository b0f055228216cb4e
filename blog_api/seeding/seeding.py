"""A seeding run: ids are reserved first, so that every row can be made without queries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from blog_api.seeding.copying import (
    Connection,
    batches,
    copy_rows,
    copy_unique,
    record_posts,
    reserve_ids,
)
from blog_api.seeding.people import COLUMNS as USER_COLUMNS
from blog_api.seeding.people import Period, Row, Source, make_people
from blog_api.seeding.phrases import Phrases, load_phrases
from blog_api.seeding.writing import (
    COMMENT_COLUMNS,
    POST_COLUMNS,
    find_published,
    make_comment,
    make_post,
)

YEARS: Final = 10
KNOWN_AUTHORS: Final = 10_000
Advance = Callable[[int], None]


class NobodyToWriteError(Exception):
    """No live account exists, and the plan creates none."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers of rows to create. All dates are in the ten years before `until`."""

    users: int
    posts: int
    comments: int
    seed: int
    until: datetime

    @property
    def period(self) -> Period:
        return Period(self.until - timedelta(days=365 * YEARS), self.until)

    def source(self, phrases: list[Phrases], ids: range, authors: Sequence[int] = ()) -> Source:
        """Return the source of one batch; it does not depend on earlier batches."""
        random = Random(f"{self.seed} {ids.start}")  # noqa: S311  # made-up text, no secret
        return Source(random, phrases, self.period, authors)


ANALYZE: Final = "ANALYZE users, posts, post_counters, post_search, comments"


def seed(connection: Connection, plan: Plan, password_hash: str, advance: Advance) -> range:
    """Create all rows, and return the ids of the new accounts; `advance` is called for every batch.

    Equal plans give equal rows in an empty database; in others, ids and names continue from the
    last ones. `connection` is in autocommit: every batch is a separate transaction.
    """
    phrases = load_phrases(plan.seed)
    users = reserve_ids(connection, "users", plan.users)
    for ids in batches(users):
        make = partial(make_people, plan.source(phrases, ids), ids, password_hash)
        copy_unique(connection, "users", USER_COLUMNS, make)
        advance(len(ids))
    if plan.posts:
        seed_posts(connection, plan, phrases, advance, users or list_authors(connection))
    connection.execute(ANALYZE)
    return users


def list_authors(connection: Connection) -> list[int]:
    rows = connection.execute(
        "SELECT id FROM users WHERE deleted_at IS NULL ORDER BY id LIMIT %s", (KNOWN_AUTHORS,)
    )
    ids = [int(row[0]) for row in rows]
    if not ids:
        raise NobodyToWriteError
    return ids


def seed_posts(
    connection: Connection,
    plan: Plan,
    phrases: list[Phrases],
    advance: Advance,
    authors: Sequence[int],
) -> None:
    posts = reserve_ids(connection, "posts", plan.posts)
    comments = reserve_ids(connection, "comments", plan.comments)
    for ids in batches(posts):
        source = plan.source(phrases, ids, authors)
        make = partial(make_posts, source, posts, ids)
        rows = copy_unique(connection, "posts", POST_COLUMNS, make)
        record_posts(connection, ids)
        advance(len(ids))
        share = share_of(comments, posts, ids)
        on = find_published(rows, plan.period)
        copy_rows(
            connection,
            "comments",
            COMMENT_COLUMNS,
            (make_comment(source, comment_id, on) for comment_id in share if on),
        )
        advance(len(share))


def make_posts(source: Source, posts: range, ids: range, suffix: str) -> list[Row]:
    """Return a batch; a higher id has a later date."""
    return [
        make_post(source, post_id, source.period.at((post_id - posts.start) / len(posts)), suffix)
        for post_id in ids
    ]


def share_of(comments: range, posts: range, ids: range) -> range:
    begin = (ids.start - posts.start) * len(comments) // len(posts)
    end = (ids.stop - posts.start) * len(comments) // len(posts)
    return comments[begin:end]
