"""The list of posts: a mixture of filters, sort and paging is one shape, compiled at first use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Final, Literal

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    Select,
    Text,
    bindparam,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from blog_api.db.database import Reading
from blog_api.db.statement import Statement, constant
from blog_api.errors import UnauthenticatedError
from blog_api.live import IS_PUBLIC, LivePost, LivePostCounters, LiveUser
from blog_api.permissions import Actor, can_list_all
from blog_api.posts.queries import SUMMARY_COLUMNS, with_relations
from blog_api.posts.rare_tags import HAS_RARE_TAG, is_rare
from blog_api.posts.schemas import PostFilters, PostItem, Sort, slug_of_tag
from blog_api.web.pagination import COUNTED, Key, Page, page_of, read_cursor

CONDITIONS: Final[dict[str, ColumnElement[bool]]] = {
    "author_id": LivePost.c.author_id == bindparam("author_id"),
    "username": LivePost.c.author_id
    == select(LiveUser.c.id)
    .where(func.lower(LiveUser.c.username) == func.lower(bindparam("username")))
    .scalar_subquery(),
    "owner_id": LivePost.c.author_id == bindparam("owner_id"),
    "status": LivePost.c.status == bindparam("status"),
    "tag": LivePost.c.tags.contains(bindparam("tag", type_=ARRAY(Text))),
    "rare_tag": HAS_RARE_TAG,
    "category": LivePost.c.category == bindparam("category"),
    "created_after": LivePost.c.created_at >= bindparam("created_after"),
    "created_before": LivePost.c.created_at < bindparam("created_before"),
}

SORTED_BY: Final[dict[str, Column[Any]]] = {
    "updated": LivePost.c.updated_at,
    "top": LivePostCounters.c.vote_count,
    "views": LivePostCounters.c.view_count,
}
BY_COUNTS: Final = frozenset({"top", "views"})
Start = Literal["first", "offset", "key"]
# A number in the text is planned once; a parameter is planned anew each time, for as long again as
# the query takes.
USUAL_LIMITS: Final = frozenset({10, 20, 50, 100})


@dataclass(frozen=True, slots=True)
class Shape:
    """What distinguishes one SQL text from another; values are parameters."""

    only_public: bool
    conditions: frozenset[str]
    sort: Sort
    start: Start
    limit: int | None = None

    @property
    def after_key(self) -> bool:
        """Whether the page begins where another ended."""
        return self.start == "key"

    @property
    def column(self) -> Column[Any]:
        """Published posts are dated by their publication, a mixture by when it was written."""
        if self.sort in SORTED_BY:
            return SORTED_BY[self.sort]
        return LivePost.c.published_at if self.only_public else LivePost.c.created_at

    @property
    def place(self) -> tuple[Column[Any], Column[int]]:
        """The column and the id that breaks ties, both of the table whose index has them."""
        counted = self.sort in BY_COUNTS
        return self.column, LivePostCounters.c.post_id if counted else LivePost.c.id

    @property
    def order(self) -> str:
        """Names the order in cursors: a place in one is none in another."""
        return f"{self.sort}_{self.column.key}"


def chosen(statement: Select[Any], shape: Shape) -> Select[Any]:
    """The rows that the filters leave."""
    wanted = [CONDITIONS[name] for name in sorted(shape.conditions)]
    return statement.where(*wanted, *([IS_PUBLIC] if shape.only_public else []))


@lru_cache(maxsize=512)
def page_statement(shape: Shape) -> Statement[PostItem]:
    """Keyset by row comparison: PostgreSQL then starts in the index where the last page ended."""
    key = tuple_(bindparam("key"), bindparam("key_id"))
    ascending = shape.sort == "oldest"
    rows = chosen(with_relations(select(*SUMMARY_COLUMNS)), shape)
    rows = rows.order_by(*(c if ascending else c.desc() for c in shape.place))
    rows = rows.limit(constant(shape.limit) if shape.limit else bindparam("limit", type_=Integer))
    if shape.start == "offset":
        return Statement(rows.offset(bindparam("offset")), PostItem)
    if shape.start == "key":
        place = tuple_(*shape.place)
        rows = rows.where(place > key if ascending else place < key)
    return Statement(rows, PostItem)


@lru_cache(maxsize=512)
def count_statement(shape: Shape) -> Statement[int]:
    """How many there are, or one more than anyone counts."""
    rows = chosen(select(LivePost.c.id), shape).limit(constant(COUNTED + 1)).subquery()
    return Statement(select(func.count()).select_from(rows), int)


async def list_posts(db: Reading, viewer: Actor | None, filters: PostFilters) -> Page[PostItem]:
    """What the viewer may see of what the filters ask for."""
    values = await find_conditions(db, viewer, filters)
    shape = shape_of(filters, values)
    start = start_values(filters, read_cursor(shape.order, filters.cursor))
    limit = {} if shape.limit else {"limit": filters.limit + 1}
    rows = await db.all(page_statement(shape), **values, **start, **limit)
    page = page_of(rows, filters.limit, shape.order, lambda post: (sorted_by(shape, post), post.id))
    return page.counted(await db.one(count_statement(shape), **values)) if filters.count else page


def shape_of(filters: PostFilters, values: Mapping[str, Any]) -> Shape:
    """Of a page and the one row more that tells whether another follows."""
    usual = filters.limit + 1 if filters.limit in USUAL_LIMITS else None
    only_public, start = is_only_public(filters), start_of(filters)
    return Shape(only_public, frozenset(values), filters.sort, start, usual)


def start_of(filters: PostFilters) -> Start:
    """How the beginning of the page is told."""
    if filters.cursor is not None:
        return "key"
    return "offset" if filters.offset else "first"


def start_values(filters: PostFilters, key: Key | None) -> dict[str, Any]:
    """Where the page begins."""
    if key is None:
        return {"offset": filters.offset} if filters.offset else {}
    return {"key": key.value if filters.sort in BY_COUNTS else key.instant, "key_id": key.id}


def sorted_by(shape: Shape, post: PostItem) -> datetime | int:
    """The value of the column that the list is sorted by."""
    value: datetime | int = getattr(post, shape.column.key)
    return value


def is_only_public(filters: PostFilters) -> bool:
    """Everything but one's own posts and a status other than published."""
    if filters.status is None:
        return filters.author != "me"
    return filters.status == "published"


def condition_values(viewer: Actor | None, filters: PostFilters) -> dict[str, Any]:
    """The filters as parameters; what is not public is narrowed to the viewer's own."""
    named = {
        "category": filters.category,
        "created_after": filters.created_after,
        "created_before": filters.created_before,
        "status": None if is_only_public(filters) else filters.status,
        "tag": None if filters.tag is None else [slug_of_tag(filters.tag)],
        **author_value(viewer, filters.author),
        **({} if is_only_public(filters) else owner_value(viewer)),
    }
    return {name: value for name, value in named.items() if value is not None}


async def find_conditions(
    db: Reading, viewer: Actor | None, filters: PostFilters
) -> dict[str, Any]:
    """The filters as parameters; a tag that few public posts have by the index that names them."""
    values = condition_values(viewer, filters)
    if "tag" not in values or not is_only_public(filters):
        return values
    (tag,) = values["tag"]
    if not await is_rare(db, tag):
        return values
    others = {name: value for name, value in values.items() if name != "tag"}
    return {**others, "rare_tag": [tag]}


def author_value(viewer: Actor | None, author: str | None) -> dict[str, Any]:
    """An id, a user name (which begins with a letter), or whoever asks."""
    if author == "me":
        return {"author_id": require_viewer(viewer).id}
    if author is not None and author.isascii() and author.isdigit():
        return {"author_id": int(author)}
    return {"username": author}


def owner_value(viewer: Actor | None) -> dict[str, Any]:
    """Administrators see everyone's."""
    return {} if can_list_all(viewer) else {"owner_id": require_viewer(viewer).id}


def require_viewer(viewer: Actor | None) -> Actor:
    """Nobody has no posts of their own."""
    if viewer is None:
        raise UnauthenticatedError
    return viewer
