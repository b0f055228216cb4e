"""Undoing of a deletion: restore all of its rows that are still in the trash."""

from datetime import timedelta

from blog_api import audit_log
from blog_api.db.database import Transaction
from blog_api.errors import NotFoundError
from blog_api.lifecycle.giving_back import give_back_with_account
from blog_api.lifecycle.restoring import RestoreResult, choose_deletion, restore
from blog_api.permissions import Action, Actor, require
from blog_api.trash.deletions import get_undoable
from blog_api.trash.schemas import DeletionCounts, UndoConflict, UndoIn, UndoOut
from blog_api.users.restoring import find_former_admins, tell_demoted


async def undo_deletion(
    db: Transaction, actor: Actor, deletion_id: int, data: UndoIn, author_undo: timedelta | None
) -> UndoOut:
    """Restore the rows of a deletion; a repeated undo changes nothing and writes no audit entry.

    Authors may undo their own deletion of a post or comment within `author_undo`.
    Concurrent undos wait for each other at the locks of these rows; the later one then finds them
    live. The row of the deletion is locked last, as in every restore.
    """
    deletion = await get_undoable(db, deletion_id, author_undo)
    require(actor, Action.UNDO_DELETION, deletion)
    if not deletion.is_known:
        raise NotFoundError
    chosen = await choose_deletion(db, deletion_id)
    admins = await find_former_admins(db, chosen.users)
    restored = await restore(db, chosen, data.on_conflict, dry_run=data.dry_run)
    back = await give_back_with_account(
        db, actor, deletion_id, restored.users, dry_run=data.dry_run
    )
    if any(restored.counts.values()) and not data.dry_run:
        await tell_demoted(db, admins, restored.users)
        await record_undo(db, actor, deletion_id, restored)
    return UndoOut(
        restored=DeletionCounts(**restored.counts),
        given_back=len(back.posts) or None,
        conflicts=[
            *(UndoConflict(**conflict.as_json) for conflict in restored.conflicts),
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
