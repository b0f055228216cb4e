"""Undoing of a deletion: restore all of its rows that are still in the trash."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.errors import NotFoundError
from blog_api.lifecycle.conflicts import Conflict
from blog_api.lifecycle.giving_back import (
    GivenBack,
    give_back_with_account,
    plan_giving_back,
    share_lock_older_receivers,
)
from blog_api.lifecycle.restoring import OnConflict, RestoreResult, choose_deletion, restore
from blog_api.lifecycle.undo_plans import plan_restore
from blog_api.permissions import Action, Actor, require
from blog_api.trash.deletions import get_undoable
from blog_api.trash.schemas import DeletionCounts, UndoConflict, UndoIn, UndoOut
from blog_api.users.restoring import find_addressees, tell_undone


async def undo_deletion(
    db: Transaction, actor: Actor, deletion_id: int, data: UndoIn, author_undo: timedelta | None
) -> UndoOut:
    """Restore the rows of a deletion; a repeated undo changes nothing and writes no audit entry.

    A dry run returns the plan. Authors may undo their own deletion of a post or comment within
    `author_undo`. Concurrent undos wait for each other at the locks of the rows; the later undo
    then finds the rows live. The row of the deletion is locked last, as in every restore.
    """
    if data.dry_run:
        return await plan_undo(db, actor, deletion_id, data.on_conflict, author_undo)
    await require_undoable(db, actor, deletion_id, author_undo)
    chosen = await choose_deletion(db, actor, deletion_id)
    if chosen.users:
        await share_lock_older_receivers(db, chosen.users)
    addressees = await find_addressees(db, chosen.users)
    restored = await restore(db, chosen, data.on_conflict)
    back = await give_back_with_account(db, actor, deletion_id, restored.users)
    if any(restored.counts.values()):
        await tell_undone(db, addressees, restored)
        await record_undo(db, actor, deletion_id, restored)
    return outcome(restored.counts, restored.conflicts, back)


async def plan_undo(
    db: Transaction,
    actor: Actor,
    deletion_id: int,
    on_conflict: OnConflict,
    author_undo: timedelta | None,
) -> UndoOut:
    """Return the effect of an undo now, without locks and writes."""
    await require_undoable(db, actor, deletion_id, author_undo)
    await db.allow_long_statements()
    plan = await plan_restore(db, deletion_id, on_conflict)
    back = await plan_giving_back(db, deletion_id, plan.users)
    return outcome(plan.counts, plan.conflicts, back)


async def require_undoable(
    db: Transaction, actor: Actor, deletion_id: int, author_undo: timedelta | None
) -> None:
    """Raise an error if the actor may not undo the deletion, NotFoundError if it does not exist."""
    deletion = await get_undoable(db, deletion_id, author_undo)
    require(actor, Action.UNDO_DELETION, deletion)
    if not deletion.is_known:
        raise NotFoundError


def outcome(counts: Mapping[str, int], conflicts: Sequence[Conflict], back: GivenBack) -> UndoOut:
    return UndoOut(
        restored=DeletionCounts(**counts),
        given_back=len(back.posts) or None,
        conflicts=[
            *(UndoConflict(**conflict.as_json) for conflict in conflicts),
            *(
                UndoConflict(type="post", id=kept.id, code=kept.code, suggested_slug=None)
                for kept in back.conflicts
            ),
        ],
    )


async def record_undo(
    db: Transaction, actor: Actor, deletion_id: int, restored: RestoreResult
) -> None:
    await audit_log.record(
        db,
        actor,
        "deletion.undo",
        ("deletion", deletion_id),
        deletion_id=deletion_id,
        details={"counts": restored.counts, "conflicts": len(restored.conflicts)},
    )
