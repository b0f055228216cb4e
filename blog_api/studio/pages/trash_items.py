"""One post or comment in the trash: restore it, ask for it back, or remove it for good."""

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.comments.commands import restore_comment
from blog_api.errors import (
    AppError,
    AuthorDeletedError,
    NotFoundError,
    PostDeletedError,
    RequestDeclinedError,
    RequestOpenError,
    SlugTakenError,
    TooManyOpenError,
)
from blog_api.http.fields import PathId
from blog_api.lifecycle.purging import purge_post
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action, require
from blog_api.posts.commands.restore import restore_post
from blog_api.posts.queries import find_post_by_slug
from blog_api.posts.schemas import PostOut, RestoreIn
from blog_api.restore_requests.commands.asking import create_request
from blog_api.restore_requests.schemas import RestoreRequestIn
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields, require_confirmed
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.open_requests import requests_by_item
from blog_api.studio.pages.trash import HERE, ItemKind, kind_path
from blog_api.studio.requests import INVALID, SignedIn
from blog_api.studio.retention import days_left, undo_time, view_of
from blog_api.trash.deletions import get_undoable
from blog_api.trash.listing import get_trashed
from blog_api.trash.relations import COMMENTS, WHOLE_POSTS

router = APIRouter(prefix=PATH)
RELATIONS: Final[dict[str, Any]] = {"posts": WHOLE_POSTS, "comments": COMMENTS}
RESTORE: Final = {"posts": Action.RESTORE_POST, "comments": Action.RESTORE_COMMENT}
IN_THE_WAY: Final = (SlugTakenError, AuthorDeletedError, PostDeletedError, RequestValidationError)
CANNOT_ASK: Final = (
    RequestOpenError,
    RequestDeclinedError,
    TooManyOpenError,
    RequestValidationError,
)
Kind = Annotated[ItemKind, Path()]
TARGETS: Final[dict[ItemKind, Literal["post", "comment"]]] = {
    "posts": "post",
    "comments": "comment",
}
FormError = AppError | RequestValidationError


@router.get("/trash/{kind}/{item_id}")
async def show_item(visit: Author, kind: Kind, item_id: PathId) -> Response:
    return await item_page(visit, kind, item_id)


async def item_page(  # noqa: PLR0913  # parts of a page
    visit: SignedIn,
    kind: ItemKind,
    item_id: int,
    *,
    form: Form | None = None,
    faults: Faults | None = None,
    status: int = 200,
) -> Response:
    item = await get_trashed(visit.db, RELATIONS[kind], view_of(visit), item_id)
    requests = await requests_by_item(visit)
    undoable = await get_undoable(visit.db, item.deletion_id, undo_time(visit))
    return visit.render(
        "trash_item.html",
        status=status,
        item=item,
        kind=kind,
        holder=await holder_of(visit, item.slug) if "slug_taken" in item.conflicts else None,
        request=requests.get((TARGETS[kind], item.id)),
        form=form or Form(),
        faults=faults or Faults(),
        can_restore=visit.can(RESTORE[kind]),
        can_undo=visit.can(Action.UNDO_DELETION, undoable),
        can_purge=kind == "posts" and visit.can(Action.PURGE_POST),
        sees_accounts=visit.can(Action.RESTORE_USER),
        sees_deletions=visit.can(Action.GET_DELETION),
        sees_audit=visit.can(Action.LIST_AUDIT),
        days_left=days_left,
    )


async def holder_of(visit: SignedIn, slug: str) -> PostOut | None:
    """Return the post that has the address now, unless the visitor may not see it."""
    try:
        return await find_post_by_slug(visit.db, visit.actor, slug)
    except NotFoundError:
        return None


async def refused(
    visit: SignedIn, kind: ItemKind, item_id: int, form: Form, error: FormError
) -> Response:
    faults = visit.faults(error)
    return await item_page(visit, kind, item_id, form=form, faults=faults, status=INVALID)


@router.post("/trash/{kind}/{item_id}/restore")
async def restore_item(visit: Author, form: Fields, kind: Kind, item_id: PathId) -> Response:
    require(visit.actor, RESTORE[kind])
    try:
        if kind == "comments":
            await visit.db.write(restore_comment, visit.actor, item_id)
            return visit.redirect(kind_path(kind), visit.gettext("The comment is restored."))
        post = await visit.db.write(restore_post, visit.actor, item_id, wanted_restore(form))
    except IN_THE_WAY as error:
        return await refused(visit, kind, item_id, form, error)
    return visit.redirect(HERE, Flash(said(visit, post), post=post.id))


def wanted_restore(form: Form) -> RestoreIn:
    values = {
        "slug": form.get("slug").strip() or None,
        "on_conflict": form.get("on_conflict", "fail"),
    }
    return parse_model(RestoreIn, values)


def said(visit: SignedIn, post: PostOut) -> str:
    return visit.gettext(
        "“%(title)s” is restored, at the address “%(slug)s”.",
        title=post.title[:100],
        slug=post.slug[:100],
    )


@router.post("/trash/{kind}/{item_id}/ask", dependencies=[WakesMailer])
async def ask_back(visit: Author, form: Fields, kind: Kind, item_id: PathId) -> Response:
    try:
        data = parse_model(RestoreRequestIn, {"note": form.get("note").strip() or None})
        await visit.db.write(create_request, visit.actor, TARGETS[kind], item_id, data)
    except CANNOT_ASK as error:
        return await refused(visit, kind, item_id, form, error)
    asked = visit.gettext("You have asked for it back. An administrator will decide.")
    return visit.redirect(f"{HERE}/{kind}/{item_id}", asked)


@router.get("/trash/posts/{item_id}/purge")
async def show_purge(visit: Author, item_id: PathId) -> Response:
    require(visit.actor, Action.PURGE_POST)
    item = await get_trashed(visit.db, WHOLE_POSTS, view_of(visit), item_id)
    return visit.render("trash_purge.html", item=item)


@router.post("/trash/posts/{item_id}/purge")
async def purge(visit: Author, item_id: PathId) -> Response:
    require(visit.actor, Action.PURGE_POST)
    require_confirmed(visit)
    await visit.db.write(purge_post, visit.actor, item_id)
    return visit.redirect(HERE, visit.gettext("The post is gone for good."))
