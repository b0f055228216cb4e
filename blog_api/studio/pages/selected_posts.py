"""Acts on several posts at once: a page tells the effect, then it happens."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, Literal

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.responses import Response

from blog_api.db.database import Transaction
from blog_api.errors import (
    EmailNotVerifiedError,
    InvalidInputError,
    NotFoundError,
    TooManyOpenError,
    TransferOpenError,
)
from blog_api.http.fields import Id
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action, Actor
from blog_api.posts.bulk_schemas import BulkDeleteIn, BulkUpdateIn
from blog_api.posts.commands import bulk_update, delete
from blog_api.posts.listing_by_ids import list_by_ids
from blog_api.posts.schemas import PostItem
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Fault, Faults, Form, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.owned import allowed_posts
from blog_api.studio.requests import SignedIn, local_path
from blog_api.studio.undoing import deleted
from blog_api.transfers.commands import bulk, offering
from blog_api.transfers.schemas import BulkTransferIn, TransferIn

HERE: Final = f"{PATH}/posts/selected/change"
MOST: Final = 100  # at once: two pages of the list
ACTS: Final = {
    "delete": N_("Delete these posts"),
    "archive": N_("Archive these posts"),
    "add_tag": N_("Add a tag to these posts"),
    "remove_tag": N_("Remove a tag from these posts"),
    "transfer": N_("Hand these posts over"),
}
RIGHTS: Final = {
    "delete": Action.DELETE_POST,
    "archive": Action.UPDATE_POST,
    "add_tag": Action.UPDATE_POST,
    "remove_tag": Action.UPDATE_POST,
    "transfer": Action.TRANSFER_POST,
}
REFUSALS: Final = (
    RequestValidationError,
    EmailNotVerifiedError,
    TooManyOpenError,
    TransferOpenError,
)
router = APIRouter(prefix=f"{PATH}/posts/selected")


class Chosen(BaseModel):
    """The act, and the posts."""

    do: Literal["delete", "archive", "add_tag", "remove_tag", "transfer"]
    ids: list[Id]


@router.get("/change")
async def plan(visit: Author) -> Response:
    """Show the effect; nothing is written or locked."""
    form = Form(visit.request.query_params.multi_items())
    chosen = read_chosen(form)
    if not chosen.ids:
        message = visit.gettext("Choose at least one post first.")
        return visit.redirect(local_path(form.get("back")), Flash(message, "problem"))
    return await show(visit, chosen, form)


@router.post("/change", dependencies=[WakesMailer, ExtendedDeadline])
async def change(visit: Author, form: Fields) -> Response:
    chosen = read_chosen(form)
    try:
        flash = await COMMANDS[chosen.do](visit, chosen.ids, form)
    except NotFoundError:
        if chosen.do != "transfer":
            raise
        faults = Faults([Fault("to", visit.gettext("No account has this name."))])
        return await show(visit, chosen, form, faults)
    except InvalidInputError:
        faults = Faults([Fault("to", visit.gettext("This account is the author already."))])
        return await show(visit, chosen, form, faults)
    except REFUSALS as error:
        return await show(visit, chosen, form, at_fields(visit.faults(error)))
    return visit.redirect(local_path(form.get("back")), flash)


def read_chosen(form: Form) -> Chosen:
    ids = sorted(set(form.ids()))[:MOST]
    return parse_model(Chosen, {"do": form.get("do"), "ids": ids})


def at_fields(faults: Faults) -> Faults:
    """Return the faults with those of a list of tags at the field of the one tag."""
    names = {"add_tags": "tag", "remove_tags": "tag"}
    return Faults([Fault(names.get(each.field, each.field), each.message) for each in faults.items])


async def show(
    visit: SignedIn, chosen: Chosen, form: Form, faults: Faults | None = None
) -> Response:
    posts = (await list_by_ids(visit.db, visit.actor, chosen.ids)).items
    changing = changing_ids(visit, chosen.do, posts)
    return visit.render(
        "selected_posts.html",
        status=422 if faults else 200,
        title=visit.gettext(ACTS[chosen.do]),
        do=chosen.do,
        changing=[post for post in posts if post.id in changing],
        staying=[post for post in posts if post.id not in changing],
        form=form,
        back=local_path(form.get("back")),
        faults=faults or Faults(),
        at_once=visit.can(Action.BULK_TRANSFER_POSTS),
        gives_reason=visit.can(Action.BULK_DELETE_POSTS),
        can_undo=visit.can(Action.UNDO_EVERY_DELETION),
    )


def changing_ids(visit: SignedIn, do: str, posts: Sequence[PostItem]) -> set[int]:
    """Return the ids of the posts that the act would change: a dry run would lock their rows."""
    if do == "archive":
        posts = [post for post in posts if post.status != "archived"]
    return allowed_posts(visit, RIGHTS[do], posts)


async def delete_chosen(visit: SignedIn, ids: list[int], form: Form) -> Flash:
    """Delete as one deletion; authors, who may not, post by post in one transaction."""
    if visit.can(Action.BULK_DELETE_POSTS):
        given = {"ids": ids, "reason": form.get("reason").strip() or None}
        data = parse_model(BulkDeleteIn, given)
        done = await visit.db.write(delete.bulk_delete, visit.actor, data)
        number, deletion_id = len(done.deleted), done.deletion_id
    else:
        deletions = await visit.db.write(delete_each, visit.actor, ids)
        number, deletion_id = len(deletions), deletions[0] if len(deletions) == 1 else None
    message = visit.ngettext(
        "%(number)s post is in the trash.", "%(number)s posts are in the trash.", number
    )
    return await deleted(visit, message, deletion_id)


async def delete_each(db: Transaction, actor: Actor, ids: list[int]) -> list[int]:
    return [await delete.delete_post(db, actor, post_id, None) for post_id in ids]


async def archive_chosen(visit: SignedIn, ids: list[int], _: Form) -> Flash:
    return await update(visit, ids, {"status": "archived"})


async def add_tag(visit: SignedIn, ids: list[int], form: Form) -> Flash:
    return await update(visit, ids, {"add_tags": [form.get("tag").strip()]})


async def remove_tag(visit: SignedIn, ids: list[int], form: Form) -> Flash:
    return await update(visit, ids, {"remove_tags": [form.get("tag").strip()]})


async def update(visit: SignedIn, ids: list[int], changes: Mapping[str, Any]) -> Flash:
    data = parse_model(BulkUpdateIn, {"ids": ids, **changes})
    done = await visit.db.write(bulk_update.bulk_update, visit.actor, data)
    message = visit.ngettext(
        "%(number)s post is changed.", "%(number)s posts are changed.", len(done.updated)
    )
    if not done.refused:
        return Flash(message)
    refused = visit.ngettext(
        "%(number)s could not be changed: it has ten tags, no storage left, or another author.",
        "%(number)s could not be changed: they have ten tags, no storage left, or other authors.",
        len(done.refused),
    )
    return Flash(f"{message} {refused}", "problem")


async def transfer_chosen(visit: SignedIn, ids: list[int], form: Form) -> Flash:
    """Hand over at once, as one transfer that can be undone; authors offer each post."""
    to = form.get("to").strip()
    if visit.can(Action.BULK_TRANSFER_POSTS):
        data = parse_model(BulkTransferIn, {"ids": ids, "to": to})
        moved = (await visit.db.write(bulk.bulk_transfer, visit.actor, data)).transferred
        message = visit.ngettext(
            "%(number)s post belongs to %(name)s now.",
            "%(number)s posts belong to %(name)s now.",
            len(moved),
            name=to,
        )
        return Flash(message)
    offer = parse_model(TransferIn, {"to": to, "message": form.get("message").strip() or None})
    await visit.db.write(offer_each, visit.actor, ids, offer)
    message = visit.ngettext(
        "%(number)s post is offered to %(name)s.",
        "%(number)s posts are offered to %(name)s.",
        len(ids),
        name=to,
    )
    return Flash(message)


async def offer_each(db: Transaction, actor: Actor, ids: list[int], data: TransferIn) -> None:
    for post_id in ids:
        await offering.offer_post(db, actor, post_id, data)


COMMANDS: Final[Mapping[str, Callable[[SignedIn, list[int], Form], Awaitable[Flash]]]] = {
    "delete": delete_chosen,
    "archive": archive_chosen,
    "add_tag": add_tag,
    "remove_tag": remove_tag,
    "transfer": transfer_chosen,
}
