"""Offers of posts, to the visitor and from the visitor: accept, decline, withdraw, undo."""

from typing import Annotated, Final, Literal
from urllib.parse import urlencode

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from blog_api.errors import EmailNotVerifiedError, QuotaExceededError, TransferClosedError
from blog_api.http.fields import PathId
from blog_api.http.middleware.deadline import ExtendedDeadline
from blog_api.http.parameters import from_query
from blog_api.permissions import Action, require
from blog_api.studio.cookies import PATH
from blog_api.studio.dependencies import Author
from blog_api.studio.flashes import Flash
from blog_api.studio.forms import Faults, parse_model
from blog_api.studio.languages import N_
from blog_api.studio.navigation import Entry
from blog_api.studio.requests import SignedIn
from blog_api.studio.tabs import Tab
from blog_api.transfers import queries
from blog_api.transfers.commands import deciding
from blog_api.transfers.schemas import TransferFilters, TransferOut

HERE: Final = f"{PATH}/transfers"
ENTRY: Final = Entry(25, N_("Hand-overs"), HERE)
DIRECTIONS: Final = {"in": N_("To you"), "out": N_("From you")}
STATES: Final = {
    "open": N_("Open"),
    "accepted": N_("Accepted"),
    "declined": N_("Declined"),
    "withdrawn": N_("Withdrawn"),
    "expired": N_("Expired"),
    "undone": N_("Undone"),
}
REFUSALS: Final = (EmailNotVerifiedError, QuotaExceededError, TransferClosedError)
router = APIRouter(prefix=HERE)


class TransfersQuery(BaseModel):
    direction: Literal["in", "out", "all"] = "in"
    cursor: str | None = Field(default=None, max_length=100)


@router.get("")
async def list_transfers(
    visit: Author, query: Annotated[TransfersQuery, from_query(TransfersQuery)]
) -> Response:
    """Show offers and transfers; `all` are those of everyone, for administrators."""
    sees_all = visit.can(Action.SEE_EVERY_TRANSFER)
    direction = "in" if query.direction == "all" and not sees_all else query.direction
    asked = {"cursor": query.cursor, "direction": None if direction == "all" else direction}
    page = await queries.list_transfers(visit.db, visit.actor, parse_model(TransferFilters, asked))
    tabs = DIRECTIONS | ({"all": N_("Everyone's")} if sees_all else {})
    following = {"direction": direction, "cursor": page.next_cursor}
    return visit.render(
        "transfers.html",
        page=page,
        direction=direction,
        tabs=[
            Tab(visit.gettext(title), f"{HERE}?direction={name}", is_current=name == direction)
            for name, title in tabs.items()
        ],
        states=STATES,
        can_undo=visit.can(Action.UNDO_TRANSFER),
        first_path=f"{HERE}?direction={direction}",
        next_path=f"{HERE}?{urlencode(following)}" if page.next_cursor else None,
        is_first=query.cursor is None,
    )


@router.get("/{transfer_id}/accept")
async def plan_accept(visit: Author, transfer_id: PathId) -> Response:
    return await show_accept(visit, await open_offer(visit, transfer_id))


@router.post("/{transfer_id}/accept")
async def accept(visit: Author, transfer_id: PathId) -> Response:
    """Accept an offer; the reason against it, such as a full storage, is said on its page."""
    offer = await open_offer(visit, transfer_id)
    try:
        accepted = await visit.db.write(deciding.accept, visit.actor, transfer_id)
    except REFUSALS as error:
        return await show_accept(visit, offer, visit.faults(error))
    place = f"{PATH}/posts/{accepted.post.id}/history" if accepted.post else HERE
    return visit.redirect(place, visit.gettext("The post is yours now, with its history."))


async def open_offer(visit: SignedIn, transfer_id: int) -> TransferOut:
    """Return an offer that the visitor may accept; raise TransferClosedError if it is closed."""
    await queries.get_row(visit.db, visit.actor, Action.ACCEPT_TRANSFER, transfer_id)
    offer = await queries.get_transfer(visit.db, visit.actor, transfer_id)
    if offer.state != "open":
        raise TransferClosedError
    return offer


async def show_accept(
    visit: SignedIn, offer: TransferOut, faults: Faults | None = None
) -> Response:
    status = 422 if faults else 200
    post = await queries.find_offered_post(visit.db, visit.actor, offer.id)
    values = {"offer": offer, "post": post, "faults": faults or Faults()}
    return visit.render("accept.html", status=status, **values)


@router.post("/{transfer_id}/decline")
async def decline(visit: Author, transfer_id: PathId) -> Response:
    await visit.db.write(deciding.decline, visit.actor, transfer_id)
    return visit.redirect(HERE, visit.gettext("The offer is declined."))


@router.post("/{transfer_id}/withdraw")
async def withdraw(visit: Author, transfer_id: PathId) -> Response:
    await visit.db.write(deciding.withdraw, visit.actor, transfer_id)
    return visit.redirect(
        f"{HERE}?direction=out", visit.gettext("The offer is withdrawn. The post stays yours.")
    )


@router.post("/{transfer_id}/undo", dependencies=[ExtendedDeadline])
async def undo(visit: Author, transfer_id: PathId) -> Response:
    require(visit.actor, Action.UNDO_TRANSFER)
    undone = await visit.db.write(deciding.undo, visit.actor, transfer_id)
    number = len(undone.returned)
    message = visit.ngettext(
        "%(number)s post went back to its giver.", "%(number)s posts went back.", number
    )
    if undone.conflicts:
        message += " " + visit.ngettext(
            "%(number)s stays: it was handed on since.",
            "%(number)s stay: they were handed on since.",
            len(undone.conflicts),
        )
    return visit.redirect(
        f"{HERE}?direction=all", Flash(message, "problem" if undone.conflicts else "done")
    )
