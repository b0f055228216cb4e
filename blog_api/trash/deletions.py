"""Queries of deletions: their rows, actor, state and first item."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    Interval,
    Select,
    and_,
    bindparam,
    case,
    cast,
    func,
    null,
    or_,
    select,
    true,
)

from blog_api.db.database import Reading
from blog_api.db.statements import Statement, constant
from blog_api.errors import NotFoundError
from blog_api.http.pagination import Page, page_of, read_cursor
from blog_api.lifecycle.conflicts import ItemType
from blog_api.lifecycle.deleting import Trashable
from blog_api.models import Comment, Deletion, Post, User
from blog_api.permissions import Action, Actor, can
from blog_api.scopes import Scope
from blog_api.trash.relations import Deleter, agent_column
from blog_api.trash.schemas import DeletionFilters, DeletionOut

SORT: Final = "newest"
NAME_LENGTH: Final = 100  # of a comment
COUNTS: Final = func.json_build_object(
    constant("posts"),
    Deletion.c.post_count,
    constant("comments"),
    Deletion.c.comment_count,
    constant("users"),
    Deletion.c.user_count,
).label("counts")
# The tables in the order in which their items name a deletion, and the columns with the names.
NAMED_BY: Final[dict[ItemType, tuple[Trashable, ColumnElement[str]]]] = {
    "user": (User, User.c.username),
    "post": (Post, Post.c.title),
    "comment": (Comment, func.left(Comment.c.content, constant(NAME_LENGTH))),
}


FIRST_IDS: Final[dict[ItemType, ColumnElement[int | None]]] = {
    "user": Deletion.c.first_user_id,
    "post": Deletion.c.first_post_id,
    "comment": Deletion.c.first_comment_id,
}


@dataclass(frozen=True, slots=True)
class Naming:
    """The types of items that may name a deletion: in its trash, and wherever they are now."""

    in_trash: frozenset[ItemType]
    anywhere: frozenset[ItemType]


def first_item(kind: ItemType, *, in_trash: bool) -> ColumnElement[Any]:
    """Return the first item of a deletion as JSON: in the trash by its index, or by its id."""
    model, name = NAMED_BY[kind]
    parts = (constant("type"), constant(kind), constant("id"), model.c.id, constant("name"), name)
    # With an equality PostgreSQL may walk along the primary key, and reads every row for a deletion
    # without items. A range leaves it the index of deletions alone, which has this order.
    is_item = (
        model.c.deletion_id.between(Deletion.c.id, Deletion.c.id)
        if in_trash
        else model.c.id == FIRST_IDS[kind]
    )
    return (
        select(func.json_build_object(*parts))
        .where(is_item)
        .order_by(model.c.deletion_id, model.c.id)
        .limit(constant(1))
        .correlate(Deletion)
        .scalar_subquery()
    )


def select_deletions(naming: Naming) -> Select[Any]:
    """Build the query of deletions; the first item in the trash, else the first taken, is named.

    The name is read from the row of the item, so that nobody reads it after a purge.
    """
    first = func.coalesce(
        *(first_item(kind, in_trash=True) for kind in NAMED_BY if kind in naming.in_trash),
        *(first_item(kind, in_trash=False) for kind in NAMED_BY if kind in naming.anywhere),
        null(),
    )
    return select(
        Deletion.c.id,
        Deletion.c.kind,
        agent_column(Deleter, "actor"),
        Deletion.c.reason,
        Deletion.c.created_at,
        Deletion.c.undone_at,
        COUNTS,
        first.label("first"),
    ).outerjoin(Deleter, Deleter.c.id == Deletion.c.actor_id)


def naming_for(actor: Actor) -> Naming:
    """Return the types of items that the lists of the trash show to the actor, or its token.

    A restored post may be a draft, or its comment may be on one: these need `posts:read` too.
    """
    sees_users = can(actor, Action.LIST_TRASHED_USERS) and actor.has_scope(Scope.ADMIN_USERS)
    sees_posts = can(actor, Action.SEE_EVERY_POST) and actor.has_scope(Scope.TRASH_READ)
    users = frozenset[ItemType](("user",) if sees_users else ())
    content = frozenset[ItemType](("post", "comment") if sees_posts else ())
    restored = content if actor.has_scope(Scope.POSTS_READ) else frozenset[ItemType]()
    return Naming(in_trash=users | content, anywhere=users | restored)


@dataclass(frozen=True, slots=True)
class UndoableDeletion:
    """Whether a deletion exists, and the author that may undo it."""

    is_known: bool
    undoable_by: int | None


# A former administrator may have deleted the post or comment of another account.
OF_OTHERS: Final = or_(
    *(
        select(model.c.id)
        .where(
            model.c.deletion_id == Deletion.c.id,
            model.c.author_id.is_distinct_from(Deletion.c.actor_id),
        )
        .exists()
        for model in (Post, Comment)
    )
)
IS_RECENT: Final = Deletion.c.created_at > func.now() - cast(bindparam("author_undo"), Interval)
OWN_AND_RECENT: Final = and_(
    Deletion.c.kind.in_([constant("post"), constant("comment")]), IS_RECENT, ~OF_OTHERS
)
SELECT_UNDOABLE: Final = Statement(
    select(true(), case((OWN_AND_RECENT, Deletion.c.actor_id), else_=null())).where(
        Deletion.c.id == bindparam("id")
    ),
    UndoableDeletion,
)

CONDITIONS: Final = {
    "kind": Deletion.c.kind == bindparam("kind"),
    "actor_id": Deletion.c.actor_id == bindparam("actor_id"),
    "before_id": Deletion.c.id < bindparam("before_id"),
}


@lru_cache(maxsize=6)
def one_statement(naming: Naming) -> Statement[DeletionOut]:
    return Statement(select_deletions(naming).where(Deletion.c.id == bindparam("id")), DeletionOut)


@lru_cache(maxsize=48)
def page_statement(asked: frozenset[str], naming: Naming) -> Statement[DeletionOut]:
    return Statement(
        select_deletions(naming)
        .where(*(CONDITIONS[name] for name in sorted(asked)))
        .order_by(Deletion.c.id.desc())
        .limit(bindparam("limit", type_=Integer)),
        DeletionOut,
    )


async def list_deletions(db: Reading, actor: Actor, filters: DeletionFilters) -> Page[DeletionOut]:
    key = read_cursor(SORT, filters.cursor)
    given: dict[str, Any] = {
        "kind": filters.kind,
        "actor_id": filters.actor,
        "before_id": key.id if key else None,
    }
    values = {name: value for name, value in given.items() if value is not None}
    statement = page_statement(frozenset(values), naming_for(actor))
    rows = await db.all(statement, **values, limit=filters.limit + 1)
    return page_of(rows, filters.limit, SORT, lambda deletion: (deletion.created_at, deletion.id))


async def get_deletion(db: Reading, actor: Actor, deletion_id: int) -> DeletionOut:
    deletion = await db.one(one_statement(naming_for(actor)), id=deletion_id)
    if deletion is None:
        raise NotFoundError
    return deletion


async def get_undoable(
    db: Reading, deletion_id: int, author_undo: timedelta | None
) -> UndoableDeletion:
    """Return a deletion with the account that may undo it; without `author_undo` none may."""
    found = await db.one(SELECT_UNDOABLE, id=deletion_id, author_undo=author_undo)
    return found or UndoableDeletion(is_known=False, undoable_by=None)
