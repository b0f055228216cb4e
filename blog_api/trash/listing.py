"""Lists of the trash: a user's own items, for administrators everyone's; and the next to purge."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Interval,
    Select,
    any_,
    bindparam,
    cast,
    func,
    select,
    union_all,
)

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Key, Page, page_of, read_cursor
from blog_api.http.search_terms import escaped
from blog_api.lifecycle.holds import HELD, HELD_IDS
from blog_api.permissions import Action, Actor, can
from blog_api.trash.relations import (
    COMMENTS,
    POSTS,
    WHOLE_POSTS,
    Item,
    Relation,
    conditions,
    select_ids,
    select_trash,
)
from blog_api.trash.schemas import UPCOMING, TrashedPostOut, TrashFilters, Upcoming

SORT: Final = "deleted"


@dataclass(frozen=True, slots=True)
class View:
    """The viewer of the trash, and the days that rows stay in it."""

    actor: Actor
    retention_days: int

    @property
    def everyone(self) -> bool:
        return can(self.actor, Action.SEE_EVERY_POST)

    @property
    def values(self) -> dict[str, Any]:
        days = self.retention_days
        owner = {} if self.everyone else {"owner_id": self.actor.id}
        return {"retention": timedelta(days=days) if days else None, **owner}


@lru_cache(maxsize=256)
def page_statement(relation: Relation[Item], asked: frozenset[str]) -> Statement[Item]:
    """Build the statement of a page by keyset, along the index of the trash or of its owner.

    A subquery finds the page before the joins: PostgreSQL overestimates the rows of the trash, and
    would read all accounts and deletions for them.
    """
    everyone = "owner_id" not in asked
    wanted = conditions(relation, everyone=everyone)
    latest = (relation.model.c.deleted_at.desc(), relation.model.c.id.desc())
    found = (
        select_ids(relation, with_deletions="deleted_by" in asked)
        .where(*(wanted[name] for name in sorted(asked & wanted.keys())))
        .order_by(*latest)
        .limit(bindparam("limit", type_=Integer))
    )
    rows = select_trash(relation, everyone=everyone)
    page = any_(func.array(found.scalar_subquery()))
    return Statement(rows.where(relation.model.c.id == page).order_by(*latest), relation.item)


async def list_trash(
    db: Reading, relation: Relation[Item], view: View, filters: TrashFilters
) -> Page[Item]:
    values = {**view.values, **asked_for(filters), **key_values(read_cursor(SORT, filters.cursor))}
    statement = page_statement(relation, frozenset(values))
    rows = await db.all(statement, **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda item: (item.deleted_at, item.id))


def asked_for(filters: TrashFilters) -> dict[str, Any]:
    given = {
        "deletion_id": filters.deletion_id,
        "deleted_by": filters.deleted_by,
        "deleted_after": filters.deleted_after,
        "deleted_before": filters.deleted_before,
        "search": escaped(filters.search),
    }
    return {name: value for name, value in given.items() if value is not None}


def key_values(key: Key | None) -> dict[str, Any]:
    return {} if key is None else {"key": key.instant, "key_id": key.id}


async def get_trashed_post(db: Reading, view: View, post_id: int) -> TrashedPostOut:
    """Return a post of the viewer's trash; raise NotFoundError for any other."""
    return await get_trashed(db, WHOLE_POSTS, view, post_id)


async def get_trashed(db: Reading, relation: Relation[Item], view: View, item_id: int) -> Item:
    """Return an item of the viewer's trash; raise NotFoundError for any other."""
    values = {**view.values, "id": item_id}
    item: Item | None = await db.one(page_statement(relation, frozenset(values)), **values, limit=1)
    if item is None:
        raise NotFoundError
    return item


def first_of(
    relation: Relation[Any], title: ColumnElement[str], *, everyone: bool, held: bool
) -> Select[Any]:
    """Build the query of the first deleted rows, along the index of the trash or of its owner.

    Rows that a restore request holds are found by their ids, since they may be anywhere in it.
    """
    model = relation.model
    owner = [] if everyone else [relation.owner_id == bindparam("owner_id")]
    ids = func.array(HELD_IDS[model].scalar_subquery())
    is_chosen = model.c.id == any_(ids) if held else ~HELD[model]
    first = (
        select(model.c.id)
        .where(model.c.deleted_at.is_not(None), is_chosen, *owner)
        .order_by(model.c.deleted_at, model.c.id)
        .limit(constant(UPCOMING))
        .correlate(None)
        .subquery()
    )
    columns: tuple[ColumnElement[Any], ...] = (
        constant(model.name.removesuffix("s")).label("type"),
        model.c.id,
        title.label("title"),
        model.c.deletion_id,
        relation.kept_since.label("kept_since"),
    )
    rows = relation.join(select(*columns).select_from(model))
    return rows.where(model.c.id == any_(func.array(select(first.c.id).scalar_subquery())))


@lru_cache(maxsize=2)
def upcoming_statement(*, everyone: bool) -> Statement[Upcoming]:
    said = func.left(COMMENTS.model.c["content"], constant(100))
    titles = ((POSTS, POSTS.model.c["title"]), (COMMENTS, said))
    parts = (
        first_of(relation, title, everyone=everyone, held=held)
        for relation, title in titles
        for held in (False, True)
    )
    found = union_all(*parts).subquery("first")
    retention = cast(bindparam("retention"), Interval)
    names = ("type", "id", "title", "deletion_id")
    rows = select(
        *(found.c[name] for name in names), (found.c.kept_since + retention).label("purge_after")
    )
    rows = rows.order_by(found.c.kept_since, found.c.id).limit(constant(UPCOMING))
    return Statement(rows, Upcoming)


async def list_upcoming(db: Reading, view: View) -> list[Upcoming]:
    """Return the items of the viewer's trash to be purged next; none without a retention period."""
    if not view.retention_days:
        return []
    return await db.all(upcoming_statement(everyone=view.everyone), **view.values)
