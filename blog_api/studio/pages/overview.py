"""The first page: what waits for the visitor and, for administrators, the state of the blog."""

from typing import Final

from fastapi import APIRouter
from starlette.responses import Response

from blog_api.overview.routes import get_overview
from blog_api.overview.schemas import CAP
from blog_api.permissions import Action
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.languages import N_, Language
from blog_api.studio.navigation import Entry
from blog_api.studio.retention import days_left

ENTRY: Final = Entry(10, N_("Overview"), f"{PATH}/overview")
UNITS: Final = ("B", "KB", "MB", "GB", "TB")
STEP: Final = 1_000
router = APIRouter(prefix=PATH)


@router.get("/overview")
async def show_overview(visit: Author) -> Response:
    return visit.render(
        "overview.html",
        overview=await get_overview(visit.request, visit.db, visit.actor),
        sees_all=visit.can(Action.SEE_EVERY_POST),
        decides=visit.can(Action.APPROVE_RESTORE_REQUEST),
        capped=capped,
        size=size_in_words,
        days_left=days_left,
    )


def capped(number: int, language: Language) -> str:
    """Return a count of the overview: where it stopped, `1,000+`."""
    return f"{language.number(number)}+" if number >= CAP else language.number(number)


def size_in_words(size: int) -> str:
    shown, unit = float(size), 0
    while shown >= STEP and unit + 1 < len(UNITS):
        shown, unit = shown / STEP, unit + 1
    return f"{shown:.0f} {UNITS[unit]}"
