"""Export of everything one has here, and the deletion of the account."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response, StreamingResponse

from blog_api.account_export.commands import claim_export
from blog_api.account_export.exporting import Export
from blog_api.errors import ExportRunningError, LastAdminError, ThrottledError
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.mail.dependencies import WakesMailer
from blog_api.media.dependencies import CleansUpImages, Images
from blog_api.rate_limits import EXPORT
from blog_api.studio.account import ACCOUNT, account_page, limiter_of
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, require_confirmed
from blog_api.studio.errors import SIGN_IN
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Faults
from blog_api.studio.requests import SignedIn
from blog_api.studio.sessions import forget
from blog_api.studio.words import sentence_of
from blog_api.users import deleting
from blog_api.users.queries import get_deletion_preview
from blog_api.users.schemas import AccountDeletion

DATA: Final = f"{ACCOUNT}/data"
CONFLICT: Final = 409
router = APIRouter(prefix=PATH)


@router.get("/account/data")
async def show_data(visit: Author) -> Response:
    return account_page(visit, "account_data.html")


@router.get("/account/export", dependencies=[ExtendedDeadline])
async def export(visit: Author, images: Images) -> Response:
    """Send the zip of `GET /api/users/me/export`."""
    db, actor = visit.db, visit.actor
    try:
        await limiter_of(visit).consume(db, EXPORT, str(actor.id))
        await db.write(claim_export, actor.id)
    except (ExportRunningError, ThrottledError) as error:
        return visit.redirect(DATA, Flash(sentence_of(error, visit.language), kind="problem"))
    stream = Export(db, images.store, actor).stream()
    headers = {"Content-Disposition": f'attachment; filename="{actor.username}.zip"'}
    return StreamingResponse(stream, media_type="application/zip", headers=headers)


@router.get("/account/data/delete")
async def show_deletion(visit: Author) -> Response:
    return await deletion_page(visit)


@router.post("/account/data/delete", dependencies=[ExtendedDeadline, CleansUpImages, WakesMailer])
async def delete_account(visit: Author) -> Response:
    require_confirmed(visit)
    actor = visit.actor
    try:
        await visit.db.write(deleting.delete_account, actor, actor.id, AccountDeletion())
    except LastAdminError as error:
        return await deletion_page(visit, visit.faults(error))
    forget(visit.jar)
    return visit.redirect(SIGN_IN, visit.gettext("Your account is deleted."))


async def deletion_page(visit: SignedIn, faults: Faults | None = None) -> Response:
    return account_page(
        visit,
        "account_delete.html",
        status=CONFLICT if faults else 200,
        preview=await get_deletion_preview(visit.db, visit.actor.id),
        days=visit.settings.trash_retention_days,
        faults=faults or Faults(),
    )
