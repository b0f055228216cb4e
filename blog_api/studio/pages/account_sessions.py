"""Sessions: where one is signed in, and how to end that."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from blog_api.auth import commands, queries
from blog_api.errors import NotFoundError
from blog_api.http.fields import PathId
from blog_api.http.pagination import CursorPaging
from blog_api.studio.account import ACCOUNT, account_page
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.devices import device_in

HERE: Final = f"{ACCOUNT}/sessions"
router = APIRouter(prefix=PATH)


@router.get("/account/sessions")
async def list_sessions(visit: Author) -> Response:
    paging = CursorPaging(limit=commands.MAX_SESSIONS)
    page = await queries.list_sessions(visit.db, visit.actor, paging)
    return account_page(
        visit, "account_sessions.html", sessions_listed=page.items, device_in=device_in
    )


@router.post("/account/sessions/{session_id}/end")
async def end_session(visit: Author, session_id: PathId) -> Response:
    try:
        await visit.db.write(commands.end_session, visit.actor.id, session_id)
    except NotFoundError:
        return visit.redirect(HERE, visit.gettext("This session had ended already."))
    return visit.redirect(HERE, visit.gettext("The session has ended."))


@router.post("/account/sessions/end-others")
async def end_other_sessions(visit: Author) -> Response:
    await visit.db.write(commands.end_other_sessions, visit.actor)
    return visit.redirect(HERE, visit.gettext("All other sessions have ended."))
