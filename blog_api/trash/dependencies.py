"""Guard of the route that undoes a deletion."""

from typing import Annotated, Final

from fastapi import Depends, Request

from blog_api.auth.authentication import get_current_user
from blog_api.auth.dependencies import Guard
from blog_api.auth.token_access import TokenAccess
from blog_api.permissions import Action, Actor, require
from blog_api.scopes import Scope


async def get_undoer(request: Request) -> Actor:
    """Return the caller: an administrator or, with AUTHOR_UNDO_SECONDS, any user."""
    actor = await get_current_user(request)
    if not request.app.state.settings.author_undo_seconds:
        require(actor, Action.UNDO_EVERY_DELETION)
    return actor


admit_undoer: Final = Guard(get_undoer)
UNDOER: Final = Depends(Guard(get_undoer, access=TokenAccess(scope=Scope.ADMIN_CONTENT)))
Undoer = Annotated[Actor, Depends(admit_undoer, use_cache=False)]
