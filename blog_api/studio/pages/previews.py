"""Preview links of a post: making, copying and ending them."""

import secrets
from typing import Annotated, Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import AppError, InvalidInputError, TooManyPreviewsError
from blog_api.http.fields import PathId
from blog_api.http.pagination import CursorPaging
from blog_api.http.parameters import from_query
from blog_api.mail.one_time_tokens import hash_token
from blog_api.posts.queries import get_post
from blog_api.previews import commands, queries
from blog_api.previews.routes import TOKEN_BYTES, preview_url
from blog_api.previews.schemas import PreviewIn
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Fault, Faults, Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.requests import SignedIn
from blog_api.working_copies.queries import find_working_copy

PER_PAGE: Final = 20  # the limit of live links of a post
LIFETIMES: Final = {
    "3600": N_("1 hour"),
    "86400": N_("1 day"),
    "604800": N_("7 days"),
    "2592000": N_("30 days"),
}
SHOWS: Final = {
    "current": N_("The saved post: what stands after your last “Save draft” or “Update”"),
    "working-copy": N_("Also what you are still writing: your unsaved changes"),
    "version": N_("One certain version"),
}
REFUSALS: Final = (RequestValidationError, InvalidInputError, TooManyPreviewsError)
router = APIRouter(prefix=f"{PATH}/posts/{{post_id}}/previews")


class PreviewsQuery(BaseModel):
    cursor: str | None = Field(default=None, max_length=100)
    version: str = Field(default="", max_length=20)


@router.get("")
async def list_previews(
    visit: Author, post_id: PathId, query: Annotated[PreviewsQuery, from_query(PreviewsQuery)]
) -> Response:
    """Show the live links; `version` fills in the form."""
    form = Form([("show", "version"), ("version", query.version)] if query.version else ())
    return await show(visit, post_id, form, cursor=query.cursor)


@router.post("")
async def make(visit: Author, form: Fields, post_id: PathId) -> Response:
    """Make a link and show it once, after a redirect: a reload makes no second one."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        data = parse_model(PreviewIn, read_preview(form))
        call = (visit.actor, post_id, data, hash_token(token))
        await visit.db.write(commands.create_preview, *call)
    except REFUSALS as error:
        return await show(visit, post_id, form, faults=faults_of(visit, form, error))
    flash = Flash(visit.gettext("The link is ready."), preview=preview_url(visit.settings, token))
    return visit.redirect(f"{PATH}/posts/{post_id}/previews", flash)


def faults_of(visit: SignedIn, form: Form, error: AppError | RequestValidationError) -> Faults:
    """Return the faults; one of `show` is about the number that was typed, or a missing copy."""
    faults = visit.faults(error)
    if not faults.has("show"):
        return faults
    if form.get("show") == "version":
        message = visit.gettext("This post has no version with this number.")
        return Faults([Fault("version", message)])
    return Faults([Fault("show", visit.gettext("You have no working copy of this post."))])


def read_preview(form: Form) -> dict[str, Any]:
    """Return the fields of `PreviewIn`; what is no number stays as it is, and is refused there."""
    show, lifetime = form.get("show", "current"), form.get("expires_in")
    return {
        "show": number_in(form.get("version")) if show == "version" else show,
        "expires_in": number_in(lifetime),
        "label": form.get("label").strip() or None,
    }


def number_in(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1" * 20) else text


@router.post("/{preview_id}/revoke")
async def revoke(visit: Author, post_id: PathId, preview_id: PathId) -> Response:
    await visit.db.write(commands.revoke_preview, visit.actor, post_id, preview_id)
    message = visit.gettext("The link is ended. It leads nowhere now.")
    return visit.redirect(f"{PATH}/posts/{post_id}/previews", message)


async def show(
    visit: SignedIn,
    post_id: int,
    form: Form,
    *,
    cursor: str | None = None,
    faults: Faults | None = None,
) -> Response:
    paging = CursorPaging(limit=PER_PAGE, cursor=cursor)
    page = await queries.list_previews(visit.db, visit.actor, post_id, paging)
    post = await get_post(visit.db, visit.actor, post_id)
    here = f"{PATH}/posts/{post_id}/previews"
    return visit.render(
        "previews.html",
        status=422 if faults else 200,
        post=post,
        tab="previews",
        here=here,
        page=page,
        form=form,
        show=form.get("show", "current"),
        shows=[(name, visit.gettext(title)) for name, title in SHOWS.items()],
        has_copy=await find_working_copy(visit.db, visit.actor, post_id) is not None,
        lifetimes=LIFETIMES,
        next_path=f"{here}?cursor={page.next_cursor}" if page.next_cursor else None,
        is_first=cursor is None,
        faults=faults or Faults(),
    )
