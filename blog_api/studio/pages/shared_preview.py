"""Page that preview links lead to: a post before it is public, for people without an account."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from blog_api.errors import NotFoundError
from blog_api.http.rate_limiting import rate_limited
from blog_api.mail.one_time_tokens import hash_token
from blog_api.previews.queries import get_preview, get_shown_post
from blog_api.rate_limits import PREVIEW
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit
from blog_api.studio.editor.preview import preview_page
from blog_api.studio.forms import Fault, Faults, read_form

router = APIRouter(prefix=PATH)


@router.get("/preview")
async def show_form(visit: AnyVisit) -> Response:
    """Ask for the token; a script moves it from behind the `#` of the link into the form."""
    return visit.render("shared_preview.html")


@router.post("/preview", dependencies=[rate_limited(PREVIEW)])
async def show_post(visit: AnyVisit, request: Request) -> Response:
    form = await read_form(request)
    try:
        preview = await get_preview(visit.db, hash_token(form.get("token").strip()))
        post = await get_shown_post(visit.db, preview, with_content_html=True)
    except NotFoundError:
        ended = visit.gettext("This link shows nothing any more, or a part of it is missing.")
        faults = Faults([Fault("token", ended)])
        return visit.render("shared_preview.html", status=404, faults=faults)
    return preview_page(visit, post.title, post.content_html or "")
