"""The overview over HTTP."""

from typing import Final, Literal

from fastapi import APIRouter, Request

from blog_api.auth.dependencies import CurrentUser, user_with
from blog_api.db.database import Reading
from blog_api.errors import MediaUnavailableError
from blog_api.http.api_prefix import API
from blog_api.http.dependencies import ReadDb
from blog_api.http.health import is_migrated
from blog_api.http.openapi.document import VERSION
from blog_api.mail.outbox import count_failed
from blog_api.media.uploads import ImageService
from blog_api.overview.queries import find_last_backup, get_counts
from blog_api.overview.schemas import CAP, Administration, OverviewOut, Parts
from blog_api.permissions import Action, can
from blog_api.scopes import Scope
from blog_api.settings import Settings
from blog_api.trash.listing import View, list_upcoming

router = APIRouter(prefix=API, tags=["overview"])
NO_FILE: Final = "health"  # never stored: names of images are hashes


@router.get(
    "/overview",
    operation_id="get_overview",
    dependencies=[user_with(Scope.POSTS_READ)],
)
async def get_overview(request: Request, db: ReadDb, actor: CurrentUser) -> OverviewOut:
    """Your posts by status, what waits for you and what is purged next; for administrators all."""
    days = request.app.state.settings.trash_retention_days
    counts = await get_counts(db, actor)
    is_admin = can(actor, Action.SEE_EVERY_POST)
    return OverviewOut(
        posts=counts.posts,
        restore_requests=counts.restore_requests,
        offers=counts.offers,
        next_purges=await list_upcoming(db, View(actor, days)),
        administration=await administration(request, db) if is_admin else None,
    )


async def administration(request: Request, db: Reading) -> Administration:
    failed = await count_failed(db, CAP)
    return Administration(
        version=VERSION,
        failed_mails=failed,
        last_backup=await find_last_backup(db),
        parts=Parts(
            database="ok" if await is_migrated(db) else "not_migrated",
            media="ok" if await is_reachable(request.app.state.images) else "unavailable",
            mail=mail_of(request.app.state.settings, failed),
        ),
    )


def mail_of(settings: Settings, failed: int) -> Literal["ok", "failing", "files", "off"]:
    if not settings.send_mail:
        return "off"
    if failed:
        return "failing"
    return "ok" if settings.smtp_url else "files"


async def is_reachable(images: ImageService) -> bool:
    """Ask the store for a file that does not exist."""
    try:
        await images.store.find(NO_FILE)
    except MediaUnavailableError:
        return False
    return True
