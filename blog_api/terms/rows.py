"""The statements that change a term in every post, and that take such a change back.

Each is one statement: the posts are locked in id order, changed, and what they had is written down.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    bindparam,
    case,
    cast,
    delete,
    func,
    insert,
    null,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY, array

from blog_api.db.statement import Statement
from blog_api.models import Post, TermChange, TermChangePost
from blog_api.terms.schemas import Kind

OLD: Final = bindparam("old_name", type_=Text)
NEW: Final = bindparam("new_name", type_=Text)
CHANGE_ID: Final = bindparam("change_id", type_=TermChange.c.id.type)
NO_TAGS: Final = cast(null(), ARRAY(Text))


def just(name: ColumnElement[str]) -> ColumnElement[Any]:
    """An array of one tag, of the type of the column."""
    return cast(array([name]), ARRAY(Text))


HAS: Final[dict[Kind, Any]] = {
    "tag": lambda name: Post.c.tags.contains(just(name)),
    "category": lambda name: Post.c.category == name,
}


def renamed(tags: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """The new name in the place of the old one, and once: where the first of the two stood."""
    old_is_first = func.array_position(tags, OLD) < func.array_position(tags, NEW)
    return case(
        (
            tags.contains(just(NEW)),
            case(
                (old_is_first, func.array_replace(func.array_remove(tags, NEW), OLD, NEW)),
                else_=func.array_remove(tags, OLD),
            ),
        ),
        else_=func.array_replace(tags, OLD, NEW),
    )


def inserting(kind: Kind) -> Statement[int]:
    """The row of a change; it is a merge where any post has the new name already."""
    return Statement(
        insert(TermChange)
        .values(
            kind=bindparam("kind"),
            old_name=OLD,
            new_name=NEW,
            merged=select(Post.c.id).where(HAS[kind](NEW)).exists(),
            actor_id=bindparam("actor_id"),
        )
        .returning(TermChange.c.id),
        int,
    )


def changing(kind: Kind) -> Statement[Any]:
    """Give every post with the old name the new one, and keep what it had."""
    held = (
        select(Post.c.id, Post.c.tags)
        .where(HAS[kind](OLD))
        .order_by(Post.c.id)
        .with_for_update(key_share=True)
        .cte("held")
    )
    values = {"tags": renamed(held.c.tags)} if kind == "tag" else {"category": NEW}
    changed = (
        update(Post)
        .where(Post.c.id == held.c.id)
        .values(**values, version=Post.c.version + 1)
        .returning(Post.c.id, (held.c.tags if kind == "tag" else NO_TAGS).label("old_tags"))
        .cte("changed")
    )
    columns = ["change_id", "post_id", "old_tags"]
    kept = select(CHANGE_ID, changed.c.id, changed.c.old_tags)
    return Statement(insert(TermChangePost).from_select(columns, kept), int)


def undoing(kind: Kind) -> Statement[Any]:
    """Give back what they had to those that still have what the change made of it, and forget it.

    What was given back once is not taken from whoever writes the new name again.
    """
    unwritten: ColumnElement[bool] = (
        Post.c.tags == renamed(TermChangePost.c.old_tags)
        if kind == "tag"
        else Post.c.category == NEW
    )
    held = held_of_change(unwritten).cte("held")
    values = {"tags": held.c.old_tags} if kind == "tag" else {"category": OLD}
    restored = (
        update(Post)
        .where(Post.c.id == held.c.id)
        .values(**values, version=Post.c.version + 1)
        .returning(Post.c.id)
        .cte("restored")
    )
    return Statement(
        delete(TermChangePost).where(
            TermChangePost.c.change_id == CHANGE_ID, TermChangePost.c.post_id == restored.c.id
        ),
        int,
    )


def held_of_change(condition: ColumnElement[bool]) -> Select[int, list[str] | None]:
    """The posts of a change that are as it left them, held in id order."""
    return (
        select(Post.c.id, TermChangePost.c.old_tags)
        .join(TermChangePost, TermChangePost.c.post_id == Post.c.id)
        .where(TermChangePost.c.change_id == CHANGE_ID, condition)
        .order_by(Post.c.id)
        .with_for_update(key_share=True, of=Post)
    )


KINDS: Final[tuple[Kind, ...]] = ("tag", "category")
INSERT: Final = {kind: inserting(kind) for kind in KINDS}
CHANGE: Final = {kind: changing(kind) for kind in KINDS}
UNDO: Final = {kind: undoing(kind) for kind in KINDS}
