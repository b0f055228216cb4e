"""The list of posts. Each combination of filters, sort and paging is a shape, compiled once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import Column, ColumnElement, Integer, Select, Text, bindparam, func, select, tuple_
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import UnauthenticatedError
from blog_api.http.pagination import COUNTED, Key, Page, page_of, read_cursor
from blog_api.live import (
    LivePost,
    LivePostCounters,
    LiveUser,
    LiveVote,
    Viewer,
    is_scheduled,
    public_or_within_reach,
    reach_of,
    visible_to,
)
from blog_api.permissions import Action, Actor, can
from blog_api.posts.filters import PostFilters, Sort
from blog_api.posts.queries import SUMMARY_COLUMNS, with_relations
from blog_api.posts.schemas import PostItem
from blog_api.posts.tag_filter import HAS_RARE_TAG, is_rare, resolve_tag

PUBLIC: Final = visible_to(Viewer.EVERYONE)
CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "author_id": LivePost.c.author_id == bindparam("author_id"),
    "username": LivePost.c.author_id
    == select(LiveUser.c.id)
    .where(func.lower(LiveUser.c.username) == func.lower(bindparam("username")))
    .scalar_subquery(),
    "owner_id": LivePost.c.author_id == bindparam("owner_id"),
    "reach": public_or_within_reach(),
    "status": LivePost.c.status == bindparam("status"),
    "scheduled": is_scheduled(LivePost) & bindparam("scheduled"),
    "tag": LivePost.c.tags.contains(bindparam("tag", type_=ARRAY(Text))),
    "rare_tag": HAS_RARE_TAG,
    "category": LivePost.c.category == bindparam("category"),
    "created_after": LivePost.c.created_at >= bindparam("created_after"),
    "created_before": LivePost.c.created_at < bindparam("created_before"),
    "voter_id": LiveVote.c.user_id == bindparam("voter_id"),
}

SORTED_BY: Final[dict[str, Column[Any]]] = {
    "updated": LivePost.c.updated_at,
    "top": LivePostCounters.c.vote_count,
    "views": LivePostCounters.c.view_count,
    "voted": LiveVote.c.created_at,
}
BY_COUNTS: Final = frozenset({"top", "views"})
BY_RANK: Final = "relevance"
BY_NUMBER: Final = BY_COUNTS | {BY_RANK}
Order = Sort | Literal["voted"]
Start = Literal["first", "offset", "key"]
# With a literal LIMIT the statement is planned once; with a parameter PostgreSQL plans it on each
# execution, which doubles the time of the query.
USUAL_LIMITS: Final = frozenset({10, 20, 50, 100})


@dataclass(frozen=True, slots=True)
class QueryShape:
    """The choices that change the text of the SQL statement; all values are parameters."""

    only_public: bool
    conditions: frozenset[str]
    sort: Order
    start: Start
    limit: int | None = None

    @property
    def after_key(self) -> bool:
        return self.start == "key"

    @property
    def column(self) -> Column[Any]:
        """Return the sort column; for newest and oldest, `created_at` if the list has drafts."""
        if self.sort in SORTED_BY:
            return SORTED_BY[self.sort]
        is_published = self.only_public or "scheduled" in self.conditions
        return LivePost.c.published_at if is_published else LivePost.c.created_at

    @property
    def sort_key(self) -> tuple[Column[Any], Column[int]]:
        if self.sort == "voted":
            return self.column, LiveVote.c.post_id
        counted = self.sort in BY_COUNTS
        return self.column, LivePostCounters.c.post_id if counted else LivePost.c.id

    @property
    def sort_field(self) -> str:
        return "voted_at" if self.sort == "voted" else self.column.key

    @property
    def order(self) -> str:
        """Return the name of the order, which each cursor carries.

        A cursor of one order is refused in another.
        """
        return BY_RANK if self.sort == BY_RANK else f"{self.sort}_{self.column.key}"


def apply_filters(statement: Select[Any], shape: QueryShape) -> Select[Any]:
    wanted = [CONDITIONS[name] for name in sorted(shape.conditions)]
    if shape.sort == "voted":
        statement = statement.join(LiveVote, LiveVote.c.post_id == LivePost.c.id)
    return statement.where(*wanted, *([PUBLIC] if shape.only_public else []))


@lru_cache(maxsize=512)
def page_statement(shape: QueryShape) -> Statement[PostItem]:
    """Build the statement of a page; by keyset, a row comparison starts within the index."""
    key = tuple_(bindparam("key"), bindparam("key_id"))
    ascending = shape.sort == "oldest"
    voted_at = [LiveVote.c.created_at.label("voted_at")] if shape.sort == "voted" else []
    rows = apply_filters(with_relations(select(*SUMMARY_COLUMNS, *voted_at)), shape)
    rows = rows.order_by(*(c if ascending else c.desc() for c in shape.sort_key))
    rows = rows.limit(constant(shape.limit) if shape.limit else bindparam("limit", type_=Integer))
    if shape.start == "offset":
        return Statement(rows.offset(bindparam("offset")), PostItem)
    if shape.start == "key":
        sort_key = tuple_(*shape.sort_key)
        rows = rows.where(sort_key > key if ascending else sort_key < key)
    return Statement(rows, PostItem)


@lru_cache(maxsize=512)
def count_statement(shape: QueryShape) -> Statement[int]:
    """Build the statement that counts the posts, up to one more than `COUNTED`."""
    rows = apply_filters(select(LivePost.c.id), shape).limit(constant(COUNTED + 1)).subquery()
    return Statement(select(func.count()).select_from(rows), int)


@dataclass(frozen=True, slots=True)
class ListQuery:
    """A request for a page of posts: its filters, the shape of its statement, and parameters."""

    filters: PostFilters
    shape: QueryShape
    values: dict[str, Any]  # of the filters
    position: dict[str, Any]  # where the page begins

    @property
    def limit(self) -> int:
        """Return the size of the page plus one: the extra row tells that another page follows."""
        return self.filters.limit + 1

    def page(self, rows: Sequence[PostItem]) -> Page[PostItem]:
        """Make a page of the rows; an extra row only tells that another page follows."""
        order = self.shape.order
        return page_of(rows, self.filters.limit, order, lambda post: (self.sort_key(post), post.id))

    def sort_key(self, post: PostItem) -> datetime | int:
        """Return the value of the column that the list is sorted by."""
        value: datetime | int = getattr(post, self.shape.sort_field)
        return value


async def read_query(db: Reading, viewer: Actor | None, filters: PostFilters) -> ListQuery:
    """Read the query of a list; raise UnauthenticatedError, or InvalidInputError for a bad cursor.

    For a rare tag, the condition is the list of its posts (`tag_filter.py`).
    """
    values = condition_values(viewer, filters)
    if filters.tag is not None:
        tag = await resolve_tag(db, filters.tag)
        is_narrow = filters.is_only_public and await is_rare(db, tag)
        values["rare_tag" if is_narrow else "tag"] = [tag]
    shape = shape_of(filters, values)
    start = start_values(filters, read_cursor(shape.order, filters.cursor))
    return ListQuery(filters, shape, values, start)


async def list_page(db: Reading, query: ListQuery) -> Page[PostItem]:
    limit = {} if query.shape.limit else {"limit": query.limit}
    rows = await db.all(page_statement(query.shape), **query.values, **query.position, **limit)
    page = query.page(rows)
    if not query.filters.count:
        return page
    return page.counted(await db.one(count_statement(query.shape), **query.values))


def shape_of(filters: PostFilters, values: Mapping[str, Any]) -> QueryShape:
    """Return the shape of the statement; usual limits are literals in it (`USUAL_LIMITS`)."""
    usual = filters.limit + 1 if filters.limit in USUAL_LIMITS else None
    only_public, start = filters.is_only_public, start_of(filters)
    order: Order = "voted" if filters.voted else filters.sort
    return QueryShape(only_public, frozenset(values), order, start, usual)


def start_of(filters: PostFilters) -> Start:
    if filters.cursor is not None:
        return "key"
    return "offset" if filters.offset else "first"


def start_values(filters: PostFilters, key: Key | None) -> dict[str, Any]:
    if key is None:
        return {"offset": filters.offset} if filters.offset else {}
    return {"key": key.value if filters.sort in BY_NUMBER else key.instant, "key_id": key.id}


def condition_values(viewer: Actor | None, filters: PostFilters) -> dict[str, Any]:
    """Return the filters as parameters; a list with drafts has only the viewer's own posts."""
    named = {
        "category": filters.category,
        "created_after": filters.created_after,
        "created_before": filters.created_before,
        **filters.status_value,
        "voter_id": require_viewer(viewer).id if filters.voted else None,
        **author_value(viewer, filters.author),
        **({} if filters.is_only_public else owner_value(viewer)),
    }
    return {name: value for name, value in named.items() if value is not None}


def author_value(viewer: Actor | None, author: str | None) -> dict[str, Any]:
    """Return the author filter: an id, a user name (which begins with a letter), or `me`."""
    if author == "me":
        return {"author_id": require_viewer(viewer).id}
    if author is not None and author.isascii() and author.isdigit():
        return {"author_id": int(author)}
    return {"username": author}


def owner_value(viewer: Actor | None) -> dict[str, Any]:
    """Return the parameters that limit a list with drafts to the viewer's posts and token."""
    if can(viewer, Action.SEE_EVERY_POST):
        return {}
    return {"owner_id": require_viewer(viewer).id, "reach": reach_of(viewer)}


def require_viewer(viewer: Actor | None) -> Actor:
    if viewer is None:
        raise UnauthenticatedError
    return viewer
