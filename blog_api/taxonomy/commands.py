"""Commands that rename a term in all posts, and undo a rename.

Posts in the trash change too, so that a restore does not bring back the old name. The `version` of
a post increases, since its terms are part of its text; `updated_at` stays, since nobody edited it.
"""

from typing import Final

from sqlalchemy import bindparam, func, select, update

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.db.statements import Statement
from blog_api.errors import InvalidInputError, NotFoundError
from blog_api.models import TermChange, TermChangePost
from blog_api.permissions import Actor
from blog_api.taxonomy.queries import get_change
from blog_api.taxonomy.schemas import Kind, TermChangeOut, TermUndoOut
from blog_api.taxonomy.statements import CHANGE, CHANGE_ID, INSERT, UNDO

COUNT_CHANGED: Final = Statement(
    update(TermChange)
    .where(TermChange.c.id == CHANGE_ID)
    .values(post_count=bindparam("post_count")),
    int,
)
COUNT_LEFT: Final = Statement(
    select(func.count()).where(TermChangePost.c.change_id == CHANGE_ID), int
)
# Lock later changes too: of two concurrent undos, the earlier change must see the later undone.
LOCK_OPEN: Final = Statement(
    select(TermChange.c.id)
    .where(
        TermChange.c.id >= CHANGE_ID,
        TermChange.c.kind == bindparam("kind"),
        TermChange.c.undone_at.is_(None),
    )
    .order_by(TermChange.c.id)
    .with_for_update(key_share=True),
    int,
)
Later = TermChange.alias("later")
LaterPost = TermChangePost.alias("later_posts")
LATER_COVERS: Final = (
    select(Later.c.id)
    .join(LaterPost, LaterPost.c.change_id == Later.c.id)
    .join(TermChangePost, TermChangePost.c.post_id == LaterPost.c.post_id)
    .where(
        TermChangePost.c.change_id == CHANGE_ID,
        Later.c.id > CHANGE_ID,
        Later.c.kind == TermChange.c.kind,
        Later.c.undone_at.is_(None),
    )
    .correlate(TermChange)
    .exists()
)
MARK_UNDONE: Final = Statement(
    update(TermChange)
    .where(TermChange.c.id == CHANGE_ID, ~LATER_COVERS)
    .values(undone_at=func.now()),
    int,
)


async def rename_term(
    db: Transaction, actor: Actor, kind: Kind, old_name: str, new_name: str
) -> TermChangeOut:
    """Rename a term, or merge it into an existing one; raise NotFoundError if no post has it."""
    if old_name == new_name:
        raise InvalidInputError.at("body", "name", msg="is the name that it has")
    await db.allow_long_statements()
    names = {"old_name": old_name, "new_name": new_name}
    by_actor = {"actor_id": actor.id, "token_id": actor.token_id}
    change_id = await db.one(INSERT[kind], kind=kind, actor_id=actor.id, **names)
    if change_id is None:
        raise NotFoundError
    post_count = await db.run(CHANGE[kind], change_id=change_id, **by_actor, **names)
    if post_count == 0:
        raise NotFoundError
    await db.run(COUNT_CHANGED, change_id=change_id, post_count=post_count)
    change = await get_change(db, change_id)
    action = "merge" if change.merged else "rename"
    details = {"change_id": change_id, "post_count": post_count, **names}
    await audit_log.record(db, actor, f"{kind}.{action}", (kind, None), details=details)
    return change


async def undo_change(db: Transaction, actor: Actor, change_id: int) -> TermUndoOut:
    """Undo a rename; a repeated undo changes nothing and writes no audit entry.

    A change can be undone again while a later change covers posts that this undo left alone:
    undoing the later change returns the terms of this one to them.
    """
    change = await get_change(db, change_id)
    if change_id not in await db.all(LOCK_OPEN, change_id=change_id, kind=change.kind):
        return TermUndoOut(restored=0, left=0)
    await db.allow_long_statements()
    names = {"old_name": change.old_name, "new_name": change.new_name}
    by_actor = {"actor_id": actor.id, "token_id": actor.token_id}
    restored = await db.run(UNDO[change.kind], change_id=change_id, **by_actor, **names)
    left = await db.one(COUNT_LEFT, change_id=change_id) or 0
    await db.run(MARK_UNDONE, change_id=change_id)
    details = {"change_id": change_id, "restored": restored, "left": left}
    await audit_log.record(db, actor, f"{change.kind}.undo", (change.kind, None), details=details)
    return TermUndoOut(restored=restored, left=left)
