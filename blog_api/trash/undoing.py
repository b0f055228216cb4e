"""Undoing a deletion: exactly what it took and is still in the trash comes back."""

from typing import Final

from sqlalchemy import bindparam, select

from blog_api import audit
from blog_api.db.database import Transaction
from blog_api.db.statement import Statement
from blog_api.errors import NotFoundError
from blog_api.lifecycle.restoring import Restored, choose_deletion, restore
from blog_api.models import Deletion
from blog_api.permissions import Actor
from blog_api.trash.schemas import DeletionCounts, UndoConflict, UndoIn, UndoOut

DELETION_EXISTS: Final = Statement(select(Deletion.id).where(Deletion.id == bindparam("id")), int)


async def undo_deletion(db: Transaction, actor: Actor, deletion_id: int, data: UndoIn) -> UndoOut:
    """A second time nothing is left to bring back, and nothing is written down.

    The row of the deletion is held last, as every restore does; it is the rows it took that two who undo
    it at once wait for, and the later finds them gone from the trash.
    """
    if await db.one(DELETION_EXISTS, id=deletion_id) is None:
        raise NotFoundError
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
