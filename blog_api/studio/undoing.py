"""The undo of a deletion that a message offers to those who may undo it."""

from datetime import timedelta

from blog_api.permissions import Action
from blog_api.studio.cookies import PATH
from blog_api.studio.flashes import Flash
from blog_api.studio.requests import SignedIn
from blog_api.trash.deletions import get_undoable


async def deleted(visit: SignedIn, message: str, deletion_id: int | None) -> Flash:
    """Return the message about a deletion, with its undo for those who may undo it."""
    if deletion_id is None:
        return Flash(message)
    seconds = visit.settings.author_undo_seconds
    author_undo = timedelta(seconds=seconds) if seconds else None
    undoable = await get_undoable(visit.db, deletion_id, author_undo)
    if not visit.can(Action.UNDO_DELETION, undoable):
        return Flash(message)
    return Flash(message, undo=f"{PATH}/deletions/{deletion_id}/undo")
