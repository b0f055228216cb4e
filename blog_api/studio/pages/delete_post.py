"""Deletion of one post: its effects first, then the act."""

from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.http.fields import PathId
from blog_api.permissions import Action, require_on_post
from blog_api.posts.bulk_schemas import BulkDeleteIn
from blog_api.posts.commands import delete
from blog_api.posts.queries import get_post
from blog_api.posts.schemas import PostOut
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.requests import SignedIn
from blog_api.studio.undoing import deleted

HERE: Final = "/{post_id}/delete"
router = APIRouter(prefix=f"{PATH}/posts")


@router.get(HERE)
async def plan_deletion(visit: Author, post_id: PathId) -> Response:
    return show(visit, await own_post(visit, post_id), Form())


@router.post(HERE)
async def delete_post(visit: Author, form: Fields, post_id: PathId) -> Response:
    post = await own_post(visit, post_id)
    try:
        deletion_id = await delete_with_reason(visit, post_id, form.get("reason").strip())
    except RequestValidationError as error:
        return show(visit, post, form, visit.faults(error))
    message = visit.gettext("“%(title)s” is in the trash.", title=post.title)
    return visit.redirect(f"{PATH}/posts", await deleted(visit, message, deletion_id))


async def delete_with_reason(visit: SignedIn, post_id: int, reason: str) -> int | None:
    """Return the id of the deletion; only deletions by administrators have a reason."""
    if not reason or not visit.can(Action.BULK_DELETE_POSTS):
        return await visit.db.write(delete.delete_post, visit.actor, post_id, None)
    data = parse_model(BulkDeleteIn, {"ids": [post_id], "reason": reason})
    done = await visit.db.write(delete.bulk_delete, visit.actor, data)
    return done.deletion_id


async def own_post(visit: SignedIn, post_id: int) -> PostOut:
    post = await get_post(visit.db, visit.actor, post_id)
    require_on_post(visit.actor, Action.DELETE_POST, post)
    return post


def show(visit: SignedIn, post: PostOut, form: Form, faults: Faults | None = None) -> Response:
    return visit.render(
        "delete_post.html",
        status=422 if faults else 200,
        post=post,
        tab="delete",
        form=form,
        faults=faults or Faults(),
        gives_reason=visit.can(Action.BULK_DELETE_POSTS),
        can_undo=visit.can(Action.UNDO_EVERY_DELETION),
        retention=visit.settings.trash_retention_days,
    )
