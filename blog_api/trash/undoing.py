"""Undoing a deletion: exactly what it took and is still in the trash comes back."""

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.lifecycle.restoring import Restored, choose_deletion, restore
from blog_api.permissions import Actor
from blog_api.trash.deletions import get_deletion
from blog_api.trash.schemas import DeletionCounts, UndoConflict, UndoIn, UndoOut


async def undo_deletion(db: Transaction, actor: Actor, deletion_id: int, data: UndoIn) -> UndoOut:
    """A second time nothing is left to bring back, and nothing is written down.

    Two who undo it at once wait for each other at the rows it took, and the later finds them gone
    from the trash; the row of the deletion is held last, as in every restore.
    """
    await get_deletion(db, deletion_id)
    chosen = await choose_deletion(db, deletion_id)
    restored = await restore(db, chosen, data.on_conflict, dry_run=data.dry_run)
    if any(restored.counts.values()) and not data.dry_run:
        await record_undo(db, actor, deletion_id, restored)
    return UndoOut(
        restored=DeletionCounts(**restored.counts),
        conflicts=[UndoConflict(**conflict.as_json) for conflict in restored.conflicts],
    )


async def record_undo(db: Transaction, actor: Actor, deletion_id: int, restored: Restored) -> None:
    """What came back, and how much did not come back as it was."""
    await audit.record(
        db,
        actor,
        "deletion.undo",
        ("deletion", deletion_id),
        deletion_id=deletion_id,
        details={"counts": restored.counts, "conflicts": len(restored.conflicts)},
    )
