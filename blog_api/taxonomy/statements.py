"""Statements that rename a term in every post, and undo that.

Each is one statement: it locks the posts in id order, changes them and stores their old terms.
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

from blog_api.db.statements import Statement
from blog_api.models import Post, TermChange, TermChangePost
from blog_api.recording.causes import constant_cause
from blog_api.recording.posts import Changes, recorded_update
from blog_api.taxonomy.schemas import Kind

OLD: Final = bindparam("old_name", type_=Text)
NEW: Final = bindparam("new_name", type_=Text)
CHANGE_ID: Final = bindparam("change_id", type_=TermChange.c.id.type)
# A renamed term differs in each post, and so does one that an undo returns.
CHANGES: Final[dict[Kind, Changes]] = {
    "tag": Changes(["tags"], all_differ=True),
    "category": Changes(["category"], all_differ=True),
}
BY_ACTOR: Final = constant_cause("term_change", "actor_id")
NO_TAGS: Final = cast(null(), ARRAY(Text))


def just(name: ColumnElement[str]) -> ColumnElement[Any]:
    return cast(array([name]), ARRAY(Text))


HAS: Final[dict[Kind, Any]] = {
    "tag": lambda name: Post.c.tags.contains(just(name)),
    "category": lambda name: Post.c.category == name,
}


def renamed(tags: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """Replace the old tag by the new one; if a post has both, keep the position of the first."""
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
    """Insert the row of a change; it is a merge if any post has the new name already."""
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
    """Rename the term in every post that has it, and store the old terms."""
    held = (
        select(Post.c.id, Post.c.tags)
        .where(HAS[kind](OLD))
        .order_by(Post.c.id)
        .with_for_update(key_share=True)
        .cte("held")
    )
    values = {"tags": renamed(held.c.tags)} if kind == "tag" else {"category": NEW}
    changing = (
        update(Post).where(Post.c.id == held.c.id).values(**values, version=Post.c.version + 1)
    )
    old_tags = (held.c.tags if kind == "tag" else NO_TAGS).label("old_tags")
    changed, records = recorded_update(changing, CHANGES[kind], BY_ACTOR, old_tags)
    columns = ["change_id", "post_id", "old_tags"]
    kept = select(CHANGE_ID, changed.c.id, changed.c.old_tags)
    return Statement(insert(TermChangePost).from_select(columns, kept).add_cte(*records), int)


def undoing(kind: Kind) -> Statement[Any]:
    """Return the old terms to posts that are unedited since the change, and delete the stored ones.

    So a second undo does not touch a post whose author writes the new name again.
    """
    unwritten: ColumnElement[bool] = (
        Post.c.tags == renamed(TermChangePost.c.old_tags)
        if kind == "tag"
        else Post.c.category == NEW
    )
    held = held_of_change(unwritten).cte("held")
    values = {"tags": held.c.old_tags} if kind == "tag" else {"category": OLD}
    changing = (
        update(Post).where(Post.c.id == held.c.id).values(**values, version=Post.c.version + 1)
    )
    restored, records = recorded_update(changing, CHANGES[kind], BY_ACTOR)
    forgetting = delete(TermChangePost).where(
        TermChangePost.c.change_id == CHANGE_ID, TermChangePost.c.post_id == restored.c.id
    )
    return Statement(forgetting.add_cte(*records), int)


def held_of_change(condition: ColumnElement[bool]) -> Select[int, list[str] | None]:
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
