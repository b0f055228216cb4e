"""Deleting and restoring several comments at once."""

from typing import Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.comments import commands
from blog_api.comments.queries import list_by_ids
from blog_api.comments.schemas import BulkDeleteCommentsIn, CommentOut
from blog_api.db.database import Transaction
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.permissions import Action, Actor, require
from blog_api.posts.bulk_schemas import BulkRestoreIn
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Faults, Form, parse_model
from blog_api.studio.owned import Owned
from blog_api.studio.pages.comments import HERE as LIST
from blog_api.studio.pages.comments import titles_of
from blog_api.studio.requests import SignedIn, local_path
from blog_api.studio.undoing import deleted

HERE: Final = "/selected/delete"
MOST: Final = 100  # at once: two pages of the list
router = APIRouter(prefix=f"{PATH}/comments")


@router.get(HERE)
async def plan_deletion(visit: Author) -> Response:
    """Show the comments that would be deleted."""
    form = Form(visit.request.query_params.multi_items())
    if not form.has("id"):
        message = visit.gettext("Choose at least one comment first.")
        return visit.redirect(back_of(form), Flash(message, "problem"))
    return await show(visit, form)


@router.post(HERE, dependencies=[ExtendedDeadline])
async def delete_comments(visit: Author, form: Fields) -> Response:
    """Delete as one deletion; authors, who may not, one by one in one transaction."""
    ids = ids_of(form)
    try:
        if visit.can(Action.BULK_DELETE_COMMENTS):
            given = {"ids": ids, "reason": form.get("reason").strip() or None}
            data = parse_model(BulkDeleteCommentsIn, given)
            done = await visit.db.write(commands.bulk_delete, visit.actor, data)
            number, deletion_id = len(done.deleted), done.deletion_id
        else:
            deletions = await visit.db.write(delete_each, visit.actor, ids)
            number, deletion_id = len(deletions), deletions[0] if len(deletions) == 1 else None
    except RequestValidationError as error:
        return await show(visit, form, visit.faults(error))
    message = visit.ngettext(
        "%(number)s comment is in the trash.", "%(number)s comments are in the trash.", number
    )
    return visit.redirect(back_of(form), await deleted(visit, message, deletion_id))


async def delete_each(db: Transaction, actor: Actor, ids: list[int]) -> list[int]:
    return [await commands.delete_comment(db, actor, comment_id) for comment_id in ids]


@router.post("/selected/restore", dependencies=[ExtendedDeadline])
async def restore_comments(visit: Author, form: Fields) -> Response:
    """Restore those that can be; the others are counted, and stay in the trash."""
    require(visit.actor, Action.BULK_RESTORE_COMMENTS)
    if not form.has("id"):
        message = visit.gettext("Choose at least one comment first.")
        return visit.redirect(back_of(form), Flash(message, "problem"))
    data = parse_model(BulkRestoreIn, {"ids": ids_of(form), "on_conflict": "skip"})
    done = await visit.db.write(commands.bulk_restore, visit.actor, data)
    message = visit.ngettext(
        "%(number)s comment is back.", "%(number)s comments are back.", len(done.restored)
    )
    if not done.conflicts:
        return visit.redirect(back_of(form), message)
    kept = visit.ngettext(
        "%(number)s stays: restore its post or its author first.",
        "%(number)s stay: restore their posts or their authors first.",
        len(done.conflicts),
    )
    return visit.redirect(back_of(form), Flash(f"{message} {kept}", "problem"))


def ids_of(form: Form) -> list[int]:
    return sorted(set(form.ids()))[:MOST]


def back_of(form: Form) -> str:
    return local_path(form.get("back") or LIST)


async def show(visit: SignedIn, form: Form, faults: Faults | None = None) -> Response:
    comments = await find_deletable(visit, ids_of(form))
    return visit.render(
        "delete_comments.html",
        status=422 if faults else 200,
        comments=comments,
        titles=await titles_of(visit, {comment.post_id for comment in comments}),
        form=form,
        back=back_of(form),
        faults=faults or Faults(),
        gives_reason=visit.can(Action.BULK_DELETE_COMMENTS),
        can_undo=visit.can(Action.UNDO_EVERY_DELETION),
    )


async def find_deletable(visit: SignedIn, ids: list[int]) -> list[CommentOut]:
    comments = await list_by_ids(visit.db, visit.actor, ids)
    return [each for each in comments if visit.can(Action.DELETE_COMMENT, owner_of(each))]


def owner_of(comment: CommentOut) -> Owned:
    return Owned(comment.author.id if comment.author else None)
