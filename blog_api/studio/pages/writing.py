"""Requests of the editor's scripts: preview, autosave, images and tags."""

from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from blog_api.errors import ThrottledError, UnauthenticatedError
from blog_api.http.fields import PathId
from blog_api.http.middleware.body_limit import MAX_TEXT_BYTES
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.media.dependencies import get_image_service, read_upload
from blog_api.posts.schemas import PostIn
from blog_api.rendering.renderer import render
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import AnyVisit, Author, Fields, takes_up_to
from blog_api.studio.editor import form_saving
from blog_api.studio.editor.fields import tag_of, words_of
from blog_api.studio.editor.preview import preview_page
from blog_api.studio.forms import parse_model, read_form
from blog_api.taxonomy.queries import list_terms
from blog_api.working_copies.dependencies import limit_saves
from blog_api.working_copies.schemas import WorkingCopyIn, WorkingCopyOut

TEXT_FORM: Final = takes_up_to(3 * MAX_TEXT_BYTES)
SUGGESTED: Final = 200
LONGEST_KEY: Final = 100
router = APIRouter(prefix=f"{PATH}/editor")


@router.post("/preview", dependencies=[TEXT_FORM])
async def preview(visit: AnyVisit, request: Request) -> Response:
    """Show typed words as they would be published; this writes nothing, so no limit counts it."""
    form = await read_form(request)
    if visit.actor is None:
        if request.headers.get("sec-fetch-dest") != "iframe":
            raise UnauthenticatedError
        return preview_page(visit, visit.gettext("Sign in again to see the preview."), "")
    data = parse_model(WorkingCopyIn, {"base_version": 1, "content": form.get("content")})
    try:
        html = await render(data.content or "", visit.actor.id)
    except ThrottledError:
        return preview_page(visit, visit.gettext("The preview pauses for a moment."), "")
    shows_images = form.get("shows_images") == "true"
    return preview_page(visit, form.get("title"), html, shows_images=shows_images)


@router.post("/autosave", dependencies=[TEXT_FORM])
async def autosave_new(visit: Author, form: Fields) -> Response:
    """Create the draft of a form that was never saved, once for each key."""
    words = words_of(form)
    title = words["title"].strip() or visit.gettext("Untitled")
    data = parse_model(PostIn, words | {"title": title, "status": "draft"})
    post = await form_saving.create_draft(
        visit.db, visit.actor, data, form.get("key")[:LONGEST_KEY] or None
    )
    values: dict[str, Any] = {"id": post.id, "base_version": post.version, "copy_tag": ""}
    return JSONResponse(values | {"is_stale": False}, 201)


@router.post("/autosave/{post_id:int}", dependencies=[TEXT_FORM])
async def autosave(visit: Author, form: Fields, post_id: PathId) -> Response:
    await limit_saves(post_id, visit.db, visit.actor, visit.request.app.state.rate_limiter)
    copy = await form_saving.autosave(visit.db, visit.actor, post_id, form)
    return JSONResponse(saved(copy))


def saved(copy: WorkingCopyOut) -> dict[str, Any]:
    return {
        "id": copy.post_id,
        "base_version": copy.base_version,
        "copy_tag": tag_of(copy),
        "is_stale": copy.is_stale,
    }


@router.post("/images", dependencies=[ExtendedDeadline])
async def upload(visit: Author, request: Request) -> Response:
    """Keep an image that was pasted or dropped; the rules are those of `POST /api/media`."""
    data = await read_upload(request, visit.db, visit.actor, request.app.state.rate_limiter)
    images = await get_image_service(request)
    image = await images.encode(data, "post", visit.actor.id)
    url = await images.keep(visit.db, visit.actor.id, image, "post")
    return JSONResponse({"url": url}, 201)


@router.get("/tags")
async def suggest_tags(visit: Author) -> Response:
    terms = await list_terms(visit.db, "tag", SUGGESTED)
    headers = {"Cache-Control": "private, max-age=300"}
    return JSONResponse([term.name for term in terms], headers=headers)
