"""Page on which a signed-in user confirms who they are, before a dangerous act."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.errors import confirm_page
from blog_api.studio.forms import Form, read_form
from blog_api.studio.requests import local_path

router = APIRouter(prefix=PATH)


@router.get("/confirm")
async def show_confirm(
    visit: Author, next_path: Annotated[str | None, Query(alias="next")] = None
) -> Response:
    """Show the form by itself, for a page that only confirmed sessions see."""
    form = Form([("next", local_path(next_path))])
    return await confirm_page(visit, f"{PATH}/confirm", form)


@router.post("/confirm")
async def confirm(visit: Author) -> Response:
    """Go on to the page; the guard has confirmed the session by the fields of the form."""
    form = await read_form(visit.request)
    return visit.redirect(local_path(form.get("next")))
