"""Rewriting of one batch of rows, live or in the trash: locked in id order, one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    BindParameter,
    Integer,
    Select,
    Table,
    Text,
    bindparam,
    func,
    or_,
    select,
    update,
)

from blog_api import audit_log
from blog_api.db.database import Reading, Transaction
from blog_api.db.statements import Statement, constant
from blog_api.models import Comment, Post, User, WorkingCopy
from blog_api.posts.commands.statements import update_statement
from blog_api.posts.excerpts import excerpt_of
from blog_api.recording.causes import Cause
from blog_api.recording.comments import recorded_comment
from blog_api.recording.deltas import Delta
from blog_api.recording.sizes import added_to_comment
from blog_api.relocation.urls import Move


@dataclass(frozen=True, slots=True)
class Kind:
    """A table with text columns; `limits` maps each to its maximum length."""

    target: audit_log.TargetType
    table: Table
    limits: Mapping[str, int]
    also_read: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.limits, *self.also_read)


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """The new values of a row; `too_long` names columns that are left alone for their length."""

    row: Row
    changes: dict[str, str]
    too_long: tuple[str, ...]


POSTS: Final = Kind(
    "post", Post, {"content": 100_000, "excerpt": 500, "image_url": 2000}, ("excerpt_given",)
)
COPIES: Final = Kind(
    "working_copy", WorkingCopy, {"content": 100_000, "excerpt": 500, "image_url": 2000}
)
COMMENTS: Final = Kind("comment", Comment, {"content": 10_000})
KINDS: Final[Mapping[str, Kind]] = {
    "posts": POSTS,
    "comments": COMMENTS,
    "profiles": Kind("user", User, {"bio": 1000}),
    "working copies": COPIES,
}


def candidates(kind: Kind) -> Select[Any]:
    """Select rows that contain the old base URL, even as part of another word."""
    table = kind.table.c
    needle: BindParameter[str] = bindparam("needle", type_=Text)
    holding = [func.strpos(func.lower(table[name]), needle) > constant(0) for name in kind.limits]
    return (
        select(table.id, *(table[name] for name in kind.columns))
        .where(table.id > bindparam("after_id"), or_(*holding))
        .order_by(table.id)
        .limit(bindparam("batch_size", type_=Integer))
    )


def reading(kind: Kind, rows: Select[Any]) -> Statement[Row]:
    return Statement(
        rows, lambda row_id, *values: Row(row_id, dict(zip(kind.columns, values, strict=True)))
    )


def writing(kind: Kind, columns: frozenset[str]) -> Statement[int]:
    """Build the statement that updates a row as an edit would: its version increases."""
    if kind is POSTS:
        return update_statement(columns)
    also = (
        {"version": WorkingCopy.c.version + constant(1)}  # its age counts from its user's change
        if kind is COPIES
        else {"updated_at": func.now()}
    )
    changing = (
        update(kind.table)
        .where(kind.table.c.id == bindparam("row_id"))
        .values({name: bindparam(name) for name in columns} | also)
    )
    if kind is not COMMENTS:
        return Statement(changing.returning(kind.table.c.id), int)
    added = added_to_comment(Comment.c.content, bindparam("content", type_=Text))
    history = {Comment.c.history_bytes: Comment.c.history_bytes + added}
    changed, records = recorded_comment(changing.values(history))
    return Statement(select(changed.c.id).add_cte(*records), int)


FIND: Final = {name: reading(kind, candidates(kind)) for name, kind in KINDS.items()}
# An edit changes no key: FOR NO KEY UPDATE lets votes and comments on a post go on.
LOCK: Final = {
    name: reading(kind, candidates(kind).with_for_update(key_share=True))
    for name, kind in KINDS.items()
}


def rewrite(kind: Kind, move: Move, row: Row) -> Rewrite:
    moved = {
        name: move.apply_to_image(row.values[name])
        if name == "image_url"
        else move.apply(row.values[name])
        for name in kind.limits
        if row.values[name] is not None
    }
    changed = {name: text for name, text in moved.items() if text != row.values[name]}
    fitting = {name: text for name, text in changed.items() if len(text) <= kind.limits[name]}
    if not row.values.get("excerpt_given", True):
        derive_excerpt(row, fitting)
    return Rewrite(row, fitting, tuple(sorted(changed.keys() - fitting.keys() - {"excerpt"})))


def derive_excerpt(row: Row, changes: dict[str, str]) -> None:
    """Derive the excerpt again from the content, unless the author wrote it."""
    changes.pop("excerpt", None)
    excerpt = excerpt_of(changes.get("content", row.values["content"]))
    if "content" in changes and excerpt != row.values["excerpt"]:
        changes["excerpt"] = excerpt


def parameters(kind: Kind, done: Rewrite) -> dict[str, Any]:
    if kind is not POSTS:
        cause = (
            dict.fromkeys(("revision_actor_id", "revision_token_id")) | {"revision_via": "cli"}
            if kind is COMMENTS
            else {}
        )
        return {"row_id": done.row.id, **done.changes, **cause}
    values = {"post_id": done.row.id, **done.changes, **Cause("cli").values}
    if "content" in done.changes:
        values |= Delta.between(done.row.values["content"], done.changes["content"]).values
    return values


async def find_batch(
    db: Reading, name: str, move: Move, after_id: int, batch_size: int
) -> list[Rewrite]:
    """Return the next candidates, some of which may need no change; empty after the last."""
    rows = await db.all(FIND[name], needle=move.needle, after_id=after_id, batch_size=batch_size)
    return [rewrite(KINDS[name], move, row) for row in rows]


async def relocate_batch(
    db: Transaction, name: str, move: Move, after_id: int, batch_size: int
) -> list[Rewrite]:
    """Rewrite the next candidates, with an audit entry; return them as `find_batch` does."""
    kind = KINDS[name]
    given = {"needle": move.needle, "after_id": after_id, "batch_size": batch_size}
    batch = [rewrite(kind, move, row) for row in await db.all(LOCK[name], **given)]
    changed = [done for done in batch if done.changes]
    for done in changed:
        await db.one(writing(kind, frozenset(done.changes)), **parameters(kind, done))
    if changed:
        ids = [done.row.id for done in changed]
        details = {"old": move.old, "new": move.new, "ids": ids}
        await audit_log.record(
            db, None, f"{kind.target}.relocate", (kind.target, None), details=details
        )
    return batch
