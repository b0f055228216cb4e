"""Handing a post over: the offer with its meaning."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from starlette.responses import Response

from blog_api.errors import (
    EmailNotVerifiedError,
    InvalidInputError,
    NotFoundError,
    TooManyOpenError,
    TransferOpenError,
)
from blog_api.http.fields import PathId
from blog_api.mail.dependencies import WakesMailer
from blog_api.permissions import Action, require_on_post
from blog_api.posts.queries import get_post
from blog_api.posts.schemas import PostOut
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author, Fields
from blog_api.studio.forms import Fault, Faults, Form, parse_model
from blog_api.studio.requests import SignedIn
from blog_api.transfers.commands import offering
from blog_api.transfers.schemas import TransferIn

REFUSALS: Final = (
    RequestValidationError,
    EmailNotVerifiedError,
    TooManyOpenError,
    TransferOpenError,
)
router = APIRouter(prefix=f"{PATH}/posts/{{post_id}}/transfer")


@router.get("")
async def plan_transfer(visit: Author, post_id: PathId) -> Response:
    return await show(visit, await own_post(visit, post_id), Form())


@router.post("", dependencies=[WakesMailer])
async def transfer(visit: Author, form: Fields, post_id: PathId) -> Response:
    """Offer the post or, for an administrator who says so, hand it over at once."""
    post = await own_post(visit, post_id)
    try:
        data = parse_model(TransferIn, read_transfer(form))
        return await (hand_over(visit, post, data) if data.at_once else offer(visit, post, data))
    except NotFoundError:
        faults = Faults([Fault("to", visit.gettext("No account has this name."))])
    except InvalidInputError:
        faults = Faults([Fault("to", visit.gettext("This account is the author already."))])
    except REFUSALS as error:
        faults = visit.faults(error)
    return await show(visit, post, form, faults)


def read_transfer(form: Form) -> dict[str, Any]:
    return {
        "to": form.get("to").strip(),
        "message": form.get("message").strip() or None,
        "at_once": form.has("at_once"),
    }


async def offer(visit: SignedIn, post: PostOut, data: TransferIn) -> Response:
    await visit.db.write(offering.offer_post, visit.actor, post.id, data)
    message = visit.gettext("The post is offered to %(name)s.", name=data.to)
    return visit.redirect(f"{PATH}/transfers?direction=out", message)


async def hand_over(visit: SignedIn, post: PostOut, data: TransferIn) -> Response:
    await visit.db.write(offering.transfer_post, visit.actor, post.id, data)
    message = visit.gettext("The post belongs to %(name)s now.", name=data.to)
    return visit.redirect(f"{PATH}/transfers?direction=all", message)


async def own_post(visit: SignedIn, post_id: int) -> PostOut:
    post = await get_post(visit.db, visit.actor, post_id)
    require_on_post(visit.actor, Action.TRANSFER_POST, post)
    return post


async def show(
    visit: SignedIn, post: PostOut, form: Form, faults: Faults | None = None
) -> Response:
    return visit.render(
        "hand_over.html",
        status=422 if faults else 200,
        post=post,
        tab="transfer",
        form=form,
        faults=faults or Faults(),
        is_own=post.author_id == visit.actor.id,
        can_at_once=visit.can(Action.TRANSFER_AT_ONCE),
    )
