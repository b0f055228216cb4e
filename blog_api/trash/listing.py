"""Lists of the trash: the own trash for users, all of it for admins."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Integer, any_, bindparam, func

from blog_api.db.database import Reading
from blog_api.db.statements import Statement
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Key, Page, page_of, read_cursor
from blog_api.http.search_terms import escaped
from blog_api.permissions import Action, Actor, can
from blog_api.trash.relations import (
    WHOLE_POSTS,
    Item,
    Relation,
    conditions,
    select_ids,
    select_trash,
)
from blog_api.trash.schemas import TrashedPostOut, TrashFilters

SORT: Final = "deleted"


@dataclass(frozen=True, slots=True)
class View:
    """The viewer of the trash, and its retention."""

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
    """Return a page by keyset, along the index of the trash or of the owner's part of it.

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
        "deleted_by": filters.deleted_by,
        "deleted_after": filters.deleted_after,
        "deleted_before": filters.deleted_before,
        "search": escaped(filters.search),
    }
    return {name: value for name, value in given.items() if value is not None}


def key_values(key: Key | None) -> dict[str, Any]:
    return {} if key is None else {"key": key.instant, "key_id": key.id}


async def get_trashed_post(db: Reading, view: View, post_id: int) -> TrashedPostOut:
    """Raise NotFoundError for a live post, and for one outside the viewer's trash."""
    values = {**view.values, "id": post_id}
    statement = page_statement(WHOLE_POSTS, frozenset(values))
    post: TrashedPostOut | None = await db.one(statement, **values, limit=1)
    if post is None:
        raise NotFoundError
    return post
